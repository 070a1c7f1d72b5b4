import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpread, createWindow } from './flood.ts';

const MINUTE = 60_000;

test('calls of one caller are counted within the span, and no longer', () => {
  const window = createWindow({ most: 50, keys: 100 });
  const counts = [0, 20_000, 40_000, 59_999, 60_000, 200_000].map((at) => window.note('a', at, MINUTE));
  assert.deepEqual(counts, [1, 2, 3, 4, 4, 1]);
});

test('callers are counted apart', () => {
  const window = createWindow({ most: 50, keys: 100 });
  assert.deepEqual([window.note('a', 0, MINUTE), window.note('b', 1, MINUTE), window.note('a', 2, MINUTE)], [1, 1, 2]);
  assert.deepEqual([window.count('a', 3, MINUTE), window.count('c', 3, MINUTE)], [2, 0]);
});

test('a flood of a million made-up callers takes no more memory than its limit', () => {
  const window = createWindow({ most: 5, keys: 1000 });
  for (let at = 0; at < 1_000_000; at++) window.note(`caller ${at}`, at, MINUTE);
  assert.ok(window.size() <= 1000);
  for (let at = 0; at < 100; at++) window.note('one', 1_000_000 + at, MINUTE);
  assert.equal(window.count('one', 1_000_100, MINUTE), 5);
});

test('a clock that was set back counts on', () => {
  const window = createWindow({ most: 50, keys: 100 });
  window.note('a', 100_000, MINUTE);
  assert.equal(window.note('a', 90_000, MINUTE), 2);
});

test('the same number again is no other number', () => {
  const spread = createSpread({ most: 10, keys: 10 });
  const counts = (['x', 'x', 'y', 'x', 'z'] as const).map((number, at) => spread.note('a', number, at * 1000, MINUTE));
  assert.deepEqual(counts, [1, 1, 2, 2, 3]);
  assert.equal(spread.note('a', 'w', 10 * MINUTE, MINUTE), 1);
});
