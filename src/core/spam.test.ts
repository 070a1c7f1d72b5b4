import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  afterReasons,
  DEFAULT_SPAM_RULES,
  judgeSpam,
  openCallerList,
  type PastCall,
  type RingSigns,
  ringReasons,
} from './spam.ts';

const QUIET: RingSigns = { listed: null, callerCalls: 1, numberCalls: 1, numbersOfCaller: 1, isInvalid: false };
const ring = (signs: Partial<RingSigns>) => ringReasons({ ...QUIET, ...signs }, DEFAULT_SPAM_RULES);
const isSpam = (...reasons: Parameters<typeof judgeSpam>[0]) => judgeSpam(reasons, DEFAULT_SPAM_RULES).isSpam;

const START = Date.parse('2026-11-20T10:00:00Z');
/** begins `minutes` after the start; talk null: nobody answered */
const past = (minutes: number, talk: number | null = null): PastCall => {
  const startedAt = new Date(START + minutes * 60_000);
  const answeredAt = talk === null ? null : new Date(startedAt.getTime() + 8000);
  return { startedAt, answeredAt, endedAt: new Date((answeredAt ?? startedAt).getTime() + (talk ?? 20) * 1000) };
};
const after = (call: PastCall, earlier: PastCall[] = [], isSilent: boolean | null = null) =>
  afterReasons({ call: { ...call, hungUpBy: 'caller' }, earlier, isSilent });

describe('at ring time', () => {
  test('a call of somebody who calls once has no reason', () => assert.deepEqual(ring({}), []));

  test('each way to be on the list is a reason that is enough', () => {
    for (const [listed, reason] of [
      ['phone', 'blacklisted'],
      ['prefix', 'blacklisted-prefix'],
      ['hidden', 'hidden-blocked'],
    ] as const) {
      assert.deepEqual(ring({ listed }), [reason]);
      assert.equal(isSpam(reason), true);
    }
  });

  test('nine calls of one caller in ten minutes are impatience, ten are a flood', () => {
    assert.deepEqual(ring({ callerCalls: 9 }), []);
    assert.deepEqual(ring({ callerCalls: 10 }), ['flood-of-caller']);
    assert.equal(isSpam('flood-of-caller'), true);
  });

  test('a number that all the world calls holds nobody back by that alone: it may be an advert', () => {
    assert.deepEqual(ring({ numberCalls: 30 }), ['flood-of-number']);
    assert.equal(isSpam('flood-of-number'), false);
    assert.equal(isSpam('flood-of-number', 'many-numbers'), true);
  });

  test('two of our numbers may be called by a person, three within minutes look like a robot, not enough alone', () => {
    assert.deepEqual(ring({ numbersOfCaller: 2 }), []);
    assert.deepEqual(ring({ numbersOfCaller: 3 }), ['many-numbers']);
    assert.equal(isSpam('many-numbers'), false);
    assert.equal(isSpam('many-numbers', 'invalid-number'), true);
  });
});

describe('after the call', () => {
  test('a talk, and a missed call, have no reason', () => {
    assert.deepEqual(after(past(0, 95)), []);
    assert.deepEqual(after(past(0)), []);
  });

  test('hanging up at the answer counts up to two seconds, and only if the caller did it', () => {
    assert.deepEqual(after(past(0, 2)), ['hung-up-at-answer']);
    assert.deepEqual(after(past(0, 2.1)), []);
    const byAgent = afterReasons({ call: { ...past(0, 1), hungUpBy: 'agent' }, earlier: [], isSilent: null });
    assert.deepEqual(byAgent, []);
    assert.equal(isSpam('hung-up-at-answer'), false);
  });

  test('the third talk of a few seconds is one too many, unless there was a real one', () => {
    const short = [past(0, 4), past(47, 5)];
    assert.deepEqual(after(past(300, 4), short.slice(1)), []);
    assert.deepEqual(after(past(300, 4), short), ['short-again']);
    assert.deepEqual(after(past(300, 4), [...short, past(120, 60)]), []);
    assert.equal(isSpam('short-again', 'silent'), true);
  });

  test('silence is a reason only where somebody could have heard something', () => {
    assert.deepEqual(after(past(0, 10), [], true), ['silent']);
    assert.deepEqual(after(past(0), [], true), []);
    assert.deepEqual(after(past(0, 10), [], false), []);
  });

  test('five calls at intervals of a clock are no person, five by hand are', () => {
    const clock = [0, 10, 20, 30].map((minutes) => past(minutes));
    assert.deepEqual(after(past(40), clock), ['regular-intervals']);
    assert.deepEqual(after(past(40.2), clock), ['regular-intervals']);
    assert.deepEqual(after(past(43), clock), []);
    assert.deepEqual(after(past(40), clock.slice(1)), []);
  });

  test('redialling as fast as one can is impatience, and a call at the same hour each day a habit', () => {
    const spaced = (minutes: number) => [0, 1, 2, 3].map((n) => past(n * minutes));
    assert.deepEqual(after(past(4 * 0.25), spaced(0.25)), []);
    assert.deepEqual(after(past(4 * 1440), spaced(1440)), []);
  });
});

describe('the sum', () => {
  test('counts each reason with the site’s own weight, else with the usual', () => {
    const rules = { ...DEFAULT_SPAM_RULES, weights: { 'flood-of-number': 100, silent: 0 } };
    assert.deepEqual(judgeSpam(['flood-of-number'], rules), {
      ...{ score: 100, reasons: ['flood-of-number'], isSpam: true },
    });
    assert.equal(judgeSpam(['silent', 'short-again'], rules).score, 50);
  });

  test('is spam from the threshold on', () => {
    const at = (threshold: number) => judgeSpam(['many-numbers'], { ...DEFAULT_SPAM_RULES, threshold }).isSpam;
    assert.deepEqual([at(60), at(61)], [true, false]);
  });
});

describe('the list of callers', () => {
  const list = openCallerList([
    { list: 'blocked', match: 'phone', phone: '+79160000001' },
    { list: 'blocked', match: 'prefix', phone: '+7800' },
    { list: 'blocked', match: 'hidden', phone: null },
    { list: 'safe', match: 'phone', phone: '+78005553535' },
  ]);

  test('knows phones, beginnings and those who show none', () => {
    const asked = ['+79160000001', '+79160000002', '+78001234567', '+7800', '+780'];
    assert.deepEqual(
      asked.map((caller) => list.listed(caller, false)),
      ['phone', null, 'prefix', 'prefix', null],
    );
    assert.deepEqual([list.listed(null, true), list.listed(null, false)], ['hidden', null]);
  });

  test('tells who is safe whatever else is said', () => {
    assert.deepEqual(
      [list.isSafe('+78005553535'), list.isSafe('+78005553536'), list.isSafe(null)],
      [true, false, false],
    );
  });
});
