import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freshness } from './freshness.ts';

const now = new Date('2026-06-12T12:00:00Z');

test('a night without visits is nothing, more than a day is a sign', () => {
  assert.equal(freshness('view', '2026-06-11T13:00:00Z', now), 'fresh');
  assert.equal(freshness('view', '2026-06-11T11:00:00Z', now), 'stale');
});

test('calls may be rare: a week without one is the sign', () => {
  assert.equal(freshness('call', '2026-06-06T12:00:00Z', now), 'fresh');
  assert.equal(freshness('call', '2026-06-05T11:00:00Z', now), 'stale');
});

test('what never happened is said apart from what is old', () => {
  assert.equal(freshness('learned', null, now), 'never');
});
