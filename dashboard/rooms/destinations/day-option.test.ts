import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysOf } from './day-option.ts';

test('every day is there, with what waits and what is over put together', () => {
  const days = daysOf(
    [
      { day: '2026-11-20', state: 'done', count: 5 },
      { day: '2026-11-20', state: 'due', count: 1 },
      { day: '2026-11-20', state: 'sending', count: 2 },
      { day: '2026-11-22', state: 'parked', count: 1 },
      { day: '2026-11-22', state: 'skipped', count: 3 },
    ],
    '2026-11-22',
    3,
  );
  assert.deepEqual(days, [
    { day: '2026-11-20', done: 5, waiting: 3, parked: 0, rest: 0 },
    { day: '2026-11-21', done: 0, waiting: 0, parked: 0, rest: 0 },
    { day: '2026-11-22', done: 0, waiting: 0, parked: 1, rest: 3 },
  ]);
});
