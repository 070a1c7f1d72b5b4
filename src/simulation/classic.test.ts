import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PolicyName } from '../core/pool/pool-policy.ts';
import type { Rule } from './classic.ts';
import { createReplay, type ReplayOptions } from './replay.ts';
import type { LogEvent } from './world.ts';

const MINUTE = 60;
const visit = (t: number, name: string, visitor = `b-${name}`): LogEvent => ({
  ...{ t, type: 'visit', visit: name, visitor },
  ...{ channel: 'paid', campaign: 'spring', region: null, mobile: false },
});
const close = (t: number, name: string): LogEvent => ({ t, type: 'close', visit: name });
const call = (t: number, dials: string): LogEvent => ({
  ...{ t, type: 'call', id: `call to ${dials}`, caller: null, region: null, dials },
});

const play = (
  policy: PolicyName,
  rule: Rule,
  options: Partial<ReplayOptions> & { numbers: number },
  log: LogEvent[],
) => {
  const replay = createReplay({ ...options, rule, pool: { policy, ...options.pool } });
  return log.map((event) => replay.take(event));
};
const numbersOf = (policy: PolicyName, options: Partial<ReplayOptions> & { numbers: number }, log: LogEvent[]) =>
  play(policy, 'posterior', options, log).flatMap((line) => (line && 'number' in line ? [line.number] : []));
const visitsNamed = (rule: Rule, options: Partial<ReplayOptions> & { numbers: number }, log: LogEvent[]) =>
  play('lru', rule, options, log).flatMap((line) => (line && 'call' in line ? [line.visit] : []));

// Two numbers were used and left; v1's lease ends at 21 min, v2's at 22 min.
const TWO_USED = [visit(0, 'v1'), close(MINUTE, 'v1'), visit(MINUTE + 1, 'v2'), close(2 * MINUTE, 'v2')];

test('the longest unused number is given first, or the last used one', () => {
  const log = [...TWO_USED, visit(30 * MINUTE, 'v3')];
  assert.deepEqual(numbersOf('lru', { numbers: 2 }, log), [0, 1, 0]);
  assert.deepEqual(numbersOf('lifo', { numbers: 2 }, log), [0, 1, 1]);
});

test('when every number is held, the one whose lease ends first is shared, or the page keeps its own', () => {
  const log = [...TWO_USED, visit(20 * MINUTE, 'v3')];
  for (const policy of ['lru', 'lifo', 'random', 'sub-pools'] as const) {
    assert.equal(numbersOf(policy, { numbers: 2 }, log)[2], 0, policy);
    assert.equal(numbersOf(policy, { numbers: 2, pool: { overflow: 'fallback' } }, log)[2], null, policy);
  }
  assert.equal(numbersOf('source-aware', { numbers: 2, pool: { overflow: 'fallback' } }, log)[2], null);
});

test('a number in quarantine is not free', () => {
  const given = (t: number) => {
    const pool = { overflow: 'fallback', quarantineSeconds: 600 } as const;
    return numbersOf('lru', { numbers: 2, pool }, [...TWO_USED, visit(t, 'v3')])[2];
  };
  assert.equal(given(31 * MINUTE - 1), null);
  assert.equal(given(31 * MINUTE), 0);
});

test('a random number is one that is free, each as often, and the same for the same log', () => {
  const log = Array.from({ length: 4000 }, (_, index) => visit(index * 30 * MINUTE, `v${index}`));
  const given = numbersOf('random', { numbers: 4 }, log);
  assert.deepEqual(numbersOf('random', { numbers: 4 }, log), given);
  for (const number of [0, 1, 2, 3]) {
    const share = given.filter((one) => one === number).length / given.length;
    assert.ok(Math.abs(share - 0.25) < 0.03, `${share} of the visits were shown ${number}`);
  }
});

test('a returning visitor is shown the number of last time unless someone else holds it', () => {
  const back = (t: number, others: LogEvent[]) =>
    numbersOf('lru', { numbers: 2 }, [visit(0, 'v1', 'anna'), visit(1, 'v2'), ...others, visit(t, 'v9', 'anna')]).at(
      -1,
    );
  assert.equal(back(50 * MINUTE, []), 0);
  assert.equal(back(50 * MINUTE, [visit(40 * MINUTE, 'v3')]), 1);
});

test('the current holder is the latest one whose lease runs; later nobody is named', () => {
  const named = (t: number) =>
    visitsNamed('current-holder', { numbers: 1 }, [visit(0, 'v1'), visit(60, 'v2'), call(t, 'v1')]);
  assert.deepEqual(named(20 * MINUTE), ['v2']);
  assert.deepEqual(named(21 * MINUTE), [null]);
});

test('an earlier visit that is active again does not become the current holder', () => {
  const again: LogEvent = { t: 90, type: 'beat', visit: 'v1' };
  assert.deepEqual(
    visitsNamed('current-holder', { numbers: 1 }, [visit(0, 'v1'), visit(60, 'v2'), again, call(95, 'v1')]),
    ['v2'],
  );
});

test('the last holder is named however long ago it left', () => {
  assert.deepEqual(visitsNamed('last-holder', { numbers: 1 }, [visit(0, 'v1'), visit(60, 'v2'), call(86_400, 'v1')]), [
    'v2',
  ]);
});

test('a call to the page’s own number names nobody', () => {
  const log = [visit(0, 'v1'), visit(1, 'v2'), call(2, 'v2')];
  for (const rule of ['current-holder', 'last-holder', 'posterior'] as const) {
    assert.deepEqual(visitsNamed(rule, { numbers: 1, pool: { overflow: 'fallback' } }, log), [null], rule);
  }
});
