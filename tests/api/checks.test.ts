// Number health over the API: what is listed, what may be asked for, whose it is.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { CheckList, CheckWaiting, Silence } from '../../src/api/wire.ts';
import { finishCheck, startCheck } from '../../src/store/checks.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;

before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId, numbers: 3 });
  await api.db.query(
    `update connections set outbound_uri = 'sip:operator.example', check_caller = '+74950009000', checks_per_day = 1,
       check_from_hour = extract(hour from now() at time zone 'Europe/Moscow' + interval '2 hours'),
       check_to_hour = extract(hour from now() at time zone 'Europe/Moscow' + interval '3 hours') + case
         when extract(hour from now() at time zone 'Europe/Moscow' + interval '3 hours') = 0 then 24 else 0 end
     where id = $1`,
    [site.connectionId],
  );
});
after(() => api?.close());

const at = (number: number, of = site) => `/api/v1/sites/${of.id}/numbers/${of.numbers[number]?.id}`;

test('a number that was never checked: nothing is found yet, and the next check is in quiet hours', async () => {
  const list = await api.get<CheckList>(`${at(0)}/checks`);
  assert.deepEqual([list.items, list.waiting, list.possible, list.outOfOrderSince], [[], null, true, null]);
  const hours = (Date.parse(list.nextAt ?? '') - Date.now()) / 3_600_000;
  assert.ok(hours > 0.9 && hours < 2.1, `in ${hours} hours`);
});

test('a wish waits for quiet hours, or is for now', async () => {
  const waits = await api.answer<CheckWaiting>(202, 'POST', `${at(0)}/check`, { body: {} });
  assert.notEqual(waits.notBefore, null);
  const hurried = await api.answer<CheckWaiting>(202, 'POST', `${at(0)}/check`, { body: { now: true } });
  assert.deepEqual([hurried.id, hurried.notBefore, hurried.running], [waits.id, null, false]);
  const list = await api.get<CheckList>(`${at(0)}/checks`);
  assert.equal(list.waiting?.id, waits.id);
});

test('a result is listed with what was found, and uses up the limit of the day', async () => {
  const numberId = site.numbers[1]?.id ?? '';
  const id = (await startCheck(api.db, { id: randomUUIDv7(), numberId, node: 'one', at: new Date() })) ?? '';
  assert.equal((await api.get<CheckList>(`${at(1)}/checks`)).waiting?.running, true);
  await finishCheck(api.db, {
    ...{ id, numberId, at: new Date(), outcome: 'bad', reason: 'wrong-did', reachedMs: 812 },
    ...{ did: '74950000002', caller: '74950009000', toneThere: 33.5, toneBack: null },
  });
  const [result] = (await api.get<CheckList>(`${at(1)}/checks`)).items;
  assert.deepEqual(
    [result?.id, result?.outcome, result?.reason, result?.reachedMs, result?.did, result?.toneThere, result?.toneBack],
    [id, 'bad', 'wrong-did', 812, '74950000002', 33.5, null],
  );
  await api.problem(409, 'check-limit', 'POST', `${at(2)}/check`, { body: { now: true } });
  await api.answer(202, 'POST', `${at(2)}/check`, { body: { now: true, force: true } });
});

test('a number whose connection has no way out, or that is gone, is not called', async () => {
  const other = await addSite(api.db, { accountId: api.owner.accountId, numbers: 1 });
  assert.equal((await api.get<CheckList>(`${at(0, other)}/checks`)).possible, false);
  await api.problem(409, 'no-way-out', 'POST', `${at(0, other)}/check`, { body: {} });
});

test("another account's numbers are not to be seen or called", async () => {
  const stranger = await addAccount(api.db);
  const key = await api.keyFor(stranger.userId);
  await api.problem(404, 'not-found', 'GET', `${at(0)}/checks`, { key });
  await api.problem(404, 'not-found', 'POST', `${at(0)}/check`, { key, body: {} });
  await api.problem(404, 'not-found', 'GET', `/api/v1/sites/${site.id}/numbers/silence`, { key });
});

test('silence is told for each pool number; without calls nothing is suspicious', async () => {
  const silence = await api.get<Silence>(`/api/v1/sites/${site.id}/numbers/silence`);
  assert.deepEqual(silence.numbers.map(({ e164 }) => e164).sort(), site.numbers.map(({ e164 }) => e164).sort());
  for (const { expected, p, suspicious, visits } of silence.numbers)
    assert.deepEqual([expected, p, suspicious, visits], [0, 1, false, 0]);
});
