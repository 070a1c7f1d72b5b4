// Every published version of the page script, as pages that we cannot change have it, against today's server.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import Fastify, { type FastifyInstance } from 'fastify';
import type pg from 'pg';
import type { Browser } from 'playwright-core';
import { buildSnippet } from '../../snippet/build.ts';
import { type PublishedVersion, publish, readVersions } from '../../snippet/publish.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { scriptRoutes } from '../../src/collect/script-routes.ts';
import { formatForPeople } from '../../src/core/phone.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { eventually, launch, person } from '../support/browser.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { startWebsite, type Website } from '../support/page-servers.ts';
import { addAccount, addSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const PUBLISHED = fileURLToPath(new URL('../../snippet/published', import.meta.url));
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

// Today's sources, published into a copy of the folder, if they differ from the last version: what holds of them now has
// to hold when they are published, too.
const scratch = mkdtempSync(join(tmpdir(), 'dt-published-'));
const folder = join(scratch, 'published');
const builtFolder = join(scratch, 'built');
await buildSnippet(builtFolder);
if (readVersions(PUBLISHED).length > 0) cpSync(PUBLISHED, folder, { recursive: true });
publish({ builtFolder, folder, date: '2026-01-01' });

let database: TestDatabase;
let db: pg.Pool;
let pools: Pools;
let app: FastifyInstance;
let website: Website;
let browser: Browser;
let origin: string;

before(async () => {
  database = await openTestDatabase();
  db = database.db;
  const clock = () => Date.now() / 1000;
  pools = await createPools({ db, log: quiet, clock });
  const refusals = createRefusalCounter({ db, room: 'collect', log: quiet, clock });
  const findRegion = () => ({ country: null, region: null, city: null });
  app = Fastify({ forceCloseConnections: true });
  await app.register(collectRoutes, { db, log: quiet, clock, pools, refusals, findRegion });
  await app.register(scriptRoutes, { builtFolder, publishedFolder: folder });
  await app.listen({ port: 0, host: '127.0.0.1' });
  origin = `http://localhost:${(app.server.address() as { port: number }).port}`;
  website = await startWebsite();
  browser = await launch({ asPerson: true });
});
after(async () => {
  await browser?.close();
  await website?.close();
  await app?.close();
  await pools?.close();
  await database?.close();
  rmSync(scratch, { recursive: true });
});

type File = 'dt.js' | 'dt-full.js';

function linked({ version, files }: PublishedVersion, file: File, site: string): string {
  const { integrity } = files[file] ?? assert.fail(`version ${version} has no ${file}`);
  return `<script async src="${origin}/v/${version}/${file}" integrity="${integrity}" crossorigin data-site="${site}"></script>`;
}

async function hidden({ version, files }: PublishedVersion, site: string): Promise<string> {
  const src = `${origin}/v/${version}/dt.js`;
  const loader = await (await fetch(`${origin}/v/${version}/loader.js`)).text();
  return `<script data-src="${src}" data-integrity="${files['dt.js']?.integrity}" data-site="${site}">${loader}</script>`;
}

/** Opens a page with this head; sees the number swapped, a beat, a tap and a close come in; and closes it. */
async function expectWork(head: (site: string) => string | Promise<string>): Promise<void> {
  const site = await addSite(db, {
    accountId: (await addAccount(db)).accountId,
    numbers: 2,
    origins: [website.origin],
  });
  const own = (await db.query('select target_number as own from pools where id = $1', [site.poolId])).rows[0].own;
  await pools.reload();
  const heard = async (kind: string) =>
    (await db.query('select from activity where site_id = $1 and kind = $2 limit 1', [site.id, kind])).rowCount === 1;
  const link = `<a href="tel:${own}" onclick="return false">${formatForPeople(own)}</a>`;
  website.put('/', `<!doctype html><meta charset="utf-8">${await head(site.publicKey)}<body>${link}`);
  const context = await person(browser);
  const page = await context.newPage();
  await page.clock.install();
  await page.goto(`${website.origin}/`);
  await page.waitForFunction(`document.querySelector('a').textContent !== '${formatForPeople(own)}'`);
  const shown = await page.evaluate("document.querySelector('a').getAttribute('href').slice(4)");
  assert.ok(
    site.numbers.some(({ e164 }) => e164 === shown),
    `${shown} is a number of the pool`,
  );
  await eventually(page, 'dialtrace.numbers().length', 1);
  await page.clock.runFor(31_000);
  await page.click('a');
  for (const kind of ['view', 'beat', 'tap']) await until(`${kind} is heard`, () => heard(kind));
  await page.goto('about:blank');
  await until('close is heard', () => heard('close'));
  await context.close();
}

for (const published of readVersions(folder)) {
  describe(`version ${published.version}`, () => {
    test('dt.js works', () => expectWork((site) => linked(published, 'dt.js', site)));
    if (published.files['dt-full.js'])
      test('dt-full.js works', () => expectWork((site) => linked(published, 'dt-full.js', site)));
    if (published.files['loader.js'])
      test('dt.js works behind loader.js', () => expectWork((site) => hidden(published, site)));
  });
}

test('a script that is not the one of the hash does not run', async () => {
  const [published] = readVersions(folder);
  const context = await person(browser);
  const page = await context.newPage();
  const wrong = linked(published!, 'dt.js', 'any').replace(/sha384-.{8}/, 'sha384-AAAAAAAA');
  website.put('/', `<!doctype html>${wrong.replace('<script', '<script onerror="window.refused = true"')}`);
  await page.goto(`${website.origin}/`);
  await eventually(page, 'window.refused', true);
  assert.equal(await page.evaluate('window.dialtrace ?? null'), null);
  await context.close();
});
