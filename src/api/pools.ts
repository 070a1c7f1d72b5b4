// Pools over HTTP: which visits they serve and how, in which order they are asked, what came of them.
import { z } from 'zod';
import { type Db, transaction } from '../store/database.ts';
import { type PoolDay, poolDays } from '../store/pool-figures.ts';
import {
  deletePool,
  findTwinPool,
  insertPool,
  listPools,
  orderPools,
  type PoolSettings,
  poolNumbers,
  updatePool,
} from '../store/pools.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { periodOf } from './period.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const PoolParams = SiteParams.extend({ pool: z.uuid() });
const tags = ['numbers'];

/** The routes about pools, below /api/v1. */
export function poolRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/pools',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Pool) }, tags } },
    async ({ person, params }) => poolCards(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/pools',
    { schema: { params: SiteParams, body: wire.PoolCreate, response: { 201: wire.Pool }, tags } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const pool = { id: deps.newId(), siteId: site.id, ...body };
      await saveOnly(db, pool, (tx) => insertPool(tx, pool));
      await deps.onSettingsChange(site.id);
      return reply.code(201).send(await poolCard(deps, pool));
    },
  );

  api.put(
    '/sites/:site/pools/order',
    { schema: { params: SiteParams, body: wire.PoolOrder, response: { 200: z.array(wire.Pool) }, tags } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const own = new Set((await listPools(db, site.id)).map(({ id }) => id));
      const named = new Set(body.pools);
      if (named.size !== body.pools.length || own.size !== named.size || !own.isSubsetOf(named))
        throw new Problem(400, 'invalid', "pools: name each of the site's pools once, the first to be asked first.");
      await transaction(db, (tx) => orderPools(tx, site.id, body.pools));
      await deps.onSettingsChange(site.id);
      return poolCards(deps, site.id);
    },
  );

  api.get(
    '/sites/:site/pools/:pool',
    { schema: { params: PoolParams, response: { 200: wire.Pool }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'pool');
      return poolCard(deps, { id: params.pool, siteId: site.id });
    },
  );

  api.patch(
    '/sites/:site/pools/:pool',
    { schema: { params: PoolParams, body: wire.PoolPatch, response: { 200: wire.Pool }, tags } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'pool');
      const before = await poolCard(deps, { id: params.pool, siteId: site.id });
      const pool = { ...before, ...known(body), siteId: site.id };
      await saveOnly(db, pool, (tx) => updatePool(tx, pool));
      await deps.onSettingsChange(site.id);
      return poolCard(deps, pool);
    },
  );

  api.delete(
    '/sites/:site/pools/:pool',
    { schema: { params: PoolParams, response: { 204: z.null() }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'pool');
      const outcome = await deletePool(db, site.id, params.pool);
      if (outcome === 'unknown') throw notFound('pool');
      if (outcome === 'has-numbers')
        throw new Problem(
          409,
          'pool-has-numbers',
          'This pool has numbers. Move them to another pool or take them out first.',
        );
      await deps.onSettingsChange(site.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/sites/:site/pools/:pool/stats',
    { schema: { params: PoolParams, querystring: wire.Period, response: { 200: wire.PoolStats }, tags } },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'pool');
      const pool = await poolCard(deps, { id: params.pool, siteId: site.id });
      const period = periodOf(query);
      const { timeZone } = site;
      const days = await poolDays(db, { siteId: site.id, poolId: pool.id, ...period, timeZone });
      const e164s = new Map((await poolNumbers(db, pool.id)).map(({ id, e164 }) => [id, e164]));
      return {
        from: period.from.toISOString(),
        to: period.to.toISOString(),
        ...totalsOf(days),
        forgotten: deps.poolStats(pool.id).forgotten,
        numbers: deps.poolNumbers(pool.id).flatMap((use) => {
          const number = e164s.get(use.id);
          return number ? [{ ...use, number }] : [];
        }),
        days: days.map(({ known: _, ...day }) => day),
      };
    },
  );
}

/** The site's pools in the order in which they are asked, with what pages hold now. */
export async function poolCards({ db, poolStats }: ApiDeps, siteId: string): Promise<wire.Pool[]> {
  const pools = await listPools(db, siteId);
  return pools.map((pool) => {
    const { openPages, liveLeases } = poolStats(pool.id);
    return { ...pool, openPages, liveLeases };
  }) as wire.Pool[];
}

async function poolCard(deps: ApiDeps, { id, siteId }: { id: string; siteId: string }): Promise<wire.Pool> {
  const pool = (await poolCards(deps, siteId)).find((card) => card.id === id);
  if (!pool) throw notFound('pool');
  return pool;
}

/** Saves the pool unless another one serves the same visits: one of the two would never be asked. */
async function saveOnly(
  db: Db,
  pool: Pick<PoolSettings, 'targetNumber' | 'targeting'> & { id: string; siteId: string },
  save: (tx: Parameters<typeof findTwinPool>[0]) => Promise<void>,
): Promise<void> {
  await transaction(db, async (tx) => {
    const twin = await findTwinPool(tx, pool);
    if (twin)
      throw new Problem(
        409,
        'pool-exists',
        `The pool "${twin.name}" serves the same visits for ${pool.targetNumber} already. Add numbers to that one, or give this one another targeting.`,
      );
    await save(tx);
  });
}

function totalsOf(days: readonly PoolDay[]) {
  const sum = (figure: (day: PoolDay) => number) => days.reduce((total, day) => total + figure(day), 0);
  const totals = {
    leases: sum((day) => day.leases),
    shared: sum((day) => day.shared),
    sticky: sum((day) => day.sticky),
    overflow: sum((day) => day.overflow),
    poolEmpty: sum((day) => day.poolEmpty),
  };
  const knownLeases = sum((day) => day.known);
  const shareOf = (count: number) => (knownLeases === 0 ? null : count / knownLeases);
  return { ...totals, sharedShare: shareOf(totals.shared), stickyShare: shareOf(totals.sticky) };
}
