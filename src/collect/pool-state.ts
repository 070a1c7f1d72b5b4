// All pools' state in memory: which visits were shown which number, and what they did since.
import type { Holder } from '../core/holder.ts';
import { formatForPeople } from '../core/phone.ts';
import { createPool, type Pool, type PoolStats } from '../core/pool.ts';
import type { CollectPool, CollectSite } from '../store/sites.ts';
import type { Fact, LeaseFact } from './peers.ts';

/** A number shown to a visit: `find` (the site's own, on the page) is replaced by `show`, written for people as `text`. */
export type Shown = { poolId: string; numberId: string; find: string; show: string; text: string; isNew: boolean };
export type Showing = {
  visit: string;
  visitor: string;
  channel: string;
  campaign: string;
  region: string | null;
  at: number;
};

/** Times are seconds since the epoch. */
export type PoolState = {
  /** Brings pools and their numbers in line with the sites' settings. Nobody's number is taken away by it. */
  sync(sites: readonly CollectSite[], at: number): void;
  /** One number from each pool of the site that has any. A visit asked for again keeps its numbers. */
  assign(site: CollectSite, showing: Showing): Shown[];
  /** Takes in a lease or an activity; false if no pool knows what it is about. Twice is once. */
  take(fact: Fact, now: number): boolean;
  /** How much of a visit earlier calls to the number explain. */
  credit(credit: { poolId: string; visitId: string; numberId: string; credited: number }, now: number): void;
  holdersOf(numberId: string, at: number): readonly Holder[];
  stats(poolId: string, at: number): PoolStats;
};

type WrittenNumber = { show: string; text: string };

export function createPoolState(): PoolState {
  const pools = new Map<string, Pool>();
  const poolsOfSite = new Map<string, string[]>();
  const poolsOfNumber = new Map<string, Set<string>>(); // a number may have moved from one pool to another
  const written = new Map<string, WrittenNumber>();

  function sync(sites: readonly CollectSite[], at: number): void {
    poolsOfSite.clear();
    for (const site of sites) {
      poolsOfSite.set(
        site.id,
        site.pools.map(({ id }) => id),
      );
      for (const pool of site.pools) syncPool(pool, at);
    }
    const living = new Set([...poolsOfSite.values()].flat());
    for (const [id, pool] of pools) if (!living.has(id)) keepOnly(pool, [], at); // its past calls are still attributed
  }

  function syncPool({ id, numbers }: CollectPool, at: number): void {
    const pool = pools.get(id) ?? createPool([]);
    pools.set(id, pool);
    for (const number of numbers) {
      written.set(number.id, { show: number.e164, text: formatForPeople(number.e164) });
      remember(number.id, id);
      pool.addNumber(number.id, at);
    }
    keepOnly(
      pool,
      numbers.map((number) => number.id),
      at,
    );
  }

  function remember(numberId: string, poolId: string): void {
    const known = poolsOfNumber.get(numberId);
    if (known) known.add(poolId);
    else poolsOfNumber.set(numberId, new Set([poolId]));
  }

  function assign(site: CollectSite, showing: Showing): Shown[] {
    return site.pools.flatMap(({ id, targetNumber }) => {
      const pool = pools.get(id);
      const before = pool?.holderOf(showing.visit)?.number;
      const assignment = pool?.assign(showing);
      const number = assignment?.kind === 'assigned' ? written.get(assignment.number) : undefined;
      if (assignment?.kind !== 'assigned' || !number) return [];
      const isNew = assignment.number !== before;
      return [{ poolId: id, numberId: assignment.number, find: targetNumber, ...number, isNew }];
    });
  }

  function take(fact: Fact, now: number): boolean {
    if (fact[0] === 'lease') return takeLease(fact, now);
    const [kind, siteId, visit, at] = fact;
    let known = false;
    for (const poolId of poolsOfSite.get(siteId) ?? []) {
      const pool = pools.get(poolId);
      if (pool && tell(pool, kind, visit, at)) known = true;
    }
    return known;
  }

  function takeLease(
    [, poolId, number, visit, visitor, channel, campaign, region, at]: LeaseFact,
    now: number,
  ): boolean {
    const pool = pools.get(poolId);
    if (!pool) return false;
    remember(number, poolId);
    const times = { startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null };
    pool.hold({ visit, visitor, number, channel, campaign, region, ...times, credited: 0 }, now);
    return true;
  }

  return {
    sync,
    assign,
    take,
    credit({ poolId, visitId, numberId, credited }, now) {
      const pool = pools.get(poolId);
      const holder = pool?.holderOf(visitId);
      if (holder?.number === numberId) pool?.hold({ ...holder, credited }, now);
    },
    holdersOf: (numberId, at) =>
      [...(poolsOfNumber.get(numberId) ?? [])].flatMap((id) => pools.get(id)?.holders(numberId, at) ?? []),
    stats: (poolId, at) => pools.get(poolId)?.stats(at) ?? { numbers: 0, openPages: 0, liveLeases: 0, visits: 0 },
  };
}

function keepOnly(pool: Pool, numberIds: readonly string[], at: number): void {
  const kept = new Set(numberIds);
  for (const number of pool.numbers()) if (!kept.has(number)) pool.removeNumber(number, at);
}

function tell(pool: Pool, kind: 'seen' | 'tap' | 'close', visit: string, at: number): boolean {
  if (kind === 'tap') return pool.tap(visit, at);
  if (kind === 'close') return pool.close(visit, at);
  return pool.beat(visit, at);
}
