import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ANNA,
  ANNA_THEN_BORIS,
  answered,
  BORIS,
  hookRequest,
  operatorApi,
  refusal,
  sameCallHoweverTold,
  survivesAnything,
  testHouse,
} from '../../../tests/support/operator-adapter.ts';
import type { OperatorConnection } from './port.ts';
import { SIPUNI } from './sipuni.ts';
import { sipuniHash } from './sipuni-api.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'sipuni',
  settings: { user: '012345', secretKey: '0.secret', employees: '+79161112233=201, +74951112244=202' },
};
const T = 1795158000; // 2026-11-20T07:00:00Z
const event = (number: number, seconds: number, more: Record<string, string | number> = {}) => {
  const base = { event: number, call_id: '1795158000.77', timestamp: T + seconds, src_type: 1, src_num: '79261234567' };
  const fields = Object.entries({ ...base, pbxdstnum: '74950000001', dst_type: 2, ...more });
  return hookRequest({
    path: 'events',
    query: Object.fromEntries(fields.map(([name, value]) => [name, String(value)])),
  });
};
const ANSWERED_CALL = [
  event(1, 0, { dst_type: 1, dst_num: '74950000001_id265648', short_dst_num: '74950000001_id265648' }),
  event(1, 2, { dst_num: '012345201', short_dst_num: '201' }),
  event(1, 2, { dst_num: '012345202', short_dst_num: '202' }),
  event(3, 9, { dst_num: '012345202', short_dst_num: '202' }),
  event(4, 9, { dst_num: '012345201', short_dst_num: '201', status: 'CANCEL' }),
  event(2, 69, {
    ...{ dst_type: 1, dst_num: '74950000001_id265648', short_dst_num: '74950000001_id265648', last_called: '202' },
    ...{ status: 'ANSWER', call_start_timestamp: T, call_answer_timestamp: T + 9 },
    call_record_link: 'https://sipuni.com/api/crm/record?id=1795158000.77&hash=f5d4&user=012345',
  }),
];

test('events of Sipuni make the same call in any order and however often they come', async () => {
  const played = { operator: SIPUNI, connection: CONNECTION, requests: ANSWERED_CALL, id: '1795158000.77' };
  const call = await sameCallHoweverTold(played);
  assert.deepEqual([call.status, call.answeredBy, call.hangupCause], ['answered', BORIS.id, 16]);
  assert.deepEqual([call.answeredAt, call.endedAt], [new Date((T + 9) * 1000 + 2), new Date((T + 69) * 1000 + 7)]);
  assert.deepEqual(call.legs.map(({ providerLegId, targetId, outcome }) => [providerLegId, targetId, outcome]).sort(), [
    ['201', ANNA.id, 'canceled'],
    ['202', BORIS.id, 'answered'],
  ]);
});

test('each is answered as Sipuni wants it, or it would stop sending', async () => {
  const asked = [...ANSWERED_CALL, hookRequest({ path: 'events' }), hookRequest({ path: '', form: { event: '9' } })];
  for (const request of asked) assert.equal((await answered(SIPUNI, request, CONNECTION)).body, '{"success":true}');
});

test('the status tells a missed call from an answered one, not the time of an answer', async () => {
  const missed = async (status: string) => {
    const link = { call_record_link: 'https://sipuni.com/api/crm/record?id=1795158000.77&hash=f5d4' };
    const told = { status, call_start_timestamp: T, call_answer_timestamp: T, dst_num: '74950000001_id1' };
    const end = event(2, 30, { ...told, ...link });
    const house = testHouse();
    await answered(SIPUNI, end, CONNECTION, house);
    assert.ok(!house.facts().some(({ kind }) => kind === 'recording-offered'), 'there is nothing behind the link');
    const requests = [...ANSWERED_CALL.slice(0, 2), end];
    const call = await sameCallHoweverTold({ operator: SIPUNI, connection: CONNECTION, requests, id: '1795158000.77' });
    return [call.status, call.missedReason];
  };
  assert.deepEqual(await missed('NOANSWER'), ['missed', 'no-answer']);
  assert.deepEqual(await missed('BUSY'), ['missed', 'busy']);
  assert.deepEqual(await missed('CANCEL'), ['missed', 'caller-hung-up']);
  assert.deepEqual(await missed('CHANUNAVAIL'), ['missed', 'unavailable']);
});

test('calls out make no call of ours', async () => {
  const house = testHouse();
  await answered(SIPUNI, event(1, 0, { src_type: 2, src_num: '012345201', dst_num: '79261234567' }), CONNECTION, house);
  assert.deepEqual(house.facts(), []);
});

test('the function in the scheme takes the right branch with the extension of the first agent, else the left', async () => {
  const query = { fromnum: '79261234567', tonum: '74950000001', dtmf: '', label: '', time: '2026-11-20 10:00:00' };
  const asked = hookRequest({ path: 'branch', query });
  const house = { ...testHouse(), foresee: async () => ANNA_THEN_BORIS };
  assert.equal((await answered(SIPUNI, asked, CONNECTION, house)).body, '{"choice":1,"number":"201"}');
  const nobody = { ...CONNECTION, settings: {} };
  assert.equal((await answered(SIPUNI, asked, nobody, house)).body, '{"choice":0}');
  assert.equal((await answered(SIPUNI, asked, CONNECTION, testHouse())).body, '{"choice":0}', 'nobody foresees');
  assert.deepEqual(house.offers, [], 'the call is not taken: its name is not known yet');
  assert.equal(await refusal(SIPUNI, hookRequest({ path: 'branch' }), CONNECTION), 'bad-request');
});

test('the hash is over all values by their names, the user and the secret last', () => {
  // md5('1+0+21.11.2026+012345+0.secret')
  const fields = { from: '21.11.2026', anonymous: '1', dtmfUserAnswer: '0' };
  assert.equal(sipuniHash(fields, '012345', '0.secret'), 'dee453bcd381e69e8621763eae12ce9c');
});

test('recordings come from Sipuni only, statistics by whole days', async () => {
  const heading =
    'Тип;Статус;Время;Схема;Исходящая линия;Откуда;Куда;Кто ответил;Длительность звонка;Длительность разговора;Время ответа;Оценка;ID записи';
  const rows = [
    'Входящий;Отвечен;20.11.2026 10:00:00;Входящая;;79261234567;74950000001;202;69;60;9;;1795158000.77',
    'Исходящий;Отвечен;20.11.2026 10:00:00;Исходящая;;201;79261234567;;69;60;9;;1795158000.78',
  ];
  await using api = await operatorApi(() => ({ body: `\ufeff${[heading, ...rows].join('\n')}` }));
  const connection = { ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl: api.url } };
  const period = { from: new Date('2026-11-20T20:59:00Z'), to: new Date('2026-11-20T21:01:00Z') };
  const house = testHouse();
  await house.tell((await SIPUNI.reconcile?.(period, connection)) ?? []);
  const form = Object.fromEntries(new URLSearchParams(api.calls[0]?.body));
  assert.deepEqual([form.from, form.to, form.user], ['20.11.2026', '21.11.2026', '012345']);
  const { user: _, hash, ...fields } = form;
  assert.equal(hash, sipuniHash(fields, '012345', '0.secret'));
  assert.deepEqual([...new Set(house.facts().map(({ providerCallId }) => providerCallId))], ['1795158000.77']);
  const call = house.call('1795158000.77');
  assert.deepEqual([call.status, call.answeredAt], ['answered', new Date((T + 9) * 1000 + 2)]);
  assert.deepEqual(await SIPUNI.reconcile?.(period, { ...connection, settings: {} }), []);
  const evil = { providerCallId: 'x', ref: { url: 'https://evil.test/' } };
  await assert.rejects(async () => SIPUNI.fetchRecording?.(evil, connection), /not the operator's/);
});

test('nothing that comes in breaks the door of Sipuni', () => survivesAnything(SIPUNI, CONNECTION, ANSWERED_CALL));
