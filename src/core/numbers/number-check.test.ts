import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckedNumber, type CheckFound, type CheckResult, judgeCheck, verdictOf } from './number-check.ts';

const GOOD: CheckFound = {
  placed: true,
  gaveWay: false,
  reachedMs: 400,
  didRight: true,
  unheard: false,
  cause: 16,
  toneThere: 35,
  toneBack: 34,
};
const reason = (found: Partial<CheckFound>) => {
  const { outcome, reason: why } = judgeCheck({ ...GOOD, ...found });
  return `${outcome} ${why}`;
};
const unreached = { reachedMs: null, toneThere: null, toneBack: null };

test('a check is good when it reached the right number in time with clean audio both ways', () => {
  assert.equal(reason({}), 'good null');
  assert.equal(reason({ reachedMs: 10_000 }), 'good null');
  assert.equal(reason({ reachedMs: 10_001 }), 'bad slow');
  assert.equal(reason({ toneThere: 9.9 }), 'bad no-audio-there');
  assert.equal(reason({ toneBack: null }), 'bad no-audio-back');
  assert.equal(reason({ didRight: false, toneThere: null }), 'bad wrong-did');
});

test('a call that did not reach us is told by the cause the operator gave', () => {
  assert.equal(reason({ ...unreached, cause: 1 }), 'bad not-reached');
  assert.equal(reason({ ...unreached, cause: null }), 'bad not-reached');
  assert.equal(reason({ ...unreached, cause: 17 }), 'bad busy');
  assert.equal(reason({ ...unreached, cause: 21 }), 'bad rejected');
});

test('what says nothing about the number is inconclusive', () => {
  assert.equal(reason({ ...unreached, placed: false }), 'inconclusive engine-unavailable');
  assert.equal(reason({ ...unreached, cause: 34 }), 'inconclusive operator-unavailable');
  assert.equal(reason({ ...unreached, gaveWay: true, cause: 16 }), 'inconclusive line-taken');
  assert.equal(reason({ unheard: true, toneThere: null }), 'inconclusive interrupted');
});

const NOW = 1_000_000;
const bad = (minutesAgo: number, why: CheckResult['reason'] = 'not-reached'): CheckResult => ({
  at: NOW - minutesAgo * 60,
  outcome: 'bad',
  reason: why,
});
const good = (minutesAgo: number): CheckResult => ({ at: NOW - minutesAgo * 60, outcome: 'good', reason: null });
const unsure = (minutesAgo: number): CheckResult => ({
  at: NOW - minutesAgo * 60,
  outcome: 'inconclusive',
  reason: 'line-taken',
});
const number = (results: CheckResult[], more: Partial<CheckedNumber> = {}): CheckedNumber => ({
  id: 'a',
  outOfOrderSince: null,
  results,
  lastCallAt: null,
  lastTalkAt: null,
  ...more,
});
const verdict = (one: CheckedNumber, others: CheckedNumber[] = []) => verdictOf(one, others, NOW).kind;
const works = number([good(10)], { id: 'w' });
const fails = number([bad(5)], { id: 'f' });
const quiet = number([], { id: 'q' });

test('one bad result is looked at again; two in a row put the number out if another works', () => {
  assert.equal(verdict(number([bad(1), good(900)]), [works]), 'check-again');
  assert.equal(verdict(number([bad(1), bad(20)]), [works]), 'goes-out');
  assert.equal(verdict(number([bad(1), unsure(5), bad(20)]), [works]), 'goes-out');
  assert.equal(verdict(number([good(1), bad(20)]), [works]), 'stays');
});

test('before a number is blamed another of its connection is asked', () => {
  assert.deepEqual(verdictOf(number([bad(1), bad(20)]), [fails, quiet], NOW), { kind: 'ask-witness', numberId: 'q' });
  assert.equal(verdict(number([bad(1), bad(20)]), [number([], { lastCallAt: NOW - 60 })]), 'goes-out');
  assert.equal(verdict(number([bad(1), bad(20)]), []), 'goes-out');
});

test('when the others fail too it is the connection, and no number is blamed', () => {
  assert.equal(verdict(number([bad(1), bad(20)]), [fails]), 'connection-failing');
  assert.equal(verdict(number([bad(1), bad(20)]), [fails, fails, quiet, quiet]), 'connection-failing');
  assert.equal(verdict(number([bad(1), bad(20)]), [fails, fails, works]), 'goes-out');
});

test('a number that works tells nothing of a disturbance of yesterday', () => {
  assert.equal(verdict(number([bad(1500), bad(1520)]), [works]), 'check-again');
});

test('a number comes back after two good results in a row', () => {
  const out = { outOfOrderSince: NOW - 6000 };
  assert.equal(verdict(number([good(1), bad(100)], out), [works]), 'check-again');
  assert.equal(verdict(number([good(1), good(20)], out), [works]), 'comes-back');
  assert.equal(verdict(number([bad(1), good(20)], out), [works]), 'stays');
});

test('a real call shows that calls reach us; for audio it must have been talked', () => {
  const out = { outOfOrderSince: NOW - 6000 };
  const rang = { lastCallAt: NOW - 30 };
  assert.deepEqual(verdictOf(number([bad(100)], { ...out, ...rang }), [works], NOW), {
    kind: 'comes-back',
    by: 'call',
  });
  assert.equal(verdict(number([bad(100, 'no-audio-back')], { ...out, ...rang }), [works]), 'stays');
  assert.equal(verdict(number([bad(100, 'no-audio-back')], { ...out, lastTalkAt: NOW - 30 }), [works]), 'comes-back');
  assert.equal(verdict(number([bad(1), bad(20)], { lastCallAt: NOW - 600 }), [works]), 'check-again');
});
