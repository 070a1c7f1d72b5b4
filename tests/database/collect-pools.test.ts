// Several pools a site, numbers out of order and figures, as pages see them: through HTTP in process, real PostgreSQL.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { PageAnswer } from '../../src/collect/collect.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { insertPool, type NewPool } from '../../src/store/pools.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const DESKTOP =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const SHOP = 'https://shop.example';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let db: pg.Pool;
let pools: Pools;
let app: FastifyInstance;
let flush: () => Promise<void>;
let ahead = 0;
let site: RecordedSite;
let target: string;

before(async () => {
  database = await openTestDatabase();
  db = database.db;
  const clock = () => Date.now() / 1000 + ahead;
  pools = await createPools({ db, log: quiet, clock });
  const refusals = createRefusalCounter({ db, room: 'collect', log: quiet, clock });
  flush = refusals.flush;
  app = Fastify();
  await app.register(collectRoutes, {
    ...{ db, log: quiet, clock, pools, refusals },
    findRegion: (address: string) => ({
      country: 'RU',
      region: address === '192.0.2.7' ? 'Tula' : 'Moscow',
      city: null,
    }),
    limits: { viewsPerMinute: 10_000, activityPerMinute: 10_000 },
  });
});
after(async () => {
  await app.close();
  await pools.close();
  await database.close();
});
beforeEach(async () => {
  ahead = 0;
  site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 2, origins: [SHOP] });
  target = (await db.query('select target_number as target from pools where id = $1', [site.poolId])).rows[0].target;
  await pools.reload();
});

type Asked = { agent?: string; path?: string; visit?: string; visitor?: string };

async function view({ agent = DESKTOP, path = '/', ...known }: Asked = {}): Promise<PageAnswer> {
  const answer = await app.inject({
    ...{ method: 'POST', url: '/collect' },
    headers: { 'content-type': 'text/plain;charset=UTF-8', 'user-agent': agent, origin: SHOP },
    payload: JSON.stringify({ t: 'view', site: site.publicKey, url: SHOP + path, ...known }),
  });
  assert.equal(answer.statusCode, 200);
  return answer.json<PageAnswer>();
}
const shownOf = async (asked?: Asked) => (await view(asked)).numbers.map(({ show }) => show);
const e164Of = (at: number) => site.numbers[at]?.e164 as string;

/** Another pool for the same number of the business, before or behind the first, with some of the site's numbers. */
async function addPool({
  first = false,
  take = [],
  ...settings
}: Partial<NewPool> & { first?: boolean; take?: number[] }) {
  const id = randomUUIDv7();
  await insertPool(db, { id, siteId: site.id, name: 'Other', targetNumber: target, ...settings });
  if (first) await db.query('update pools set position = -1 where id = $1', [id]);
  for (const at of take) await db.query('update numbers set pool_id = $2 where id = $1', [site.numbers[at]?.id, id]);
  await pools.reload();
  return id;
}
const outOfOrder = async (at: number, is: boolean) => {
  await db.query('update numbers set out_of_order_since = case when $2 then now() end where id = $1', [
    site.numbers[at]?.id,
    is,
  ]);
  await pools.reload();
};
const refused = async () => {
  await flush();
  const { rows } = await db.query('select reason, count::int as count from refusals where site_id = $1', [site.id]);
  return Object.fromEntries(rows.map(({ reason, count }) => [reason, count]));
};

describe('several pools for one number of the business', () => {
  test('serve those visits that they are for, by device, page and campaign', async () => {
    await addPool({ first: true, take: [1], targeting: { devices: ['mobile'], pages: ['/flowers'] } });
    assert.deepEqual(await shownOf({ agent: PHONE, path: '/flowers/roses' }), [e164Of(1)]);
    assert.deepEqual(await shownOf({ agent: DESKTOP, path: '/flowers/roses' }), [e164Of(0)]);
    assert.deepEqual(await shownOf({ agent: PHONE, path: '/' }), [e164Of(0)]);
  });

  test('a visit keeps its number on pages that another pool is for', async () => {
    await addPool({ first: true, take: [1], targeting: { pages: ['/flowers'] } });
    const { visit, visitor, numbers } = await view({ path: '/' });
    assert.equal(numbers[0]?.show, e164Of(0));
    assert.deepEqual(await shownOf({ path: '/flowers', visit: visit!, visitor: visitor! }), [e164Of(0)]);
  });

  test('a visit that got none keeps being judged by the page it landed on', async () => {
    const id = await addPool({ first: true, targeting: { pages: ['/flowers'] } });
    await db.query("update numbers set pool_id = null, state = 'ready' where site_id = $1", [site.id]);
    await pools.reload();
    const { visit, visitor, numbers } = await view({ path: '/flowers' });
    assert.deepEqual(numbers, []);
    await db.query("update numbers set pool_id = $2, state = 'pool' where id = $1", [site.numbers[1]?.id, id]);
    await pools.reload();
    assert.deepEqual(await shownOf({ path: '/', visit: visit!, visitor: visitor! }), [e164Of(1)]);
  });

  test('when all that serve it are empty, the page keeps its own number and that is counted by pool and site', async () => {
    const empty = await addPool({ first: true, targeting: { devices: ['desktop'] } });
    assert.equal((await shownOf()).length, 1, 'the next pool serves');
    await db.query("update numbers set pool_id = null, state = 'ready' where site_id = $1", [site.id]);
    await pools.reload();
    assert.deepEqual(await shownOf(), []);
    assert.deepEqual(await refused(), { 'pool-empty': 1 });
    await shortagesWritten(3);
    const { rows } = await db.query(
      'select pool_id, sum(count)::int as n from pool_shortages where site_id = $1 group by 1',
      [site.id],
    );
    assert.deepEqual(
      new Map(rows.map(({ pool_id, n }) => [pool_id, n])),
      new Map([
        [empty, 2],
        [site.poolId, 1],
      ]),
    );
  });
});

async function shortagesWritten(count: number): Promise<void> {
  const written = async () =>
    (await db.query('select coalesce(sum(count), 0)::int as n from pool_shortages where site_id = $1', [site.id]))
      .rows[0].n;
  while ((await written()) < count) await new Promise((resolve) => setTimeout(resolve, 50));
}

test('a lease says whether its number was shared and whether it was the visitor’s own', async () => {
  await outOfOrder(1, true); // one number left
  const first = await view();
  await view();
  await view({ visitor: first.visitor! });
  const { rows } = await db.query('select shared, sticky from leases where site_id = $1 order by at', [site.id]);
  assert.deepEqual(rows, [
    { shared: false, sticky: false },
    { shared: true, sticky: false },
    { shared: true, sticky: true },
  ]);
});

test('where nothing may be shared the page keeps its own number, counted', async () => {
  await db.query("update pools set overflow = 'fallback' where id = $1", [site.poolId]);
  await pools.reload();
  assert.equal((await shownOf()).length, 1);
  assert.equal((await shownOf()).length, 1);
  assert.deepEqual(await shownOf(), []);
  assert.deepEqual(await refused(), { overflow: 1 });
});

describe('a number that is out of order', () => {
  test('is shown to nobody; who has it gets another at the next page of the visit', async () => {
    const { visit, visitor, numbers } = await view();
    const at = site.numbers.findIndex(({ e164 }) => e164 === numbers[0]?.show);
    await outOfOrder(at, true);
    const other = e164Of(1 - at);
    assert.deepEqual(await shownOf({ path: '/next', visit: visit!, visitor: visitor! }), [other]);
    for (let n = 0; n < 5; n++) assert.deepEqual(await shownOf(), [other]);
    const { rows } = await db.query('select count(*)::int as n from leases where visit_id = $1', [visit]);
    assert.equal(rows[0].n, 2, 'the new lease is in the log');
    await outOfOrder(at, false);
    assert.deepEqual(
      await shownOf({ path: '/more', visit: visit!, visitor: visitor! }),
      [other],
      'nobody is moved back',
    );
  });

  test('is not shown to its visitor who returns days later', async () => {
    const { visitor, numbers } = await view();
    const at = site.numbers.findIndex(({ e164 }) => e164 === numbers[0]?.show);
    ahead = 3 * 86_400;
    assert.deepEqual(await shownOf({ visitor: visitor! }), [e164Of(at)]);
    await outOfOrder(at, true);
    ahead = 6 * 86_400;
    assert.deepEqual(await shownOf({ visitor: visitor! }), [e164Of(1 - at)]);
  });

  test('so is one that was given up: nobody would answer there', async () => {
    const { visit, visitor, numbers } = await view();
    const at = site.numbers.findIndex(({ e164 }) => e164 === numbers[0]?.show);
    await db.query("update numbers set state = 'gone', pool_id = null, removed_at = now() where id = $1", [
      site.numbers[at]?.id,
    ]);
    await pools.reload();
    assert.deepEqual(await shownOf({ visit: visit!, visitor: visitor! }), [e164Of(1 - at)]);
  });
});
