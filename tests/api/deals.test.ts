// Deals over HTTP: told in any order and as often as may be, each is kept once, with the call it came of.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Deal, DealList, DealsImport, DealsTaken } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, type RecordedSite } from '../support/records.ts';

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
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const tell = (body: object, query = '') => api.answer<DealsTaken>(200, 'POST', `${at}/deals${query}`, { body });
const list = (query = '') => api.get<DealList>(`${at}/deals${query}`);
const only = async (): Promise<Deal> => {
  const { items } = await list();
  assert.equal(items.length, 1);
  return items[0]!;
};
const sums = ({ added, changed, same, older }: DealsTaken) => [added, changed, same, older];
const events = async () =>
  (
    await api.db.query<{ call: string | null }>(
      `select call_id as call from events where site_id = $1 and type = 'deal.changed' order by seq`,
      [site.id],
    )
  ).rows.map(({ call }) => call);
let phones = 3_000_000;
const freshPhone = () => `+7916${++phones}`;
const rub = (minor: number) => ({ minor, currency: 'RUB' });

test('a deal is told, listed with the call it came of, and told on once', async () => {
  const caller = freshPhone();
  const call = await addCall(api.db, site, { at: ago(60), caller });
  await addCall(api.db, site, { at: ago(5), caller });
  const deal = {
    ...{ farId: 'D-1', phones: [caller], title: 'Окна', stage: { id: '3', name: 'Договор' }, status: 'won' },
    ...{ amount: rub(150_050), url: 'https://crm.example/d/1', createdAt: ago(30).toISOString() },
  };
  assert.deepEqual(sums(await tell(deal)), [1, 0, 0, 0]);
  assert.deepEqual(sums(await tell(deal)), [0, 0, 1, 0]);
  const kept = await only();
  assert.deepEqual(
    [kept.farId, kept.callId, kept.title, kept.stage, kept.status, kept.amount, kept.url, kept.destinationId],
    ['D-1', call, 'Окна', deal.stage, 'won', rub(150_050), deal.url, null],
  );
  assert.deepEqual(await events(), [call]);
});

test('an older telling changes nothing, whatever order tellings come in', async () => {
  const told = (status: string, minutes: number) => ({ farId: 'D-1', status, changedAt: ago(minutes).toISOString() });
  assert.deepEqual(sums(await tell([told('won', 10), told('open', 60)])), [1, 0, 1, 0]);
  assert.deepEqual(sums(await tell(told('open', 30))), [0, 0, 0, 1]);
  assert.equal((await only()).status, 'won');
});

test('money given back is below zero, and a won deal may be lost after all; each is told on', async () => {
  await tell({ farId: 'D-1', status: 'won', amount: rub(1000), changedAt: ago(9).toISOString() });
  assert.deepEqual(
    sums(await tell({ farId: 'D-1', status: 'won', amount: rub(-200), changedAt: ago(8).toISOString() })),
    [0, 1, 0, 0],
  );
  assert.deepEqual((await only()).amount, rub(-200));
  const lost = { farId: 'D-1', status: 'lost', changedAt: ago(8).toISOString() }; // in the same moment
  assert.deepEqual(sums(await tell(lost)), [0, 1, 0, 0]);
  const { status, amount } = await only();
  assert.deepEqual([status, amount, (await events()).length], ['lost', null, 3]);
});

test('a deal that had no call finds it when it is told again, and is told on with it', async () => {
  const caller = freshPhone();
  const deal = { farId: 'D-1', phones: [caller], status: 'open' };
  await tell({ ...deal, createdAt: ago(20).toISOString(), changedAt: ago(20).toISOString() });
  assert.equal((await only()).callId, null);
  const call = await addCall(api.db, site, { at: ago(10), caller });
  await tell({ ...deal, createdAt: ago(20).toISOString() });
  assert.equal((await only()).callId, call);
  await addCall(api.db, site, { at: ago(2), caller });
  await tell({ ...deal, createdAt: ago(20).toISOString() });
  assert.equal((await only()).callId, call, 'a later call takes it from nobody');
  assert.deepEqual(await events(), [null, call]);
});

test("a call of another site is not taken for a deal's, the client's own is", async () => {
  const other = await addSite(api.db, { accountId: api.owner.accountId });
  const caller = freshPhone();
  const theirs = await addCall(api.db, other, { at: ago(10), caller });
  await tell({ farId: 'D-1', callId: theirs, phones: [caller] });
  assert.equal((await only()).callId, null);
  const ours = await addCall(api.db, site, { at: ago(10), caller });
  await tell({ farId: 'D-1', callId: theirs, phones: [caller] });
  assert.equal((await only()).callId, ours);
  const named = await addCall(api.db, site, { at: ago(300), caller: freshPhone() });
  await tell({ farId: 'D-1', callId: named, phones: [caller] });
  assert.equal((await only()).callId, named, 'the one that is named goes before');
});

test('two tellings of one deal at the same moment keep it once', async () => {
  const statuses = ['open', 'won', 'lost', 'won'];
  await Promise.all(statuses.map((status) => tell({ farId: 'D-1', status })));
  assert.equal((await list()).items.length, 1);
});

test('deals are listed by page, changed last first, and by status, call, phone and period', async () => {
  const caller = freshPhone();
  const call = await addCall(api.db, site, { at: ago(100), caller });
  const moment = ago(50).toISOString(); // the same for all but one
  const many = Array.from({ length: 5 }, (_, n) => ({
    farId: `D-${n}`,
    changedAt: moment,
    status: n < 2 ? 'won' : 'open',
  }));
  await tell([...many, { farId: 'last', phones: [caller], changedAt: ago(1).toISOString() }]);
  const seen: string[] = [];
  let cursor = '';
  for (let page = 0; page < 4; page++) {
    const { items, nextCursor } = await list(`?limit=2${cursor}`);
    seen.push(...items.map(({ farId }) => farId));
    if (!nextCursor) break;
    cursor = `&cursor=${nextCursor}`;
  }
  assert.equal(seen[0], 'last');
  assert.deepEqual([...seen].sort(), ['D-0', 'D-1', 'D-2', 'D-3', 'D-4', 'last']);
  const count = async (query: string) => (await list(query)).items.length;
  assert.deepEqual(
    [await count('?status=won'), await count(`?call=${call}`), await count(`?phone=${encodeURIComponent(caller)}`)],
    [2, 1, 1],
  );
  assert.equal(await count(`?from=${encodeURIComponent(ago(2).toISOString())}`), 1);
  for (const bad of ['x', Buffer.from(`${call} 9999-99-99`).toString('base64url')])
    await api.problem(400, 'bad-cursor', 'GET', `${at}/deals?cursor=${bad}`);
});

test('what is no deal is refused, and nobody else sees or tells deals of a site', async () => {
  for (const body of [
    {},
    { farId: '' },
    { farId: 'D', phones: ['8 916'] },
    { farId: 'D', amount: { minor: 1.5, currency: 'RUB' } },
    [],
  ])
    await api.problem(400, 'invalid', 'POST', `${at}/deals`, { body });
  const key = await api.keyFor((await addAccount(api.db)).userId);
  await api.problem(404, 'not-found', 'GET', `${at}/deals`, { key });
  await api.problem(404, 'not-found', 'POST', `${at}/deals`, { key, body: { farId: 'D' } });
});

test('a file of deals is taken as spreadsheets write it; read again it changes nothing', async () => {
  const caller = freshPhone();
  const call = await addCall(api.db, site, { at: ago(60), caller });
  const file = [
    'deal;phone;status;stage;amount;created_at;title',
    `D-1;8 (916) ${caller.slice(5)};won;Договор;1 250,50;${ago(30).toISOString()};"Окна; двери"`,
    `D-2;;lost;;-10;21.11.2025;`,
  ].join('\r\n');
  const send = (query = '', body: string | Buffer = file) =>
    api.answer<DealsImport>(200, 'POST', `${at}/deals.csv${query}`, { body, headers: CSV });
  const dry = await send('?dry=true');
  assert.deepEqual([dry.applied, dry.added, dry.lines, (await list()).items.length], [false, 2, 2, 0]);
  assert.equal((await send()).applied, true);
  assert.deepEqual(sums(await send('', Buffer.from(file))), [0, 0, 2, 0]);
  const { items } = await list();
  assert.deepEqual(
    items.map(({ farId, callId, amount, status, title }) => [farId, callId, amount?.minor, status, title]),
    [
      ['D-1', call, 125_050, 'won', 'Окна; двери'],
      ['D-2', null, -1000, 'lost', null],
    ],
  );
  assert.equal(items[1]?.changedAt, '2025-11-21T20:59:59.000Z', 'the end of the day at the site');
  const exported = await api.ask('GET', `${at}/deals.csv`);
  assert.match(exported.body, /^\ufeffdeal,phone,status,stage,amount,currency,title,created_at,changed_at,call,url\n/);
  assert.deepEqual(sums(await send('', exported.body)), [0, 0, 2, 0]);
});

test('a file in Windows-1251 is read, formulas are taken for text', async () => {
  const file = Buffer.concat([
    Buffer.from('deal,title\nD-1,'),
    Buffer.from([0xce, 0xea, 0xed, 0xe0]),
    Buffer.from('\nD-2,"=1+1"\n'),
  ]);
  await api.answer(200, 'POST', `${at}/deals.csv`, { body: file, headers: CSV });
  assert.deepEqual((await list()).items.map(({ title }) => title).sort(), ['=1+1', 'Окна']);
  assert.match((await api.ask('GET', `${at}/deals.csv`)).body, /,'=1\+1,/);
});

test('one line that can not be taken, and nothing is; each such line is named', async () => {
  const lines = [
    'D-1,+79161234567,won,5,,',
    'D-2,12,won,5,,',
    'D-3,,sold,5,,',
    'D-4,,won,ten,,',
    ',,won,5,,',
    'D-6,,won,5,XXQ,',
    'D-7,,won,5,,32.1.2026',
  ];
  const body = ['deal,phone,status,amount,currency,created_at', ...lines].join('\n');
  const { detail } = await api.problem(400, 'lines-refused', 'POST', `${at}/deals.csv`, { body, headers: CSV });
  assert.match(detail, /^Nothing was imported\. Line 3: phone: "12" is not a phone number/);
  for (const said of [
    'Line 4: status: "sold"',
    'Line 5: amount: "ten"',
    'Line 6: deal: it is empty',
    'Line 7: currency: "XXQ"',
    'Line 8: created_at: "32.1.2026"',
  ])
    assert.ok(detail.includes(said), `${said} in ${detail}`);
  assert.equal((await list()).items.length, 0);
  for (const [file, said] of [
    ['', /empty/],
    ['deal,price\n1,2', /unknown columns: "price"/],
    ['phone\n1', /no column "deal"/],
    ['deal,deal\n1,1', /twice/],
    ['deal\n"1', /no CSV/],
  ] as const) {
    const problem = await api.problem(400, 'unreadable-file', 'POST', `${at}/deals.csv`, {
      body: file || '\n',
      headers: CSV,
    });
    assert.match(problem.detail, said);
  }
});

test('deals of the past are taken in silence where that is wished; a long file needs little memory', async () => {
  const lines = Array.from({ length: 30_000 }, (_, n) => `D-${n},won,${n}.50,2025-0${1 + (n % 9)}-11`);
  const body = ['deal,status,amount,created_at', ...lines].join('\n');
  const before = process.memoryUsage().heapUsed;
  const taken = await api.answer<DealsImport>(200, 'POST', `${at}/deals.csv?tell=false`, { body, headers: CSV });
  assert.deepEqual([taken.added, taken.applied], [30_000, true]);
  assert.ok(process.memoryUsage().heapUsed - before < 200 * 1024 * 1024);
  assert.deepEqual(await events(), []);
});
