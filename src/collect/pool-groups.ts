// The numbers of a site as its visits meet them: for each of the business's own the placements and pools that may take
// its place, in order.
import { createTargeting, type TargetedVisit } from '../core/source/targeting.ts';
import type { Audience } from '../store/placements.ts';
import type { CollectNumber, CollectSite } from '../store/sites.ts';

type Serves = (visit: TargetedVisit) => boolean;
export type GroupPlacement = { numberId: string; audiences: readonly Audience[]; serves: Serves };
export type GroupPool = { id: string; numbers: readonly CollectNumber[]; serves: Serves };
export type PoolGroup = {
  targetNumber: string;
  placements: readonly GroupPlacement[];
  pools: readonly GroupPool[];
};

/** Placements and pools are in the order of their position. Groups: the pools' first. */
export function groupsOf({ pools, placements }: Pick<CollectSite, 'pools' | 'placements'>): PoolGroup[] {
  const poolsBy = Map.groupBy(pools, ({ targetNumber }) => targetNumber);
  const placementsBy = Map.groupBy(placements, ({ targetNumber }) => targetNumber);
  return [...new Set([...poolsBy.keys(), ...placementsBy.keys()])].map((targetNumber) => ({
    targetNumber,
    placements: (placementsBy.get(targetNumber) ?? []).map(({ numberId, audiences, targeting }) => ({
      ...{ numberId, audiences, serves: createTargeting(targeting) },
    })),
    pools: (poolsBy.get(targetNumber) ?? []).map(({ id, numbers, targeting }) => ({
      ...{ id, numbers, serves: createTargeting(targeting) },
    })),
  }));
}

/** The first placement that serves such a view. */
export function placementFor(
  { placements }: PoolGroup,
  audience: Audience,
  visit: TargetedVisit,
): GroupPlacement | undefined {
  return placements.find(({ audiences, serves }) => audiences.includes(audience) && serves(visit));
}
