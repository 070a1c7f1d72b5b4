// The reference's source-aware choice: a risk that is linear in the pending masses (number-pool.md § 3). For comparison.

import { massOf, viewPending } from './pending-mass.ts';
import { pickLeast } from './pool-pick.ts';
import type { Choice, PoolNumber } from './pool-policy.ts';

/** How much worse it is to be confused with any visit, with another channel, with another campaign. */
const VISIT_RISK = 0.6;
const CHANNEL_RISK = 1;
const CAMPAIGN_RISK = 0.5;

/** The number with the lowest confusion risk for the visit's source. */
export function leastRisk(choice: Choice): PoolNumber | undefined {
  const { total: all, sameChannel, sameCampaign, weights } = viewPending(choice.pending, choice.visit, choice.at);
  return pickLeast(choice, (slot) => {
    const total = massOf(all, slot, weights);
    const otherChannels = total - massOf(sameChannel, slot, weights);
    const otherCampaigns = total - massOf(sameCampaign, slot, weights);
    return VISIT_RISK * total + CHANNEL_RISK * otherChannels + CAMPAIGN_RISK * otherCampaigns;
  });
}
