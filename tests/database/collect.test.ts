// The page's room against a real PostgreSQL, through HTTP in process.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import Fastify, { type FastifyInstance, type InjectOptions, type LightMyRequestResponse } from 'fastify';
import pg from 'pg';
import type { CollectOptions, PageAnswer } from '../../src/collect/collect.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { collectRoutes } from '../../src/collect/routes.ts';
import { createRefusalCounter } from '../../src/store/refusal-counter.ts';
import { announceSiteChange } from '../../src/store/sites.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
const SHOP = 'https://shop.example';
const AD = '?utm_source=yandex&utm_medium=cpc&utm_campaign=spring&utm_term=roses&yclid=77';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

let test0: TestDatabase;
let db: pg.Pool;
before(async () => {
  test0 = await openTestDatabase();
  db = test0.db;
});
after(() => test0.close());

type Site = { id: string; key: string; poolId: string; numbers: string[] };
let made = 0;

async function makeSite(o: { numbers?: number; origins?: string[]; serveAutomation?: boolean } = {}): Promise<Site> {
  const [account, id, connection, poolId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const key = `site${String(++made).padStart(6, '0')}`;
  await db.query('insert into accounts (id, name) values ($1, $2)', [account, 'A']);
  await db.query(
    'insert into sites (id, account_id, name, public_key, origins, serve_automation) values ($1,$2,$3,$4,$5,$6)',
    [...[id, account, 'Shop', key, o.origins ?? [SHOP], o.serveAutomation ?? false]],
  );
  await db.query("insert into connections (id, account_id, name, kind) values ($1, $2, 'C', 'sip-trunk')", [
    connection,
    account,
  ]);
  await db.query("insert into pools (id, site_id, name, target_number) values ($1, $2, 'P', '+74951234567')", [
    poolId,
    id,
  ]);
  const numbers = Array.from({ length: o.numbers ?? 3 }, (_, i) => `+7495${String(7_000_000 + made * 100 + i)}`);
  for (const e164 of numbers)
    await db.query('insert into numbers (id, site_id, connection_id, e164, pool_id) values ($1,$2,$3,$4,$5)', [
      ...[randomUUID(), id, connection, e164, poolId],
    ]);
  return { id, key, poolId, numbers };
}

type Node = {
  app: FastifyInstance;
  pools: Pools;
  /** moves this node's clock on */
  wait(seconds: number): void;
  flush(): Promise<void>;
  close(): Promise<void>;
};

async function startNode(
  o: Partial<CollectOptions> & {
    trustProxy?: boolean;
    prepare?: (app: FastifyInstance) => void;
  } = {},
): Promise<Node> {
  let ahead = 0;
  const clock = () => Date.now() / 1000 + ahead;
  const store = o.db ?? db;
  const pools = await createPools({ db: store, log: quiet, clock });
  const refusals = createRefusalCounter({ db: store, room: 'collect', log: quiet, clock });
  const app = Fastify({ trustProxy: o.trustProxy ?? false });
  o.prepare?.(app);
  const findRegion = () => ({ country: 'RU', region: 'Moscow', city: 'Moscow' });
  const limits = { viewsPerMinute: 10_000, activityPerMinute: 10_000 };
  await app.register(collectRoutes, {
    log: quiet,
    findRegion,
    limits,
    ...o,
    db: store,
    clock,
    pools,
    refusals,
  });
  return {
    app,
    pools,
    wait(seconds) {
      ahead += seconds;
    },
    flush: refusals.flush,
    async close() {
      await app.close();
      await pools.close();
      await refusals.close();
    },
  };
}

function post(
  node: Node,
  body: unknown,
  o: { origin?: string | null; headers?: Record<string, string>; agent?: string } = {},
) {
  const origin = o.origin === undefined ? SHOP : o.origin;
  const request: InjectOptions = {
    method: 'POST',
    url: '/collect',
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      'user-agent': o.agent ?? CHROME,
      ...(origin === null ? {} : { origin }),
      ...o.headers,
    },
    payload: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
  };
  return node.app.inject(request);
}

const view = (site: Site, more: object = {}) => ({ t: 'view', site: site.key, url: `${SHOP}/p`, ...more });
const shown = (answer: LightMyRequestResponse) => answer.json<PageAnswer>();
const rows = async (sql: string, ...values: unknown[]) => (await db.query(sql, values)).rows;
const reasonOf = (answer: LightMyRequestResponse) => answer.json<{ reason?: string }>().reason;

async function refusalsOf(node: Node, siteId: string | null): Promise<Record<string, number>> {
  await node.flush();
  const found = await rows(
    'select reason, sum(count)::int as count from refusals where site_id is not distinct from $1 group by reason',
    siteId,
  );
  return Object.fromEntries(found.map(({ reason, count }) => [reason, count]));
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('a page view', () => {
  let node: Node;
  before(async () => {
    node = await startNode();
  });
  after(() => node.close());

  test('becomes a visit with its source, a lease and a number in place of the site’s own', async () => {
    const site = await makeSite();
    const url = `${SHOP}/roses?q=secret&${AD.slice(1)}`;
    const ids = ['_ga=GA1.1.123.456', '_ga_X=GS2.1.s789$o1', '_ym_uid=42'];
    const answer = await post(node, view(site, { url, ref: 'https://yandex.ru/search/?text=x', ids, lang: 'ru' }));
    assert.equal(answer.statusCode, 200);
    const { visit, visitor, ttl, numbers } = shown(answer);
    assert.equal(ttl, 1200);
    assert.equal(numbers.length, 1);
    assert.equal(numbers[0]?.find, '+74951234567');
    assert.ok(site.numbers.includes(numbers[0]?.show ?? ''));
    assert.match(numbers[0]?.text ?? '', /^\+7 495 \d{3}-\d\d-\d\d$/);
    assert.equal(answer.headers['access-control-allow-origin'], SHOP);
    assert.equal(answer.headers['access-control-allow-credentials'], 'true');
    assert.equal(answer.headers.vary, 'Origin');
    assert.equal(answer.cookies[0]?.value, visitor);
    assert.equal(answer.cookies[0]?.httpOnly, true);

    const [row] = await rows('select * from visits where site_id = $1', site.id);
    const { at, ...kept } = row;
    assert.ok(Math.abs(at.getTime() - Date.now()) < 60_000);
    assert.deepEqual(kept, {
      ...{ site_id: site.id, id: visit, visitor_id: visitor, new_visitor: true },
      ...{
        channel: 'paid-search',
        source: 'yandex',
        medium: 'cpc',
        campaign: 'spring',
        ad_group: null,
        content: null,
        term: 'roses',
      },
      ...{ landing_page: `${SHOP}/roses`, referrer: 'https://yandex.ru/search/' },
      ...{ click_ids: { yclid: '77' }, client_ids: { ga: '123.456', ga_session: '789', ym: '42' } },
      ...{ device: 'desktop', os: 'Windows 10', browser: 'Chrome 142', language: 'ru' },
      ...{ country: 'RU', region: 'Moscow', city: 'Moscow' },
    });
    const [lease] = await rows(
      'select l.*, n.e164 from leases l join numbers n on n.id = l.number_id where l.visit_id = $1',
      visit,
    );
    assert.deepEqual([lease.pool_id, lease.e164], [site.poolId, numbers[0]?.show]);
    const activity = await rows('select kind, page from activity where visit_id = $1', visit);
    assert.deepEqual(activity, [{ kind: 'view', page: `${SHOP}/roses` }]);
  });

  test('on the next page goes on with its visit and keeps the number', async () => {
    const site = await makeSite();
    const first = shown(await post(node, view(site, { url: SHOP + AD })));
    const cookie = `dt_visitor=${first.visitor}`;
    const next = shown(
      await post(node, view(site, { url: `${SHOP}/2`, ref: `${SHOP}/`, visit: first.visit }), { headers: { cookie } }),
    );
    assert.deepEqual([next.visit, next.visitor, next.numbers], [first.visit, first.visitor, first.numbers]);
    assert.equal((await rows('select 1 from visits where site_id = $1', site.id)).length, 1);
    assert.equal((await rows('select 1 from leases where site_id = $1', site.id)).length, 1);
    const pages = await rows('select page from activity where site_id = $1 order by at', site.id);
    assert.deepEqual(
      pages.map(({ page }) => page),
      [`${SHOP}/`, `${SHOP}/2`],
    );
  });

  test('of a new campaign begins a new visit of the same visitor, and its landing page seen again does not', async () => {
    const site = await makeSite();
    const first = shown(await post(node, view(site, { url: SHOP + AD })));
    const { visitor, visit } = first;
    const again = shown(await post(node, view(site, { url: SHOP + AD, visitor, visit })));
    assert.equal(again.visit, visit);
    const other = shown(await post(node, view(site, { url: `${SHOP}/?utm_source=vk&utm_medium=cpc`, visitor, visit })));
    assert.notEqual(other.visit, visit);
    assert.equal(other.visitor, visitor);
    const found = await rows('select channel, new_visitor from visits where site_id = $1 order by at', site.id);
    assert.deepEqual(found, [
      { channel: 'paid-search', new_visitor: true },
      { channel: 'paid-social', new_visitor: false },
    ]);
  });

  test('half an hour after the last activity begins a new visit', async () => {
    const site = await makeSite();
    const { visit, visitor } = shown(await post(node, view(site)));
    node.wait(1790);
    assert.equal((await post(node, { t: 'beat', site: site.key, visit })).statusCode, 204);
    node.wait(1790);
    assert.equal(shown(await post(node, view(site, { visit, visitor }))).visit, visit);
    node.wait(1801);
    assert.notEqual(shown(await post(node, view(site, { visit, visitor }))).visit, visit);
  });

  test('does not go on with another visitor’s visit, nor with a visit of another site', async () => {
    const [site, other] = [await makeSite(), await makeSite()];
    await node.pools.reload();
    const { visit, visitor } = shown(await post(node, view(site)));
    assert.notEqual(shown(await post(node, view(site, { visit, visitor: randomUUID() }))).visit, visit);
    assert.notEqual(shown(await post(node, view(other, { visit, visitor }))).visit, visit);
    assert.equal(
      shown(await post(node, view(site, { visit }))).visitor,
      visitor,
      'a browser that keeps nothing but the visit',
    );
  });

  test('trusts its own cookie more than the page’s copy of the visitor', async () => {
    const site = await makeSite();
    const [mine, copy] = [randomUUID(), randomUUID()];
    const answer = await post(node, view(site, { visitor: copy }), { headers: { cookie: `dt_visitor=${mine}` } });
    assert.equal(shown(answer).visitor, mine);
    assert.equal(
      shown(await post(node, view(site, { visitor: copy }), { headers: { cookie: 'dt_visitor=forged' } })).visitor,
      copy,
    );
  });

  test('of a site without numbers is still a visit', async () => {
    const site = await makeSite({ numbers: 0 });
    const { visit, numbers } = shown(await post(node, view(site)));
    assert.deepEqual(numbers, []);
    assert.equal((await rows('select 1 from visits where id = $1', visit)).length, 1);
    assert.equal((await post(node, { t: 'tap', site: site.key, visit })).statusCode, 204);
  });

  test('sees a number that joined as soon as the change is announced', async () => {
    const site = await makeSite({ numbers: 0 });
    assert.deepEqual(shown(await post(node, view(site))).numbers, []);
    const [connection] = await rows(
      'select c.id from connections c join sites s on s.account_id = c.account_id where s.id = $1',
      site.id,
    );
    await db.query('insert into numbers (id, site_id, connection_id, e164, pool_id) values ($1,$2,$3,$4,$5)', [
      ...[randomUUID(), site.id, connection.id, '+74999999999', site.poolId],
    ]);
    await announceSiteChange(db, site.id);
    await until(() => node.pools.stats(site.poolId).numbers === 1);
    assert.equal(shown(await post(node, view(site))).numbers[0]?.show, '+74999999999');
  });
});

describe('activity of a page', () => {
  let node: Node;
  before(async () => {
    node = await startNode();
  });
  after(() => node.close());

  test('is logged, and known to the number’s holder', async () => {
    const site = await makeSite();
    const { visit } = shown(await post(node, view(site)));
    for (const t of ['beat', 'hide', 'show', 'copy', 'tap', 'close']) {
      const answer = await post(node, { t, site: site.key, visit });
      assert.equal(answer.statusCode, 204, t);
      assert.equal(answer.body, '');
      assert.equal(answer.headers['access-control-allow-origin'], SHOP);
    }
    const kinds = await rows('select kind from activity where visit_id = $1 order by at', visit);
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ['view', 'beat', 'hide', 'show', 'copy', 'tap', 'close'],
    );
    const [lease] = await rows('select number_id from leases where visit_id = $1', visit);
    const [holder] = node.pools.holdersOf(lease.number_id, Date.now() / 1000 + 1);
    assert.equal(holder?.visit, visit);
    assert.ok(holder?.tappedAt && holder.closedAt);
  });

  test('of a visit that nobody knows is counted and left out', async () => {
    const [site, other] = [await makeSite(), await makeSite()];
    await node.pools.reload();
    const { visit } = shown(await post(node, view(other)));
    for (const stranger of [randomUUID(), visit])
      assert.equal((await post(node, { t: 'beat', site: site.key, visit: stranger })).statusCode, 204);
    assert.deepEqual(await rows('select 1 from activity where site_id = $1', site.id), []);
    assert.deepEqual(await refusalsOf(node, site.id), { 'unknown-visit': 2 });
  });
});

describe('programs', () => {
  let node: Node;
  before(async () => {
    node = await startNode();
  });
  after(() => node.close());
  const HEADLESS = CHROME.replace('Chrome/', 'HeadlessChrome/');
  const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';

  test('get an answer without a number, are counted and leave no visit', async () => {
    const site = await makeSite();
    for (const [agent, more] of [
      [BOT, {}],
      ['curl/8.5.0', {}],
      [HEADLESS, {}],
      [CHROME, { auto: true }],
    ] as const) {
      const answer = await post(node, view(site, more), { agent });
      assert.equal(answer.statusCode, 200);
      assert.deepEqual(answer.json(), { visitor: null, visit: null, ttl: 1200, numbers: [] });
      assert.equal(answer.headers['set-cookie'], undefined);
    }
    assert.deepEqual(await refusalsOf(node, site.id), { crawler: 2, automation: 2 });
    assert.deepEqual(await rows('select 1 from visits where site_id = $1', site.id), []);
  });

  test('are served by a site that asks for it, crawlers never', async () => {
    const site = await makeSite({ serveAutomation: true });
    assert.equal(shown(await post(node, view(site), { agent: HEADLESS })).numbers.length, 1);
    assert.equal(shown(await post(node, view(site, { auto: true }))).numbers.length, 1);
    assert.equal(shown(await post(node, view(site), { agent: BOT })).numbers.length, 0);
  });
});

describe('what is refused', () => {
  let node: Node;
  let site: Site;
  before(async () => {
    node = await startNode();
    site = await makeSite({ origins: [SHOP, 'https://*.shop.example', 'http://localhost:8081'] });
  });
  after(() => node.close());

  const isProblem = (answer: LightMyRequestResponse, status: number, reason: string, what = reason) => {
    assert.equal(answer.statusCode, status, what);
    assert.match(String(answer.headers['content-type']), /^application\/problem\+json/, what);
    const { type, title, detail, ...problem } = answer.json();
    assert.deepEqual(problem, { status, reason }, what);
    for (const words of [type, title, detail]) assert.ok(typeof words === 'string' && words.length > 0);
  };

  test('hostile JSON, each time with a counted reason', async () => {
    const hostile: (string | Buffer)[] = [
      ...['', '{', 'null', '[]', '"x"', '['.repeat(8000), '{"t":'.repeat(1600)],
      ...[`{"t":"view","site":"${site.key}","url":{"toString":1}}`, `{"t":"view","site":{},"url":"${SHOP}"}`],
      Buffer.from([0xff, 0xfe, 0x00, 0xd8]),
      Buffer.concat([
        Buffer.from(`{"t":"view","site":"${site.key}","url":"${SHOP}/`),
        Buffer.from([0xc3, 0x28]),
        Buffer.from('"}'),
      ]),
    ];
    const before = (await refusalsOf(node, null)).malformed ?? 0;
    for (const body of hostile) isProblem(await post(node, body), 400, 'malformed', String(body).slice(0, 60));
    assert.equal((await refusalsOf(node, null)).malformed, before + hostile.length);
  });

  test('an address that is none, counted for its site', async () => {
    for (const url of ['', 'shop', 'https://', 'https://[::', 'data:,'])
      assert.ok((await post(node, view(site, { url }))).statusCode >= 400, url);
  });

  test('other content types and oversized bodies', async () => {
    isProblem(await post(node, view(site), { headers: { 'content-type': 'application/xml' } }), 400, 'malformed');
    isProblem(await post(node, `{"t":"view","pad":"${'x'.repeat(8192)}"}`), 413, 'too-large');
    assert.equal((await post(node, view(site), { headers: { 'content-type': 'application/json' } })).statusCode, 200);
  });

  test('what the server itself refuses keeps the server’s answer', async () => {
    const strict = await startNode({
      prepare(app) {
        app.addHook('onRequest', async () => {
          throw Object.assign(new Error('wrong host'), { statusCode: 421 });
        });
        app.setErrorHandler((error: Error, _request, reply) => reply.code(421).send({ told: error.message }));
      },
    });
    try {
      const answer = await post(strict, view(site));
      assert.deepEqual([answer.statusCode, answer.json()], [421, { told: 'wrong host' }]);
    } finally {
      await strict.close();
    }
  });

  test('a key that no site has', async () => {
    isProblem(await post(node, { t: 'view', site: 'nosuchsite', url: SHOP }), 404, 'unknown-site');
    isProblem(await post(node, { t: 'beat', site: 'nosuchsite', visit: randomUUID() }), 404, 'unknown-site');
  });

  test('pages of other origins, and messages from no page at all', async () => {
    const before = (await refusalsOf(node, site.id))['origin-not-allowed'] ?? 0;
    for (const origin of ['https://evil.example', 'https://evilshop.example', 'http://shop.example', 'null', '', null])
      isProblem(await post(node, view(site), { origin }), 403, 'origin-not-allowed', String(origin));
    const answer = await post(
      node,
      { t: 'beat', site: site.key, visit: randomUUID() },
      { origin: 'https://evil.example' },
    );
    isProblem(answer, 403, 'origin-not-allowed');
    assert.equal(answer.headers['access-control-allow-origin'], undefined);
    assert.equal((await refusalsOf(node, site.id))['origin-not-allowed'], before + 7);
  });

  test('a page that lies about its address', async () => {
    for (const url of [
      'https://evil.example/',
      'http://shop.example/',
      'https://shop.example.evil.example/',
      'javascript:alert(1)',
    ]) {
      const answer = await post(node, view(site, { url }));
      isProblem(answer, 403, 'page-origin-mismatch', url);
      assert.equal(answer.headers['access-control-allow-origin'], SHOP, 'the page may read why');
    }
    assert.equal(
      (await post(node, view(site, { url: 'https://m.shop.example/' }), { origin: 'https://m.shop.example' }))
        .statusCode,
      200,
    );
  });

  test('a flood from one address, whatever proxy headers a stranger invents', async () => {
    const limited = await startNode({ limits: { viewsPerMinute: 3, activityPerMinute: 1 } });
    try {
      const answers = [];
      for (let i = 0; i < 5; i++)
        answers.push(await post(limited, view(site), { headers: { 'x-forwarded-for': `192.0.2.${i}` } }));
      assert.deepEqual(
        answers.map((answer) => answer.statusCode),
        [200, 200, 200, 429, 429],
      );
      isProblem(answers[4] as LightMyRequestResponse, 429, 'rate-limited');
      assert.equal(answers[4]?.headers['retry-after'], '60');
    } finally {
      await limited.close();
    }
  });

  test('behind a trusted proxy each client is counted by itself', async () => {
    const limited = await startNode({ limits: { viewsPerMinute: 1, activityPerMinute: 1 }, trustProxy: true });
    try {
      const come = (address: string) => post(limited, view(site), { headers: { 'x-forwarded-for': address } });
      const codes = [await come('192.0.2.1'), await come('192.0.2.2'), await come('192.0.2.1')].map(
        (a) => a.statusCode,
      );
      assert.deepEqual(codes, [200, 200, 429]);
    } finally {
      await limited.close();
    }
  });
});

describe('text that a database can’t hold', () => {
  test('is made fit, and never spoils the others of its batch', async () => {
    const node = await startNode();
    try {
      const site = await makeSite();
      await node.pools.reload();
      const nasty = [
        `{"t":"view","site":"${site.key}","url":"${SHOP}/a\\u0000b?utm_source=a%00b&utm_campaign=%ED%A0%80&utm_term=\\ud800","ref":"\\u0000"}`,
        `{"t":"view","site":"${site.key}","url":"${SHOP}/%00?yclid=%00&gclid=\\ud83d","ref":"https://x.example/\\ud800%00","lang":"\\u0000"}`,
        JSON.stringify(
          view(site, {
            url: `${SHOP}/${'я'.repeat(600)}?utm_term=${'%F0%9F%8C%B9'.repeat(150)}`,
            ids: ['_ga=GA1.1.\u0000', '_ym_uid=\ud800'],
          }),
        ),
        JSON.stringify(view(site, { url: `${SHOP}/\\"'},{);--?utm_campaign='); drop table visits;--{NULL,"x"}` })),
      ];
      const answers = await Promise.all([...nasty, ...nasty.map(() => view(site))].map((body) => post(node, body)));
      assert.deepEqual(
        answers.map((answer) => answer.statusCode),
        answers.map(() => 200),
      );
      const terms = await rows('select term, campaign, client_ids from visits where site_id = $1', site.id);
      assert.equal(terms.length, 8);
      assert.ok(terms.some(({ term }) => term === '🌹'.repeat(100)));
      assert.ok(terms.some(({ campaign }) => campaign === `'); drop table visits;--{NULL,"x"}`));
      assert.ok(terms.every(({ client_ids }) => client_ids === null));
    } finally {
      await node.close();
    }
  });
});

describe('after a restart', () => {
  test('the pool is rebuilt: the visit goes on, its visitor keeps the number, its taps are known', async () => {
    const site = await makeSite({ numbers: 20 });
    const first = await startNode();
    const others = [];
    for (let i = 0; i < 7; i++) others.push(shown(await post(first, view(site, { url: `${SHOP}/?utm_source=s${i}` }))));
    const mine = others[4] as PageAnswer;
    await post(first, { t: 'tap', site: site.key, visit: mine.visit });
    await post(first, { t: 'close', site: site.key, visit: others[5]?.visit });
    const stats = first.pools.stats(site.poolId);
    await first.close();

    const second = await startNode();
    try {
      assert.deepEqual(second.pools.stats(site.poolId), stats);
      const [lease] = await rows('select number_id from leases where visit_id = $1', mine.visit);
      const [holder] = second.pools.holdersOf(lease.number_id, Date.now() / 1000 + 1);
      assert.equal(holder?.visit, mine.visit);
      assert.ok(holder?.tappedAt);
      assert.equal(holder?.campaign, 's4\u001e\u001e');
      const { visit, visitor } = mine;
      const next = shown(await post(second, view(site, { visit, visitor, url: `${SHOP}/2` })));
      assert.deepEqual([next.visit, next.numbers], [visit, mine.numbers]);
      second.wait(3600);
      const later = shown(await post(second, view(site, { visitor, url: `${SHOP}/?utm_source=s4` })));
      assert.notEqual(later.visit, visit);
      assert.deepEqual(later.numbers, mine.numbers, 'the same visitor from the same source');
      assert.equal((await rows('select 1 from leases where site_id = $1', site.id)).length, 8);
    } finally {
      await second.close();
    }
  });

  test('what earlier calls explain is known again', async () => {
    const site = await makeSite({ numbers: 1 });
    const first = await startNode();
    const { visit } = shown(await post(first, view(site)));
    await first.close();
    const [lease] = await rows('select number_id from leases where visit_id = $1', visit);
    for (const [repeat, probability] of [
      [false, 0.5],
      [false, 0.6],
      [true, 0.9],
    ]) {
      const callId = randomUUID();
      await db.query(
        `insert into calls (id, site_id, number_id, provider, provider_call_id, started_at, status, first_time)
         values ($1, $2, $3, 'asterisk', $4, now(), 'answered', true)`,
        [callId, site.id, lease.number_id, callId],
      );
      for (const version of [1, 2]) {
        await db.query(
          'insert into attributions (call_id, version, model, repeat, nobody) values ($1, $2, $3, $4, 0)',
          [callId, version, 'm', repeat],
        );
        await db.query(
          `insert into attribution_candidates (call_id, version, rank, visit_id, visitor_id, probability, state, channel)
           values ($1, $2, 1, $3, $4, $5, 'open', 'direct')`,
          [callId, version, visit, randomUUID(), version === 1 ? 0.1 : probability],
        );
      }
    }
    const second = await startNode();
    try {
      const [holder] = second.pools.holdersOf(lease.number_id, Date.now() / 1000 + 1);
      assert.ok(Math.abs((holder?.credited ?? 0) - 0.8) < 1e-6, String(holder?.credited)); // 1 - 0.5 × 0.4
    } finally {
      await second.close();
    }
  });
});

describe('two nodes', () => {
  test('know of each other’s leases and taps, and a visit goes on at the other', async () => {
    const site = await makeSite({ numbers: 5 });
    const [one, two] = [await startNode(), await startNode()];
    try {
      const mine = shown(await post(one, view(site, { url: SHOP + AD })));
      const [lease] = await rows('select number_id from leases where visit_id = $1', mine.visit);
      const there = () =>
        two.pools.holdersOf(lease.number_id, Date.now() / 1000 + 1).find(({ visit }) => visit === mine.visit);
      await until(() => there() !== undefined);
      await post(one, { t: 'tap', site: site.key, visit: mine.visit });
      await until(() => (there()?.tappedAt ?? null) !== null);
      const { visit, visitor } = mine;
      const next = shown(await post(two, view(site, { visit, visitor, url: `${SHOP}/2` })));
      assert.deepEqual([next.visit, next.numbers], [visit, mine.numbers]);
    } finally {
      await one.close();
      await two.close();
    }
  });

  test('a node that could not hear for a while reads the log back', async () => {
    const site = await makeSite({ numbers: 5 });
    const [one, two] = [await startNode(), await startNode()];
    try {
      const listeners = await rows(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and query ilike 'listen dialtrace%'",
      );
      assert.ok(listeners.length >= 2);
      const mine = shown(await post(one, view(site)));
      const [lease] = await rows('select number_id from leases where visit_id = $1', mine.visit);
      await until(() => two.pools.holdersOf(lease.number_id, Date.now() / 1000 + 1).length === 1);
    } finally {
      await one.close();
      await two.close();
    }
  });
});

describe('when the database is away', () => {
  test('pages get 503 and keep their own number, nothing crashes, and it goes on when the database returns', async () => {
    const site = await makeSite();
    const gate = new pg.Pool({ connectionString: test0.url, max: 5, connectionTimeoutMillis: 2000 });
    gate.on('error', () => {});
    const node = await startNode({ db: gate });
    try {
      const { visit, visitor } = shown(await post(node, view(site)));
      const name = new URL(test0.url).pathname.slice(1);
      const admin = new pg.Client({ connectionString: test0.url.replace(`/${name}`, '/postgres') });
      await admin.connect();
      await admin.query(`alter database ${name} allow_connections false`);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      const answers = await Promise.all([
        ...Array.from({ length: 100 }, () => post(node, view(site))),
        post(node, view(site, { visit: randomUUID(), visitor: randomUUID() })),
        post(node, { t: 'beat', site: site.key, visit }),
        post(node, { t: 'tap', site: site.key, visit: randomUUID() }),
      ]);
      for (const answer of answers) {
        assert.equal(answer.statusCode, 503);
        assert.equal(reasonOf(answer), 'store-unavailable');
        assert.equal(answer.headers['access-control-allow-origin'], SHOP);
      }
      await admin.query(`alter database ${name} allow_connections true`);
      await admin.end();
      const again = shown(await post(node, view(site, { visit, visitor, url: `${SHOP}/2` })));
      assert.equal(again.visit, visit);
      const counted = await refusalsOf(node, site.id);
      assert.equal(counted['store-unavailable'], 103);
    } finally {
      await node.close();
      await gate.end();
    }
  });
});

test('a preflight is answered', async () => {
  const node = await startNode();
  try {
    const asked = await node.app.inject({ method: 'OPTIONS', url: '/collect', headers: { origin: SHOP } });
    assert.equal(asked.statusCode, 204);
    assert.equal(asked.headers['access-control-allow-origin'], SHOP);
  } finally {
    await node.close();
  }
});
