// The pools of all sites, ready for pages and calls: rebuilt from the log at start, kept up by this node's pages and by
// what other nodes tell.
import type { Holder } from '../core/attribution/holder.ts';
import { DEFAULT_POOL_PARAMETERS, type PoolStats } from '../core/pool/pool.ts';
import type { Db } from '../store/database.ts';
import type { CollectSite } from '../store/sites.ts';
import type { Log } from './log.ts';
import { createPageOrder, type PageOrder } from './page-order.ts';
import { createPeers, type Fact } from './peers.ts';
import { createPoolState, type NumberUse, type PoolState } from './pool-state.ts';
import { type Recall, readCredits, readLog, readVisitors } from './read-log.ts';
import { createSiteCache } from './site-cache.ts';

export type { Assigned, PageNumber, Showing } from './assigning.ts';

/** Times are seconds since the epoch. */
export type Pools = {
  siteByKey(publicKey: string): CollectSite | undefined | Promise<CollectSite | undefined>;
  assign: PoolState['assign'];
  placementsFor: PoolState['placementsFor'];
  /** In which order things happened, as this node's pages and, more roughly, other nodes tell. */
  order: PageOrder;
  mustAskAgain: PoolState['mustAskAgain'];
  /** Takes in a lease or an activity; false if no pool knows what it is about. */
  take(fact: Fact): boolean;
  /** Tells other nodes what has been written. */
  tell(fact: Fact): void;
  /** Who was shown the number in the two weeks before `at`. The holders are the pool's own: crediting them is remembered. */
  holdersOf(numberId: string, at: number): readonly Holder[];
  stats(poolId: string, at?: number): PoolStats;
  numbersNow(poolId: string): NumberUse[];
  /** Reads the sites again: after a change of settings, pools or numbers. Resolves when pages see it. */
  reload(siteId?: string): Promise<void>;
  close(): Promise<void>;
};

const OVERLAP_SECONDS = 60; // other nodes' clocks may differ, and their batches may have been on the way

/** Resolves when sites are known, other nodes are heard and the log is read back: two weeks of it for who may call, thirty days for who may return. `clock` is in seconds. */
export async function createPools({ db, log, clock }: { db: Db; log: Log; clock: () => number }): Promise<Pools> {
  const state = createPoolState();
  const sites = createSiteCache({ db, clock, onChange: (list) => state.sync(list, clock()) });
  const take = (fact: Fact) => state.take(fact, clock());
  const readBack = (seconds: number) => readLog(db, { from: clock() - seconds, to: clock() + OVERLAP_SECONDS, take });

  const order = createPageOrder();
  function hear(fact: Fact): void {
    take(fact);
    if (fact[0] === 'lease' || fact[0] === 'placed' || fact[4] === undefined) return;
    const [heard, , visit, at, pageAt] = fact;
    order.note(visit, { kind: heard === 'seen' ? 'view' : heard, pageAt }, at); // a view: what was seen for sure
  }

  const peers = await createPeers({
    db,
    log,
    onFacts: (facts) => facts.forEach(hear),
    onSites: () => void sites.reload().catch((error) => log.error({ err: error }, 'Sites could not be read again')),
    onReturn: (deafSeconds) =>
      void sites
        .reload()
        .then(() => readBack(deafSeconds + OVERLAP_SECONDS))
        .catch((error) => log.error({ err: error }, 'What other nodes did could not be read back')),
  });
  await sites.reload();
  const { windowSeconds, stickinessSeconds } = DEFAULT_POOL_PARAMETERS;
  const recall: Recall = (lease) => state.recall(lease, clock());
  await readVisitors(db, { from: clock() - stickinessSeconds, to: clock() - windowSeconds, recall });
  await readBack(windowSeconds);
  await readCredits(db, clock() - windowSeconds, (credit) => state.credit(credit, clock()));

  return {
    siteByKey: sites.byKey,
    assign: state.assign,
    placementsFor: state.placementsFor,
    order,
    mustAskAgain: state.mustAskAgain,
    take,
    tell: peers.tell,
    holdersOf: state.holdersOf,
    stats: (poolId, at = clock()) => state.stats(poolId, at),
    numbersNow: (poolId) => state.numbersNow(poolId, clock()),
    reload: () => sites.reload(),
    close: peers.close,
  };
}
