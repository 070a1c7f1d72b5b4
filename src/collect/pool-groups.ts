// The pools of a site as its visits meet them: for each of the business's numbers those that may serve it, in order.
import { createTargeting, type TargetedVisit } from '../core/targeting.ts';
import type { CollectPool } from '../store/sites.ts';

export type PoolGroup = {
  targetNumber: string;
  pools: readonly { id: string; serves: (visit: TargetedVisit) => boolean }[];
};

/** `pools` in the order of their position. */
export function groupsOf(pools: readonly CollectPool[]): PoolGroup[] {
  const byTarget = Map.groupBy(pools, ({ targetNumber }) => targetNumber);
  return [...byTarget].map(([targetNumber, members]) => ({
    targetNumber,
    pools: members.map(({ id, targeting }) => ({ id, serves: createTargeting(targeting) })),
  }));
}
