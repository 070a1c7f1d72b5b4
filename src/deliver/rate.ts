// So many in any second and no more, as far sides count: not a second's worth at once and then the next.
import { setTimeout as sleep } from 'node:timers/promises';

export type Rate = {
  /** how many may go at once, if so many want to */
  free(wanted: number): number;
  /** milliseconds until one may go and so many others could, too; 0: now */
  untilFree(others?: number): number;
  /** resolves when it is the asker's turn; whoever asks first goes first */
  turn(): Promise<void>;
};

/** `perSecond` may be a fraction: 0.2 is one in five seconds. `burst`: so many at once, in as long as they have. */
export function createRate(
  { perSecond, burst = perSecond }: { perSecond: number; burst?: number },
  clock: () => number = () => performance.now(),
): Rate {
  const most = Math.max(1, Math.floor(burst));
  const span = (most / perSecond) * 1000;
  // When each of the latest `most` went, or will go: the next may go a span after the oldest of them.
  const times = new Float64Array(most).fill(-Infinity);
  let oldest = 0;
  return {
    free(wanted) {
      const [gone, upTo] = [clock() - span, Math.min(wanted, most)];
      let count = 0;
      while (count < upTo && (times[(oldest + count) % most] ?? 0) <= gone) count++;
      return count;
    },
    untilFree: (others = 0) => Math.max(0, (times[(oldest + Math.min(others, most - 1)) % most] ?? 0) + span - clock()),
    async turn() {
      const at = Math.max(clock(), (times[oldest] ?? 0) + span);
      times[oldest] = at;
      oldest = (oldest + 1) % most;
      const wait = at - clock();
      if (wait > 0) await sleep(Math.ceil(wait) + 1); // timers may be a fraction early
    },
  };
}

const rates = new Map<string, Rate>();
const MOST_RATES = 10_000;

/**
 * Of one destination, whoever asks it: deliveries, the look for deals, answers to what it asks. Kept beyond any of them: where
 * many may go at once, their far side remembers them for longer than anybody stays.
 */
export function rateFor(destinationId: string, limits: { perSecond: number; burst?: number }): Rate {
  const known = rates.get(destinationId);
  if (known) return known;
  if (rates.size >= MOST_RATES) rates.clear();
  const rate = createRate(limits);
  rates.set(destinationId, rate);
  return rate;
}
