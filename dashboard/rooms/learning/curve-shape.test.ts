import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callersBy, secondsUntil } from './curve-shape.ts';

const CLOSED = [
  { fromSeconds: 0, toSeconds: 60, perHour: 6 },
  { fromSeconds: 60, toSeconds: 3660, perHour: 0.1 },
  { fromSeconds: 3660, toSeconds: null, perHour: 0 },
];

test('the curve of late callers adds the bins up to all of them', () => {
  assert.deepEqual(callersBy(CLOSED), [
    { seconds: 60, share: 0.5 },
    { seconds: 3660, share: 1 },
  ]);
});

test('half of the callers have called where the curve is at one half, nine of ten between its points', () => {
  const curve = callersBy(CLOSED);
  assert.equal(secondsUntil(curve, 0.5), 60);
  assert.equal(Math.round(secondsUntil(curve, 0.9) ?? 0), 2940);
});

test('a version that expects no late calls has no curve', () => {
  assert.deepEqual(callersBy([{ fromSeconds: 0, toSeconds: 60, perHour: 0 }]), []);
  assert.equal(secondsUntil([], 0.5), null);
});
