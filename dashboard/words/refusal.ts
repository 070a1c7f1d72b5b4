// Refusals in words, and summed by reason.
import type { TFunction } from 'i18next';
import type { Refusal } from '../../src/api/wire.ts';

/** A reason as a sentence; one we have no sentence for is shown by its own name. */
export function refusalText(reason: string, t: TFunction): string {
  // Reasons come from the server, so the key cannot be checked beforehand.
  return t(`refusal.${reason}` as 'refusal.malformed', { defaultValue: reason.replaceAll('-', ' ') });
}

export interface RefusalSum {
  room: Refusal['room'];
  reason: string;
  lastDay: string;
  count: number;
}

/** Counts of all days together, most frequent first. */
export function summed(refusals: readonly Refusal[]): RefusalSum[] {
  const sums = new Map<string, RefusalSum>();
  for (const { room, reason, day, count } of refusals) {
    const sum = sums.get(room + reason) ?? { room, reason, lastDay: day, count: 0 };
    sum.count += count;
    if (day > sum.lastDay) sum.lastDay = day;
    sums.set(room + reason, sum);
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}
