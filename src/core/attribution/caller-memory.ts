// What a caller's first call taught about who they are, for their later calls (number-pool.md § 4, "Caller memory").

import type { Holder } from './holder.ts';

/** How much a caller id is believed to be this visitor, 0..1. A caller's beliefs sum to at most 1. */
export type CallerBelief = { visitor: string; belief: number };

/** The part of the probability that memory decides, and how it is shared out; the shares sum to the certainty. */
export type Recalled = { certainty: number; shares: ReadonlyMap<Holder, number> };

const WORTH_REMEMBERING = 0.02;
/** Phones are passed on and lent: a caller is never taken for granted. */
const MOST_CERTAIN = 0.995;

/** What to store at a caller id's first call, never for a withheld one. May be empty: the caller is still known. */
export function remember(attribution: {
  candidates: readonly { visitor: string; probability: number }[];
}): CallerBelief[] {
  const beliefs = new Map<string, number>();
  for (const { visitor, probability } of attribution.candidates) {
    beliefs.set(visitor, (beliefs.get(visitor) ?? 0) + probability);
  }
  return [...beliefs]
    .filter(([, belief]) => belief > WORTH_REMEMBERING)
    .map(([visitor, belief]) => ({ visitor, belief }));
}

/**
 * Adds to the holders of a number those that a remembered caller's visitors had on it before the window. Too old to
 * weigh anything by themselves, they are what memory points at when a caller rings again after a month.
 */
export function withRemembered(holders: readonly Holder[], remembered: readonly Holder[]): readonly Holder[] {
  if (remembered.length === 0) return holders;
  const visits = new Set(holders.map(({ visit }) => visit));
  return [...holders, ...remembered.filter(({ visit }) => !visits.has(visit))];
}

/** Finds the remembered visitors among the holders of the number dialled at `at`, each by its latest visit. */
export function recall(memory: readonly CallerBelief[], holders: readonly Holder[], at: number): Recalled {
  const latest = latestByVisitor(memory, holders, at);
  const found = memory.filter(({ visitor }) => latest.has(visitor));
  const stored = found.reduce((sum, { belief }) => sum + belief, 0);
  const certainty = Math.min(MOST_CERTAIN, stored);
  const shares = new Map<Holder, number>();
  if (stored > 0) {
    for (const { visitor, belief } of found) shares.set(latest.get(visitor)!, (certainty * belief) / stored);
  }
  return { certainty, shares };
}

function latestByVisitor(memory: readonly CallerBelief[], holders: readonly Holder[], at: number): Map<string, Holder> {
  const latest = new Map<string, Holder>();
  if (memory.length === 0) return latest;
  const wanted = new Set(memory.map(({ visitor }) => visitor));
  for (const holder of holders) {
    if (holder.startedAt > at || !wanted.has(holder.visitor)) continue;
    const known = latest.get(holder.visitor);
    if (known === undefined || known.startedAt <= holder.startedAt) latest.set(holder.visitor, holder);
  }
  return latest;
}
