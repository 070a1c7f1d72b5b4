import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRateLimit } from './rate-limit.ts';

test('so many views and so many activities a minute are let in from one address', () => {
  const allow = createRateLimit({ viewsPerMinute: 2, activityPerMinute: 1 });
  const views = [0, 1, 2].map((at) => allow('a', 'view', 6000 + at));
  assert.deepEqual(views, [true, true, false]);
  assert.deepEqual([allow('a', 'activity', 6003), allow('a', 'activity', 6004)], [true, false]);
  assert.equal(allow('b', 'view', 6005), true, 'another address has its own count');
  assert.equal(allow('a', 'view', 6059), false, 'the same minute');
  assert.equal(allow('a', 'view', 6060), true, 'the next minute');
});

test('its memory is bounded: beyond it new addresses are let in, known ones are still limited', () => {
  const allow = createRateLimit({ viewsPerMinute: 1, activityPerMinute: 1 });
  for (let address = 0; address < 100_000; address++) allow(String(address), 'view', 0);
  assert.equal(allow('new', 'view', 1), true);
  assert.equal(allow('new', 'view', 1), true);
  assert.equal(allow('5', 'view', 1), false);
});
