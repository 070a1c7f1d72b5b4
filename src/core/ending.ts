// When an end that is coming is worth a word: sixty, thirty and seven days before, and once it has come.

/** How near the end is: so many days at most, or it has come. */
export type EndStage = 60 | 30 | 7 | 'ended';
const STAGES: readonly EndStage[] = [7, 30, 60];
const DAY_MS = 86_400_000;

/** Days from `today` to the last day in force (both 'YYYY-MM-DD'): 0 is the last day itself, below 0 it is over. */
export function daysLeft(endsOn: string, today: string): number {
  return Math.round((Date.parse(endsOn) - Date.parse(today)) / DAY_MS);
}

/** Null: it is too far off for a word. */
export function endStage(days: number): EndStage | null {
  if (days < 0) return 'ended';
  return STAGES.find((stage) => days <= Number(stage)) ?? null;
}
