// All pools' state in memory: which visits were shown which number, and what they did since.
import { type Holder, isLeaseLive, isPageOpen } from '../core/attribution/holder.ts';
import { likeness } from '../core/numbers/number-look.ts';
import { regionKey } from '../core/numbers/russian-regions.ts';
import { createPool, DEFAULT_POOL_PARAMETERS, type Pool, type PoolStats } from '../core/pool/pool.ts';
import type { CollectPool, CollectSite } from '../store/sites.ts';
import { type Assigning, createAssigning } from './assigning.ts';
import type { Fact, LeaseFact } from './peers.ts';

/** What a number holds now; `holders`: visits of the pool's window. */
export type NumberUse = { id: string; openPages: number; liveLeases: number; holders: number };

/** Times are seconds since the epoch. */
export type PoolState = {
  /** Brings pools and their numbers in line with the sites' settings. Nobody's number is taken away, unless it is broken. */
  sync(sites: readonly CollectSite[], at: number): void;
  /** A visit asked for again keeps its number. */
  assign: Assigning['assign'];
  placementsFor: Assigning['placementsFor'];
  mustAskAgain: Assigning['mustAskAgain'];
  /** Takes in a lease or an activity; false if no pool knows what it is about. Twice is once. */
  take(fact: Fact, now: number): boolean;
  /** Takes in a lease from the log as it ended. */
  recall(lease: { siteId: string; poolId: string; holder: Holder }, now: number): void;
  /** How much of a visit earlier calls to the number explain. */
  credit(credit: { poolId: string; visitId: string; numberId: string; credited: number }, now: number): void;
  holdersOf(numberId: string, at: number): readonly Holder[];
  stats(poolId: string, at: number): PoolStats;
  numbersNow(poolId: string, at: number): NumberUse[];
};

const EMPTY: PoolStats = { numbers: 0, openPages: 0, liveLeases: 0, visits: 0, forgotten: 0 };

export function createPoolState(): PoolState {
  const pools = new Map<string, Pool>();
  const poolsOfSite = new Map<string, Set<string>>(); // those that were deleted too: their visits go on
  const poolsOfNumber = new Map<string, Set<string>>(); // a number may have moved from one pool to another
  const e164Of = new Map<string, string>();
  let broken = new Set<string>();
  const assigning = createAssigning({
    poolOf,
    e164Of: (numberId) => e164Of.get(numberId),
    isBroken: (numberId) => broken.has(numberId),
    nothingBroken: () => broken.size === 0,
  });

  function sync(sites: readonly CollectSite[], at: number): void {
    assigning.arrange(sites);
    for (const site of sites) {
      for (const number of site.others) e164Of.set(number.id, number.e164);
      for (const { numberId, e164 } of site.placements) e164Of.set(numberId, e164);
      for (const pool of site.pools) {
        add(poolsOfSite, site.id, pool.id);
        syncPool(pool, at);
      }
    }
    const living = new Set(sites.flatMap((site) => site.pools.map(({ id }) => id)));
    for (const [id, pool] of pools) if (!living.has(id)) keepOnly(pool, [], at); // its past calls are still attributed
    syncBroken(sites, at);
  }

  function syncPool({ id, targetNumber, numbers, policy, overflow }: CollectPool, at: number): void {
    const pool = poolOf(id);
    pool.setPolicy(policy, overflow);
    for (const number of numbers) {
      e164Of.set(number.id, number.e164);
      add(poolsOfNumber, number.id, id);
      pool.addNumber(number.id, at, likeness(number.e164, targetNumber), regionKey(number.region));
    }
    const ids = numbers.map((number) => number.id);
    keepOnly(pool, ids, at);
    pool.arrange(ids); // the same pool after a restart has them in the same order
  }

  function syncBroken(sites: readonly CollectSite[], at: number): void {
    const before = broken;
    broken = new Set(sites.flatMap((site) => site.others.filter(({ works }) => !works).map(({ id }) => id)));
    for (const id of broken) for (const pool of poolsWith(id)) pool.breakNumber(id, at);
    for (const id of before.difference(broken))
      for (const pool of poolsWith(id)) if (!pool.numbers().includes(id)) pool.removeNumber(id, at);
  }

  function poolOf(id: string): Pool {
    const known = pools.get(id);
    if (known) return known;
    const pool = createPool([], DEFAULT_POOL_PARAMETERS);
    pools.set(id, pool);
    return pool;
  }

  function poolsWith(numberId: string): Pool[] {
    return [...(poolsOfNumber.get(numberId) ?? [])].flatMap((id) => pools.get(id) ?? []);
  }

  function take(fact: Fact, now: number): boolean {
    if (fact[0] === 'lease') return takeLease(fact, now);
    if (fact[0] === 'placed') assigning.notePlaced(fact[2], fact[3]);
    if (fact[0] === 'placed') return true;
    const [kind, siteId, visit, at] = fact;
    let known = false;
    for (const poolId of poolsOfSite.get(siteId) ?? []) {
      const pool = pools.get(poolId);
      if (pool && tell(pool, kind, visit, at)) known = true;
    }
    return known;
  }

  function takeLease(
    [, poolId, number, visit, visitor, channel, campaign, region, desktop, at, siteId]: LeaseFact,
    now: number,
  ): boolean {
    if (siteId === undefined && !pools.has(poolId)) return false;
    const times = { startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null };
    const holder = { visit, visitor, number, channel, campaign, region, desktop, ...times, credited: 0 };
    recall({ siteId, poolId, holder }, now);
    return true;
  }

  /** The pool may have been deleted: its holders go on. */
  function recall(
    { siteId, poolId, holder }: { siteId: string | undefined; poolId: string; holder: Holder },
    now: number,
  ): void {
    if (siteId !== undefined) add(poolsOfSite, siteId, poolId);
    add(poolsOfNumber, holder.number, poolId);
    const pool = poolOf(poolId);
    if (broken.has(holder.number)) pool.breakNumber(holder.number, now);
    pool.hold(holder, now);
  }

  return {
    sync,
    assign: assigning.assign,
    placementsFor: assigning.placementsFor,
    mustAskAgain: assigning.mustAskAgain,
    take,
    recall,
    credit({ poolId, visitId, numberId, credited }, now) {
      const pool = pools.get(poolId);
      const latest = pool?.holderOf(visitId);
      const isLatest = latest === undefined || latest.number === numberId;
      const holder = isLatest ? latest : pool?.holders(numberId, now).find(({ visit }) => visit === visitId);
      if (holder) pool?.hold({ ...holder, credited }, now);
    },
    holdersOf: (numberId, at) => poolsWith(numberId).flatMap((pool) => pool.holders(numberId, at)),
    stats: (poolId, at) => pools.get(poolId)?.stats(at) ?? EMPTY,
    numbersNow: (poolId, at) => numbersNow(pools.get(poolId), at),
  };
}

function numbersNow(pool: Pool | undefined, at: number): NumberUse[] {
  const { heartbeatSeconds, leaseSeconds } = DEFAULT_POOL_PARAMETERS;
  return (pool?.numbers() ?? []).map((id) => {
    const holders = pool?.holders(id, at) ?? [];
    const openPages = holders.filter((holder) => isPageOpen(holder, at, heartbeatSeconds)).length;
    const liveLeases = holders.filter((holder) => isLeaseLive(holder, at, leaseSeconds)).length;
    return { id, openPages, liveLeases, holders: holders.length };
  });
}

function add(map: Map<string, Set<string>>, key: string, value: string): void {
  const known = map.get(key);
  if (known) known.add(value);
  else map.set(key, new Set([value]));
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
