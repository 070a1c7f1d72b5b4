import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRate } from './rate.ts';

test('so many may go in any second, and no more', async () => {
  let now = 0;
  const rate = createRate({ perSecond: 3 }, () => now);
  assert.deepEqual([rate.free(10), rate.free(2), rate.untilFree()], [3, 2, 0]);
  await rate.turn();
  now = 400;
  await rate.turn();
  await rate.turn();
  assert.deepEqual([rate.free(10), rate.untilFree()], [0, 600]);
  now = 1000;
  assert.deepEqual([rate.free(10), rate.untilFree()], [1, 0]);
  await rate.turn();
  assert.deepEqual([rate.free(10), rate.untilFree()], [0, 400]);
  now = 1400;
  assert.equal(rate.free(10), 2);
});

test('less than one a second is one in so long', async () => {
  let now = 0;
  const rate = createRate({ perSecond: 0.2 }, () => now);
  await rate.turn();
  assert.deepEqual([rate.free(1), rate.untilFree()], [0, 5000]);
  now = 5000;
  assert.equal(rate.free(1), 1);
});

test('a burst is so many at once, in as long as they have', async () => {
  let now = 0;
  const rate = createRate({ perSecond: 2, burst: 10 }, () => now);
  assert.equal(rate.free(20), 10);
  for (let n = 0; n < 10; n++) await rate.turn();
  now = 4900;
  assert.equal(rate.free(20), 0);
  now = 5000;
  assert.equal(rate.free(20), 10);
});

test('how long until one may go beside others is told, so that some may be kept back', async () => {
  let now = 0;
  const rate = createRate({ perSecond: 4 }, () => now);
  await rate.turn();
  now = 100;
  await rate.turn();
  now = 300;
  await rate.turn();
  assert.deepEqual([rate.untilFree(), rate.untilFree(1), rate.untilFree(2), rate.untilFree(3)], [0, 700, 800, 1000]);
  await rate.turn();
  assert.equal(rate.untilFree(), 700);
});
