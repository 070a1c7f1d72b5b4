// Money paid for ads over HTTP: a day that is told again is never counted twice.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { SpendImport, SpendList, SpendTaken } from '../../src/api/wire.ts';
import { takeSpend } from '../../src/store/spend.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}`;
});
after(() => api?.close());

const CSV = { 'content-type': 'text/csv' };
const row = (day: string, minor: number, more: object = {}) => ({
  day,
  source: 'yandex',
  cost: { minor, currency: 'RUB' },
  ...more,
});
const tell = (body: object) => api.answer<SpendTaken>(200, 'POST', `${at}/spend`, { body });
const list = (query = '') => api.get<SpendList>(`${at}/spend${query}`);
const days = async (query = '') => (await list(query)).items.map(({ day, cost }) => [day, cost.minor]);
const changes = async () =>
  (
    await api.db.query<{ about: object }>(
      `select about from events where site_id = $1 and type = 'spend.changed' order by seq`,
      [site.id],
    )
  ).rows.map(({ about }) => about);

test('a day that is told again takes the place of itself', async () => {
  const rows = [row('2026-11-20', 100.5, { campaign: 'brand', campaignId: '77', clicks: 3 }), row('2026-11-21', 200)];
  assert.deepEqual(await tell({ rows }), { days: 2, rows: 2 });
  await tell({ rows });
  await tell({ rows: [row('2026-11-21', 250)] });
  assert.deepEqual(await days(), [
    ['2026-11-20', 100.5],
    ['2026-11-21', 250],
  ]);
  const [first] = (await list()).items;
  assert.deepEqual(
    [first?.campaign, first?.campaignId, first?.clicks, first?.medium, first?.feed],
    ['brand', '77', 3, null, ''],
  );
  assert.deepEqual((await changes())[0], { destinationId: null, from: '2026-11-20', to: '2026-11-21' });
});

test('days without a row are emptied where they are named', async () => {
  await tell({ rows: [row('2026-11-19', 1), row('2026-11-20', 1), row('2026-11-21', 1)] });
  assert.deepEqual(await tell({ from: '2026-11-20', to: '2026-11-21', rows: [row('2026-11-21', 5)] }), {
    days: 2,
    rows: 1,
  });
  assert.deepEqual(await days(), [
    ['2026-11-19', 1],
    ['2026-11-21', 5],
  ]);
  await tell({ from: '2026-11-19', to: '2026-11-21', rows: [] });
  assert.deepEqual(await days(), []);
});

test('feeds, ad systems and sites leave each other alone', async () => {
  const other = await addSite(api.db, { accountId: api.owner.accountId });
  const id = '01990000-0000-7000-8000-000000000001';
  await api.db.query(
    `insert into destinations (id, site_id, kind, name, events) values ($1, $2, 'webhook', 'Ads', '{}')`,
    [...[id, site.id]],
  );
  const day = '2026-11-20';
  const paid = {
    ...row(day, 7),
    medium: null,
    campaign: null,
    campaignId: null,
    adGroup: null,
    content: null,
    term: null,
  };
  const far = { ...paid, vatIncluded: null, clicks: null, impressions: null };
  await takeSpend(api.db, { id, siteId: site.id }, { from: day, to: day }, [far]);
  await tell({ feed: 'vk', rows: [row(day, 1)] });
  await tell({ feed: 'avito', rows: [row(day, 2)] });
  await api.answer(200, 'POST', `/api/v1/sites/${other.id}/spend`, { body: { feed: 'vk', rows: [row(day, 4)] } });
  await tell({ feed: 'vk', rows: [row(day, 3)] });
  await takeSpend(api.db, { id, siteId: site.id }, { from: day, to: day }, [far]);
  assert.deepEqual((await list()).items.map(({ cost }) => cost.minor).sort(), [2, 3, 7]);
  assert.deepEqual(await days('?feed=vk'), [[day, 3]]);
});

test('the same days told by two at once are not doubled', async () => {
  await Promise.all([1, 2, 3, 4].map(() => tell({ rows: [row('2026-11-20', 1), row('2026-11-20', 2)] })));
  assert.equal((await list()).items.length, 2);
});

test('spend is listed by page and period', async () => {
  const rows = Array.from({ length: 9 }, (_, n) => row(`2026-11-0${1 + Math.floor(n / 3)}`, n));
  await tell({ rows });
  const seen: number[] = [];
  let cursor = '';
  do {
    const page = await list(`?limit=4${cursor}`);
    seen.push(...page.items.map(({ cost }) => cost.minor));
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : '';
  } while (cursor);
  assert.deepEqual(seen.sort(), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal((await list('?from=2026-11-02&to=2026-11-02')).items.length, 3);
  await api.problem(400, 'bad-cursor', 'GET', `${at}/spend?cursor=x`);
});

test('what is no spend is refused, and nobody else sees or tells it', async () => {
  for (const body of [
    {},
    { rows: [] },
    { rows: [row('2026-02-30', 1)] },
    { from: '2026-11-20', rows: [] },
    { from: '2026-11-21', to: '2026-11-20', rows: [] },
    { from: '2026-11-20', to: '2026-11-20', rows: [row('2026-11-21', 1)] },
    { from: '1901-01-01', to: '2026-11-20', rows: [] },
    { rows: [{ ...row('2026-11-20', 1), clicks: -1 }] },
  ])
    await api.problem(400, 'invalid', 'POST', `${at}/spend`, { body });
  const key = await api.keyFor((await addAccount(api.db)).userId);
  await api.problem(404, 'not-found', 'GET', `${at}/spend`, { key });
  await api.problem(404, 'not-found', 'POST', `${at}/spend`, { key, body: { rows: [row('2026-11-20', 1)] } });
});

test('a file is taken as spreadsheets write it, day by day in the place of the one before', async () => {
  const file =
    'day;source;medium;campaign;cost;vat_included;clicks\r\n20.11.2026;yandex;cpc;brand;1 250,505;да;1 200\r\n21.11.2026;vk;;;-5;;\r\n';
  const send = (body: string, query = '') =>
    api.answer<SpendImport>(200, 'POST', `${at}/spend.csv${query}`, { body, headers: CSV });
  assert.deepEqual(await send(file, '?dry=true'), { applied: false, lines: 2, days: 2, refused: [], refusedCount: 0 });
  assert.deepEqual(await days(), []);
  await send(file);
  assert.equal((await send(file)).applied, true);
  const { items } = await list();
  assert.deepEqual(
    items.map(({ day, cost, vatIncluded, clicks }) => [day, cost.minor, vatIncluded, clicks]),
    [
      ['2026-11-20', 125_050.5, true, 1200],
      ['2026-11-21', -500, null, null],
    ],
  );
  const exported = await api.ask('GET', `${at}/spend.csv`);
  await send(exported.body);
  assert.deepEqual(
    (await list()).items.map(({ id: _, ...one }) => one),
    items.map(({ id: _, ...one }) => one),
  );
});

test('one line that can not be taken, and nothing is', async () => {
  await tell({ rows: [row('2026-11-20', 1)] });
  const body = 'day,cost,clicks\n2026-11-20,5,\nyesterday,5,\n2026-11-20,ten,\n2026-11-20,5,many\n';
  const { detail } = await api.problem(400, 'lines-refused', 'POST', `${at}/spend.csv`, { body, headers: CSV });
  for (const said of ['Line 3: day: "yesterday"', 'Line 4: cost: "ten"', 'Line 5: clicks: "many"'])
    assert.ok(detail.includes(said), detail);
  assert.deepEqual(await days(), [['2026-11-20', 1]]);
});
