// A missed caller is called back: until when, when again if nobody answers, when not at all, and what it costs not to.
import type { Schedule } from './routing/route.ts';
import { isOpen, nextChange } from './routing/schedule.ts';

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

const MINUTE_MS = 60_000;

/** `schedule`: only its open time counts; null: all time does. */
export type CallBackLimit = { minutes: number; schedule: Schedule | null; timeZone: string };

/**
 * When the limit is over: so many open minutes after the call was missed. Missed at night, the limit begins with the
 * morning. If the business does not open again at all: the plain limit.
 */
export function dueAt(missedAt: Date, { minutes, schedule, timeZone }: CallBackLimit): Date {
  const plain = new Date(missedAt.getTime() + minutes * MINUTE_MS);
  if (!schedule) return plain;
  let left = minutes * MINUTE_MS;
  for (let at = missedAt; ; ) {
    const change = nextChange(schedule, at, timeZone);
    if (isOpen(schedule, at, timeZone)) {
      const span = change ? change.getTime() - at.getTime() : Number.POSITIVE_INFINITY;
      if (span >= left) return new Date(at.getTime() + left);
      left -= span;
    }
    if (!change) return plain;
    at = change;
  }
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
