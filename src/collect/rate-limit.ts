// So many messages a minute from one address, counted in fixed windows, in bounded memory.

export type Allow = (key: string, kind: 'view' | 'activity', at: number) => boolean;
export type RateLimits = { viewsPerMinute: number; activityPerMinute: number };

/** An office behind one address opens some pages a second; a beat every 30 s from 300 open pages is 600 a minute. */
export const DEFAULT_RATE_LIMITS: RateLimits = { viewsPerMinute: 120, activityPerMinute: 600 };
const WINDOW_SECONDS = 60;
const ADDRESSES = 100_000; // about 10 MB; beyond it new addresses are not counted, as refusing people would be worse

/** Counts a message (`at` in seconds) and tells whether it is within the limits. */
export function createRateLimit({ viewsPerMinute, activityPerMinute }: RateLimits = DEFAULT_RATE_LIMITS): Allow {
  const counts = new Map<string, { view: number; activity: number }>();
  const limits = { view: viewsPerMinute, activity: activityPerMinute };
  let window = 0;
  return (key, kind, at) => {
    const now = Math.floor(at / WINDOW_SECONDS);
    if (now !== window) counts.clear();
    window = now;
    const count = counts.get(key) ?? { view: 0, activity: 0 };
    if (count.view + count.activity === 0 && counts.size < ADDRESSES) counts.set(key, count);
    count[kind]++;
    return count[kind] <= limits[kind];
  };
}
