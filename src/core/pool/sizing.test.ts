import assert from 'node:assert/strict';
import { test } from 'node:test';
import { erlangB, exactVisitShare, overflowShare, startValue } from './sizing.ts';

// number-pool.md § 7
for (const [servers, load, blocked] of [
  [5, 3, 0.1101],
  [10, 5, 0.0184],
  [20, 12, 0.0098],
  [30, 20, 0.0085],
  [50, 40, 0.0187],
  [100, 84, 0.0099],
] as const)
  test(`${servers} servers under ${load} erlangs turn away ${blocked} of arrivals`, () => {
    assert.ok(Math.abs(erlangB(servers, load) - blocked) < 0.00006, `${erlangB(servers, load)}`);
  });

test('nobody is turned away where nobody comes, everybody where there is nothing', () => {
  assert.equal(erlangB(3, 0), 0);
  assert.equal(erlangB(0, 2), 1);
});

test('a day of even traffic overflows as one hour of it does', () => {
  const even = { numbers: 20, visitsPerDay: 8640, newShare: 1, heldSeconds: 120, hourly: Array(24).fill(1) };
  assert.ok(Math.abs(overflowShare(even) - erlangB(20, 12)) < 1e-12);
});

test('the same visits in half of the hours overflow more', () => {
  const even = { numbers: 20, visitsPerDay: 8640, newShare: 1, heldSeconds: 120, hourly: Array(24).fill(1) };
  const office = { ...even, hourly: Array.from({ length: 24 }, (_, hour) => (hour < 12 ? 2 : 0)) };
  assert.ok(overflowShare(office) > overflowShare(even));
});

test('a visit is found by its number as long as fewer visits than numbers came after it', () => {
  assert.equal(exactVisitShare([0, 5, 9, 10, 40], 10, 1), 0.6);
  assert.equal(exactVisitShare([0, 5, 9, 10, 40], 10, 0.5), 0.8);
  assert.equal(exactVisitShare([], 10, 0.5), 0);
});

test('a pool begins with six numbers, or with enough for its channels, or for the sources that call', () => {
  assert.equal(startValue(2, [1, 1]), 6);
  assert.equal(startValue(9, [1, 1]), 11);
  assert.equal(startValue(3, [...Array(20).fill(10), ...Array(40).fill(0.1)]), 14);
});
