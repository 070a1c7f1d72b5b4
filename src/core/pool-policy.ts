// Which number of a pool a new visit is shown.

import type { HeldBy } from './holder.ts';
import { massOf, type PendingView } from './pending-mass.ts';

/** A number that can be given out; `lastActivityAt` of its latest holder, -Infinity if it had none. */
export type PoolNumber = { readonly number: string; readonly slot: number; readonly lastActivityAt: number };

/** Everything a policy may look at. */
export type Choice = {
  numbers: readonly PoolNumber[];
  visit: HeldBy;
  /** The pool's time, in seconds: never earlier than any event it has seen. */
  at: number;
  pending: PendingView;
};

/** Picks a number; undefined means that the page keeps its own. */
export type Policy = (choice: Choice) => PoolNumber | undefined;

/** How much worse it is to be confused with any visit, with another channel, with another campaign. */
const VISIT_RISK = 0.6;
const CHANNEL_RISK = 1;
const CAMPAIGN_RISK = 0.5;
/** Risks closer than this are equal: sums that were added and taken back keep dust of about 1e-16. */
const SAME_RISK = 1e-9;

/**
 * The number with the lowest confusion risk for the visit's source; of equal ones the longest unused, then the first
 * in the list (number-pool.md § 3). Nothing is locked: a number in use is shared when that is the least risky choice.
 */
export const sourceAware: Policy = ({ numbers, pending }) => {
  let best: PoolNumber | undefined;
  let bestRisk = Number.POSITIVE_INFINITY;
  for (const candidate of numbers) {
    const risk = confusionRisk(pending, candidate.slot);
    if (best === undefined || risk < bestRisk - SAME_RISK || isLongerUnused(candidate, risk, best, bestRisk)) {
      best = candidate;
      bestRisk = risk;
    }
  }
  return best;
};

function confusionRisk({ total: all, sameChannel, sameCampaign, weights }: PendingView, slot: number): number {
  const total = massOf(all, slot, weights);
  const otherChannels = total - massOf(sameChannel, slot, weights);
  const otherCampaigns = total - massOf(sameCampaign, slot, weights);
  return VISIT_RISK * total + CHANNEL_RISK * otherChannels + CAMPAIGN_RISK * otherCampaigns;
}

function isLongerUnused(candidate: PoolNumber, risk: number, best: PoolNumber, bestRisk: number): boolean {
  return risk <= bestRisk + SAME_RISK && candidate.lastActivityAt < best.lastActivityAt;
}
