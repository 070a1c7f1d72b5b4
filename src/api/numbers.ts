// The inventory of a site: its numbers, what may become of them, their history, and all of them as a file.
import { z } from 'zod';
import { type NumberWish, refusalOf } from '../core/numbers/number-life.ts';
import { listConnections } from '../store/connections.ts';
import { listContracts } from '../store/contracts.ts';
import { type Tx, transaction } from '../store/database.ts';
import {
  findInventory,
  type InventoryRow,
  listInventory,
  numberHistory,
  numberMonths,
  updateParticulars,
} from '../store/inventory.ts';
import { changeNumber, type LifeQuestion } from '../store/number-life.ts';
import { insertNumber } from '../store/numbers.ts';
import { listPools } from '../store/pools.ts';
import type { SiteRow } from '../store/sites.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { type Asked, numberCard, particularsAfter } from './number-card.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const NumberParams = SiteParams.extend({ number: z.uuid() });

/** The routes about numbers, below /api/v1. */
export function numberRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const cardOf = async (siteId: string, row: InventoryRow) =>
    numberCard(row, { pools: await listPools(db, siteId), openPagesOf: deps.openPagesOf, at: new Date() });

  api.get(
    '/sites/:site/numbers',
    { schema: { params: SiteParams, response: { 200: z.array(wire.TrackingNumber) }, tags: ['numbers'] } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const [rows, pools] = await Promise.all([listInventory(db, site.id), listPools(db, site.id)]);
      const beside = { pools, openPagesOf: deps.openPagesOf, at: new Date() };
      return rows.map((row) => numberCard(row, beside));
    },
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
      const { e164, poolId, staticSource, connectionId, region, state, ...said } = body;
      if ([poolId, staticSource, state ?? null].filter((use) => use !== null).length !== 1)
        throw new Problem(
          400,
          'invalid',
          'A number is in a pool (poolId), bound to one source (staticSource) or not in service yet (state "ordered" or "ready"): give exactly one of them.',
        );
      await checkAsked(deps, site, body);
      const number = { e164, poolId, staticSource, connectionId, region, ...(state ? { state } : {}) };
      const row = await transaction(db, async (tx) => {
        const added = await insertNumber(tx, { ...number, id: deps.newId(), siteId: site.id, userId: person.userId });
        if (added === 'in-use')
          throw new Problem(
            409,
            'number-in-use',
            `${e164} is in an inventory already, here or at another site. Remove it there first.`,
          );
        return writeParticulars(tx, site.id, added.id, said);
      });
      await deps.onSettingsChange(site.id);
      return reply.code(201).send(await cardOf(site.id, row));
    },
  );

  api.get(
    '/sites/:site/numbers/:number',
    { schema: { params: NumberParams, response: { 200: wire.TrackingNumber }, tags: ['numbers'] } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      const row = await findInventory(db, site.id, params.number);
      if (!row) throw notFound('number');
      return cardOf(site.id, row);
    },
  );

  api.patch(
    '/sites/:site/numbers/:number',
    {
      schema: {
        params: NumberParams,
        body: wire.NumberPatch,
        response: { 200: wire.TrackingNumber },
        tags: ['numbers'],
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      const { state: _, poolId: _p, staticSource: _s, evenIfShown: _e, reason, ...said } = body;
      const wish = wishOf(body);
      const change = { siteId: site.id, numberId: params.number, at: new Date(), userId: person.userId, reason };
      if (!(await findInventory(db, site.id, params.number))) throw notFound('number');
      await checkAsked(deps, site, body);
      const row = await transaction(db, async (tx) => {
        if (wish) await changeOr409(tx, { ...change, wish });
        return writeParticulars(tx, site.id, params.number, said);
      });
      await deps.onSettingsChange(site.id);
      return cardOf(site.id, row);
    },
  );

  api.delete(
    '/sites/:site/numbers/:number',
    { schema: { params: NumberParams, response: { 204: z.null() }, tags: ['numbers'] } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      const question = { siteId: site.id, numberId: params.number, at: new Date(), userId: person.userId };
      await transaction(db, (tx) => changeOr409(tx, { ...question, wish: { to: 'gone' } }));
      await deps.onSettingsChange(site.id);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/sites/:site/numbers/:number/history',
    { schema: { params: NumberParams, response: { 200: wire.NumberHistory }, tags: ['numbers'] } },
    async ({ person, params }) => {
      const { id: siteId, timeZone } = await siteOf(deps, person.accountId, params.site, 'number');
      const [states, months] = await Promise.all([
        numberHistory(db, siteId, params.number),
        numberMonths(db, { siteId, numberId: params.number, timeZone }),
      ]);
      if (states.length === 0) throw notFound('number');
      return { states, months };
    },
  );
}

async function changeOr409(tx: Tx, question: LifeQuestion) {
  const changed = await changeNumber(tx, question);
  if (changed.kind === 'unknown' || (changed.kind === 'same' && question.wish.to === 'gone')) throw notFound('number');
  if (changed.kind === 'refused') throw new Problem(409, changed.reason, refusalOf(changed.reason, changed.until));
}

/** What the request wants of the number's life; undefined: nothing. */
function wishOf({ state, poolId, staticSource, evenIfShown }: wire.NumberPatch): NumberWish | undefined {
  const to = state ?? (poolId ? 'pool' : staticSource ? 'static' : undefined);
  if (to === undefined) return undefined;
  if (to === 'pool' && poolId && !staticSource) return { to, poolId, evenIfShown };
  if (to === 'static' && staticSource && !poolId) return { to, staticSource, evenIfShown };
  if (to !== 'pool' && to !== 'static' && !poolId && !staticSource) return { to, evenIfShown };
  throw new Problem(
    400,
    'invalid',
    'State "pool" comes with poolId, "static" with staticSource, and every other state with neither.',
  );
}

type AskedIds = { poolId?: string | null | undefined } & Pick<Asked, 'connectionId' | 'contractId'>;

/** What the request names is the person's own, or there is no such thing. */
async function checkAsked({ db }: ApiDeps, { id, accountId }: SiteRow, { poolId, connectionId, contractId }: AskedIds) {
  const has = (list: readonly { id: string }[], wanted: string) => list.some((one) => one.id === wanted);
  if (poolId && !has(await listPools(db, id), poolId)) throw notFound('pool');
  if (connectionId && !has(await listConnections(db, accountId), connectionId)) throw notFound('connection');
  if (contractId && !has(await listContracts(db, accountId), contractId)) throw notFound('contract');
}

async function writeParticulars(tx: Tx, siteId: string, numberId: string, said: Asked): Promise<InventoryRow> {
  const row = await findInventory(tx, siteId, numberId);
  if (!row) throw notFound('number');
  await updateParticulars(tx, numberId, particularsAfter(row, said));
  return (await findInventory(tx, siteId, numberId)) ?? row;
}
