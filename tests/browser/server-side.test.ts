// A shop's own server that asks for its visitor and renders the number itself: deploy/shop-server.mjs as it is, against
// the real page's room, in a real browser.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Browser, BrowserContext } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { scriptRoutes } from '../../src/collect/script-routes.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { eventually, launch, person } from '../support/browser.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';
import { freePorts, until } from '../support/system.ts';

const quiet = { info: () => {}, warn: () => {}, error: () => {} };
const OWN = '+7 495 123-45-67';

let database: TestDatabase;
let db: pg.Pool;
let pools: Pools;
let app: FastifyInstance;
let dist: string;
let browser: Browser;
let site: RecordedSite;
let shop: ChildProcess;
let shopOrigin: string;
let dialtrace: string;
let context: BrowserContext;
let isDown = false;

before(async () => {
  database = await openTestDatabase();
  db = database.db;
  dist = mkdtempSync(join(tmpdir(), 'dt-'));
  await buildSnippet(dist);
  const clock = () => Date.now() / 1000;
  pools = await createPools({ db, log: quiet, clock });
  const refusals = createRefusalCounter({ db, room: 'collect', log: quiet, clock });
  const findRegion = () => ({ country: null, region: null, city: null });
  app = Fastify({ forceCloseConnections: true, trustProxy: ['127.0.0.1'] });
  app.addHook('onRequest', async (request, reply) => {
    if (isDown && request.method === 'POST') return reply.code(503).send();
  });
  await app.register(collectRoutes, { db, log: quiet, clock, pools, refusals, findRegion });
  await app.register(scriptRoutes, { builtFolder: dist, publishedFolder: dist });
  await app.listen({ port: 0, host: '127.0.0.1' });
  dialtrace = `http://localhost:${(app.server.address() as { port: number }).port}`;
  const [port] = await freePorts(1);
  shopOrigin = `http://localhost:${port}`;
  site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 3, origins: [shopOrigin] });
  await db.query("update pools set target_number = '+74951234567' where id = $1", [site.poolId]);
  await pools.reload();
  const env = {
    ...{ PORT: String(port), DIALTRACE: dialtrace, SITE_KEY: site.publicKey, SHOP_ORIGIN: shopOrigin },
    PATH: process.env.PATH,
  };
  shop = spawn(process.execPath, ['deploy/shop-server.mjs'], { env, stdio: 'inherit' });
  await until('the shop serves', () => fetch(`${shopOrigin}/favicon.ico`).catch(() => undefined));
  browser = await launch({ asPerson: true });
});
after(async () => {
  shop?.kill();
  await browser?.close();
  await app?.close();
  await pools?.close();
  await database?.close();
  rmSync(dist, { recursive: true });
});
beforeEach(async () => {
  isDown = false;
  await context?.close();
  context = await person(browser);
});

const activity = async (kind: string) =>
  (await db.query('select count(*)::int as n from activity where site_id = $1 and kind = $2', [site.id, kind])).rows[0]
    .n;
const isOurs = (e164: string) => site.numbers.some((number) => number.e164 === e164);

describe('a page whose server has asked', () => {
  test('has the tracking number in its HTML, and asks nothing again; its beats and taps are of that visit', async () => {
    const page = await context.newPage();
    await page.clock.install();
    const response = await page.goto(`${shopOrigin}/roses?utm_source=yandex&utm_medium=cpc`);
    const html = (await response?.text()) ?? '';
    const [, e164 = ''] = /tel:(\+\d+)/.exec(html) ?? [];
    assert.ok(isOurs(e164), `${e164} is of the pool`);
    assert.equal(html.includes(OWN), false);
    await eventually(page, 'window.dialtrace?.numbers().map((one) => one.show)', [e164]);
    await page.evaluate("document.querySelector('a').addEventListener('click', (event) => event.preventDefault())");
    await page.clock.runFor(31_000);
    await page.click('a');
    for (const kind of ['beat', 'tap']) await until(`${kind} is heard`, async () => (await activity(kind)) === 1);
    assert.equal(await activity('view'), 1);
    assert.equal(await page.textContent('a'), html.match(/>([^<]+)<\/a>/)?.[1], 'the text is as the server wrote it');
  });

  test('goes on with the visitor, the visit and the number on the next page', async () => {
    const page = await context.newPage();
    const seen = async (path: string) => {
      await page.goto(shopOrigin + path);
      await eventually(page, 'typeof window.dialtrace', 'object');
      return page.evaluate(
        '({ visitor: dialtrace.ids().visitor, visit: dialtrace.ids().visit, number: dialtrace.numbers()[0].show })',
      );
    };
    assert.deepEqual(await seen('/2'), await seen('/1'));
  });

  test('has the shop’s own number while Dialtrace is down, and its script asks', async () => {
    isDown = true;
    const page = await context.newPage();
    const asked = page.waitForRequest((request) => request.url() === `${dialtrace}/collect`);
    await page.goto(`${shopOrigin}/`);
    assert.equal(await page.textContent('a'), OWN);
    await asked;
  });
});
