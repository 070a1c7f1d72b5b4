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
import type { OperatorConnection } from './port.ts';
import { UIS } from './uis.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'uis',
  settings: { brand: 'uis', accessToken: 'tok3n', rejectCode: '2' },
};
const QUESTION = hookRequest({
  query: { cdr_id: '900100', numa: '79261234567', numb: '74950000001', start_time: '2026-11-21 10:00:00' },
});

test('UIS asks where a call goes and is told the phones in the order of the plan', async () => {
  const house = testHouse(ANNA_THEN_BORIS);
  const answer = await answered(UIS, QUESTION, CONNECTION, house);
  assert.deepEqual(answer, {
    status: 200,
    type: 'application/json; charset=utf-8',
    body: '{"phones":["79161112233","74951112244"]}',
  });
  assert.deepEqual(
    house.offers.map(({ providerCallId, did, callerRaw }) => [providerCallId, did, callerRaw]),
    [['900100', '74950000001', '79261234567']],
  );
});

test('UIS asks by POST, as Novofon names the call, and plays the notice that lies there', async () => {
  const form = { call_session_id: '900100', numa: '79261234567', numb: '74950000001' };
  const settings = { ...CONNECTION.settings, noticeFile: 'notice.mp3' };
  const answer = await answered(UIS, hookRequest({ form }), { ...CONNECTION, settings }, testHouse(plan(dial([ANNA]))));
  assert.equal(answer.body, '{"phones":["79161112233"],"message_name":"notice.mp3"}');
});

test('a plan that only hangs up takes the branch of UIS with the code of the settings', async () => {
  const house = testHouse(plan({ do: 'hangup', cause: 'busy' }));
  assert.equal((await answered(UIS, QUESTION, CONNECTION, house)).body, '{"returned_code":2}');
  const unknown = testHouse(plan({ do: 'hangup', cause: 'unallocated' }));
  assert.equal((await answered(UIS, QUESTION, CONNECTION, unknown)).status, 404);
});

test('a house that can not say lets UIS go its own way', async () => {
  await assert.rejects(UIS.receive(QUESTION, CONNECTION, testHouse(new Error('the database is down'))));
});

test('only addresses of the settings may ask, where there are any', async () => {
  const connection = {
    ...CONNECTION,
    settings: { ...CONNECTION.settings, addresses: '37.139.38.0/24, 2001:db8::/32' },
  };
  assert.equal(await refusal(UIS, QUESTION, connection), 'wrong-address');
  for (const ip of ['37.139.38.215', '::ffff:37.139.38.215', '2001:db8::7'])
    await answered(UIS, { ...QUESTION, ip }, connection);
});

// The text of the notifications is ours (docs/operators.ru.md); UIS puts its values in.
const note = (path: string, more: Record<string, string> = {}) =>
  hookRequest({
    path,
    json: {
      call: '900100',
      time: '2026-11-21 10:00:00',
      did: '74950000001',
      caller: '79261234567',
      direction: 'in',
      ...more,
    },
  });
const ANSWERED_CALL = [
  note('offered'),
  note('answered', { time: '2026-11-21 10:00:07', employee: '74951112244' }),
  note('ended', {
    ...{ time: '2026-11-21 10:01:07', reason: 'subscriber_disconnects_after', employee: '74951112244' },
    ...{ total: '67', talk: '60' },
  }),
  note('recorded', { time: '2026-11-21 10:01:30', file: 'https://app.uiscom.ru/system/media/talk/900100/abc/' }),
];

test('notifications of UIS make the same call in any order and however often they come', async () => {
  const call = await sameCallHoweverTold({
    operator: UIS,
    connection: CONNECTION,
    requests: ANSWERED_CALL,
    id: '900100',
  });
  assert.deepEqual(
    [call.status, call.answeredBy, call.hungUpBy, call.hangupCause, call.legs.length],
    ['answered', BORIS.id, 'caller', 16, 1],
  );
  // 10:00 in Moscow is 7:00 UTC.
  assert.deepEqual(call.answeredAt, new Date('2026-11-21T07:00:07.002Z'));
  assert.deepEqual(call.endedAt, new Date('2026-11-21T07:01:07.007Z'));
});

test('a call that nobody takes is missed, for the reason UIS gives', async () => {
  const missed = async (reason: string) => {
    const requests = [note('offered'), note('ended', { time: '2026-11-21 10:00:30', reason, total: '30', talk: '0' })];
    const call = await sameCallHoweverTold({ operator: UIS, connection: CONNECTION, requests, id: '900100' });
    return [call.status, call.missedReason, call.hungUpBy];
  };
  assert.deepEqual(await missed('operator_busy'), ['missed', 'busy', 'system']);
  assert.deepEqual(await missed('operator_not_responsible'), ['missed', 'no-answer', 'system']);
  assert.deepEqual(await missed('numa_in_black_list'), ['missed', 'rejected', 'system']);
  assert.deepEqual(await missed('sip_offline'), ['missed', 'unavailable', 'system']);
  assert.deepEqual(await missed('subscriber_disconnects'), ['missed', 'caller-hung-up', 'caller']);
  assert.deepEqual(await missed('no_active_scenario'), ['missed', 'unavailable', 'system']);
});

test('a recording is offered by its address, and fetched from UIS only', async () => {
  const house = testHouse();
  for (const request of ANSWERED_CALL) await answered(UIS, request, CONNECTION, house);
  const offered = house.facts().find((fact) => fact.kind === 'recording-offered');
  assert.deepEqual(offered?.kind === 'recording-offered' && offered.ref, {
    url: 'https://app.uiscom.ru/system/media/talk/900100/abc/',
  });
  await using api = await operatorApi(({ url }) =>
    url === '/soon' ? { status: 404 } : { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') },
  );
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  const fetched = (url: string) => UIS.fetchRecording?.({ providerCallId: '900100', ref: { url } }, connection);
  assert.deepEqual(await fetched(`${api.url}/talk`), {
    audio: Buffer.from('mp3'),
    type: 'audio/mpeg',
    callerChannel: 'mono',
  });
  assert.equal(await fetched(`${api.url}/soon`), 'later');
  await assert.rejects(async () => fetched('http://169.254.169.254/latest/meta-data'), /not the operator's/);
  await assert.rejects(async () => fetched('https://uiscom.ru.evil.test/talk'), /not the operator's/);
});

test('a call of ours rings the agent first, and is ended by its session', async () => {
  await using api = await operatorApi(() => ({
    body: { jsonrpc: '2.0', id: 1, result: { data: { call_session_id: 42 } } },
  }));
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  const order = {
    ...{ id: 'order-1', agent: ANNA, callee: '+79261234567', number: '+74950000001', whisper: null, ringSeconds: 20 },
  };
  const house = testHouse();
  assert.deepEqual(await UIS.place?.(order, connection, house), { providerCallId: '42' });
  assert.deepEqual([house.call('42').direction, house.call('42').targetId], ['out', ANNA.id]);
  await UIS.hangUp?.('42', connection);
  assert.deepEqual(
    api.calls.map(({ url, body }) => [url, JSON.parse(body)]),
    [
      [
        '/call',
        {
          jsonrpc: '2.0',
          id: 1,
          method: 'start.simple_call',
          params: {
            access_token: 'tok3n',
            first_call: 'operator',
            switch_at_once: true,
            virtual_phone_number: '74950000001',
            contact: '79261234567',
            operator: '79161112233',
            direction: 'out',
            external_id: 'order-1',
          },
        },
      ],
      [
        '/call',
        { jsonrpc: '2.0', id: 1, method: 'release.call', params: { access_token: 'tok3n', call_session_id: 42 } },
      ],
    ],
  );
  assert.match(api.calls[0]?.headers['content-type'] ?? '', /application\/json; charset=UTF-8/);
});

test('what UIS refuses is told in its own words', async () => {
  const error = { code: -32001, message: 'IP is not in the list', data: { mnemonic: 'ip_not_whitelisted' } };
  await using api = await operatorApi(() => ({ body: { jsonrpc: '2.0', id: 1, error } }));
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  await assert.rejects(async () => UIS.listNumbers?.(connection), /ip_not_whitelisted IP is not in the list/);
});

test('numbers and past calls are read page by page; calls out that are not ours are left out', async () => {
  const row = {
    ...{ id: 900100, start_time: '2026-11-21 10:00:00', finish_time: '2026-11-21 10:01:07', direction: 'in' },
    ...{ finish_reason: 'operator_disconnects', contact_phone_number: '79261234567', talk_duration: 60 },
    ...{ virtual_phone_number: '74950000001', total_duration: 67, call_records: ['abc'] },
  };
  await using api = await operatorApi(({ body }) => {
    const { method, params } = JSON.parse(body) as { method: string; params: { offset: number } };
    const data =
      method === 'get.virtual_numbers'
        ? [{ virtual_phone_number: '74950000001', status: 'active' }]
        : params.offset === 0
          ? Array.from({ length: 1000 }, (_, at) => ({ ...row, id: 1000 + at, direction: 'out' }))
          : [row];
    return { body: { jsonrpc: '2.0', id: 1, result: { data } } };
  });
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  assert.deepEqual(await UIS.listNumbers?.(connection), [
    { e164: '+74950000001', region: null, monthlyCost: null, currency: null },
  ]);
  const period = { from: new Date('2026-11-20T21:00:00Z'), to: new Date('2026-11-21T21:00:00Z') };
  const facts = (await UIS.reconcile?.(period, connection)) ?? [];
  const asked = JSON.parse(api.calls[1]?.body ?? '') as { params: Record<string, unknown> };
  assert.deepEqual([asked.params.date_from, asked.params.date_till], ['2026-11-21 00:00:00', '2026-11-22 00:00:00']);
  assert.deepEqual([...new Set(facts.map(({ providerCallId }) => providerCallId))], ['900100']);
  const house = testHouse();
  await house.tell(facts);
  const call = house.call('900100');
  assert.deepEqual(
    [call.status, call.hungUpBy, call.answeredAt],
    ['answered', 'agent', new Date('2026-11-21T07:00:07.002Z')],
  );
  const offered = facts.find((fact) => fact.kind === 'recording-offered');
  assert.deepEqual(
    offered?.kind === 'recording-offered' && offered.ref.url,
    `${api.url}/system/media/talk/900100/abc/`,
  );
  // What notifications told already stays: the same facts have the same keys.
  for (const request of ANSWERED_CALL.slice(0, 3)) await answered(UIS, request, CONNECTION, house);
  assert.deepEqual(house.call('900100').legs.length, 1);
});

test('nothing that comes in breaks the door of UIS', () =>
  survivesAnything(UIS, CONNECTION, [QUESTION, ...ANSWERED_CALL]));
