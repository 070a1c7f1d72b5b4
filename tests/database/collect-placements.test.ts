// Static numbers shown on the site, and views of those who are not to be known: against a real PostgreSQL.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, beforeEach, describe, test } from 'node:test';
import type pg from 'pg';
import type { PageAnswer } from '../../src/collect/collect.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openPageRoom, type PageRoom, SHOP } from '../support/page-room.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const BOT = 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)';
const PHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1';

let database: TestDatabase;
let db: pg.Pool;
let room: PageRoom;
let site: RecordedSite;
let target: string;
before(async () => {
  database = await openTestDatabase();
  db = database.db;
  const findRegion = (address: string) => ({
    ...{ country: 'RU', city: null, region: address === '192.0.2.7' ? 'Tula' : 'Moscow' },
  });
  room = await openPageRoom(db, { findRegion, trustedProxies: ['127.0.0.1'] });
});
after(async () => {
  await room.close();
  await database.close();
});
beforeEach(async () => {
  const { accountId } = await addAccount(db);
  site = await addSite(db, { accountId, numbers: 2, statics: [{ source: 'site' }, { source: 'vk' }], origins: [SHOP] });
  target = (await db.query('select target_number as target from pools where id = $1', [site.poolId])).rows[0].target;
});

async function place(which: number, audiences: string[], targeting: object = {}): Promise<string> {
  const { id, e164 } = site.statics[which] as { id: string; e164: string };
  await db.query(
    'insert into placements (number_id, target_number, position, audiences, targeting) values ($1, $2, $3, $4, $5)',
    [id, target, which, audiences, targeting],
  );
  await room.pools.reload();
  return e164;
}
async function fail(e164: string): Promise<void> {
  await db.query('update numbers set out_of_order_since = now() where e164 = $1', [e164]);
  await room.pools.reload();
}
const view = (message: object = {}, headers: Record<string, string> = {}) =>
  room.view({ site: site.publicKey, ...message }, headers);
const shown = ({ numbers }: PageAnswer) => numbers.map(({ show }) => show);
const count = async (table: string) =>
  (await db.query(`select count(*)::int as n from ${table} where site_id = $1`, [site.id])).rows[0].n;
const same = ({ visit, visitor }: PageAnswer) => ({ visit, visitor });

describe('a visit that is shown a placement', () => {
  test('is stored, without a lease, and what it does is known', async () => {
    const placed = await place(0, ['visitors']);
    const page = await view();
    assert.deepEqual(shown(page), [placed]);
    assert.deepEqual([await count('visits'), await count('leases'), await count('activity')], [1, 0, 1]);
    const tap = await room.tell({ t: 'tap', site: site.publicKey, visit: page.visit });
    assert.equal(tap.statusCode, 204);
    assert.equal(await count('activity'), 2);
    const restarted = await openPageRoom(db);
    try {
      const beat = await restarted.tell({ t: 'beat', site: site.publicKey, visit: page.visit });
      assert.equal(beat.statusCode, 204);
    } finally {
      await restarted.close();
    }
    assert.equal(await count('activity'), 3);
    assert.deepEqual(await room.refusals(site.id), {});
  });

  test('hears at its next beat that the number fails, and is shown one of the pool', async () => {
    const placed = await place(0, ['visitors']);
    const page = await view();
    await fail(placed);
    const beat = () => room.tell({ t: 'beat', site: site.publicKey, visit: page.visit });
    const answer = await beat();
    assert.deepEqual([answer.statusCode, answer.body], [200, 'null']);
    const next = await view(same(page));
    assert.equal(next.visit, page.visit);
    assert.ok(site.numbers.some(({ e164 }) => e164 === shown(next)[0]));
    assert.equal((await beat()).statusCode, 204);
  });

  test('hears of that at another node too', async () => {
    const placed = await place(0, ['visitors']);
    const other = await openPageRoom(db);
    try {
      let page = await view();
      const heard = async () => {
        page = await view(); // the nodes may not have met yet
        await new Promise((resolve) => setTimeout(resolve, 100));
        await db.query('update numbers set out_of_order_since = now() where e164 = $1', [placed]);
        await other.pools.reload();
        const knows = other.pools.mustAskAgain(site.id, page.visit ?? '');
        await db.query('update numbers set out_of_order_since = null where e164 = $1', [placed]);
        await other.pools.reload();
        return knows;
      };
      while (!(await heard()));
    } finally {
      await other.close();
    }
  });

  test('has the site’s own number again where nothing else can be shown', async () => {
    const placed = await place(0, ['visitors']);
    const page = await view();
    await db.query("update numbers set pool_id = null, state = 'ready' where pool_id = $1", [site.poolId]);
    await fail(placed);
    assert.deepEqual(
      (await view(same(page))).numbers.map(({ find, show }) => [find, show]),
      [[target, target]],
    );
  });

  test('keeps a placement that it has in hand, whatever is placed before it since', async () => {
    const second = await place(1, ['visitors']);
    const page = await view();
    const first = await place(0, ['visitors']);
    assert.deepEqual(shown(await view({ ...same(page), held: [second] })), [second]);
    assert.deepEqual(shown(await view()), [first]);
  });
});

describe('a person without consent', () => {
  test('leaves nothing behind, and is shown a number by source only', async () => {
    const forAll = await place(1, ['without-consent']);
    const ads = await place(0, ['without-consent', 'visitors'], {
      sources: ['vk'],
      devices: ['mobile'],
      regions: ['Tula'],
    });
    const cookie = `dt_visitor=${randomUUID()}`;
    const [visit, visitor] = [randomUUID(), randomUUID()];
    const message = { t: 'view', site: site.publicKey, url: `${SHOP}/?utm_source=vk`, consent: false, visit, visitor };
    const answer = await room.tell(message, { cookie });
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers['set-cookie'], 'dt_visitor=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax');
    assert.equal((await room.tell(message)).headers['set-cookie'], undefined);
    const { numbers, ...rest } = answer.json<PageAnswer>();
    assert.deepEqual(rest, { visitor: null, visit: null, ttl: 1200 });
    assert.deepEqual(
      numbers.map(({ find, show }) => [find, show]),
      [[target, forAll]],
    );
    const fitting = await room.view(message, { 'user-agent': PHONE, 'x-forwarded-for': '192.0.2.7' });
    assert.deepEqual(shown(fitting), [ads]);
    for (const table of ['visits', 'leases', 'activity']) assert.equal(await count(table), 0, table);
    assert.equal(room.pools.stats(site.poolId).visits, 0);
    assert.deepEqual(await room.refusals(site.id), { 'without-consent': 3 });
  });

  test('is judged by this view alone: a visit of before the refusal does not go on', async () => {
    const ads = await place(0, ['without-consent'], { sources: ['vk'] });
    const page = await view({ url: `${SHOP}/?utm_source=vk` });
    assert.deepEqual(shown(await view({ ...same(page), consent: false })), []);
    assert.deepEqual(shown(await view({ url: `${SHOP}/?utm_source=vk`, consent: false })), [ads]);
    assert.equal(await count('activity'), 1);
  });

  test('is shown the site’s own number where nothing is placed for them', async () => {
    await place(0, ['visitors', 'robots']);
    assert.deepEqual(await view({ consent: false }), { visitor: null, visit: null, ttl: 1200, numbers: [] });
  });
});

describe('programs', () => {
  test('are shown what is placed for robots, and leave nothing behind', async () => {
    const robots = await place(0, ['robots']);
    for (const [headers, more] of [
      [{ 'user-agent': BOT }, {}],
      [{ 'user-agent': BOT }, { consent: false }],
      [{}, { auto: true }],
    ] as const) {
      const answer = await view(more, headers);
      assert.deepEqual([answer.visit, answer.visitor, shown(answer)], [null, null, [robots]]);
    }
    for (const table of ['visits', 'leases', 'activity']) assert.equal(await count(table), 0, table);
    assert.deepEqual(await room.refusals(site.id), { crawler: 2, automation: 1 });
  });

  test('that the site serves are visitors', async () => {
    await place(0, ['robots']);
    await db.query('update sites set serve_automation = true where id = $1', [site.id]);
    await room.pools.reload();
    const answer = await view({ auto: true });
    assert.ok(site.numbers.some(({ e164 }) => e164 === shown(answer)[0]));
  });
});
