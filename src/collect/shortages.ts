// Counts page views that a pool had no number for, by pool and hour, and adds them to the table every few seconds.
import type { Db } from '../store/database.ts';
import { addShortages, type ShortageCount } from '../store/pool-figures.ts';
import type { Log } from './log.ts';
import type { MissedReason } from './reasons.ts';

export type Shortages = {
  /** `at`: seconds since the epoch */
  count(shortage: { siteId: string; poolId: string; reason: MissedReason; at: number }): void;
  /** Writes what was counted; failing that, keeps it for the next time. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 5000;
const HOUR_SECONDS = 3600;

/** A counter that flushes by itself until it is closed. */
export function createShortages({ db, log }: { db: Db; log: Log }): Shortages {
  let counted = new Map<string, ShortageCount>(); // bounded: pools × reasons × two hours

  function count({ siteId, poolId, reason, at }: Parameters<Shortages['count']>[0]): void {
    add({ siteId, poolId, reason, hour: Math.floor(at / HOUR_SECONDS) * HOUR_SECONDS, count: 1 });
  }

  function add(more: ShortageCount): void {
    const key = `${more.poolId} ${more.hour} ${more.reason}`;
    const known = counted.get(key);
    if (known) known.count += more.count;
    else counted.set(key, more);
  }

  async function flush(): Promise<void> {
    if (counted.size === 0) return;
    const due = counted;
    counted = new Map();
    try {
      await addShortages(db, [...due.values()]);
    } catch (error) {
      for (const kept of due.values()) add(kept);
      log.warn({ err: error }, 'Counts of missing numbers could not be written; they are kept for the next try');
    }
  }

  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  const close = () => {
    clearInterval(timer);
    return flush();
  };
  return { count, flush, close };
}
