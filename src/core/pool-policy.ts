// Which number of a pool a new visit is shown: five policies over the same facts (number-pool.md § 3).

import type { HeldBy } from './holder.ts';
import { massOf, type PendingMass, type PendingView, viewPending } from './pending-mass.ts';
import { createSubPools } from './pool-split.ts';

export type PolicyName = 'source-aware' | 'lru' | 'lifo' | 'random' | 'sub-pools';
export const POLICIES: readonly PolicyName[] = ['source-aware', 'lru', 'lifo', 'random', 'sub-pools'];

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
      return { choose: leastConfusing, sticksTo: 'same-source' };
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

/** How much worse it is to be confused with any visit, with another channel, with another campaign. */
const VISIT_RISK = 0.6;
const CHANNEL_RISK = 1;
const CAMPAIGN_RISK = 0.5;
/** Risks closer than this are equal: sums that were added and taken back keep dust of about 1e-16. */
const SAME_RISK = 1e-9;

/**
 * The number with the lowest confusion risk for the visit's source; of equal ones the preferred, then one of the
 * visitor's region, then the longest unused, then the first in the list. Nothing is locked: a number in use is shared
 * when that is the least risky choice.
 */
function leastConfusing({ numbers, visit, at, freeBefore, overflow, pending }: Choice): PoolNumber | undefined {
  const view = viewPending(pending, visit, at);
  const onlyFree = overflow === 'fallback';
  let best: PoolNumber | undefined;
  let bestRisk = Number.POSITIVE_INFINITY;
  for (const candidate of numbers) {
    if (onlyFree && candidate.lastActivityAt > freeBefore) continue;
    const risk = confusionRisk(view, candidate.slot);
    const isSafer = best === undefined || risk < bestRisk - SAME_RISK;
    if (isSafer || (risk <= bestRisk + SAME_RISK && isNicer(candidate, best!, visit.region))) {
      best = candidate;
      bestRisk = risk;
    }
  }
  return best;
}

function confusionRisk({ total: all, sameChannel, sameCampaign, weights }: PendingView, slot: number): number {
  const total = massOf(all, slot, weights);
  const otherChannels = total - massOf(sameChannel, slot, weights);
  const otherCampaigns = total - massOf(sameCampaign, slot, weights);
  return VISIT_RISK * total + CHANNEL_RISK * otherChannels + CAMPAIGN_RISK * otherCampaigns;
}

function isNicer(candidate: PoolNumber, best: PoolNumber, region: string | null): boolean {
  if (candidate.preference !== best.preference) return candidate.preference > best.preference;
  if (candidate.region !== best.region && region !== null) {
    if (candidate.region === region) return true;
    if (best.region === region) return false;
  }
  return candidate.lastActivityAt < best.lastActivityAt;
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
