// Counts what came of operators' requests, and adds it to the table every few seconds: a write for each would cost more
// than the request.
import type { Db } from './database.ts';
import { addHookOutcomes, type HookOutcome } from './hook-outcomes.ts';

export type HookCounter = {
  count(connectionId: string, outcome: string, at: Date, detail?: string): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

const FLUSH_MS = 2000;
const DETAIL = 300;

/** A counter that flushes by itself until it is closed. */
export function createHookCounter(db: Db, log: (message: string, error?: unknown) => void): HookCounter {
  // Bounded: connections × outcomes.
  let counted = new Map<string, HookOutcome>();

  const add = (more: HookOutcome) => {
    const key = `${more.connectionId} ${more.outcome}`;
    const known = counted.get(key);
    if (!known) counted.set(key, more);
    else counted.set(key, { ...later(known, more), count: known.count + more.count });
  };
  const flush = async () => {
    if (counted.size === 0) return;
    const due = counted;
    counted = new Map();
    try {
      await addHookOutcomes(db, [...due.values()]);
    } catch (error) {
      for (const kept of due.values()) add(kept);
      log("counts of operators' requests could not be written; they are kept for the next try", error);
    }
  };
  const timer = setInterval(flush, FLUSH_MS);
  timer.unref();
  return {
    count: (connectionId, outcome, at, detail = '') =>
      add({ connectionId, outcome, count: 1, lastAt: at, detail: detail.replaceAll('\0', '').slice(0, DETAIL) }),
    flush,
    close() {
      clearInterval(timer);
      return flush();
    },
  };
}

const later = (one: HookOutcome, other: HookOutcome) => (other.lastAt >= one.lastAt ? other : one);
