// Pages that reach Dialtrace under the site's own names, and page servers that ask in their visitors' name: over HTTP on
// loopback, as the public server has it.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type pg from 'pg';
import type { PageAnswer } from '../../src/collect/collect.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { DESKTOP, openPageRoom, type PageRoom, SHOP } from '../support/page-room.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';
const LOOPBACK = '127.0.0.1';

let database: TestDatabase;
let db: pg.Pool;
let site: RecordedSite;
let trusting: PageRoom; // believes proxies on loopback
let strict: PageRoom;
let dialtrace: string;
before(async () => {
  database = await openTestDatabase();
  db = database.db;
  site = await addSite(db, { accountId: (await addAccount(db)).accountId, numbers: 5, origins: [SHOP] });
  const findRegion = (address: string) => ({
    ...{ country: 'RU', city: null, region: address === '192.0.2.7' ? 'Tula' : null },
  });
  trusting = await openPageRoom(db, { trustedProxies: [LOOPBACK], hosts: ['calls.shop.example'], findRegion });
  strict = await openPageRoom(db, { findRegion });
  dialtrace = await trusting.listen();
});
after(async () => {
  await trusting.close();
  await strict.close();
  await database.close();
});

const cookiesOf = (headers: http.IncomingHttpHeaders) => headers['set-cookie'] ?? [];
const visitsOf = async (page: PageAnswer) =>
  (await db.query('select visitor_id, device, region, landing_page from visits where id = $1', [page.visit])).rows[0];

/** A server of the site's own on loopback, for as long as `use` runs. */
async function withServer(listener: http.RequestListener, use: (url: string) => Promise<void>): Promise<void> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  try {
    await use(`http://${LOOPBACK}:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

/** What a browser or a server sends; `fetch` would not send cookies, an origin or a host of our choice. */
function send(
  url: string,
  { method = 'POST', headers = {}, body = '' }: { method?: string; headers?: http.OutgoingHttpHeaders; body?: string },
) {
  return new Promise<{ status: number; headers: http.IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const request = http.request(url, { method, headers }, async (response) => {
      let text = '';
      for await (const piece of response.setEncoding('utf8')) text += piece;
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    request.once('error', reject).end(body);
  });
}

describe('a page’s own server', () => {
  /** Asks for its visitor's numbers while it makes the page, and writes them into it. */
  const shop: http.RequestListener = async (request, response) => {
    const { headers, body } = await send(`${dialtrace}/collect`, {
      headers: {
        'content-type': 'text/plain',
        origin: SHOP,
        'user-agent': request.headers['user-agent'],
        'x-forwarded-for': '192.0.2.7', // whom the shop was asked by
        'x-forwarded-proto': 'https',
        ...(request.headers.cookie ? { cookie: request.headers.cookie } : {}),
      },
      body: JSON.stringify({ t: 'view', site: site.publicKey, url: SHOP + request.url, ref: request.headers.referer }),
    });
    response.writeHead(200, { 'set-cookie': cookiesOf(headers) }).end(body);
  };

  test('is given the numbers for its visitor, who is known again by the cookie passed through', async () => {
    await withServer(shop, async (url) => {
      const first = await send(`${url}/roses?utm_source=vk`, { method: 'GET', headers: { 'user-agent': PHONE } });
      const page = JSON.parse(first.body) as PageAnswer;
      assert.ok(site.numbers.some(({ e164 }) => e164 === page.numbers[0]?.show));
      assert.deepEqual(await visitsOf(page), {
        ...{ visitor_id: page.visitor, device: 'mobile', region: 'Tula', landing_page: `${SHOP}/roses` },
      });
      const [cookie = ''] = cookiesOf(first.headers);
      assert.equal(cookie, `dt_visitor=${page.visitor}; Path=/; Max-Age=34560000; HttpOnly; SameSite=None; Secure`);

      const headers = { 'user-agent': PHONE, cookie: `basket=7; ${cookie.split(';')[0]}` };
      const second = await send(`${url}/?utm_source=vk`, { method: 'GET', headers });
      const again = JSON.parse(second.body) as PageAnswer;
      assert.equal(again.visitor, page.visitor);
      assert.deepEqual(again.numbers, page.numbers, 'its number of last time');
    });
  });

  test('leaves the rest to the page: its beats and taps are known by the visit alone', async () => {
    await withServer(shop, async (url) => {
      const { body } = await send(url, { method: 'GET', headers: { 'user-agent': PHONE } });
      const { visit } = JSON.parse(body) as PageAnswer;
      const tap = await trusting.tell({ t: 'tap', site: site.publicKey, visit, at: 1_790_000_000_000 });
      assert.equal(tap.statusCode, 204);
      const next = await trusting.view({ site: site.publicKey, visit, url: `${SHOP}/2` });
      assert.equal(next.visit, visit, 'the page’s script goes on with the visit');
    });
  });

  test('that is not trusted is taken for its visitors: their addresses are not believed', async () => {
    const headers = { 'x-forwarded-for': '192.0.2.7', 'user-agent': PHONE };
    const page = await strict.view({ site: site.publicKey }, headers);
    assert.equal((await visitsOf(page)).region, null);
  });
});

describe('a first-party name', () => {
  const view = () => JSON.stringify({ t: 'view', site: site.publicKey, url: `${SHOP}/` });
  const browser = { 'content-type': 'text/plain', 'user-agent': DESKTOP, origin: SHOP };

  test('by a path on the shop’s own host: the cookie is the shop’s, and comes back', async () => {
    const proxy: http.RequestListener = async (request, response) => {
      let body = '';
      for await (const piece of request.setEncoding('utf8')) body += piece;
      const headers = { ...request.headers, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
      const address = dialtrace + (request.url ?? '').replace(/^\/calls/, '');
      const answer = await send(address, { headers: { ...headers, host: new URL(dialtrace).host }, body });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    };
    await withServer(proxy, async (url) => {
      const first = await send(`${url}/calls/collect`, {
        headers: { ...browser, 'sec-fetch-site': 'same-origin' },
        body: view(),
      });
      const page = JSON.parse(first.body) as PageAnswer;
      const [cookie = ''] = cookiesOf(first.headers);
      assert.equal(cookie, `dt_visitor=${page.visitor}; Path=/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure`);
      assert.equal((await visitsOf(page)).region, 'Tula');
      const second = await send(`${url}/calls/collect`, {
        headers: { ...browser, 'sec-fetch-site': 'same-origin', cookie: cookie.split(';')[0] },
        body: view(),
      });
      assert.equal((JSON.parse(second.body) as PageAnswer).visitor, page.visitor);
    });
  });

  test('by a name of its own: a cookie of that name alone, of the page’s site', async () => {
    const asked = (host: string, fetchSite: string) =>
      send(`${dialtrace}/collect`, {
        headers: { ...browser, host, 'x-forwarded-proto': 'https', 'sec-fetch-site': fetchSite },
        body: view(),
      });
    const answer = await asked('calls.shop.example', 'same-site');
    assert.equal(answer.headers['access-control-allow-origin'], SHOP);
    assert.equal(answer.headers['access-control-allow-credentials'], 'true');
    assert.match(cookiesOf(answer.headers)[0] ?? '', /; Path=\/; Max-Age=34560000; HttpOnly; SameSite=Lax; Secure$/);
    const elsewhere = await asked('localhost', 'cross-site');
    assert.match(cookiesOf(elsewhere.headers)[0] ?? '', /; HttpOnly; SameSite=None; Secure$/);
    assert.equal((await asked('not-set-up.example', 'same-site')).status, 421);
  });
});
