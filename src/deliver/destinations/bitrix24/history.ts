// What can't be told to Bitrix24's telephony goes into the history of the client's card, once.
// https://apidocs.bitrix24.com/api-reference/crm/timeline/comments/crm-timeline-comment-add.html
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import type { Outcome } from '../../port.ts';
import { sourceWords } from '../crm/source-fields.ts';
import type { OneCall } from './calls.ts';
import type { Card } from './clients.ts';

export const COMMENT = '{status}: {caller} → {number}, {talk_seconds} s, {answered_by}';

/** The call in words. */
export function tellEnd(one: OneCall, card: Card): Promise<Outcome> {
  const { item, call, far } = one;
  const words = fill(far.to.settings.comment || COMMENT, fieldsOf(item.told));
  const link = far.way.cardUrl(call.id);
  return comment(one, card, { text: [words, sourceWords(item.told), link].filter(Boolean).join('\n'), mark: link });
}

/** Where the talk can be heard. */
export function tellRecording(one: OneCall, card: Card): Promise<Outcome> {
  return comment(one, card, { text: `▶ ${one.far.way.recordingUrl(one.call.id)}`, mark: `/${one.call.id}/` });
}

/** `mark`: what no other comment has in it, to know it by if an earlier try has written it. */
async function comment(
  { item, far: { portal, way } }: OneCall,
  { type, id }: Card,
  { text, mark }: Record<'text' | 'mark', string>,
): Promise<Outcome> {
  const at = { ENTITY_ID: id, ENTITY_TYPE: type.toLowerCase() };
  if (item.memo.commenting) {
    const written = await portal.ask<{ ID: string; COMMENT?: string }[]>(
      'crm.timeline.comment.list',
      { filter: at, select: ['ID', 'COMMENT'], order: { ID: 'DESC' } },
      { asksOnly: true },
    );
    const known = written.find(({ COMMENT: said }) => said?.includes(mark));
    if (known) return { kind: 'done', farId: known.ID };
  }
  await way.note(item, { commenting: 'begun' });
  const farId = await portal.ask<number>('crm.timeline.comment.add', { fields: { ...at, COMMENT: text } });
  return { kind: 'done', farId: `${farId}` };
}
