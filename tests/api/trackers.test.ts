// Trackers over the API: rules are refused with the line that is meant, filters by region and hours are taken as they are.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Destination, Problem } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addSite } from '../support/records.ts';

let api: TestApi;
let at: string;
before(async () => {
  api = await openTestApi();
  at = `/api/v1/sites/${(await addSite(api.db, { accountId: api.owner.accountId })).id}/destinations`;
});
after(() => api?.close());

const keitaro = (settings: Record<string, string>, more: object = {}) => ({
  ...{ kind: 'keitaro', name: 'Ours', settings: { address: 'https://t.example.com', key: '8d3f0c1', ...settings } },
  ...more,
});

test('a rule that can not be read is refused with its line and what is meant', async () => {
  const body = keitaro({ payouts: 'talk>=60: 5 USD\ntalks>5: 6 USD' });
  const { fields } = await api.answer<Problem>(400, 'POST', at, { body });
  assert.deepEqual(fields, [
    {
      ...{ name: 'payouts', code: 'unknown-place', line: 2, what: 'talks' },
      fault: 'line 2: nothing is called "talks": write talk, wait, region, campaign, click:sub1 …',
    },
  ]);
});

test('an address may name no server by a value, nor carry a key', async () => {
  for (const [url, code] of [
    ['https://{click_id}.example/', 'place-in-server'],
    ['https://me:word@t.example/', 'user-in-address'],
  ] as const) {
    const body = { kind: 'postback', name: 'Ours', settings: { url } };
    const { fields } = await api.answer<Problem>(400, 'POST', at, { body });
    assert.deepEqual(
      fields?.map((one) => one.code),
      [code],
    );
  }
});

test('which regions and hours are told is kept as it is said; hours that no clock shows are refused', async () => {
  const hours = [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '24:00' }];
  const filter = { regions: ['Москва', 'Tver Oblast'], hours };
  const made = await api.answer<Destination>(201, 'POST', at, { body: keitaro({ payouts: '5 USD' }, { filter }) });
  assert.deepEqual([made.filter, made.secretsSet], [filter, ['key']]);
  const wrong = { hours: [{ days: [8], from: '25:00', to: '18:00' }] };
  await api.answer(400, 'POST', at, { body: keitaro({}, { filter: wrong }) });
});
