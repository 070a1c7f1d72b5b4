// Batches of every size, read back: each size takes another form of the statement.
import assert from 'node:assert/strict';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { insertCollected, type VisitRow } from '../../src/store/visits.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let store: TestDatabase;
before(async () => {
  store = await openTestDatabase();
});
after(() => store.close());

const now = Math.floor(Date.now() / 1000);

function visitRow(place: number): VisitRow {
  const odd = place % 2 === 1;
  return {
    ...{ id: randomUUIDv7(), at: now + place / 8, visitorId: randomUUID(), newVisitor: odd },
    ...{ channel: 'paid-search', source: `s"${place}`, medium: odd ? null : 'cpc', campaign: '{a,\\b}', adGroup: null },
    ...{ content: 'NULL', term: odd ? 'розы 🌹' : null, landingPage: 'https://shop.example/', referrer: null },
    ...{ clickIds: odd ? { yclid: `"${place}\\` } : null, clientIds: odd ? null : { ga: '1.2' } },
    ...{ device: 'mobile', os: 'iOS 18', browser: null, language: 'ru', country: 'RU', region: 'Moscow', city: null },
  };
}

test('whatever the size of the batch, all of it is written as it was given', async () => {
  for (const size of [0, 1, 3, 4, 5, 16, 17, 64]) {
    const siteId = randomUUID();
    const visits = Array.from({ length: size }, (_, place) => visitRow(place));
    const leases = visits.map(({ id, at }) => ({ visitId: id, poolId: randomUUID(), numberId: randomUUID(), at }));
    const activity = [...visits, ...visits].map(({ id, at }, place) => ({
      ...{
        visitId: id,
        at,
        kind: place < size ? ('view' as const) : ('tap' as const),
        page: place < size ? `https://shop.example/${place}` : null,
      },
    }));
    await insertCollected(store.db, siteId, { visits, leases, activity });

    const read = (sql: string) => store.db.query(sql, [siteId]).then(({ rows }) => rows);
    const found = await read(`
      select id, extract(epoch from at)::float8 as at, visitor_id as "visitorId", new_visitor as "newVisitor", channel, source,
             medium, campaign, ad_group as "adGroup", content, term, landing_page as "landingPage", referrer,
             click_ids as "clickIds", client_ids as "clientIds", device, os, browser, language, country, region, city
      from visits where site_id = $1 order by at`);
    assert.deepEqual(found, visits, `${size} visits`);
    const held = await read(
      'select visit_id as "visitId", pool_id as "poolId", number_id as "numberId", extract(epoch from at)::float8 as at from leases where site_id = $1 order by at',
    );
    assert.deepEqual(held, leases, `${size} leases`);
    const did = await read(
      'select visit_id as "visitId", extract(epoch from at)::float8 as at, kind, page from activity where site_id = $1 order by kind desc, at',
    );
    assert.deepEqual(did, activity, `${2 * size} activities`);
  }
});

test('a batch is all or nothing', async () => {
  const siteId = randomUUID();
  const visits = [visitRow(1), { ...visitRow(2), device: 'toaster' as never }];
  await assert.rejects(insertCollected(store.db, siteId, { visits, leases: [], activity: [] }), { code: '23514' });
  assert.deepEqual((await store.db.query('select 1 from visits where site_id = $1', [siteId])).rows, []);
});
