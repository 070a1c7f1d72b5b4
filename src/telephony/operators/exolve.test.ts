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
import { EXOLVE } from './exolve.ts';
import type { OperatorConnection } from './port.ts';

const CONNECTION: OperatorConnection = { id: 'c1', kind: 'exolve', settings: { apiKey: 'app-key' } };
const QUESTION = hookRequest({
  json: {
    ...{ id: 1, jsonrpc: '2.0', method: 'getControlCallFollowMe' },
    params: { sip_id: '74950000001', numberA: '79261234567', call_sid: 'x1' },
  },
});
const entry = (order: number, number: string, seconds: string) => ({
  ...{ I_FOLLOW_ORDER: order, ACTIVE: 'Y', NAME: `dialtrace ${order}`, REDIRECT_NUMBER: number },
  ...{ PERIOD: 'always', PERIOD_DESCRIPTION: 'always', TIMEOUT: seconds },
});

test('Exolve asks where a call goes and rings agent after agent', async () => {
  const house = testHouse(ANNA_THEN_BORIS);
  const answer = await answered(EXOLVE, QUESTION, CONNECTION, house);
  assert.deepEqual(JSON.parse(String(answer.body)), {
    id: 1,
    jsonrpc: '2.0',
    result: {
      redirect_type: 2,
      event_URL: 'https://calls.example.test/hooks/c1/s3cret/events',
      event_extended: 'Y',
      masking: 'N',
      followme_struct: [2, [entry(1, '79161112233', '20'), entry(2, '74951112244', '25')]],
    },
  });
  assert.deepEqual(
    house.offers.map(({ providerCallId, did, callerRaw }) => [providerCallId, did, callerRaw]),
    [['x1', '74950000001', '79261234567']],
  );
});

test('all at once, one alone, and nobody', async () => {
  const modes = async (steps: ReturnType<typeof plan>, settings = {}) => {
    const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, ...settings } };
    const answer = await answered(EXOLVE, QUESTION, connection, testHouse(steps));
    if (answer.status !== 200) return answer.status;
    const { result } = JSON.parse(String(answer.body)) as {
      result: { redirect_type: number; file_to_A?: string; followme_struct: [number, { ACTIVE: string }[]] };
    };
    assert.equal(result.redirect_type, result.followme_struct[0]);
    return [result.redirect_type, result.followme_struct[1].map(({ ACTIVE }) => ACTIVE).join(''), result.file_to_A];
  };
  assert.deepEqual(await modes(plan(dial([ANNA, BORIS]))), [3, 'YY', undefined]);
  assert.deepEqual(await modes(plan(dial([ANNA])), { noticeFile: '12345' }), [1, 'Y', '12345']);
  // The same phone twice is rung once.
  assert.deepEqual(await modes(plan(dial([ANNA], { else: 1 }), dial([ANNA]))), [1, 'Y', undefined]);
  assert.deepEqual(await modes(plan({ do: 'hangup', cause: 'rejected' })), [1, 'N', undefined]);
  assert.equal(await modes(plan({ do: 'hangup', cause: 'unallocated' })), 404, 'the reserve number has the call');
});

test('a house that can not say leaves the call to the reserve number', async () => {
  await assert.rejects(EXOLVE.receive(QUESTION, CONNECTION, testHouse(new Error('the database is down'))));
});

const event = (type: string, date_time: string, more: object = {}) =>
  hookRequest({
    path: 'events',
    at: new Date('2026-11-21T07:01:07Z'),
    json: { type, call_sid: 'x1', call_id: 555, from: '79261234567', to: '74950000001', date_time, ...more },
  });
const ANSWERED_CALL = [
  event('b', '2026-11-21T07:00:00Z'),
  event('o', '2026-11-21T07:00:01Z', { to: '79161112233' }),
  event('o', '2026-11-21T07:00:05Z', { to: '74951112244' }),
  event('s', '2026-11-21T07:00:07Z'),
  event('e', '2026-11-21T07:01:07Z'),
  event('d', '2026-11-21T07:01:07Z', { duration: 67000, wait_time: 7000, talk_time: 60000, cause_code: '16' }),
  event('crr', '2026-11-21T07:01:20Z', { path: '/statistics/download/701' }),
];

test('events of Exolve make the same call in any order and however often they come', async () => {
  const played = { operator: EXOLVE, connection: CONNECTION, requests: ANSWERED_CALL, id: 'x1' };
  const call = await sameCallHoweverTold(played);
  assert.deepEqual([call.status, call.hangupCause, call.legs.length], ['answered', 16, 1]);
  assert.deepEqual(
    [call.answeredAt, call.endedAt],
    [new Date('2026-11-21T07:00:07.002Z'), new Date('2026-11-21T07:01:07.007Z')],
  );
});

test('a call that nobody takes is missed, also if only its figures arrive', async () => {
  const missed = async (cause_code: string) => {
    const figures = event('d', '2026-11-21T07:01:07Z', { duration: 30000, talk_time: 0, cause_code });
    const played = { operator: EXOLVE, connection: CONNECTION, requests: [...ANSWERED_CALL.slice(0, 2), figures] };
    const call = await sameCallHoweverTold({ ...played, id: 'x1' });
    return [call.status, call.missedReason];
  };
  assert.deepEqual(await missed('17'), ['missed', 'busy']);
  assert.deepEqual(await missed('19'), ['missed', 'no-answer']);
});

test('what is not known is said to the log, since the fields could not be read beforehand', async () => {
  const house = testHouse();
  await answered(EXOLVE, event('zz', ''), CONNECTION, house);
  assert.match(house.logged[0] ?? '', /do not know: .*"type":"zz"/);
  assert.equal(
    await refusal(EXOLVE, hookRequest({ path: 'events', json: { what: 1 } }), CONNECTION, house),
    'bad-request',
  );
  assert.match(house.logged[1] ?? '', /could not be read: \{"what":1\}/);
});

test('numbers are listed with their cost; a recording is fetched with the key, from Exolve only', async () => {
  await using api = await operatorApi(({ url }) =>
    url === '/statistics/download/701'
      ? { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') }
      : { body: { numbers: [{ number_name: '79991234455', region_name: 'Moscow', subscription_fee: 150 }], total: 1 } },
  );
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  assert.deepEqual(await EXOLVE.listNumbers?.(connection), [
    { e164: '+79991234455', region: 'Moscow', monthlyCost: 15000, currency: 'RUB' },
  ]);
  assert.equal(api.calls[0]?.body, '{"limit":100,"offset":0}');
  const fetched = (url: string) => EXOLVE.fetchRecording?.({ providerCallId: 'x1', ref: { url } }, connection);
  assert.deepEqual(await fetched('/statistics/download/701'), {
    ...{ audio: Buffer.from('mp3'), type: 'audio/mpeg', callerChannel: 'mono' },
  });
  assert.deepEqual(
    api.calls.map(({ headers }) => headers.authorization),
    ['Bearer app-key', 'Bearer app-key'],
  );
  await assert.rejects(async () => fetched('https://evil.test/steal-the-key'), /not the operator's/);
});

test('nothing that comes in breaks the door of Exolve', async () => {
  await survivesAnything(EXOLVE, CONNECTION, [QUESTION, ...ANSWERED_CALL]);
  for (const params of [null, 7, 'x', [], { sip_id: { a: 1 } }]) {
    const json = { method: 'getControlCallFollowMe', id: {}, params };
    assert.equal(await refusal(EXOLVE, hookRequest({ json }), CONNECTION), 'bad-request');
  }
});
