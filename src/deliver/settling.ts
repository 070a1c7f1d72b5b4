// What became of deliveries, written down: whatever ends while one write is under way goes into the next together, and a
// write that fails is tried again while what it knows is still known.
import { setTimeout as sleep } from 'node:timers/promises';
import { nextTry } from '../core/retry.ts';
import { storable } from '../core/text.ts';
import type { DueDelivery, NewAttempt, Settled } from '../store/deliveries.ts';
import type { Outcome } from './port.ts';

export type Ended = { settled: readonly Settled[]; attempt: NewAttempt | null };

/** Between tries, in milliseconds; then the deliveries stay begun, and whoever comes next decides. */
const WAITS = [100, 300, 1000, 3000, 5000, 5000, 5000, 5000, 5000] as const;

/** Resolves when it is written. */
export function openSettling(write: (ended: readonly Ended[]) => Promise<void>): (one: Ended) => Promise<void> {
  type Waiting = { one: Ended; done: () => void; failed: (error: unknown) => void };
  let waiting: Waiting[] = [];
  let isWriting = false;
  const insist = async (ended: readonly Ended[]) => {
    for (const wait of WAITS)
      try {
        return await write(ended);
      } catch {
        await sleep(wait);
      }
    return write(ended);
  };
  const writeAll = async () => {
    isWriting = true;
    while (waiting.length > 0) {
      const these = waiting;
      waiting = [];
      try {
        await insist(these.map(({ one }) => one));
        for (const { done } of these) done();
      } catch (error) {
        for (const { failed } of these) failed(error);
      }
    }
    isWriting = false;
  };
  return (one) =>
    new Promise((done, failed) => {
      waiting.push({ one, done, failed });
      if (!isWriting) void writeAll();
    });
}

/** What an outcome makes of a delivery. */
export function settledBy(
  outcome: Outcome,
  { id, attempts }: Pick<DueDelivery, 'id' | 'attempts'>,
  { now, chance }: { now: () => Date; chance: () => number },
): Settled {
  const base = { id, attempts, nextAt: null, farId: null, untried: false };
  switch (outcome.kind) {
    case 'done':
      return { ...base, state: 'done', reason: null, farId: storable(outcome.farId ?? null) };
    case 'skipped':
      return { ...base, state: 'skipped', reason: storable(outcome.reason) };
    case 'refused':
      return { ...base, state: 'parked', reason: storable(outcome.reason) };
    case 'needs-owner':
      return { ...base, state: 'due', reason: storable(outcome.reason), untried: true };
    case 'wait':
      return { ...base, state: 'due', reason: storable(outcome.reason), nextAt: outcome.until, untried: true };
    case 'later': {
      const wait = nextTry(attempts, { asked: outcome.after, chance: chance() });
      if (wait === null) return { ...base, state: 'parked', reason: storable(outcome.reason) };
      return {
        ...{ ...base, state: 'due', reason: storable(outcome.reason) },
        nextAt: new Date(now().getTime() + wait),
      };
    }
  }
}
