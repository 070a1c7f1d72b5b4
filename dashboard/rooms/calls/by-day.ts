// Calls of a list by the day they began, in the list's order.
import type { CallRow } from '../../../src/api/wire.ts';
import { dayOf } from '../../words/format.ts';

export interface DayOfCalls {
  day: string;
  calls: CallRow[];
}

/** Newest first stays newest first; a day is a calendar day of the site's time zone. */
export function byDay(calls: readonly CallRow[], timeZone: string): DayOfCalls[] {
  const days: DayOfCalls[] = [];
  for (const call of calls) {
    const day = dayOf(new Date(call.startedAt), timeZone);
    const last = days.at(-1);
    if (last?.day === day) last.calls.push(call);
    else days.push({ day, calls: [call] });
  }
  return days;
}
