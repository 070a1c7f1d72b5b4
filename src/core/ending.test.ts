import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysLeft, endStage } from './ending.ts';

test('a word is due sixty, thirty and seven days before the end, and after it', () => {
  const stages = [61, 60, 31, 30, 8, 7, 0, -1, -400].map(endStage);
  assert.deepEqual(stages, [null, 60, 60, 30, 30, 7, 7, 'ended', 'ended']);
});

test('days are counted over months, leap days and changes of the clock', () => {
  assert.equal(daysLeft('2026-03-31', '2026-03-01'), 30);
  assert.equal(daysLeft('2028-03-01', '2028-02-28'), 2);
  assert.equal(daysLeft('2026-01-01', '2026-01-01'), 0);
  assert.equal(daysLeft('2025-12-31', '2026-01-01'), -1);
});
