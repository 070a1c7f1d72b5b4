// What the world outside is told of: events, made of what changed in a call. The same facts in another order make the
// same events, and each is told once.
import type { CallState } from './call.ts';

/**
 * Closed list; names as in webhooks' `type`.
 * - call.offered: it came in; call.ringing: an agent's phone rings (once for each agent)
 * - call.finished: again with a higher revision when what was told of the end turns out otherwise
 * - call.attributed: who called is judged anew (revision)
 * - call.tagged, call.qualified: a person, or a rule, has said what it was about, or what it is worth (spam among it)
 * - day.ended: a day of the site is over, `about.day`; spend.changed: money paid for ads became known, `about.from`, `about.to`
 * - notice.raised: the owner should know of something, `about.noticeId`, `about.kind`
 */
export const EVENT_TYPES = [
  ...['call.offered', 'call.ringing', 'call.answered', 'call.finished', 'call.recording-ready'],
  ...['call.attributed', 'call.tagged', 'call.qualified', 'deal.changed', 'call-back.late'],
  ...['day.ended', 'spend.changed', 'notice.raised'],
] as const;
export type EventType =
  | 'call.offered'
  | 'call.ringing'
  | 'call.answered'
  | 'call.finished'
  | 'call.recording-ready'
  | 'call.attributed'
  | 'call.tagged'
  | 'call.qualified'
  | 'deal.changed'
  | 'call-back.late'
  | 'day.ended'
  | 'spend.changed'
  | 'notice.raised';

/** `key`: tells events of one type and call apart; `about`: what the call itself does not tell later. */
export type NewEvent = { type: EventType; key: string; at: Date; about: Readonly<Record<string, unknown>> };

/** Events of a call whose facts have grown. */
export function eventsBetween(before: CallState, after: CallState): NewEvent[] {
  return [...ringing(before, after), ...answered(before, after), ...finished(before, after)];
}

function ringing(before: CallState, after: CallState): NewEvent[] {
  const known = new Set(before.legs.map(({ providerLegId }) => providerLegId));
  return after.legs
    .filter(({ providerLegId, client }) => !client && !known.has(providerLegId))
    .map(({ providerLegId, targetId, startedAt }) => ({
      ...{ type: 'call.ringing' as const, key: providerLegId, at: startedAt, about: { agentId: targetId } },
    }));
}

function answered(before: CallState, after: CallState): NewEvent[] {
  if (!after.answeredAt || before.answeredAt) return [];
  return [{ type: 'call.answered', key: '', at: after.answeredAt, about: { agentId: after.answeredBy } }];
}

function finished(before: CallState, after: CallState): NewEvent[] {
  if (!after.endedAt || endOf(before) === endOf(after)) return [];
  return [{ type: 'call.finished', key: endOf(after), at: after.endedAt, about: {} }];
}

// What receivers are told of the end: when one of these turns out otherwise, the end is told anew.
const endOf = ({ status, answeredAt, endedAt, answeredBy }: CallState): string =>
  endedAt ? [status, answeredAt?.getTime() ?? '', endedAt.getTime(), answeredBy ?? ''].join(' ') : '';
