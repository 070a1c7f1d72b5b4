// When a delivery that was not taken is tried again: soon, then ever more seldom, for three days.

/** From one try to the next, in seconds. After the last one a delivery is parked. */
const SCHEDULE = [5, 30, 120, 600, 1800, 3600, 7200, 14_400, 14_400, 28_800, 28_800, 43_200, 43_200, 43_200] as const;
const SPREAD = 0.2;

/**
 * Milliseconds until the next try; null: there is none. `attempts`: tries so far; `asked`: how long the destination asks to
 * be left in peace; `chance`: a number from 0 to 1, so that what failed together does not come back together.
 */
export function nextTry(
  attempts: number,
  { asked, chance }: { asked?: number | undefined; chance: number },
): number | null {
  const seconds = SCHEDULE[attempts - 1];
  if (seconds === undefined) return null;
  const spread = seconds * 1000 * (1 + SPREAD * (2 * chance - 1));
  return Math.round(Math.max(spread, asked ?? 0));
}

/** How long a destination rests that did not answer so many requests in a row, in milliseconds; 0: it doesn't. */
export function restAfter(failures: number, { chance }: { chance: number }): number {
  if (failures < 3) return 0;
  const seconds = Math.min(300, 5 * 2 ** (failures - 3));
  return Math.round(seconds * 1000 * (1 + SPREAD * (2 * chance - 1)));
}
