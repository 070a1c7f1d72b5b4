// The files of deploy/ in the real proxies, in front of the real page's room.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pino } from 'pino';
import { buildSnippet } from '../../snippet/build.ts';
import { publish } from '../../snippet/publish.ts';
import { createServer } from '../../src/api/server.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { scriptRoutes } from '../../src/collect/script-routes.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Answered, askAsVisitor, startCaddy, startNginx, type TestProxy } from '../support/proxies.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const CHROME = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let database: TestDatabase;
let db: pg.Pool;
let pools: Pools;
let app: FastifyInstance;
let folder: string;
let site: RecordedSite;
let port: number;
/** where views came from, as Dialtrace saw it */
let addresses: string[] = [];
let cookies: (string | undefined)[] = [];

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'dt-'));
  const builtFolder = join(folder, 'built');
  await buildSnippet(builtFolder);
  publish({ builtFolder, folder: join(folder, 'published'), date: '2026-01-01' });
  database = await openTestDatabase();
  db = database.db;
  const clock = () => Date.now() / 1000;
  pools = await createPools({ db, log: quiet, clock });
  app = await createServer({
    log: pino({ level: 'silent' }),
    publicUrl: 'https://calls.example',
    hosts: ['calls.shop.ru'],
    trustedProxies: ['127.0.0.1'],
    dashboardFolder: '/nowhere',
    ready: async () => {},
    metrics: () => '',
    onWrongHost: () => {},
  });
  app.addHook('onRequest', async ({ headers }) => void cookies.push(headers.cookie));
  const refusals = createRefusalCounter({ db, room: 'collect', log: quiet, clock });
  const findRegion = (address: string) => {
    addresses.push(address);
    return { country: null, region: null, city: null };
  };
  await app.register(collectRoutes, { db, log: quiet, clock, pools, refusals, findRegion });
  await app.register(scriptRoutes, { builtFolder, publishedFolder: join(folder, 'published') });
  await app.listen({ port: 0, host: '127.0.0.1' });
  port = (app.server.address() as { port: number }).port;
  const { accountId } = await addAccount(db);
  site = await addSite(db, { accountId, origins: ['https://shop.ru'] });
  await pools.reload();
});
after(async () => {
  await app?.close();
  await pools?.close();
  await database?.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  addresses = [];
  cookies = [];
});

const PLACES = [
  { kind: 'a host of its own', host: 'calls.shop.ru', base: '/' },
  { kind: 'a path on the shop’s host', host: 'shop.ru', base: '/t/' },
];

for (const [name, start] of [
  ['nginx', startNginx],
  ['Caddy', startCaddy],
] as const) {
  describe(name, () => {
    let proxy: TestProxy;
    before(async () => {
      proxy = await start(port);
    });
    after(() => proxy?.close());

    for (const { kind, host, base } of PLACES) {
      const ask = (at: string, asked: object = {}): Promise<Answered> =>
        askAsVisitor(proxy.port, { host, at: base + at, ...asked });
      const view = (headers: Record<string, string> = {}, at = 'collect') =>
        ask(at, {
          method: 'POST',
          headers: { 'content-type': 'text/plain', 'user-agent': CHROME, origin: 'https://shop.ru', ...headers },
          body: JSON.stringify({ t: 'view', site: site.publicKey, url: 'https://shop.ru/' }),
        });

      test(`${kind}: the script comes through, compressed, the newest and a published one`, async () => {
        for (const at of ['dt.js', 'dt-full.js', 'v/1/dt.js', 'v/1/dt-full.js']) {
          const { status, headers } = await ask(at, { headers: { 'accept-encoding': 'br' } });
          assert.deepEqual([status, headers['content-encoding']], [200, 'br'], at);
          assert.match(String(headers['content-type']), /javascript/);
        }
      });

      test(`${kind}: a view is answered, also of a published script, and has the visitor’s address, whatever the visitor says`, async () => {
        const lies = {
          'x-forwarded-for': '203.0.113.9',
          'x-forwarded-host': 'evil.example',
          'x-forwarded-proto': 'http',
        };
        for (const at of ['collect', 'v/1/collect']) {
          const { status, body } = await view(lies, at);
          assert.equal(status, 200, body);
          assert.equal((JSON.parse(body) as { numbers: unknown[] }).numbers.length, 1);
        }
        assert.deepEqual(addresses, ['127.0.0.2', '127.0.0.2']);
      });

      test(`${kind}: the visitor’s cookie is secure, of this host only, and comes back; the shop’s own cookies do not`, async () => {
        const set = String((await view()).headers['set-cookie']);
        assert.match(set, /^dt_visitor=[\da-f-]{36}; Path=\/; Max-Age=34560000; HttpOnly; SameSite=None; Secure$/);
        const visitor = set.slice('dt_visitor='.length, set.indexOf(';'));
        cookies = [];
        const { body } = await view({ cookie: `session=secret; dt_visitor=${visitor}; basket=7` });
        assert.equal((JSON.parse(body) as { visitor: string }).visitor, visitor);
        assert.deepEqual(cookies, [`dt_visitor=${visitor}`]);
      });

      test(`${kind}: nothing else of Dialtrace can be reached`, async () => {
        for (const at of [
          '',
          'healthz',
          'metrics',
          'api/v1/openapi.json',
          'sign-in',
          'loader.js',
          'v/1/../../metrics',
          'collect/x',
          'xdt.js',
          'v/x/dt.js',
        ])
          assert.equal((await ask(at)).status, 404, at);
        assert.deepEqual(cookies, [], 'no request came to Dialtrace');
      });
    }
  });
}
