import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANNA, BORIS, dial, plan } from '../../../tests/support/operator-adapter.ts';
import type { PlanTarget, Step } from '../../core/routing/plan.ts';
import { dialChain, isPhoneOf, isSentAway, numberOf } from './dial-chain.ts';
import { agentOf, dialledAs, employeeOf } from './employees.ts';

const QUEUE: Step = {
  ...{
    do: 'queue',
    queue: 'q',
    targets: [ANNA, BORIS],
    seconds: 60,
    ringSeconds: 15,
    music: null,
    leave: null,
    else: 3,
  },
  ...{ whisper: null, acceptKey: null },
};

test('a plan becomes who rings after whom, with what can not be done passed over', () => {
  const steps = plan({ do: 'play', sound: 'notice', what: 'notice', next: 1 }, dial([ANNA], { else: 2 }), QUEUE, {
    do: 'hangup',
    cause: 'busy',
  });
  const { rings, end } = dialChain(steps);
  assert.deepEqual(
    rings.map(({ targets, seconds }) => [targets.length, seconds]),
    [
      [1, 20],
      [2, 15],
    ],
  );
  assert.equal(end, 'busy');
});

test('a plan that comes back to itself is followed once', () => {
  assert.equal(dialChain(plan(dial([ANNA], { else: 0 }))).rings.length, 1);
});

test('a caller is sent away only where the plan says so', () => {
  const away = (...steps: Step[]) => isSentAway(dialChain(plan(...steps)));
  assert.ok(away({ do: 'hangup', cause: 'rejected' }));
  assert.ok(!away({ do: 'hangup', cause: 'unallocated' }), 'a number that is not ours');
  assert.ok(!away(), 'a line without agents');
  assert.ok(!away(dial([ANNA], { else: 1 }), { do: 'hangup', cause: 'busy' }));
});

test('operators mean a phone by its number in any form, by a SIP user or by a login', () => {
  const sip: PlanTarget = { id: 's', name: 'S', phone: { kind: 'sip', uri: 'sip:anna@office.example' } };
  const registered: PlanTarget = { id: 'r', name: 'R', phone: { kind: 'registered', login: 'boris' } };
  for (const told of ['79161112233', '+79161112233', '89161112233', '9161112233'])
    assert.ok(isPhoneOf(ANNA, told), told);
  assert.ok(isPhoneOf(sip, 'anna') && isPhoneOf(sip, 'sip:anna@elsewhere.example') && isPhoneOf(registered, 'boris'));
  for (const target of [ANNA, sip, registered]) assert.ok(!isPhoneOf(target, '') && !isPhoneOf(target, '101'));
  assert.deepEqual([ANNA, sip].map(numberOf), ['79161112233', null]);
});

test('the setting says who is whom, however it is written', () => {
  const settings = { employees: '+79161112233=101,  8 , boris@x = 102;\n74951112244=103' };
  assert.deepEqual(
    [ANNA, BORIS].map((target) => employeeOf(target, settings)),
    ['101', '103'],
  );
  assert.equal(employeeOf(ANNA, {}), null);
  const steps = plan(dial([ANNA, BORIS]));
  assert.equal(agentOf(steps, ['', '103'], settings), BORIS.id);
  assert.equal(agentOf(steps, ['79161112233'], {}), ANNA.id, 'a number needs no setting');
  assert.equal(agentOf(steps, ['999'], settings), null);
  assert.equal(agentOf(undefined, ['101'], settings), null);
  assert.deepEqual([dialledAs(ANNA, settings), dialledAs(ANNA, {})], ['101', '79161112233']);
});
