import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CallFact, callFromFacts, cutOff } from './call.ts';

type Told = CallFact extends infer F ? (F extends CallFact ? Omit<F, 'providerCallId' | 'key' | 'at'> : never) : never;

/** Facts at whole seconds, in the order given. */
function facts(...told: [second: number, fact: Told][]): CallFact[] {
  return told.map(
    ([second, fact], at) => ({ providerCallId: 'c1', key: `k${at}`, at: new Date(second * 1000), ...fact }) as CallFact,
  );
}

const OFFERED: [number, Told] = [0, { kind: 'offered', did: '74951234567', callerRaw: '+79160000000' }];
const ANSWERED = facts(
  OFFERED,
  [0, { kind: 'recording-started' }],
  [0, { kind: 'ringing', step: 0, targetId: 'anna' }],
  [0, { kind: 'leg-started', leg: 'l1' }],
  [3, { kind: 'leg-answered', leg: 'l1' }],
  [9, { kind: 'recorded', file: 'c1.raw' }],
  [9, { kind: 'leg-ended', leg: 'l1', cause: 16 }],
  [9, { kind: 'hung-up', cause: 16, by: 'caller' }],
  [9, { kind: 'ended' }],
);

test('an answered call knows who answered, when, and who hung up', () => {
  const call = callFromFacts(ANSWERED);
  assert.equal(call.status, 'answered');
  assert.deepEqual([call.answeredAt, call.endedAt], [new Date(3000), new Date(9000)]);
  assert.deepEqual([call.answeredBy, call.hungUpBy, call.hangupCause], ['anna', 'caller', 16]);
  assert.deepEqual([call.recordingState, call.recorded], ['recording', 'c1.raw']);
  assert.equal(call.legs[0]?.outcome, 'answered');
});

test('facts that are told twice change nothing', () => {
  assert.deepEqual(callFromFacts([...ANSWERED, ...ANSWERED]), callFromFacts(ANSWERED));
});

test('facts that are told late find their place by their time', () => {
  const late = [...ANSWERED.slice(5), ...ANSWERED.slice(0, 5)];
  assert.deepEqual(callFromFacts(late), callFromFacts(ANSWERED));
});

test('an answer whose word comes after that of the end still makes an answered call', () => {
  const call = callFromFacts(
    facts(
      OFFERED,
      [5, { kind: 'ended' }],
      [6, { kind: 'leg-started', leg: 'l1' }],
      [6, { kind: 'leg-answered', leg: 'l1' }],
      [6, { kind: 'hung-up', cause: 16, by: 'agent' }],
    ),
  );
  assert.deepEqual([call.status, call.missedReason, call.hungUpBy], ['answered', null, 'agent']);
  assert.deepEqual([call.endedAt, call.legs[0]?.endedAt], [new Date(5000), new Date(5000)]);
});

test('a call of ours is one also if its agent answered, by another clock, before it was placed', () => {
  const call = callFromFacts(
    facts(
      [5, { kind: 'placed', number: '+74951234567', callee: '+79160000000', agentId: 'anna' }],
      [3, { kind: 'leg-started', leg: 'l1' }],
      [4, { kind: 'leg-answered', leg: 'l1' }],
    ),
  );
  assert.deepEqual([call.direction, call.status, call.targetId], ['out', 'ringing', 'anna']);
});

test('while the call goes on it is ringing, then talking', () => {
  assert.equal(callFromFacts(ANSWERED.slice(0, 4)).status, 'ringing');
  assert.equal(callFromFacts(ANSWERED.slice(0, 5)).status, 'talking');
});

test('a step that fails leaves its outcome with its own leg, also within one millisecond', () => {
  const call = callFromFacts(
    facts(
      OFFERED,
      [0, { kind: 'ringing', step: 0, targetId: 'boris' }],
      [0, { kind: 'leg-started', leg: 'l1' }],
      [0, { kind: 'step-ended', step: 0, outcome: 'busy', cause: 17 }],
      [0, { kind: 'leg-ended', leg: 'l1', cause: 17 }],
      [0, { kind: 'ringing', step: 1, targetId: 'anna' }],
      [0, { kind: 'leg-started', leg: 'l2' }],
      [2, { kind: 'leg-answered', leg: 'l2' }],
    ),
  );
  assert.deepEqual(
    call.legs.map((leg) => [leg.targetId, leg.outcome]),
    [
      ['boris', 'busy'],
      ['anna', 'answered'],
    ],
  );
});

const MISSED: [name: string, outcome: Told & { kind: 'step-ended' }, by: 'caller' | 'system', reason: string][] = [
  ['nobody answers', { kind: 'step-ended', step: 0, outcome: 'no-answer', cause: 0 }, 'system', 'no-answer'],
  ['the last target is busy', { kind: 'step-ended', step: 0, outcome: 'busy', cause: 17 }, 'system', 'busy'],
  ['the last target refuses', { kind: 'step-ended', step: 0, outcome: 'rejected', cause: 21 }, 'system', 'rejected'],
  [
    'the last target is not there',
    { kind: 'step-ended', step: 0, outcome: 'unavailable', cause: 20 },
    'system',
    'unavailable',
  ],
  [
    'the caller gives up, whatever the target did',
    { kind: 'step-ended', step: 0, outcome: 'busy', cause: 17 },
    'caller',
    'caller-hung-up',
  ],
];
for (const [name, outcome, by, reason] of MISSED) {
  test(`a call is missed when ${name}`, () => {
    const call = callFromFacts(
      facts(
        OFFERED,
        [0, { kind: 'ringing', step: 0, targetId: 'anna' }],
        [0, { kind: 'leg-started', leg: 'l1' }],
        [5, outcome],
        [5, { kind: 'hung-up', cause: 19, by }],
        [5, { kind: 'ended' }],
      ),
    );
    assert.deepEqual([call.status, call.missedReason, call.answeredAt], ['missed', reason, null]);
  });
}

test('a call that the engine did not live to end is cut off at its last fact', () => {
  const call = cutOff(callFromFacts(ANSWERED.slice(0, 5)), new Date(60_000));
  assert.deepEqual([call.status, call.endedAt], ['cut-off', new Date(3000)]);
});

test('a call whose node was lost is cut off at its last fact, until that node tells more of it', () => {
  const [known, later] = [ANSWERED.slice(0, 5), ANSWERED.slice(5)];
  const fact = (second: number, kind: 'node-lost' | 'recording-paused'): CallFact => ({
    ...{ providerCallId: 'c1', key: kind, at: new Date(second * 1000), kind },
  });
  const lost = [...known, fact(50_000, 'node-lost')];
  const call = callFromFacts(lost);
  assert.deepEqual([call.status, call.answeredBy, call.endedAt], ['cut-off', 'anna', new Date(3000)]);
  assert.deepEqual(callFromFacts([...lost, ...later]), callFromFacts(ANSWERED));
  const alive = callFromFacts([...lost, fact(60_000, 'recording-paused')]);
  assert.deepEqual([alive.status, alive.endedAt], ['talking', null]);
});

test('a call taken while Dialtrace was down says so', () => {
  assert.equal(callFromFacts(facts(OFFERED, [0, { kind: 'taken-while-down' }])).whileDown, true);
});
