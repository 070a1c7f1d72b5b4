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
  ['a target answers', line('ANSWER', TARGET), { kind: 'leg-answered', leg: 'd-1.1' }],
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
  ['a leg ends', line('HANGUP', TARGET, { hangupcause: 17 }), { kind: 'leg-ended', leg: 'd-1.1', cause: 17 }],
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
  assert.notEqual(factFromLine(line('ANSWER', TARGET))?.key, factFromLine(line('CHAN_START', TARGET))?.key);
  assert.equal(factFromLine(line('ANSWER', TARGET))?.key, factFromLine(line('ANSWER', TARGET))?.key);
});

test('a line that is cut short is an error, not a fact', () => {
  assert.throws(() => factFromLine('{"eventtype":"CHAN_'));
});
