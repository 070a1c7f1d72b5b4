// All numbers of a site as a CSV file, out and in; and the careful buyer's report.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { Contract, NumbersImport, NumbersInOrder, TrackingNumber } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
let contract: Contract;
const OPERATOR = 'ООО «Вымысел Телеком»';
before(async () => {
  api = await openTestApi();
  contract = await api.answer<Contract>(201, 'POST', '/api/v1/contracts', {
    body: { operator: OPERATOR, contractNumber: '17, часть "А"', licenceNumber: 'Л-1', licenceEndsOn: '2030-01-01' },
  });
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio', campaign: 'a;b,"c"' }] });
  at = `/api/v1/sites/${site.id}`;
});
after(() => api?.close());

const CSV = { 'content-type': 'text/csv' };
const send = (file: string | Buffer, query = '') =>
  api.answer<NumbersImport>(200, 'POST', `${at}/numbers.csv${query}`, { body: file, headers: CSV });
const refused = async (file: string | Buffer, query = '') =>
  (await api.problem(400, 'lines-refused', 'POST', `${at}/numbers.csv${query}`, { body: file, headers: CSV })).detail;
const exported = async () => (await api.ask('GET', `${at}/numbers.csv`)).body;
const numbers = () => api.get<TrackingNumber[]>(`${at}/numbers`);
const find = async (e164: string) => {
  const found = (await numbers()).find((one) => one.e164 === e164);
  assert.ok(found, e164);
  return found;
};
const patch = (id: string, body: object) => api.answer(200, 'PATCH', `${at}/numbers/${id}`, { body });
const told = ({ applied, added, changed, same, refused }: NumbersImport) => [applied, added, changed, same, refused];

describe('export', () => {
  test('has a header, and is taken for UTF-8 by spreadsheets', async () => {
    const response = await api.ask('GET', `${at}/numbers.csv`);
    assert.match(String(response.headers['content-type']), /^text\/csv/);
    const [header, first] = response.body.split('\n');
    assert.equal(
      header,
      '\ufeffnumber,state,pool,channel,source,medium,campaign,ad_group,content,term,connection,kind,region,operator,contract_number,capacity_owner,owned_since,monthly_cost,minute_cost,currency,note',
    );
    assert.match(first ?? '', new RegExp(`^\\${site.numbers[0]?.e164},pool,Main,,,,,,,,Operator,geographic,`));
  });

  test('read back as it is, it changes nothing: in any state, with whatever is known', async () => {
    const [first, second] = site.numbers;
    await patch(first!.id, {
      ...{
        contractId: contract.id,
        capacityOwner: OPERATOR,
        ownedSince: '2025-02-28',
        note: 'said "so", twice; и так',
      },
      ...{ monthlyCost: { minor: 25_005, currency: 'RUB' }, minuteCost: { minor: 150.25, currency: 'RUB' } },
    });
    await patch(second!.id, { state: 'resting' });
    await patch(site.statics[0]!.id, { state: 'leaving' });
    const body = { e164: freshE164(), connectionId: site.connectionId, state: 'ordered', kind: 'other' };
    await api.answer(201, 'POST', `${at}/numbers`, { body });
    const before = await numbers();
    const file = await exported();
    assert.deepEqual(told(await send(file)), [false, 0, 0, 4, 0]);
    assert.deepEqual(told(await send(file, '?dry=true')), [false, 0, 0, 4, 0]);
    assert.deepEqual(await numbers(), before);
    assert.equal(await exported(), file);
  });
});

describe('import', () => {
  test('says what would change, line by line, and does it when asked', async () => {
    const [first, second] = site.numbers;
    const fresh = freshE164();
    const file = [
      'number,state,pool,region,monthly_cost,currency,operator,contract_number,connection',
      `${first!.e164},pool,Main,Tver,250.50,RUB,${OPERATOR},"17, часть ""А""",${site.connectionId}`,
      `${second!.e164},resting,,,,,,,`,
      `${fresh},,Main,,,,,,${site.connectionId}`,
      `${site.statics[0]!.e164},static,,,,,,,`,
    ].join('\r\n');
    const before = await numbers();
    const dry = await send(file, '?dry=true');
    assert.deepEqual(told(dry), [false, 1, 2, 1, 0]);
    assert.deepEqual(
      dry.rows.map(({ line, number, action }) => [line, number, action]),
      [
        [2, first!.e164, 'change'],
        [3, second!.e164, 'change'],
        [4, fresh, 'add'],
        [5, site.statics[0]!.e164, 'none'],
      ],
    );
    assert.deepEqual(dry.rows[0]?.changes, [
      { column: 'region', from: '', to: 'Tver' },
      { column: 'operator', from: '', to: OPERATOR },
      { column: 'contract_number', from: '', to: '17, часть "А"' },
      { column: 'monthly_cost', from: '', to: '250.50' },
      { column: 'currency', from: '', to: 'RUB' },
    ]);
    assert.deepEqual(dry.rows[1]?.changes, [
      { column: 'state', from: 'pool', to: 'resting' },
      { column: 'pool', from: 'Main', to: '' },
    ]);
    assert.deepEqual(await numbers(), before, 'a dry run');
    const done = await send(file);
    assert.deepEqual({ ...done, applied: false }, dry);
    assert.equal(done.applied, true);
    assert.equal(api.changed.at(-1), site.id);
    const changed = await find(first!.e164);
    assert.deepEqual([changed.region, changed.monthlyCost], ['Tver', { minor: 25_050, currency: 'RUB' }]);
    assert.equal(changed.contract?.id, contract.id);
    assert.deepEqual([(await find(second!.e164)).state, (await find(fresh)).state], ['resting', 'pool']);
    assert.deepEqual(told(await send(file)), [false, 0, 0, 4, 0], 'once is enough');
  });

  test('is all or nothing, and names each line with its fault', async () => {
    const [first, second] = site.numbers;
    const elsewhere = await addSite(api.db, { accountId: api.owner.accountId });
    const lines: [line: string, says: RegExp | null][] = [
      [`${first!.e164},pool,Main,,,,`, null],
      ['84951,,,,,,', /^number: "84951" is no phone number/],
      ['7.4957E+10,,,,,,', /^number: .*rounded by a spreadsheet/],
      [`${first!.e164},,,,,,`, /^number: .*line 2 already/],
      [`${elsewhere.numbers[0]!.e164},ready,,,,,`, /^number: .*another site/],
      [`${freshE164()},resting,,,,,`, /^state: a new number/],
      [`${freshE164()},asleep,,,,,`, /^state: "asleep" is none of/],
      [`${freshE164()},,Basement,,,,`, /^pool: there is no pool "Basement"/],
      [`${freshE164()},pool,,,,,`, /^pool: say which/],
      [`${freshE164()},static,,,,,`, /^channel: /],
      [`${freshE164()},,Main,offline,,,`, /^pool: .*not both/],
      [`${second!.e164},static,,offline,,,`, /^state: .*evenIfShown/],
      [`${freshE164()},ready,,,RUB,ten,`, /^monthly_cost: "ten"/],
      [`${freshE164()},ready,,,,10,`, /^currency: monthly_cost needs one/],
      [`${freshE164()},ready,,,,,31.02.2026`, /^owned_since: /],
      [`${site.statics[0]!.e164},ready,,,,,`, /^state: .*rest/],
    ];
    const file = ['number,state,pool,channel,currency,monthly_cost,owned_since', ...lines.map(([line]) => line)]
      .map((line, at) => `${line},${at === 0 ? 'connection' : site.connectionId}`)
      .join('\n');
    const before = await numbers();
    const dry = await send(file, '?dry=true');
    for (const [at, [line, says]] of lines.entries()) {
      const row = dry.rows[at];
      assert.equal(row?.line, at + 2);
      if (says) assert.match(row?.error ?? 'no error', says, line);
      else assert.equal(row?.error, null, line);
    }
    const detail = await refused(file);
    assert.match(detail, /^Nothing was imported\. Line 3: number: .* Line 4: /);
    assert.deepEqual(await numbers(), before);
  });

  test('a number that was shown lately serves elsewhere if the file is sent with that word', async () => {
    const e164 = site.numbers[0]!.e164;
    const file = `number,pool,channel,source\n${e164},,offline,billboard`;
    assert.match(await refused(file), /evenIfShown/);
    assert.deepEqual(told(await send(file, '?evenIfShown=true')), [true, 0, 1, 0, 0]);
    const moved = await find(e164);
    assert.deepEqual([moved.state, moved.staticSource?.source], ['static', 'billboard']);
  });

  test('leaves a pool only with a word on what the number does then', async () => {
    const e164 = site.numbers[0]!.e164;
    assert.match(await refused(`number,pool\n${e164},`), /resting or leaving/);
    await send(`number,pool,state\n${e164},,leaving`);
    assert.equal((await find(e164)).state, 'leaving');
    const { rows } = await send(`number,state\n${e164},gone`);
    assert.deepEqual(rows[0]?.changes, [{ column: 'state', from: 'leaving', to: 'gone' }]);
    assert.ok(!(await numbers()).some((one) => one.e164 === e164));
    assert.ok(!(await exported()).includes(e164));
  });

  test('what spreadsheets make of it is understood: semicolons, decimal commas, BOM, Windows-1251, local numbers', async () => {
    const e164 = site.numbers[0]!.e164;
    const written = `8 (${e164.slice(2, 5)}) ${e164.slice(5, 8)}-${e164.slice(8, 10)}-${e164.slice(10)}`;
    const file = `Number;Note;monthly_cost;minute_cost;currency;owned_since\r\n${written};Щит на МКАД;1 250,5;0,015;rub;01.03.2026\r\n;;;;;\r\n`;
    const cp1251 = Buffer.from([...file].map((letter) => windows1251(letter)));
    for (const bytes of [Buffer.from(`\ufeff${file}`), cp1251]) {
      await send(`number,note,monthly_cost,minute_cost,owned_since\n${e164},,,,`);
      assert.deepEqual(told(await send(bytes)), [true, 0, 1, 0, 0]);
      const read = await find(e164);
      assert.deepEqual([read.note, read.ownedSince], ['Щит на МКАД', '2026-03-01']);
      assert.deepEqual([read.monthlyCost?.minor, read.minuteCost?.minor], [125_050, 1.5]);
    }
  });

  test('a file that can’t be read at all says why', async () => {
    const files: [string, RegExp][] = [
      ['', /empty/],
      ['number,colour\n+74951234567,red', /unknown columns: "colour"\. Known are number, state/],
      ['state\nready', /no column "number"/],
      ['number,number\n1,2', /twice/],
      ['number,note\n+74951234567,"open', /no CSV/],
    ];
    for (const [body, says] of files) {
      const asked = { body, headers: CSV };
      const { detail } = await api.problem(400, 'unreadable-file', 'POST', `${at}/numbers.csv?dry=true`, asked);
      assert.match(detail, says);
    }
    const json = { body: { number: '1' } };
    await api.problem(400, 'invalid', 'POST', `${at}/numbers.csv`, json);
  });

  test('a pool or a connection is named by its id where two have the name', async () => {
    const body = { name: 'Main', targetNumber: freshE164() };
    const twin = await api.answer<{ id: string }>(201, 'POST', `${at}/pools`, { body });
    const e164 = freshE164();
    const line = (pool: string) => `number,pool,connection\n${e164},${pool},${site.connectionId}`;
    assert.match(await refused(line('Main')), /more than one pool/);
    await send(line(twin.id));
    assert.equal((await find(e164)).poolId, twin.id);
    assert.match(await exported(), new RegExp(`\\${e164},pool,${twin.id},`));
  });

  test('a stranger sees and brings nothing', async () => {
    const { userId } = await addAccount(api.db);
    const key = await api.keyFor(userId);
    await api.problem(404, 'not-found', 'GET', `${at}/numbers.csv`, { key });
    await api.problem(404, 'not-found', 'POST', `${at}/numbers.csv`, { key, body: 'number\n', headers: CSV });
  });
});

function windows1251(letter: string): number {
  const code = letter.codePointAt(0) ?? 0;
  return code < 128 ? code : code - 0x350; // а–я and А–Я lie in one row, as in Unicode
}

test("a careful buyer's three questions are answered for each number, with sums and costs", async () => {
  const [first, second] = site.numbers;
  const rub = (minor: number) => ({ monthlyCost: { minor, currency: 'RUB' } });
  await patch(first!.id, { contractId: contract.id, capacityOwner: 'Вымысел Телеком', ...rub(10_000) });
  await patch(second!.id, { contractId: contract.id, capacityOwner: 'Другой', ...rub(5_000) });
  await patch(site.statics[0]!.id, { monthlyCost: { minor: 700, currency: 'USD' } });
  const report = await api.get<NumbersInOrder>(`${at}/reports/numbers-in-order?day=2029-12-31`);
  const answers = report.rows.map((row) =>
    [row.inContract, row.licensed, row.ownCapacity].map(({ answer, reason }) => `${answer} ${reason}`),
  );
  assert.deepEqual(answers, [
    ['yes without-end', 'yes in-force', 'yes own'],
    ['yes without-end', 'yes in-force', 'no of-another'],
    ['unknown no-contract', 'unknown no-contract', 'unknown no-contract'],
  ]);
  assert.deepEqual(report.totals, {
    ...{ numbers: 3, inOrder: 1, inContract: { yes: 2, no: 0, unknown: 1 }, licensed: { yes: 2, no: 0, unknown: 1 } },
    ownCapacity: { yes: 1, no: 1, unknown: 1 },
  });
  assert.deepEqual(report.costs, [
    { operator: OPERATOR, numbers: 2, monthlyCost: { minor: 15_000, currency: 'RUB' } },
    { operator: null, numbers: 1, monthlyCost: { minor: 700, currency: 'USD' } },
  ]);
  const later = await api.get<NumbersInOrder>(`${at}/reports/numbers-in-order?day=2030-01-02`);
  assert.equal(later.totals.licensed.no, 2);
  assert.match((await api.get<NumbersInOrder>(`${at}/reports/numbers-in-order`)).day, /^\d{4}-\d{2}-\d{2}$/);
});
