// The leak watch: a real site on loopback whose pages are read as it sends them, and calls that no visit explains.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Leaks } from '../../src/api/wire.ts';
import { openLeakWatch } from '../../src/numbers/leaks.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, addVisit, type RecordedSite } from '../support/records.ts';

const DAY_MS = 86_400_000;
type Answer = (reply: http.ServerResponse) => void;

let api: TestApi;
let server: http.Server;
let origin: string;
let site: RecordedSite;
let at: string;
let pages: Record<string, string | Answer>;
let asked: string[];
before(async () => {
  api = await openTestApi();
  server = http.createServer((request, reply) => {
    const path = request.url ?? '';
    asked.push(path);
    const page = pages[path];
    if (typeof page === 'function') page(reply);
    else reply.writeHead(page === undefined ? 404 : 200, { 'content-type': 'text/html' }).end(page ?? 'nothing here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(async () => {
  pages = { '/': '<h1>Flowers</h1>' };
  asked = [];
  site = await addSite(api.db, { accountId: api.owner.accountId, numbers: 6, origins: [origin] });
  at = `/api/v1/sites/${site.id}`;
});
after(async () => {
  server.closeAllConnections();
  server.close();
  await api.close();
});

const scan = async () => {
  await api.db.query("update leak_scans set begun_at = begun_at - interval '1 hour' where site_id = $1", [site.id]);
  return api.answer<Leaks>(200, 'POST', `${at}/numbers/leaks/scan`);
};
const e164Of = (number: number) => site.numbers[number]?.e164 as string;
const leakedOf = ({ numbers }: Leaks) => numbers.filter(({ leakedSince }) => leakedSince).map(({ number }) => number);
const landOn = async (path: string, visits = 2, visitor?: string) => {
  for (let n = 0; n < visits; n++) {
    const visitorId = visitor ?? randomUUIDv7();
    const { visitId } = await addVisit(api.db, site, { at: new Date(Date.now() - 1000), visitorId });
    await api.db.query('update visits set landing_page = $2 where id = $1', [visitId, origin + path]);
  }
};
const openNotices = async () =>
  (
    await api.db.query(
      "select subject, data from notices where site_id = $1 and kind = 'number-leaked' and ended_at is null",
      [site.id],
    )
  ).rows as { subject: string; data: { number: string; pages: string[]; nobody: number; chance: number } }[];
const written = (e164: string) => `8 (${e164.slice(2, 5)}) ${e164.slice(5, 8)}-${e164.slice(8, 10)}-${e164.slice(10)}`;

describe('a number printed on the site’s own pages', () => {
  test('is leaked, with the page’s address as evidence, and the owner is told once', async () => {
    pages['/'] = `<a href="tel:${e164Of(0)}">call</a>`;
    pages['/flowers'] = `<p>${written(e164Of(1))}</p>`;
    await landOn('/flowers');
    const leaks = await scan();
    assert.deepEqual(leakedOf(leaks).sort(), [e164Of(0), e164Of(1)].sort());
    const flowers = leaks.numbers.find(({ number }) => number === e164Of(1));
    assert.deepEqual(flowers?.pages, [`${origin}/flowers`]);
    assert.deepEqual([leaks.pagesRead, leaks.unread], [2, []]);
    await scan();
    const notices = await openNotices();
    assert.equal(notices.length, 2);
    assert.deepEqual(notices.find(({ subject }) => subject === site.numbers[1]?.id)?.data.pages, [`${origin}/flowers`]);
    assert.deepEqual(leakedOf(await api.get<Leaks>(`${at}/numbers/leaks`)).length, 2);
  });

  test('stays leaked for thirty days after it went from the page, and then is not', async () => {
    pages['/'] = e164Of(0);
    await scan();
    pages['/'] = 'gone';
    assert.deepEqual(leakedOf(await scan()), [e164Of(0)]);
    const later = openLeakWatch({
      ...{ db: api.db, newId: randomUUIDv7, log: () => {} },
      now: () => new Date(Date.now() + 31 * DAY_MS),
    });
    await later.scan({ ...site, origins: [origin] });
    assert.deepEqual(leakedOf(await api.get<Leaks>(`${at}/numbers/leaks`)), []);
    assert.deepEqual(await openNotices(), []);
  });

  test('that can’t be looked at now is not said to be gone', async () => {
    pages['/'] = e164Of(0);
    await scan();
    pages['/'] = (reply) => reply.writeHead(503).end();
    const { unread, numbers, pagesRead } = await scan();
    assert.deepEqual([unread, pagesRead], [[{ page: `${origin}/`, detail: 'The page answered with status 503.' }], 0]);
    assert.deepEqual(numbers[0]?.pages, [`${origin}/`]);
    assert.ok(numbers[0]?.leakedSince);
  });
});

describe('pages', () => {
  test('of other origins are not read, not even by a redirect', async () => {
    let reached = 0;
    const inner = http.createServer((_request, reply) => {
      reached++;
      reply.end(e164Of(0));
    });
    await new Promise<void>((resolve) => inner.listen(0, '127.0.0.1', resolve));
    const secret = `http://127.0.0.1:${(inner.address() as AddressInfo).port}/`;
    pages['/'] = (reply) => reply.writeHead(302, { location: secret }).end();
    for (let n = 0; n < 2; n++) {
      const { visitId } = await addVisit(api.db, site, { at: new Date(Date.now() - 1000) });
      await api.db.query('update visits set landing_page = $2 where id = $1', [visitId, secret]);
    }
    const { unread, numbers } = await scan();
    inner.close();
    assert.equal(reached, 0);
    assert.match(unread[0]?.detail ?? '', /not among this site's origins/);
    assert.ok(numbers.every(({ leakedSince }) => leakedSince === null));
  });

  test('are read fifty at most, those where most visits began, and none that only one visitor claims to have seen', async () => {
    for (let n = 0; n < 55; n++) {
      pages[`/p${n}`] = 'a page';
      await landOn(`/p${n}`, n < 5 ? 3 : 2);
    }
    await landOn('/only-one', 5, randomUUIDv7());
    const { pagesRead } = await scan();
    assert.equal(pagesRead, 50);
    for (const often of ['/', '/p0', '/p4']) assert.ok(asked.includes(often), often);
    assert.ok(!asked.includes('/only-one'));
  });

  test('are not read twice at once', async () => {
    await scan();
    await api.problem(409, 'scan-running', 'POST', `${at}/numbers/leaks/scan`);
  });
});

describe('a number that strangers call', () => {
  const call = (number: number, nobody: number, caller: string, daysAgo = 5) =>
    addCall(api.db, site, {
      ...{ at: new Date(Date.now() - daysAgo * DAY_MS), caller, numberId: site.numbers[number]?.id as string },
      answer: { nobody },
    });

  test('is leaked when they are more than chance brings, and says how unlikely that is', async () => {
    for (let n = 0; n < 60; n++) await call(n % 6, 0.1, `+7916100${1000 + n}`);
    await call(1, 0.9, '+79161002000');
    for (let n = 0; n < 9; n++) await call(2, 0.9, `+7916100${3000 + n}`);
    const leaks = await scan();
    assert.deepEqual(leakedOf(leaks), [e164Of(2)]);
    const [leak] = leaks.numbers;
    assert.deepEqual([leak?.calls, leak?.nobody, leak?.pages], [19, 9, []]);
    assert.ok((leak?.chance ?? 1) < leaks.threshold && (leak?.expected ?? 9) < 1);
    const [notice] = await openNotices();
    assert.deepEqual([notice?.data.number, notice?.data.nobody], [e164Of(2), 9]);
  });

  test('is not leaked by calls of long ago', async () => {
    for (let n = 0; n < 9; n++) await call(2, 0.9, `+7916200${3000 + n}`, 31);
    assert.deepEqual(leakedOf(await scan()), []);
  });
});

test('every site is looked through once a day by itself, a site that was down again after an hour', async () => {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const watch = openLeakWatch({ db: api.db, newId: randomUUIDv7, now, log: () => {} });
  const looks = async () => {
    asked = [];
    await watch.scanDue();
    return asked.filter((path) => path === '/').length;
  };
  await api.db.query('update leak_scans set begun_at = now() where site_id <> $1', [site.id]);
  await api.db.query("update numbers set pool_id = null, state = 'ready' where site_id <> $1 and state = 'pool'", [
    site.id,
  ]);
  assert.equal(await looks(), 1);
  assert.equal(await looks(), 0);
  ahead = 25 * 3_600_000;
  pages['/'] = (reply) => reply.writeHead(500).end();
  assert.equal(await looks(), 1);
  ahead += 3_700_000;
  assert.equal(await looks(), 1, 'it was down');
});
