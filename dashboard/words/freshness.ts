// When silence is a sign that something is broken: how old the newest view, activity, call or lesson may be.

export const FRESH_THINGS = ['view', 'activity', 'call', 'learned'] as const;
export type FreshThing = (typeof FRESH_THINGS)[number];

const DAY = 86_400;

// A night without visits is nothing; a day is. Calls may be rare. Learning happens daily, and one day may be missed.
const STALE_AFTER: Record<FreshThing, number> = { view: DAY, activity: DAY, call: 7 * DAY, learned: 3 * DAY };

/** never: there was none yet; stale: older than it should be. */
export type Freshness = 'fresh' | 'stale' | 'never';

export function freshness(thing: FreshThing, at: string | null, now: Date): Freshness {
  if (at === null) return 'never';
  return (now.getTime() - Date.parse(at)) / 1000 > STALE_AFTER[thing] ? 'stale' : 'fresh';
}
