import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callerName, course, hasNoTalk, runningSeconds } from './call.ts';
import { speaker } from './speaker.ts';

const en = await speaker('en');
const ru = await speaker('ru');

test('a missed call says why and how long was waited', () => {
  const missed = { status: 'missed', missedReason: 'busy', waitSeconds: 12.6, talkSeconds: null } as const;
  assert.equal(course(missed, en), 'busy · wait 0:13');
  assert.equal(course(missed, ru), 'занято · ждал 0:13');
});

test('an answered call says how long was talked and waited', () => {
  const answered = { status: 'answered', missedReason: null, waitSeconds: 9, talkSeconds: 133 } as const;
  assert.equal(course(answered, en), 'talk 2:13 · wait 0:09');
});

test('a call in progress has no course yet', () => {
  assert.equal(course({ status: 'talking', missedReason: null, waitSeconds: 9, talkSeconds: null }, en), '');
});

test('a caller without a number is withheld, one with another address is shown by it', () => {
  assert.equal(callerName({ caller: '+79161234567', callerRaw: '79161234567' }, en), '+7 916 123-45-67');
  assert.equal(callerName({ caller: null, callerRaw: 'Anonymous' }, en), 'Number withheld');
  assert.equal(callerName({ caller: null, callerRaw: '' }, ru), 'Номер скрыт');
  assert.equal(callerName({ caller: null, callerRaw: '101' }, en), '101');
});

test('of a call that nobody answered no recording is missed; one that was made, or lost, is told', () => {
  const missed = (state: 'none' | 'empty' | 'recording' | 'ready' | 'failed') =>
    hasNoTalk({ answeredAt: null, recording: { state, seconds: null } });
  assert.deepEqual((['none', 'empty', 'recording'] as const).map(missed), [true, true, true]);
  assert.deepEqual([missed('ready'), missed('failed')], [false, false]);
  const talked = { answeredAt: '2026-06-12T10:00:00Z', recording: { state: 'empty', seconds: null } } as const;
  assert.equal(hasNoTalk(talked), false);
});

test('the timer counts from the answer once there is one, and never backwards', () => {
  const now = new Date('2026-06-12T12:01:00Z');
  const startedAt = '2026-06-12T12:00:00Z';
  assert.equal(runningSeconds({ startedAt, answeredAt: null }, now), 60);
  assert.equal(runningSeconds({ startedAt, answeredAt: '2026-06-12T12:00:48Z' }, now), 12);
  assert.equal(runningSeconds({ startedAt: '2026-06-12T12:01:03Z', answeredAt: null }, now), 0);
});
