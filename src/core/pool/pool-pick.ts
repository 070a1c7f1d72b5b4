// The least of what a policy weighs, and which of equally good numbers is given.

import type { Choice, PoolNumber } from './pool-policy.ts';

/** Weights closer than this are equal: sums that were added and taken back keep dust of about 1e-16. */
const SAME = 1e-9;

/**
 * The number with the least weight; of equal ones the preferred, then one of the visitor's region, then the longest
 * unused, then the first in the list. Nothing is locked: a number in use is shared when that is the best choice.
 */
export function pickLeast(
  { numbers, visit, freeBefore, overflow }: Choice,
  weigh: (slot: number) => number,
): PoolNumber | undefined {
  const onlyFree = overflow === 'fallback';
  let best: PoolNumber | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const candidate of numbers) {
    if (onlyFree && candidate.lastActivityAt > freeBefore) continue;
    const weight = weigh(candidate.slot);
    const isLess = best === undefined || weight < least - SAME;
    if (isLess || (weight <= least + SAME && isNicer(candidate, best!, visit.region))) {
      best = candidate;
      least = weight;
    }
  }
  return best;
}

function isNicer(candidate: PoolNumber, best: PoolNumber, region: string | null): boolean {
  if (candidate.preference !== best.preference) return candidate.preference > best.preference;
  if (candidate.region !== best.region && region !== null) {
    if (candidate.region === region) return true;
    if (best.region === region) return false;
  }
  return candidate.lastActivityAt < best.lastActivityAt;
}
