import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import {
  ANNA,
  ANNA_THEN_BORIS,
  answered,
  BORIS,
  hookRequest,
  operatorApi,
  plan,
  refusal,
  sameCallHoweverTold,
  survivesAnything,
  testHouse,
} from '../../../tests/support/operator-adapter.ts';
import type { OperatorConnection } from './port.ts';
import { ZADARMA } from './zadarma.ts';
import { authorization, signedQuery } from './zadarma-signature.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'zadarma',
  settings: {
    ...{ brand: 'zadarma', key: 'KEY', secret: 'SECRET' },
    employees: '+79161112233=101, 8 (495) =x, +74951112244=102',
  },
};
const at = (apiUrl: string): OperatorConnection => ({
  ...CONNECTION,
  settings: { ...CONNECTION.settings, apiUrl },
});

const START = {
  ...{ event: 'NOTIFY_START', call_start: '2026-11-21 10:00:00', pbx_call_id: 'in_f1' },
  ...{ caller_id: '79261234567', called_did: '74950000001' },
};
// Made by both official libraries for the secret SECRET and the values of START.
const HEX = 'Njc3NzVjNWM5N2I1NzAwYjA1NWFkMDU5ZGZhMmQwNWZlMjhmOGJhMg==';
const RAW = 'Z3dcXJe1cAsFWtBZ36LQX+KPi6I=';
const started = (signature?: string) => hookRequest({ form: START, headers: signature ? { signature } : {} });

const signed = (form: Record<string, string>, values: readonly string[]) => {
  const digest = createHmac('sha1', 'SECRET')
    .update(values.map((name) => form[name]).join(''))
    .digest('hex');
  return hookRequest({ form, headers: { signature: Buffer.from(digest).toString('base64') } });
};
const event = (name: string, more: Record<string, string>) => {
  const by = name === 'NOTIFY_ANSWER' ? 'destination' : 'called_did';
  return signed({ ...START, event: name, ...more }, ['caller_id', by, 'call_start']);
};

test('both signatures of the official libraries are taken; a wrong one and none are not', async () => {
  const house = testHouse();
  await answered(ZADARMA, started(HEX), CONNECTION, house);
  for (const signature of [RAW, HEX, RAW]) await answered(ZADARMA, started(signature), CONNECTION, house);
  // Said once: which form is in use is not documented.
  assert.match(house.logged.join(), /^[^,]*PHP library[^,]*,[^,]*TypeScript library[^,]*$/);
  assert.equal(await refusal(ZADARMA, started(), CONNECTION), 'no-signature');
  assert.equal(await refusal(ZADARMA, started(`x${HEX.slice(1)}`), CONNECTION), 'bad-signature');
  assert.equal(await refusal(ZADARMA, started(''), CONNECTION), 'no-signature');
  const other = hookRequest({ form: { ...START, caller_id: '79260000000' }, headers: { signature: HEX } });
  assert.equal(await refusal(ZADARMA, other, CONNECTION), 'bad-signature');
  const nameless = hookRequest({ form: { event: 'toString', pbx_call_id: 'x' }, headers: { signature: HEX } });
  assert.equal(await refusal(ZADARMA, nameless, CONNECTION), 'bad-signature');
});

test('requests to the API are signed as the vendor shows', () => {
  const query = signedQuery({ to: '74950000001', from: '79261234567' });
  assert.equal(query, 'from=79261234567&to=74950000001');
  assert.equal(
    authorization({ path: '/v1/request/callback/', query }, { key: 'KEY', secret: 'SECRET' }),
    'KEY:MTFhMjkzMDY5YTJkZDUxMzhlZWU3ZTFiNDAxMzAzNzExZWRlZTA0Ng==',
  );
  assert.equal(signedQuery({ start: '2026-11-21 10:00:00' }), 'start=2026-11-21+10%3A00%3A00');
});

test('the address is confirmed by its echo, which can not be a page', async () => {
  const echo = (zd_echo: string) => hookRequest({ query: { zd_echo } });
  const answer = await answered(ZADARMA, echo('f00'), CONNECTION);
  assert.deepEqual([answer.body, answer.type], ['f00', 'text/plain; charset=utf-8']);
  assert.equal(await refusal(ZADARMA, echo('<script>'), CONNECTION), 'bad-request');
});

test('a call goes to the extension of the first agent that has one', async () => {
  const answer = async (steps = ANNA_THEN_BORIS, settings = CONNECTION.settings) =>
    (await answered(ZADARMA, started(HEX), { ...CONNECTION, settings }, testHouse(steps))).body;
  assert.equal(await answer(), '{"redirect":"101","return_timeout":20}');
  assert.equal(
    await answer(ANNA_THEN_BORIS, { ...CONNECTION.settings, employees: '74951112244=102' }),
    '{"redirect":"102","return_timeout":25}',
  );
  // Nobody of the plan has an extension: the scenario at Zadarma has the call.
  assert.equal(await answer(ANNA_THEN_BORIS, { ...CONNECTION.settings, employees: '' }), '{}');
  assert.equal(await answer(plan({ do: 'hangup', cause: 'unallocated' })), '{}', 'a number that is not ours');
  assert.equal(await answer(plan({ do: 'hangup', cause: 'rejected' })), '{"hangup":1}');
  assert.equal(await answer(plan({ do: 'hangup', cause: 'busy' })), '{"redirect":"blacklist"}');
});

const RINGS = [
  started(HEX),
  event('NOTIFY_INTERNAL', { internal: '101' }),
  event('NOTIFY_INTERNAL', { internal: '102' }),
];
const ANSWERED_CALL = [
  ...RINGS,
  event('NOTIFY_ANSWER', { internal: '102', destination: '102' }),
  event('NOTIFY_END', {
    ...{ internal: '102', duration: '60', disposition: 'answered', status_code: '16' },
    ...{ is_recorded: '1', call_id_with_rec: '1700.1' },
  }),
  signed({ ...START, event: 'NOTIFY_RECORD', call_id_with_rec: '1700.1' }, ['pbx_call_id', 'call_id_with_rec']),
];

test('events of Zadarma make the same call in any order and however often they come', async () => {
  const played = { operator: ZADARMA, connection: CONNECTION, requests: ANSWERED_CALL, id: 'in_f1' };
  const call = await sameCallHoweverTold(played, { times: false, offeredFirst: true });
  assert.deepEqual([call.status, call.answeredBy, call.hangupCause], ['answered', BORIS.id, 16]);
  assert.deepEqual(call.legs.map(({ providerLegId, targetId, outcome }) => [providerLegId, targetId, outcome]).sort(), [
    ['101', ANNA.id, 'canceled'],
    ['102', BORIS.id, 'answered'],
  ]);
});

test('a call that nobody takes is missed, for the reason Zadarma gives', async () => {
  const missed = async (disposition: string, status_code: string) => {
    const requests = [...RINGS, event('NOTIFY_END', { duration: '0', disposition, status_code })];
    const played = { operator: ZADARMA, connection: CONNECTION, requests, id: 'in_f1' };
    const call = await sameCallHoweverTold(played, { times: false, offeredFirst: true });
    return [call.status, call.missedReason, call.hungUpBy, call.hangupCause];
  };
  assert.deepEqual(await missed('busy', '17'), ['missed', 'busy', 'system', 17]);
  assert.deepEqual(await missed('no answer', ''), ['missed', 'no-answer', 'system', 19]);
  assert.deepEqual(await missed('cancel', '16'), ['missed', 'caller-hung-up', 'caller', 16]);
  assert.deepEqual(await missed('no money', '999'), ['missed', 'unavailable', 'system', 21]);
});

test('calls out are not taken for calls in', async () => {
  const form = { ...START, event: 'NOTIFY_OUT_START', internal: '101', destination: '79261234567' };
  const house = testHouse();
  await answered(ZADARMA, signed(form, ['internal', 'destination', 'call_start']), CONNECTION, house);
  assert.deepEqual([house.facts(), house.offers], [[], []]);
});

test('a recording is asked for by its call, and comes from the link that is given', async () => {
  let ready = false;
  await using api = await operatorApi(({ url, headers }) => {
    if (url === '/file.mp3') return { headers: { 'content-type': 'audio/mpeg' }, body: Buffer.from('mp3') };
    if (!ready) return { status: 400, body: { status: 'error', message: 'Record not found' } };
    return {
      body: { status: 'success', link: `http://${headers.host}/file.mp3`, lifetime_till: '2026-11-21 11:00:00' },
    };
  });
  const recording = { providerCallId: 'in_f1', ref: { callId: '1700.1' } };
  assert.equal(await ZADARMA.fetchRecording?.(recording, at(api.url)), 'later');
  ready = true;
  const audio = Buffer.from('mp3');
  assert.deepEqual(await ZADARMA.fetchRecording?.(recording, at(api.url)), {
    ...{ audio, type: 'audio/mpeg', callerChannel: 'mono' },
  });
  assert.equal(api.calls[0]?.url, '/v1/pbx/record/request/?call_id=1700.1&lifetime=1800');
  assert.match(api.calls[0]?.headers.authorization ?? '', /^KEY:[\w+/]+=*$/);
});

test('numbers are listed with their cost, past calls by their statistics', async () => {
  await using api = await operatorApi(({ url }) => ({
    body: url.startsWith('/v1/direct_numbers/')
      ? {
          status: 'success',
          info: [{ number: '74950000001', country: 'Russia', monthly_fee: 2.5, currency: 'usd', status: 'on' }],
        }
      : {
          status: 'success',
          stats: [
            {
              ...{ call_id: '1700.1', sip: '101', callstart: '2026-11-21 10:00:07', clid: '79261234567' },
              ...{ destination: 74950000001, disposition: 'answered', seconds: 60, is_recorded: 'true' },
              pbx_call_id: 'in_f1',
            },
            { call_id: '1700.2', callstart: '2026-11-21 10:00:07', disposition: 'answered', pbx_call_id: 'out_f2' },
          ],
        },
  }));
  assert.deepEqual(await ZADARMA.listNumbers?.(at(api.url)), [
    { e164: '+74950000001', region: 'Russia', monthlyCost: 250, currency: 'USD' },
  ]);
  const period = { from: new Date('2026-11-20T21:00:00Z'), to: new Date('2026-11-21T21:00:00Z') };
  const house = testHouse();
  await house.tell((await ZADARMA.reconcile?.(period, at(api.url))) ?? []);
  assert.equal(
    api.calls[1]?.url,
    '/v1/statistics/pbx/?end=2026-11-22+00%3A00%3A00&start=2026-11-21+00%3A00%3A00&version=2',
  );
  assert.deepEqual([...new Set(house.facts().map(({ providerCallId }) => providerCallId))], ['in_f1']);
  assert.deepEqual(
    [house.call('in_f1').status, house.call('in_f1').endedAt],
    ['answered', new Date('2026-11-21T07:01:07.007Z')],
  );
});

test('a wrong key is told to the owner', async () => {
  await using api = await operatorApi(() => ({ status: 401, body: { status: 'error', message: 'Not authorized' } }));
  await assert.rejects(async () => ZADARMA.listNumbers?.(at(api.url)), /401.*Not authorized/);
});

test('nothing that comes in breaks the door of Zadarma', () =>
  survivesAnything(ZADARMA, CONNECTION, [hookRequest({ query: { zd_echo: 'f00' } }), ...ANSWERED_CALL]));
