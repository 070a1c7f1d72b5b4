// Which number of a pool a new visit is shown: policies over the same facts (number-pool.md § 3).

import type { HeldBy } from '../attribution/holder.ts';
import type { PendingMass } from './pending-mass.ts';
import { leastDoubt } from './pool-doubt.ts';
import { leastRisk } from './pool-risk.ts';
import { createSubPools } from './pool-split.ts';

/** 'linear-risk' is the reference's way to be source-aware: for comparison, as all but 'source-aware' are. */
export type PolicyName = 'source-aware' | 'lru' | 'lifo' | 'random' | 'sub-pools' | 'linear-risk';
export const POLICIES: readonly PolicyName[] = ['source-aware', 'lru', 'lifo', 'random', 'sub-pools', 'linear-risk'];

/**
 * A number that can be given out; `lastActivityAt` of its holders, -Infinity if it had none. Of equally safe numbers
 * the one with the higher `preference` is given, then one of the visitor's own region.
 */
export type PoolNumber = {
  readonly number: string;
  readonly slot: number;
  readonly preference: number;
  readonly region: string | null;
  readonly lastActivityAt: number;
};

/** What is done when every number has a live lease: one is given to one more visit, or the page keeps its own. */
export type Overflow = 'share' | 'fallback';

/** Everything a policy may look at. */
export type Choice = {
  numbers: readonly PoolNumber[];
  visit: HeldBy & { visit: string; region: string | null };
  /** The pool's time, in seconds: never earlier than any event it has seen. */
  at: number;
  /** A number whose last holder was active before this is free: its lease and its quarantine are over. */
  freeBefore: number;
  overflow: Overflow;
  pending: PendingMass;
};

export type Policy = {
  /** Picks a number; undefined means that the page keeps its own. */
  choose(choice: Choice): PoolNumber | undefined;
  /** When a returning visitor finds the number of last time: from the same source, or if nobody else holds it. */
  sticksTo: 'same-source' | 'unheld-number';
};

/** A policy for one pool: it may remember what it has seen. */
export function createPolicy(name: PolicyName): Policy {
  switch (name) {
    case 'source-aware':
      return { choose: leastDoubt, sticksTo: 'same-source' };
    case 'linear-risk':
      return { choose: leastRisk, sticksTo: 'same-source' };
    case 'sub-pools':
      return { choose: createSubPools(longestUnused), sticksTo: 'same-source' };
    case 'lru':
      return { choose: (choice) => longestUnused(choice.numbers, choice), sticksTo: 'unheld-number' };
    case 'lifo':
      return { choose: lastUsed, sticksTo: 'unheld-number' };
    case 'random':
      return { choose: anyFree, sticksTo: 'unheld-number' };
  }
}

/** The earliest lease end first: if that number is not free, none is. */
function longestUnused(numbers: readonly PoolNumber[], { freeBefore, overflow }: Choice): PoolNumber | undefined {
  let best = numbers[0];
  for (const candidate of numbers) if (candidate.lastActivityAt < best!.lastActivityAt) best = candidate;
  return best === undefined || overflow === 'share' || best.lastActivityAt <= freeBefore ? best : undefined;
}

/** The free number with the latest lease end. */
function lastUsed(choice: Choice): PoolNumber | undefined {
  let best: PoolNumber | undefined;
  for (const candidate of choice.numbers) {
    if (candidate.lastActivityAt > choice.freeBefore) continue;
    if (best === undefined || candidate.lastActivityAt > best.lastActivityAt) best = candidate;
  }
  return best ?? longestUnused(choice.numbers, choice);
}

/** Any free number with the same chance: drawn from the visit's id, so that a log gives the same numbers again. */
function anyFree(choice: Choice): PoolNumber | undefined {
  const free = choice.numbers.filter(({ lastActivityAt }) => lastActivityAt <= choice.freeBefore);
  if (free.length === 0) return longestUnused(choice.numbers, choice);
  return free[drawFrom(choice.visit.visit) % free.length];
}

/** A 32-bit hash: FNV-1a, then the finalizer of MurmurHash3, because FNV's low bits follow the last letter. */
function drawFrom(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
