// An event told in a chat: a call's first message is changed by what comes later, all else is a message of its own.
import type { EventType } from '../../../core/event.ts';
import { languageOf } from '../../people/fields.ts';
import { type Message, messageOf } from '../../people/message.ts';
import { type DestinationTold, type Item, type Outcome, Unanswered, type Way } from '../../port.ts';
import { actionsOf, hearsPresses } from './buttons.ts';
import { escaped, htmlOf, mayBeButton } from './html.ts';
import { askThere, replyTo, topicOf } from './posting.ts';
import { tellRecording } from './recording.ts';

/** They say how a call stands: one message for all of them. */
const OF_THE_CALL: readonly EventType[] = [
  ...(['call.offered', 'call.answered', 'call.finished', 'call.attributed', 'call.tagged', 'call.qualified'] as const),
];
/** Worth a change, not a message. */
const CHANGES_ONLY: readonly EventType[] = ['call.attributed', 'call.tagged', 'call.qualified'];

/** Is there a message of this call that is only to be changed? */
export const onlyChanges = async ({ told: { event, call } }: Item, way: Way): Promise<boolean> =>
  call !== null && OF_THE_CALL.includes(event.type) && (await way.linked('message', call.id)) !== undefined;

export async function tellEvent(item: Item, chat: string, to: DestinationTold, way: Way): Promise<Outcome> {
  const { event, call } = item.told;
  const message = messageOf(item.told, {
    ...{ language: languageOf(to.settings), settings: to.settings, encode: escaped, cardUrl: way.cardUrl },
  });
  if (!message) return { kind: 'skipped', reason: 'nothing-to-tell' };
  const earlier = call && (await way.linked('message', call.id));
  const isOfCall = OF_THE_CALL.includes(event.type);
  if (item.leftOut && !(isOfCall && earlier)) return { kind: 'skipped', reason: item.leftOut };
  if (event.type === 'call.recording-ready') return tellRecording({ item, message, chat, earlier }, to, way);
  const actions = (await hearsPresses(to, way)) ? actionsOf(item.told, to) : [];
  const post = { message, actions };
  if (!call || !isOfCall) return send(post, { chat, earlier }, to, way);
  const changed = earlier ? await change(post, { chat, earlier }, to, way) : undefined;
  if (changed) return changed;
  if (item.leftOut) return { kind: 'skipped', reason: item.leftOut };
  if (CHANGES_ONLY.includes(event.type) && !item.trial) return { kind: 'skipped', reason: 'not-told-before' };
  const sent = await send(post, { chat }, to, way);
  if (sent.kind === 'done' && sent.farId) await way.link('message', call.id, sent.farId);
  return sent;
}

type Post = { message: Message; actions: ReturnType<typeof actionsOf> };
type Where = { chat: string; earlier?: string | null | undefined };

async function send(post: Post, { chat, earlier }: Where, to: DestinationTold, way: Way): Promise<Outcome> {
  const fields = { ...bodyOf(post), ...topicOf(to), ...replyTo(earlier) };
  const answer = await askThere<{ message_id: number }>('sendMessage', { chat, fields }, to, way);
  return answer.kind === 'ok' ? { kind: 'done', farId: `${answer.result.message_id}` } : answer.outcome;
}

/** Undefined: it is not there any more, a new one is to be sent. A change asked twice is made once. */
async function change(
  post: Post,
  { chat, earlier }: { chat: string; earlier: string },
  to: DestinationTold,
  way: Way,
): Promise<Outcome | undefined> {
  try {
    const fields = { ...bodyOf(post), message_id: Number(earlier) };
    const answer = await askThere('editMessageText', { chat, fields }, to, way);
    if (answer.kind === 'ok' || /not modified/i.test(answer.description)) return { kind: 'done', farId: earlier };
    return /to edit not found|can't be edited|MESSAGE_ID_INVALID/i.test(answer.description)
      ? undefined
      : answer.outcome;
  } catch (error) {
    if (error instanceof Unanswered && error.reason !== 'private-address')
      return { kind: 'later', reason: error.reason };
    throw error;
  }
}

function bodyOf({ message, actions }: Post) {
  const ways = message.links.filter(({ url }) => mayBeButton(url));
  const rows = [ways, actions].filter(({ length }) => length > 0);
  return {
    ...{ text: htmlOf(message), parse_mode: 'HTML', link_preview_options: { is_disabled: true } },
    ...(rows.length > 0 ? { reply_markup: { inline_keyboard: rows } } : {}),
  };
}
