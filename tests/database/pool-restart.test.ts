// A pool that is rebuilt from the log, against the one that ran on: the same visits must be shown the same numbers.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type pg from 'pg';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { campaignKey } from '../../src/core/source/source.ts';
import { seededRandom } from '../../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type VisitEvent } from '../../src/simulation/world.ts';
import { insertPool } from '../../src/store/pools.ts';
import { type ActivityRow, insertCollected, type LeaseRow, type VisitRow } from '../../src/store/visits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, NO_SOURCE, type RecordedSite } from '../support/records.ts';

const DAY = 86_400;
const DAYS = 28;
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let db: pg.Pool;
before(async () => {
  database = await openTestDatabase();
  db = database.db;
});
after(() => database.close());

type Shown = ReturnType<Pools['assign']>['shown'];
type Page = Pick<VisitEvent, 'visit' | 'visitor' | 'channel' | 'campaign' | 'region' | 'mobile'>;

/** Plays a log into nodes as pages would have told it; what the first node shows is written down. */
function createPlayer(site: RecordedSite) {
  let [visits, leases, activity]: [VisitRow[], LeaseRow[], ActivityRow[]] = [[], [], []];
  const ids = new Map<string, string>();
  const idOf = (name: string) => ids.get(name) ?? ids.set(name, randomUUIDv7()).get(name)!;

  function view(node: Pools, page: Page, at: number): Shown {
    const { channel, campaign, region } = page;
    const [visit, visitor] = [idOf(page.visit), idOf(page.visitor)];
    const landingPage = 'https://shop.example/';
    const device = page.mobile ? 'mobile' : 'desktop';
    const source = { channel, source: null, campaign, region };
    const showing = {
      visit,
      visitor,
      channel,
      campaign: campaignKey({ ...NO_SOURCE, campaign }),
      region,
      desktop: !page.mobile,
      at,
    };
    return node.assign(site, showing, { ...source, landingPage, device }).shown;
  }

  function write(page: Page, shown: Shown, at: number): void {
    const { channel, campaign, region } = page;
    const [id, visitorId] = [idOf(page.visit), idOf(page.visitor)];
    const landingPage = 'https://shop.example/';
    visits.push({
      ...{ id, at, visitorId, newVisitor: true, ...NO_SOURCE, channel, campaign },
      ...{ landingPage, referrer: null, clickIds: null, clientIds: null, device: 'mobile', os: null, browser: null },
      ...{ language: null, country: 'RU', region, city: null },
    });
    for (const { poolId, numberId, isNew, shared, sticky } of shown)
      if (isNew) leases.push({ visitId: id, poolId, numberId, at, shared, sticky });
    activity.push({ visitId: id, at, kind: 'view', page: landingPage });
  }

  function act(nodes: readonly Pools[], name: string, kind: 'beat' | 'tap' | 'close', at: number): void {
    const visitId = idOf(name);
    for (const node of nodes) node.take([kind === 'beat' ? 'seen' : kind, site.id, visitId, at]);
    activity.push({ visitId, at, kind, page: null });
  }

  async function flush(): Promise<void> {
    const rows = { visits, leases, activity };
    [visits, leases, activity] = [[], [], []];
    await insertCollected(db, site.id, rows);
  }
  return { view, write, act, flush };
}

test('a pool that was restarted shows the same numbers as the one that ran on', async (t) => {
  const site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 8 });
  const second = randomUUIDv7();
  const [{ target }] = (await db.query('select target_number as target from pools where id = $1', [site.poolId]))
    .rows as [{ target: string }];
  const phones = { name: 'Phones', targetNumber: target, targeting: { devices: ['mobile'] }, policy: 'lru' as const };
  await insertPool(db, { id: second, siteId: site.id, ...phones });
  await db.query('update pools set position = 2 - position where site_id = $1', [site.id]); // phones first
  const set = (number: number, change: string) =>
    db.query(`update numbers set ${change} where id = $1`, [site.numbers[number]?.id]);
  for (const number of [5, 6, 7]) await set(number, `pool_id = '${second}'`);

  let now = Math.floor(Date.now() / 1000) - DAYS * DAY;
  const start = now;
  const clock = () => now;
  const original = await createPools({ db, log: quiet, clock });
  t.after(() => original.close());
  const player = createPlayer(site);
  const changes: [day: number, make: () => Promise<unknown>][] = [
    [6, () => set(0, 'out_of_order_since = now()')],
    [9, () => set(0, 'out_of_order_since = null')], // back, and again in its old place
    [15, () => set(1, `pool_id = '${second}'`)],
    [20, () => set(1, `pool_id = '${site.poolId}'`)],
    [22, () => set(2, `pool_id = '${second}'`)],
    [DAYS - 1.01, () => set(6, 'out_of_order_since = now()')],
    [DAYS - 1.001, () => set(3, "pool_id = null, state = 'ready'")],
  ];
  const world = [...makeWorld({ ...REFERENCE_WORLD, days: DAYS, visitsPerDay: 60, numbers: 8 }, seededRandom(7))];
  const restartAt = (DAYS - 1) * DAY;
  let rebuilt: Pools | undefined;
  const compared = { views: 0, sticky: 0 };
  const pages = new Map<string, Page>();

  const show = (page: Page) => {
    const shown = player.view(original, page, now);
    player.write(page, shown, now);
    if (!rebuilt) return;
    assert.deepEqual(player.view(rebuilt, page, now), shown, `${page.visit} at ${now - start}`);
    compared.views++;
    compared.sticky += shown[0]?.sticky ? 1 : 0;
  };
  for (const event of world) {
    for (const [day, make] of changes.filter(([day]) => event.t >= day * DAY)) {
      await make();
      await original.reload();
      changes.splice(
        changes.findIndex(([other]) => other === day),
        1,
      );
    }
    now = Math.round((start + event.t) * 1000) / 1000;
    if (!rebuilt && event.t >= restartAt) {
      await player.flush();
      rebuilt = await createPools({ db, log: quiet, clock });
      t.after(rebuilt.close);
    }
    if (event.type === 'visit') {
      pages.set(event.visit, event);
      show(event);
      // Somebody of long ago returns, from the same ad.
      const past = [...pages.values()][pages.size - 60 * 20];
      if (past && rebuilt) show({ ...past, visit: `return of ${past.visit}` });
    } else if (event.type !== 'call')
      player.act(rebuilt ? [original, rebuilt] : [original], event.visit, event.type, now);
    if (pages.size % 100 === 0) await player.flush();
  }
  assert.ok(compared.views > 80, `${compared.views} views`);
  assert.ok(compared.sticky > 10, `${compared.sticky} found their number again`);
});
