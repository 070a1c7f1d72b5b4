// An open page whose number stops working, in a real browser against the real page's room: nobody reloads it.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Browser, Page } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { scriptRoutes } from '../../src/collect/script-routes.ts';
import { formatForPeople } from '../../src/core/phone.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { eventually, launch, person } from '../support/browser.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startWebsite, type Website } from '../support/page-servers.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const SHOWN = "document.querySelector('p').textContent";

let database: TestDatabase;
let db: pg.Pool;
let pools: Pools;
let app: FastifyInstance;
let dist: string;
let website: Website;
let browser: Browser;
let page: Page;
let site: RecordedSite;
let own: string;

before(async () => {
  database = await openTestDatabase();
  db = database.db;
  dist = mkdtempSync(join(tmpdir(), 'dt-'));
  await buildSnippet(dist);
  const clock = () => Date.now() / 1000;
  pools = await createPools({ db, log: quiet, clock });
  const refusals = createRefusalCounter({ db, room: 'collect', log: quiet, clock });
  const findRegion = () => ({ country: null, region: null, city: null });
  app = Fastify({ forceCloseConnections: true });
  await app.register(collectRoutes, { db, log: quiet, clock, pools, refusals, findRegion });
  await app.register(scriptRoutes, { builtFolder: dist, publishedFolder: dist });
  await app.listen({ port: 0, host: '127.0.0.1' });
  website = await startWebsite();
  browser = await launch({ asPerson: true });
});
after(async () => {
  await browser?.close();
  await website?.close();
  await app?.close();
  await pools?.close();
  await database?.close();
  rmSync(dist, { recursive: true });
});
beforeEach(async () => {
  site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 2, origins: [website.origin] });
  own = (await db.query('select target_number as own from pools where id = $1', [site.poolId])).rows[0].own;
  await pools.reload();
  const context = await person(browser);
  page = await context.newPage();
  await page.clock.install();
  const { port } = app.server.address() as { port: number };
  const script = `<script async src="http://localhost:${port}/dt.js" data-site="${site.publicKey}"></script>`;
  website.put('/', `<!doctype html><meta charset="utf-8">${script}<p>${formatForPeople(own)}</p>`);
  await page.goto(`${website.origin}/`);
  await page.waitForFunction(`${SHOWN} !== '${formatForPeople(own)}'`);
});

const shownNumber = async () => {
  const text = await page.evaluate(SHOWN);
  return site.numbers.find(({ e164 }) => formatForPeople(e164) === text);
};
async function breakNumber(id: string | undefined): Promise<void> {
  await db.query('update numbers set out_of_order_since = now() where id = $1', [id]);
  await pools.reload();
}
const views = async () =>
  (await db.query("select count(*)::int as n from activity where site_id = $1 and kind = 'view'", [site.id])).rows[0].n;

test('the page shows another number after its next beat', async () => {
  const first = await shownNumber();
  const other = site.numbers.find(({ id }) => id !== first?.id);
  await breakNumber(first?.id);
  await page.clock.runFor(31_000);
  await eventually(page, SHOWN, formatForPeople(other?.e164 ?? ''));
});

test('when no number is left the page shows its own again, and does not ask with every beat', async () => {
  for (const { id } of site.numbers) await breakNumber(id);
  await page.clock.runFor(31_000);
  await eventually(page, SHOWN, formatForPeople(own));
  const before = await views();
  for (let beat = 0; beat < 3; beat++) await page.clock.runFor(30_000);
  const beats = async () =>
    (await db.query("select count(*)::int as n from activity where site_id = $1 and kind = 'beat'", [site.id])).rows[0]
      .n;
  while ((await beats()) < 4) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(await views(), before);
});

test('a beat of a page whose number works changes nothing', async () => {
  const first = await shownNumber();
  await page.clock.runFor(61_000);
  await page.evaluate(`fetch('${website.origin}/fence').then(() => 0)`);
  assert.equal((await shownNumber())?.id, first?.id);
  assert.equal(await views(), 1);
});
