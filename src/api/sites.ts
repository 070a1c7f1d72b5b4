// Sites, their pools, numbers, targets and connections; the check that the script works.
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import { transaction } from '../store/database.ts';
import { insertConnection, insertNumber, listConnections, listNumbers, removeNumber } from '../store/numbers.ts';
import { listRefusals } from '../store/refusals.ts';
import {
  insertPool,
  insertSite,
  lastViewAt,
  listPools,
  listSites,
  listTargets,
  replaceTargets,
  type SiteRow,
  updateSite,
} from '../store/sites.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { checkInstall } from './install-check.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const UNIQUE_VIOLATION = '23505';

/** The routes about sites, below /api/v1. */
export function siteRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get('/me', { schema: { response: { 200: wire.Me }, tags: ['people'] } }, async ({ person }) => ({
    user: { id: person.userId, name: person.userName },
    account: { id: person.accountId, name: person.accountName },
    sites: (await listSites(db, person.accountId)).map(({ id, name, publicKey, timeZone, currency }) => ({
      id,
      name,
      publicKey,
      timeZone,
      currency,
    })),
    version: deps.version,
  }));

  api.post(
    '/sites',
    { schema: { body: wire.SiteCreate, response: { 201: wire.Site }, tags: ['sites'] } },
    async ({ person, body }, reply) => {
      const site: SiteRow = {
        id: deps.newId(),
        accountId: person.accountId,
        publicKey: newPublicKey(),
        timeZone: 'UTC',
        currency: 'USD',
        origins: [],
        serveAutomation: false,
        ...known(body),
      };
      checkTimeZone(site.timeZone);
      await insertSite(db, site);
      await deps.onSettingsChange(site.id);
      return reply.code(201).send(await siteCard(deps, site));
    },
  );

  api.get(
    '/sites/:site',
    { schema: { params: SiteParams, response: { 200: wire.Site }, tags: ['sites'] } },
    async ({ person, params }) => siteCard(deps, await siteOf(deps, person.accountId, params.site)),
  );

  api.patch(
    '/sites/:site',
    { schema: { params: SiteParams, body: wire.SitePatch, response: { 200: wire.Site }, tags: ['sites'] } },
    async ({ person, params, body }) => {
      const site = { ...(await siteOf(deps, person.accountId, params.site)), ...known(body) };
      checkTimeZone(site.timeZone);
      await updateSite(db, site);
      await deps.onSettingsChange(site.id);
      return siteCard(deps, site);
    },
  );

  api.put(
    '/sites/:site/targets',
    { schema: { params: SiteParams, body: wire.TargetsPut, response: { 200: z.array(wire.Target) }, tags: ['sites'] } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const own = new Set((await listTargets(db, site.id)).map((target) => target.id));
      const targets = body.targets.map((target) => ({
        ...target,
        id: target.id && own.delete(target.id) ? target.id : deps.newId(), // an id named twice is one target's only
      }));
      await transaction(db, (tx) => replaceTargets(tx, site.id, targets));
      await deps.onSettingsChange(site.id);
      return listTargets(db, site.id);
    },
  );

  api.post(
    '/sites/:site/pools',
    { schema: { params: SiteParams, body: wire.PoolCreate, response: { 201: wire.Pool }, tags: ['numbers'] } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const pool = { id: deps.newId(), ...body };
      await refusing(
        UNIQUE_VIOLATION,
        () => insertPool(db, { ...pool, siteId: site.id }),
        new Problem(
          409,
          'pool-exists',
          `This site has a pool for ${body.targetNumber} already. Add numbers to that one.`,
        ),
      );
      await deps.onSettingsChange(site.id);
      return reply.code(201).send({ ...pool, numbers: 0, openPages: 0, liveLeases: 0 });
    },
  );

  api.get(
    '/sites/:site/numbers',
    { schema: { params: SiteParams, response: { 200: z.array(wire.TrackingNumber) }, tags: ['numbers'] } },
    async ({ person, params }) => listNumbers(db, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/numbers',
    {
      schema: {
        params: SiteParams,
        body: wire.NumberCreate,
        response: { 201: wire.TrackingNumber },
        tags: ['numbers'],
      },
    },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if ((body.poolId === null) === (body.staticSource === null))
        throw new Problem(
          400,
          'invalid',
          'A number is either in a pool (poolId) or bound to one source (staticSource): give exactly one of them.',
        );
      if (body.poolId && !(await listPools(db, site.id)).some((pool) => pool.id === body.poolId))
        throw notFound('pool');
      if (!(await listConnections(db, person.accountId)).some((connection) => connection.id === body.connectionId))
        throw notFound('connection');
      const added = await insertNumber(db, { id: deps.newId(), siteId: site.id, ...body });
      if (added === 'in-use')
        throw new Problem(
          409,
          'number-in-use',
          `${body.e164} is in service already, here or at another site. Remove it there first.`,
        );
      await deps.onSettingsChange(site.id);
      const number = (await listNumbers(db, site.id)).find((line) => line.e164 === body.e164);
      if (!number) throw notFound('number');
      return reply.code(201).send(number);
    },
  );

  api.delete(
    '/sites/:site/numbers/:number',
    { schema: { params: SiteParams.extend({ number: z.uuid() }), response: { 204: z.null() }, tags: ['numbers'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (!(await removeNumber(db, site.id, params.number))) throw notFound('number');
      await deps.onSettingsChange(site.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/connections',
    { schema: { response: { 200: z.array(wire.Connection) }, tags: ['numbers'] } },
    ({ person }) => listConnections(db, person.accountId),
  );

  api.post(
    '/connections',
    { schema: { body: wire.ConnectionCreate, response: { 201: wire.Connection }, tags: ['numbers'] } },
    async ({ person, body }, reply) => {
      const connection = { id: deps.newId(), ...body };
      await refusing(
        '22P02',
        () => insertConnection(db, person.accountId, connection),
        new Problem(400, 'invalid', 'addresses: each must be an IP address or a network such as 198.51.100.0/28.'),
      );
      await deps.onSettingsChange('');
      const stored = (await listConnections(db, person.accountId)).find(({ id }) => id === connection.id);
      return reply.code(201).send(stored ?? connection);
    },
  );

  api.post(
    '/sites/:site/install-check',
    {
      schema: {
        params: SiteParams,
        body: wire.InstallCheckRequest,
        response: { 200: wire.InstallCheck },
        tags: ['sites'],
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const pools = await listPools(db, site.id);
      const checked = await checkInstall({
        url: new URL(body.url),
        site,
        targetNumbers: pools.map((pool) => pool.targetNumber),
      });
      return { ...checked, lastViewAt: (await lastViewAt(db, site.id))?.toISOString() ?? null };
    },
  );

  api.get(
    '/sites/:site/refusals',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Refusal) }, tags: ['sites'] } },
    async ({ person, params }) => listRefusals(db, (await siteOf(deps, person.accountId, params.site)).id),
  );
}

async function siteCard(deps: ApiDeps, site: SiteRow): Promise<wire.Site> {
  const [pools, targets, lastView] = await Promise.all([
    listPools(deps.db, site.id),
    listTargets(deps.db, site.id),
    lastViewAt(deps.db, site.id),
  ]);
  const { accountId: _, ...settings } = site;
  return {
    ...settings,
    pools: pools.map((pool) => {
      const { openPages, liveLeases } = deps.poolStats(pool.id);
      return { ...pool, openPages, liveLeases };
    }),
    targets,
    script: `<script async src="${deps.publicUrl}/dt.js" data-site="${site.publicKey}"></script>`,
    lastViewAt: lastView?.toISOString() ?? null,
  };
}

const KEY_LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'; // nothing that people confuse

function newPublicKey(): string {
  return Array.from({ length: 12 }, () => KEY_LETTERS[randomInt(KEY_LETTERS.length)]).join('');
}

// Offsets are refused: Intl reads "+03:00" as east of Greenwich, PostgreSQL (as POSIX does) as west of it.
function checkTimeZone(timeZone: string) {
  try {
    if (/^[+-]/.test(timeZone)) throw new RangeError('an offset, not a name');
    new Intl.DateTimeFormat('en', { timeZone });
  } catch {
    throw new Problem(
      400,
      'invalid',
      `timeZone: "${timeZone}" is not a time zone. Use an IANA name such as Europe/Moscow.`,
    );
  }
}

// Fields that were left out must not overwrite what is there.
function known<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

async function refusing(code: string, work: () => Promise<void>, problem: Problem) {
  await work().catch((error: { code?: string }) => {
    throw error.code === code ? problem : error;
  });
}
