import assert from 'node:assert/strict';
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
import { MEGAFON } from './megafon.ts';
import type { OperatorConnection } from './port.ts';

const CONNECTION: OperatorConnection = {
  id: 'c1',
  kind: 'megafon',
  settings: {
    ...{ crmToken: 'crm-t0ken', token: 't0ken', host: 'company.megapbx.ru' },
    employees: '+79161112233=ivanova, +74951112244=petrov',
  },
};
const at = (apiUrl: string): OperatorConnection => ({ ...CONNECTION, settings: { ...CONNECTION.settings, apiUrl } });
const said = (form: Record<string, string>) =>
  hookRequest({ form: { crm_token: 'crm-t0ken', callid: 'm1', phone: '79261234567', ...form } });
const event = (type: string, user: string, more: Record<string, string> = {}) =>
  said({ cmd: 'event', type, user, diversion: '74950000001', direction: 'in', ...more });
const history = (status: string, more: Record<string, string> = {}) =>
  said({
    ...{ cmd: 'history', type: 'in', status, diversion: '74950000001', start: '20261121T070000Z', duration: '60' },
    ...more,
  });

test('only who knows the token of the CRM is heard', async () => {
  const form = { cmd: 'event', type: 'INCOMING', callid: 'm1' };
  assert.equal(await refusal(MEGAFON, hookRequest({ form }), CONNECTION), 'no-signature');
  assert.equal(await refusal(MEGAFON, said({ ...form, crm_token: 'other' }), CONNECTION), 'bad-signature');
  const unset = { ...CONNECTION, settings: {} };
  assert.equal(await refusal(MEGAFON, said(form), unset), 'bad-signature');
});

test('asked who is responsible, we name the first agent of the plan by login', async () => {
  const question = said({ cmd: 'contact', diversion: '74950000001' });
  const body = async (steps = ANNA_THEN_BORIS, settings = CONNECTION.settings) =>
    (await answered(MEGAFON, question, { ...CONNECTION, settings }, testHouse(steps))).body;
  assert.equal(await body(), '{"contact_name":"","responsible":"ivanova"}');
  assert.equal(await body(ANNA_THEN_BORIS, { ...CONNECTION.settings, employees: '' }), '{}');
  assert.equal(await body(plan({ do: 'hangup', cause: 'busy' })), '{}');
});

const LINK = 'https://records.megapbx.ru/m1.mp3';
const ANSWERED_CALL = [
  event('INCOMING', 'ivanova'),
  event('INCOMING', 'petrov', { telnum: '74951112244' }),
  event('ACCEPTED', 'petrov'),
  event('CANCELLED', 'ivanova'),
  event('COMPLETED', 'petrov'),
  history('Success', { user: 'petrov', link: LINK }),
];

test('events of Megafon make the same call in any order and however often they come', async () => {
  const played = { operator: MEGAFON, connection: CONNECTION, requests: ANSWERED_CALL, id: 'm1' };
  const call = await sameCallHoweverTold(played, { times: false });
  assert.deepEqual([call.status, call.answeredBy, call.hangupCause], ['answered', BORIS.id, 16]);
  assert.deepEqual(call.legs.map(({ providerLegId, targetId, outcome }) => [providerLegId, targetId, outcome]).sort(), [
    ['ivanova', ANNA.id, 'canceled'],
    ['petrov', BORIS.id, 'answered'],
  ]);
});

test('a call that nobody takes is missed, for the reason of the history', async () => {
  const missed = async (status: string) => {
    const requests = [
      event('INCOMING', 'ivanova'),
      event('CANCELLED', 'ivanova'),
      history(status, { duration: '0', user: 'ivanova' }),
    ];
    const played = { operator: MEGAFON, connection: CONNECTION, requests, id: 'm1' };
    const call = await sameCallHoweverTold(played, { times: false });
    return [call.status, call.missedReason];
  };
  assert.deepEqual(await missed('missed'), ['missed', 'no-answer']);
  assert.deepEqual(await missed('busy'), ['missed', 'busy']);
  assert.deepEqual(await missed('NotAvailable'), ['missed', 'unavailable']);
  assert.deepEqual(await missed('NotAllowed'), ['missed', 'rejected']);
});

test('a call of ours rings the login first; its client leg is the one that answers', async () => {
  await using api = await operatorApi(() => ({ body: '{"uuid":"m77-a"}' }));
  const order = {
    ...{ id: 'order-1', agent: ANNA, callee: '+79261234567', number: '+74950000001', whisper: null, ringSeconds: 20 },
  };
  const house = testHouse();
  assert.deepEqual(await MEGAFON.place?.(order, at(api.url), house), { providerCallId: 'm77-a' });
  assert.deepEqual(
    [api.calls[0]?.url, api.calls[0]?.body],
    ['/sys/crm_api.wcgp', 'cmd=makeCall&phone=79261234567&user=ivanova&token=t0ken'],
  );
  const out = { callid: 'm77-a', direction: 'out' };
  await answered(MEGAFON, event('OUTGOING', 'ivanova', out), CONNECTION, house);
  await answered(MEGAFON, event('ACCEPTED', 'ivanova', out), CONNECTION, house);
  await answered(MEGAFON, history('Success', { callid: 'm77-a', type: 'out', user: 'ivanova' }), CONNECTION, house);
  assert.ok(!house.facts().some(({ kind }) => kind === 'offered'));
  assert.deepEqual([house.call('m77-a').direction, house.call('m77-a').status], ['out', 'answered']);
});

test('what Megafon answers instead of a call is told', async () => {
  await using api = await operatorApi(() => ({ status: 401, body: '{"error":"Invalid token"}' }));
  const order = {
    ...{ id: 'order-1', agent: ANNA, callee: '+79261234567', number: '+74950000001', whisper: null, ringSeconds: 20 },
  };
  await assert.rejects(async () => MEGAFON.place?.(order, at(api.url), testHouse()), /401: .*Invalid token/);
  const { employees: _, ...settings } = at(api.url).settings;
  await assert.rejects(async () => MEGAFON.place?.(order, { ...CONNECTION, settings }, testHouse()), /employees/);
});

test('the history is read as past calls, with their recordings', async () => {
  const lines = [
    `m1,in,79261234567,petrov,74950000001,2026-11-21T07:00:00Z,7,60,${LINK}`,
    'm2,missed,79261234568,,74950000001,2026-11-21T08:00:00Z,30,0,',
    'm3,out,79261234568,petrov,74950000001,2026-11-21T08:00:00Z,3,9,',
    'nonsense',
  ];
  await using api = await operatorApi(() => ({ body: lines.join('\r\n') }));
  const period = { from: new Date('2026-11-20T21:00:00Z'), to: new Date('2026-11-21T21:00:00Z') };
  const house = testHouse();
  await house.tell((await MEGAFON.reconcile?.(period, at(api.url))) ?? []);
  assert.equal(api.calls[0]?.body, 'cmd=history&type=in&start=20261120T210000Z&end=20261121T210000Z&token=t0ken');
  assert.deepEqual([...new Set(house.facts().map(({ providerCallId }) => providerCallId))], ['m1', 'm2']);
  assert.deepEqual(
    ['m1', 'm2'].map((id) => [house.call(id).status, house.call(id).missedReason, house.call(id).endedAt]),
    [
      ['answered', null, new Date('2026-11-21T07:01:07.007Z')],
      ['missed', 'no-answer', new Date('2026-11-21T08:00:30.007Z')],
    ],
  );
});

test('nothing that comes in breaks the door of Megafon', () => survivesAnything(MEGAFON, CONNECTION, ANSWERED_CALL));
