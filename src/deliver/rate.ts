// So many a second and no more: who asks waits for their turn.
import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the next one may go; a second's worth may go at once. */
export function createRate(perSecond: number): () => Promise<void> {
  let free = performance.now() - 1000;
  return async () => {
    const now = performance.now();
    free = Math.max(free, now - 1000) + 1000 / perSecond;
    if (free > now) await sleep(free - now);
  };
}
