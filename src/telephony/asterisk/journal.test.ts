import assert from 'node:assert/strict';
import { test } from 'node:test';
import { factFromLine } from './journal.ts';

const TRUNK = 'PJSIP/trunk-0000000000aa-00000000';
const TARGET = 'PJSIP/targets-00000001';

/** A line as Asterisk 22.10 wrote it in a real call, with these fields changed. */
function line(eventtype: string, channame: string, extra: object | null = null): string {
  return JSON.stringify({
    eventtype,
    eventtime: 1795299197.122838,
    linkedid: 'd-1.0',
    uniqueid: channame === TRUNK ? 'd-1.0' : 'd-1.1',
    channame,
    num: '+79160000000',
    exten: '74951234567',
    eventextra: extra ? JSON.stringify(extra) : '',
  });
}

const CASES: [name: string, text: string, fact: object | null][] = [
  [
    'a channel from a trunk is a call offered',
    line('CHAN_START', TRUNK),
    { kind: 'offered', did: '74951234567', callerRaw: '+79160000000' },
  ],
  ['a channel to a target is a leg', line('CHAN_START', TARGET), { kind: 'leg-started', leg: 'd-1.1' }],
  ['the trunk being answered says nothing: a target answers', line('ANSWER', TRUNK), null],
  ['that a phone is answered says nothing yet: its person may decline', line('ANSWER', TARGET), null],
  ['a person takes the call', line('DT_TOOK', TARGET, { extra: '' }), { kind: 'leg-answered', leg: 'd-1.1' }],
  [
    "a channel to an agent's phone tells whom it rings",
    line('CHAN_START', 'PJSIP/agent-0198c0de-0000-7000-8000-00000000000a-00000003'),
    { kind: 'leg-started', leg: 'd-1.1', targetId: '0198c0de-0000-7000-8000-00000000000a' },
  ],
  [
    'so it does through an operator',
    line('CHAN_START', 'PJSIP/agent-0198c0de-0000-7000-8000-00000000000a-via-0000000000bb-00000003'),
    { kind: 'leg-started', leg: 'd-1.1', targetId: '0198c0de-0000-7000-8000-00000000000a' },
  ],
  [
    'the client of a call of ours is rung',
    line('CHAN_START', 'PJSIP/client-0000000000bb-00000003'),
    { kind: 'leg-started', leg: 'd-1.1', client: true },
  ],
  ['a Local channel is only a way', line('CHAN_START', 'Local/a1@dt-phone-00000001;1'), null],
  [
    'an operator we register with offers a call under the number dialled',
    line('DT_OFFERED', 'PJSIP/line-0000000000aa-00000000', { extra: '+74951234567|79160000000' }),
    { kind: 'offered', did: '+74951234567', callerRaw: '79160000000' },
  ],
  ['the name it calls is no number', line('CHAN_START', 'PJSIP/line-0000000000aa-00000000'), null],
  [
    'a phone was answered but not accepted',
    line('DT_DECLINED', TARGET, { extra: '' }),
    { kind: 'leg-ended', leg: 'd-1.1', cause: null, outcome: 'declined' },
  ],
  ['a notice was heard', line('DT_PLAYED', TRUNK, { extra: '0|notice' }), { kind: 'played', step: 0, what: 'notice' }],
  ['a consent', line('DT_CONSENT', TRUNK, { extra: '1' }), { kind: 'consented', given: true }],
  ['a key in a menu', line('DT_KEY', TRUNK, { extra: '2|#' }), { kind: 'pressed', step: 2, digits: '#' }],
  ['no key in time', line('DT_KEY', TRUNK, { extra: '2|' }), { kind: 'pressed', step: 2, digits: '' }],
  ['a caller waits', line('DT_QUEUED', TRUNK, { extra: '1' }), { kind: 'queued', step: 1 }],
  [
    'a caller leaves the queue by a key',
    line('DT_LEFT', TRUNK, { extra: '1|key' }),
    { kind: 'left-queue', step: 1, reason: 'key' },
  ],
  ['a caller wants to be called back', line('DT_CALLBACK', TRUNK, { extra: '' }), { kind: 'call-back-asked' }],
  [
    'a message was left',
    line('DT_VOICEMAIL', TRUNK, { extra: '/r/d-1.0-voicemail-2.raw' }),
    { kind: 'voicemail', file: '/r/d-1.0-voicemail-2.raw' },
  ],
  ['the recording pauses', line('DT_PAUSED', TRUNK, { extra: '' }), { kind: 'recording-paused' }],
  ['the recording goes on', line('DT_RESUMED', TRUNK, { extra: '' }), { kind: 'recording-resumed' }],
  [
    'a call of ours is placed',
    line('DT_PLACED', 'Local/ring@dt-place-00000001;2', { extra: '+74951234567|+79160000000|a1' }),
    { kind: 'placed', number: '+74951234567', callee: '+79160000000', agentId: 'a1' },
  ],
  [
    'the client hangs up a call of ours',
    line('DT_HUNGUP', TARGET, { extra: '16|PJSIP/client-0000000000bb-00000003' }),
    { kind: 'hung-up', cause: 16, by: 'caller' },
  ],
  ['a step begins', line('DT_RING', TRUNK, { extra: '1|t-2' }), { kind: 'ringing', step: 1, targetId: 't-2' }],
  [
    'a step ends busy',
    line('DT_STEP', TRUNK, { extra: '0|BUSY|17' }),
    { kind: 'step-ended', step: 0, outcome: 'busy', cause: 17 },
  ],
  [
    'a step ends refused',
    line('DT_STEP', TRUNK, { extra: '0|CHANUNAVAIL|21' }),
    { kind: 'step-ended', step: 0, outcome: 'rejected', cause: 21 },
  ],
  [
    'a step ends without a cause',
    line('DT_STEP', TRUNK, { extra: '0|NOANSWER|0' }),
    { kind: 'step-ended', step: 0, outcome: 'no-answer', cause: null },
  ],
  ['the plan on disk was taken', line('DT_DOWN', TRUNK, { extra: '' }), { kind: 'taken-while-down' }],
  [
    'a recording is whole',
    line('DT_RECORDED', TRUNK, { extra: '/r/d-1.0.raw' }),
    { kind: 'recorded', file: '/r/d-1.0.raw' },
  ],
  [
    'the caller hangs up',
    line('HANGUP', TRUNK, { hangupcause: 16, hangupsource: TRUNK }),
    { kind: 'hung-up', cause: 16, by: 'caller' },
  ],
  [
    'the agent hangs up',
    line('HANGUP', TRUNK, { hangupcause: 16, hangupsource: TARGET }),
    { kind: 'hung-up', cause: 16, by: 'agent' },
  ],
  [
    'we hang up',
    line('HANGUP', TRUNK, { hangupcause: 19, hangupsource: '' }),
    { kind: 'hung-up', cause: 19, by: 'system' },
  ],
  [
    'a leg ends busy',
    line('HANGUP', TARGET, { hangupcause: 17 }),
    { kind: 'leg-ended', leg: 'd-1.1', cause: 17, outcome: 'busy' },
  ],
  [
    'a leg ends, and its step knows why',
    line('HANGUP', TARGET, { hangupcause: 16 }),
    { kind: 'leg-ended', leg: 'd-1.1', cause: 16, outcome: null },
  ],
  ['the call is over', line('LINKEDID_END', TARGET), { kind: 'ended' }],
  ['what we do not know says nothing', line('CHAN_END', TRUNK), null],
];

for (const [name, text, fact] of CASES) {
  test(name, () => {
    const got = factFromLine(text);
    if (fact === null) return assert.equal(got, null);
    const { providerCallId, key, at, ...told } = got ?? assert.fail('a fact is told');
    assert.deepEqual(told, fact);
    assert.equal(providerCallId, 'd-1.0');
    assert.equal(at.toISOString(), '2026-11-21T22:13:17.122Z');
    assert.ok(key.length > 0);
  });
}

test('two lines of one call have different keys, the same line the same', () => {
  assert.notEqual(factFromLine(line('DT_TOOK', TARGET))?.key, factFromLine(line('CHAN_START', TARGET))?.key);
  assert.equal(factFromLine(line('DT_TOOK', TARGET))?.key, factFromLine(line('DT_TOOK', TARGET))?.key);
});

test('a line that is cut short is an error, not a fact', () => {
  assert.throws(() => factFromLine('{"eventtype":"CHAN_'));
});
