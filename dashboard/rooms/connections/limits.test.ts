import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OperatorFacts } from '../../../src/api/wire.ts';
import { limitsOf } from './limits.ts';

const t = ((key: string, more: object = {}) =>
  `${key.replace('connections.', '')}${Object.values(more).join()}`) as never;
const ALL: OperatorFacts['capabilities'] = {
  ...{
    asking: 'answer',
    deadlineSeconds: 5,
    together: 10,
    inTurn: true,
    whisper: true,
    acceptKey: true,
    passesCaller: true,
    live: true,
  },
  steps: ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup'],
  ...{ phones: ['sip', 'number', 'registered'], recordings: 'stereo', placesCalls: true, listsNumbers: true },
  proof: 'signature',
};

test('who can do everything has no limits', () => {
  assert.deepEqual(limitsOf({ capabilities: ALL }, t), []);
});

test('each thing that is missing is said; what a route could do is not said of those who never ask', () => {
  const some = { ...ALL, steps: ['dial', 'hangup'], whisper: false, together: 1, recordings: 'mono' as const };
  assert.deepEqual(limitsOf({ capabilities: some }, t), [
    'limit.stepsstep.play, step.consent, step.menu, step.queue, step.voicemail, step.call-back',
    'limit.together1',
    'limit.whisper',
    'limit.recordings-mono',
  ]);
  assert.deepEqual(limitsOf({ capabilities: { ...ALL, inTurn: false, together: 1 } }, t), ['limit.inTurn']);
  const silent = { ...ALL, asking: 'none' as const, steps: [], whisper: false, live: false };
  assert.deepEqual(limitsOf({ capabilities: silent }, t), ['limit.asking', 'limit.live']);
});
