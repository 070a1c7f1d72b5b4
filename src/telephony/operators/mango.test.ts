import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ANNA,
  ANNA_THEN_BORIS,
  answered,
  BORIS,
  dial,
  hookRequest,
  operatorApi,
  plan,
  refusal,
  sameCallHoweverTold,
  survivesAnything,
  testHouse,
} from '../../../tests/support/operator-adapter.ts';
import type { Plan } from '../../core/routing/plan.ts';
import { MANGO } from './mango.ts';
import { mangoSign } from './mango-api.ts';
import { mangoEnd } from './mango-reasons.ts';
import type { OperatorConnection } from './port.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'mango',
  settings: { apiKey: 'KEY', salt: 'SALT', employees: '+79161112233=101' },
};
const at = (apiUrl: string): OperatorConnection => ({ ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl } });

const said = (path: string, body: object) => {
  const json = JSON.stringify(body);
  return hookRequest({ path, form: { vpbx_api_key: 'KEY', sign: mangoSign(json, CONNECTION.settings), json } });
};

test('the signature is the plain sha256 of key, JSON as it came and salt', async () => {
  const json = '{"entry_id":"e1","call_state":"Appeared"}';
  const sign = '28190725d95d93e527dd3def9525a02dbd4962988b5df443b4c89c6b47a4fb91';
  assert.equal(mangoSign(json, CONNECTION.settings), sign);
  const form = { vpbx_api_key: 'KEY', sign, json };
  await answered(MANGO, hookRequest({ path: 'events/call', form }), CONNECTION);
  const spaced = { ...form, json: json.replace(':', ': ') };
  assert.equal(await refusal(MANGO, hookRequest({ path: 'events/call', form: spaced }), CONNECTION), 'bad-signature');
  const unset = { ...CONNECTION, settings: {} };
  const forged = { ...form, sign: mangoSign(json, {}) };
  assert.equal(await refusal(MANGO, hookRequest({ path: 'events/call', form: forged }), unset), 'bad-signature');
  const unsigned = { vpbx_api_key: 'KEY', json };
  assert.equal(await refusal(MANGO, hookRequest({ path: 'events/call', form: unsigned }), CONNECTION), 'no-signature');
  assert.equal(await refusal(MANGO, hookRequest({ path: 'events/call', json: {} }), CONNECTION), 'bad-request');
});

const T = 1795158000; // 2026-11-20T07:00:00Z
const step = (seconds: number, seq: number, more: object) =>
  said('events/call', {
    ...{ entry_id: 'e1', call_id: `leg${seq}`, timestamp: T + seconds, seq },
    ...{ from: { number: '79261234567' }, to: { number: '74950000001', line_number: '74950000001' } },
    ...more,
  });
const MENU = step(0, 1, { call_state: 'Appeared', location: 'ivr', call_id: 'ivr1' });
const BORISES = { extension: '102', number: '74951112244', line_number: '74950000001' };
const ANNAS = { extension: '101', number: 'sip:anna@office.mangosip.ru', line_number: '74950000001' };

test('a caller in the voice menu is sent to the first agent by a command', async () => {
  await using api = await operatorApi(() => ({ body: { result: 1000 } }));
  const house = testHouse(ANNA_THEN_BORIS);
  await answered(MANGO, MENU, at(api.url), house);
  await answered(MANGO, MENU, at(api.url), testHouse(plan(dial([BORIS]))));
  await answered(MANGO, MENU, at(api.url), testHouse(plan({ do: 'hangup', cause: 'rejected' })));
  const sent = api.calls.map(({ url, body }) => [url, Object.fromEntries(new URLSearchParams(body))] as const);
  const commands = sent.map(([url, form]) => {
    assert.equal(form.sign, mangoSign(form.json ?? '', CONNECTION.settings));
    const { command_id, ...command } = JSON.parse(form.json ?? '') as Record<string, string>;
    assert.match(command_id ?? '', /^[0-9a-f-]{36}$/);
    return [url, form.vpbx_api_key, command];
  });
  assert.deepEqual(commands, [
    ['/commands/route', 'KEY', { call_id: 'ivr1', to_number: '101' }],
    ['/commands/route', 'KEY', { call_id: 'ivr1', to_number: '74951112244' }],
    ['/commands/call/hangup', 'KEY', { call_id: 'ivr1' }],
  ]);
  assert.deepEqual(house.offers[0]?.did, '74950000001');
});

test('numbers that are not ours, and lines without agents, stay with the scheme at Mango', async () => {
  await using api = await operatorApi(() => ({ body: { result: 1000 } }));
  const nothing: readonly Plan[] = [plan(), plan({ do: 'hangup', cause: 'unallocated' })];
  for (const steps of nothing) await answered(MANGO, MENU, at(api.url), testHouse(steps));
  assert.deepEqual(api.calls, []);
});

test('a command that Mango refuses is said, and the call goes on', async () => {
  await using api = await operatorApi(() => ({ status: 420, body: { code: 3104 } }));
  const house = testHouse();
  await answered(MANGO, MENU, at(api.url), house);
  assert.match(house.logged[0] ?? '', /its own scheme has it/);
  const failed = said('result/route', { command_id: 'x', result: 4101 });
  await answered(MANGO, failed, CONNECTION, house);
  assert.match(house.logged[1] ?? '', /route ended with code 4101/);
});

const summary = (more: object) =>
  said('events/summary', {
    ...{ entry_id: 'e1', call_direction: 1, from: { number: '79261234567' }, to: BORISES },
    ...{ line_number: '74950000001', create_time: T, forward_time: T + 2, entry_result: 1, ...more },
  });
const ANSWERED_CALL = [
  MENU,
  step(2, 2, { call_state: 'Appeared', location: 'abonent', to: ANNAS }),
  step(2, 3, { call_state: 'Appeared', location: 'abonent', to: BORISES }),
  step(9, 4, { call_state: 'Connected', location: 'abonent', to: BORISES }),
  step(9, 5, { call_state: 'Disconnected', location: 'abonent', to: ANNAS, disconnect_reason: 1182 }),
  step(69, 6, { call_state: 'Disconnected', location: 'abonent', to: BORISES, disconnect_reason: 1120 }),
  said('events/recording', {
    ...{ recording_id: 'r1', recording_state: 'Completed', seq: 7, entry_id: 'e1', call_id: 'leg3' },
    ...{ timestamp: T + 70, completion_code: 1000, recipient: 'Cloud' },
  }),
  summary({ talk_time: T + 9, end_time: T + 69, disconnect_reason: 1120 }),
];
// A twin of Mango that takes every command: the voice menu's Appeared sends one.
const withApi = async <Result>(work: (connection: OperatorConnection) => Promise<Result>) => {
  await using api = await operatorApi(() => ({ body: { result: 1000 } }));
  return await work(at(api.url));
};

test('events of Mango make the same call in any order and however often they come', async () => {
  const call = await withApi((connection) =>
    sameCallHoweverTold({ operator: MANGO, connection, requests: ANSWERED_CALL, id: 'e1' }, { offeredFirst: true }),
  );
  assert.deepEqual(
    [call.status, call.answeredBy, call.hungUpBy, call.hangupCause],
    ['answered', BORIS.id, 'agent', 16],
  );
  assert.deepEqual([call.answeredAt, call.endedAt], [new Date((T + 9) * 1000 + 2), new Date((T + 69) * 1000 + 7)]);
  assert.deepEqual(call.legs.map(({ providerLegId, targetId, outcome }) => [providerLegId, targetId, outcome]).sort(), [
    ['101', ANNA.id, 'canceled'],
    ['102', BORIS.id, 'answered'],
  ]);
});

test('a call is missed if nobody talked, whatever the result says', async () => {
  const missed = async (disconnect_reason: number) => {
    const end = summary({ to: {}, talk_time: 0, end_time: T + 30, disconnect_reason });
    const requests = [...ANSWERED_CALL.slice(0, 2), end];
    const call = await withApi((connection) =>
      sameCallHoweverTold({ operator: MANGO, connection, requests, id: 'e1' }, { offeredFirst: true }),
    );
    return [call.status, call.missedReason, call.hungUpBy];
  };
  assert.deepEqual(await missed(1110), ['missed', 'caller-hung-up', 'caller']);
  assert.deepEqual(await missed(1111), ['missed', 'no-answer', 'system']);
  assert.deepEqual(await missed(1121), ['missed', 'busy', 'system']);
  assert.deepEqual(await missed(1122), ['missed', 'rejected', 'agent']);
  assert.deepEqual(await missed(1131), ['missed', 'unavailable', 'system']);
});

test("Mango's codes have their meaning", () => {
  const told = [1151, 1164, 1182, 4201, 5003].map((code) => mangoEnd(code, false).outcome);
  assert.deepEqual(told, ['rejected', 'no-answer', 'canceled', 'unavailable', 'failed']);
  assert.deepEqual(mangoEnd(1110, true), { outcome: 'answered', cause: 16, by: 'caller' });
});

test('calls out and inside make no call of ours', async () => {
  const house = testHouse();
  const from = { extension: '101', number: 'sip:anna@office.mangosip.ru' };
  await answered(MANGO, step(0, 1, { call_state: 'Appeared', location: 'abonent', from }), CONNECTION, house);
  await answered(MANGO, summary({ call_direction: 2, talk_time: T }), CONNECTION, house);
  assert.deepEqual([house.facts(), house.offers], [[], []]);
});

test('a call of ours is known by its command; it rings the agent, then the client', async () => {
  await using api = await operatorApi(() => ({ body: { result: 1000 } }));
  const order = {
    ...{ id: 'order-1', agent: ANNA, callee: '+79261234567', number: '+74950000001', whisper: null, ringSeconds: 20 },
  };
  const house = testHouse();
  assert.deepEqual(await MANGO.place?.(order, at(api.url), house), { providerCallId: 'order-1' });
  const form = new URLSearchParams(api.calls[0]?.body);
  assert.equal(
    form.get('json'),
    '{"command_id":"order-1","from":{"extension":"101"},"to_number":"79261234567","line_number":"74950000001"}',
  );
  await assert.rejects(async () => MANGO.place?.({ ...order, agent: BORIS }, at(api.url), testHouse()), /employees/);

  const client = { number: '79261234567' };
  const ours = { command_id: 'order-1', from: {}, location: 'abonent' };
  for (const [seconds, call_state, to] of [
    [0, 'Appeared', { extension: '101' }],
    [3, 'Connected', { extension: '101' }],
    [3, 'Appeared', client],
    [8, 'Connected', client],
  ] as const)
    await answered(MANGO, step(seconds, seconds, { ...ours, call_state, to }), CONNECTION, house);
  assert.equal(house.call('order-1').status, 'talking');
  const end = { ...ours, call_state: 'Disconnected', to: client, disconnect_reason: 1120 };
  await answered(MANGO, step(60, 9, end), CONNECTION, house);
  const call = house.call('order-1');
  assert.deepEqual([call.direction, call.status, call.answeredBy], ['out', 'answered', ANNA.id]);
});

test('a recording comes by a one-time link, later if it is not written yet', async () => {
  let ready = false;
  await using api = await operatorApi(({ url, headers }) => {
    if (url === '/once/r1.mp3') return { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') };
    if (!ready) return { status: 420, body: { code: 3310 } };
    return { status: 302, headers: { location: `http://${headers.host}/once/r1.mp3` } };
  });
  const recording = { providerCallId: 'e1', ref: { recordingId: 'r1' } };
  assert.equal(await MANGO.fetchRecording?.(recording, at(api.url)), 'later');
  ready = true;
  assert.deepEqual(await MANGO.fetchRecording?.(recording, at(api.url)), {
    ...{ audio: Buffer.from('mp3'), type: 'audio/mpeg', callerChannel: 'mono' },
  });
  assert.equal(new URLSearchParams(api.calls[0]?.body).get('json'), '{"recording_id":"r1","action":"download"}');
  const wrongKey = { ...at(api.url), settings: { ...at(api.url).settings, salt: '' } };
  ready = false;
  assert.equal(await MANGO.fetchRecording?.(recording, wrongKey), 'later');
});

test('past calls are asked for until they are there', async () => {
  let asked = 0;
  await using api = await operatorApi(({ url }) => {
    if (url === '/stats/request') return { body: { key: 'k1' } };
    if (url === '/incominglines')
      return { body: { lines: [{ number: '74950000001', region: 'Москва' }, { number: 'sip:line@mangosip.ru' }] } };
    if (asked++ === 0) return { status: 204 };
    const rows = [
      [T, T + 9, 0, '', '79261234567', '101', '', 1182, '74950000001', 'e1'],
      [T + 2, T + 69, T + 9, '', '79261234567', '102', '74951112244', 1120, '74950000001', 'e1'],
      [T, T + 9, T, '101', 'sip:a', '', '79261234567', 1110, '', 'e2'],
    ];
    return { headers: { 'content-type': 'text/csv' }, body: rows.map((row) => row.join(';')).join('\r\n') };
  });
  const period = { from: new Date(T * 1000), to: new Date((T + 86400) * 1000) };
  const facts = (await MANGO.reconcile?.(period, at(api.url))) ?? [];
  const request = JSON.parse(new URLSearchParams(api.calls[0]?.body).get('json') ?? '') as Record<string, string>;
  assert.deepEqual([request.date_from, request.date_to], [String(T), String(T + 86400)]);
  const house = testHouse();
  await house.tell(facts);
  assert.deepEqual([...new Set(facts.map(({ providerCallId }) => providerCallId))], ['e1']);
  const call = house.call('e1');
  assert.deepEqual(
    [call.status, call.answeredAt, call.endedAt],
    ['answered', new Date((T + 9) * 1000 + 2), new Date((T + 69) * 1000 + 7)],
  );
  assert.deepEqual(await MANGO.listNumbers?.(at(api.url)), [
    { e164: '+74950000001', region: 'Москва', monthlyCost: null, currency: null },
  ]);
});

test('nothing that comes in breaks the door of Mango, signed or not', async () => {
  await survivesAnything(MANGO, CONNECTION, [...ANSWERED_CALL.slice(1), hookRequest({ path: 'ping' })]);
  const odd = [{}, [], null, 7, 'x', { entry_id: { a: 1 } }, { entry_id: 'e', from: null, to: [], timestamp: 1e308 }];
  for (const body of odd)
    for (const path of ['events/call', 'events/summary', 'events/recording', 'result/x', 'events/dtmf', 'other'])
      await MANGO.receive(said(path, body as object), CONNECTION, testHouse());
});
