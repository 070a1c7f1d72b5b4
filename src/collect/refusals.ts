// Counts refusals and drops by site and reason, and adds them to the table every few seconds.
import type { Db } from '../store/database.ts';
import { addRefusals, type RefusalCount } from '../store/refusals.ts';
import type { Log } from './log.ts';
import type { Reason } from './reasons.ts';

export type Refusals = {
  count(siteId: string | null, reason: Reason): void;
  /** Since the start, by reason: for metrics. */
  totals(): Readonly<Partial<Record<Reason, number>>>;
  /** Writes what was counted; failing that, keeps it for the next time. */
  flush(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 5000;

export function createRefusals({ db, log, clock }: { db: Db; log: Log; clock: () => number }): Refusals {
  const totals: Partial<Record<Reason, number>> = {};
  // Bounded: sites × reasons × two days.
  let counted = new Map<string, RefusalCount>();

  function count(siteId: string | null, reason: Reason): void {
    totals[reason] = (totals[reason] ?? 0) + 1;
    add(counted, { day: new Date(clock() * 1000).toISOString().slice(0, 10), siteId, reason, count: 1 });
  }

  async function flush(): Promise<void> {
    if (counted.size === 0) return;
    const due = counted;
    counted = new Map();
    try {
      await addRefusals(db, 'collect', [...due.values()]);
    } catch (error) {
      for (const kept of due.values()) add(counted, kept);
      log.warn({ err: error }, 'Counts of refusals could not be written; they are kept for the next try');
    }
  }

  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  const close = () => {
    clearInterval(timer);
    return flush();
  };
  return { count, totals: () => totals, flush, close };
}

function add(counted: Map<string, RefusalCount>, more: RefusalCount): void {
  const key = `${more.day} ${more.siteId} ${more.reason}`;
  const known = counted.get(key);
  if (known) known.count += more.count;
  else counted.set(key, { ...more });
}
