// A missed caller is called back: until when, when again if nobody answers, when not at all, and what it costs not to.

/** Why a task was closed. `reached`: by a call, in or out; the others by a person's word. */
export const CLOSE_REASONS = [
  'reached',
  'reached-otherwise', // in a messenger, in person
  'not-a-client', // wrong number, a supplier, somebody who sells
  'could-not-reach',
  'went-elsewhere',
  'nobody-to-call', // showed no number
] as const;
export type CloseReason = (typeof CLOSE_REASONS)[number];

/** Closed so, the client is taken for lost. */
export const LOST_REASONS: readonly CloseReason[] = ['could-not-reach', 'went-elsewhere', 'nobody-to-call'];

export type CallBackRules = {
  limitMinutes: number;
  /** whether its minute counts; null: all do */
  isOpen: ((at: Date) => boolean) | null;
};

const MINUTE_MS = 60_000;
const MOST_MINUTES = 14 * 24 * 60; // a schedule that is closed for longer opens for nobody

/**
 * When the limit is over: so many open minutes after the call was missed. Missed at night, the limit begins with the
 * morning. If the business does not open within two weeks: the plain limit.
 */
export function dueAt(missedAt: Date, { limitMinutes, isOpen }: CallBackRules): Date {
  const plain = new Date(missedAt.getTime() + limitMinutes * MINUTE_MS);
  if (!isOpen) return plain;
  const begin = isOpen(missedAt) ? missedAt.getTime() : Math.ceil(missedAt.getTime() / MINUTE_MS) * MINUTE_MS;
  let left = limitMinutes;
  for (let minute = 0; minute < MOST_MINUTES + limitMinutes; minute++) {
    const at = begin + minute * MINUTE_MS;
    if (isOpen(new Date(at))) left--;
    if (left === 0) return new Date(at + MINUTE_MS);
  }
  return plain;
}

/** When to try again after the attempt with this number (1 is the first): each pause is twice the one before. */
export function nextAttemptAt(attempt: number, at: Date, pauseMinutes: number): Date {
  return new Date(at.getTime() + pauseMinutes * 2 ** (attempt - 1) * MINUTE_MS);
}

const DAY_BEGINS = 9;
const DAY_ENDS = 21;

/** Whether people may be rung there: from 9 to 21 by their own clock. */
export function isDaytime(at: Date, timeZone: string): boolean {
  const hour = Number(new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(at));
  return hour >= DAY_BEGINS && hour < DAY_ENDS;
}

export type Worth = { dealValue: number | null; conversion: number | null };

/** An estimate: what so many new callers are worth on average, in minor units; null: the site has not said what one is. */
export function estimatedLoss(newCallers: number, { dealValue, conversion }: Worth): number | null {
  if (dealValue === null || conversion === null) return null;
  return Math.round(newCallers * dealValue * conversion);
}
