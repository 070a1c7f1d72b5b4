import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CollectSite } from '../store/sites.ts';
import { createPoolState } from './pool-state.ts';

const numbers = (...ids: string[]) => ids.map((id) => ({ id, e164: `+7495777000${id.slice(-1)}` }));
const site = (pools: CollectSite['pools']): CollectSite => ({
  id: 'site',
  publicKey: 'demo0shop',
  origins: [],
  serveAutomation: false,
  pools,
});
const showing = (visit: string, at: number) => ({
  visit,
  visitor: `b-${visit}`,
  channel: 'c',
  campaign: 'k',
  region: null,
  at,
});

test('a visit gets one number from each pool and keeps them on its next page', () => {
  const state = createPoolState();
  const shop = site([
    { id: 'p1', targetNumber: '+74951234567', numbers: numbers('n1', 'n2') },
    { id: 'p2', targetNumber: '+74957654321', numbers: numbers('m1') },
    { id: 'p3', targetNumber: '+74951111111', numbers: [] },
  ]);
  state.sync([shop], 0);
  const first = state.assign(shop, showing('v1', 1));
  assert.deepEqual(
    first.map(({ poolId, find, show, text, isNew }) => [poolId, find, show, text, isNew]),
    [
      ['p1', '+74951234567', '+74957770001', '+7 495 777-00-01', true],
      ['p2', '+74957654321', '+74957770001', '+7 495 777-00-01', true],
    ],
  );
  const next = state.assign(shop, showing('v1', 20));
  assert.deepEqual(
    next.map(({ numberId, isNew }) => [numberId, isNew]),
    [
      ['n1', false],
      ['m1', false],
    ],
  );
});

test('a number that leaves is not given out any more, but its calls are still attributed', () => {
  const state = createPoolState();
  const before = site([{ id: 'p1', targetNumber: '+74951234567', numbers: numbers('n1') }]);
  state.sync([before], 0);
  state.assign(before, showing('v1', 1));
  const after = site([{ id: 'p1', targetNumber: '+74951234567', numbers: numbers('n2') }]);
  state.sync([after], 2);
  assert.equal(state.assign(after, showing('v2', 3))[0]?.numberId, 'n2');
  assert.equal(state.assign(after, showing('v1', 4))[0]?.numberId, 'n1', 'a live holder is never moved');
  assert.deepEqual(
    state.holdersOf('n1', 5).map(({ visit }) => visit),
    ['v1'],
  );
  state.sync([], 6);
  assert.deepEqual(
    state.holdersOf('n1', 7).map(({ visit }) => visit),
    ['v1'],
    'even when the site is gone',
  );
});

test('a number that moved has the holders of all its pools', () => {
  const state = createPoolState();
  const one = site([
    { id: 'p1', targetNumber: '+74951234567', numbers: numbers('n1') },
    { id: 'p2', targetNumber: '+74957654321', numbers: [] },
  ]);
  state.sync([one], 0);
  state.assign(one, showing('v1', 1));
  const two = site([
    { id: 'p1', targetNumber: '+74951234567', numbers: [] },
    { id: 'p2', targetNumber: '+74957654321', numbers: numbers('n1') },
  ]);
  state.sync([two], 2);
  state.assign(two, showing('v2', 3));
  assert.deepEqual(
    state
      .holdersOf('n1', 4)
      .map(({ visit }) => visit)
      .sort(),
    ['v1', 'v2'],
  );
});

test("another node's lease is known, and the visit keeps that number here", () => {
  const state = createPoolState();
  const shop = site([{ id: 'p1', targetNumber: '+74951234567', numbers: numbers('n1', 'n2', 'n3') }]);
  state.sync([shop], 0);
  assert.equal(state.take(['seen', 'site', 'v1', 1], 1), false);
  for (const twice of [1, 2]) state.take(['lease', 'p1', 'n3', 'v1', 'b1', 'c', 'k', 'Moscow', 1], twice);
  assert.equal(state.take(['tap', 'site', 'v1', 9], 9), true);
  assert.deepEqual(
    state.assign(shop, showing('v1', 10)).map(({ numberId, isNew }) => [numberId, isNew]),
    [['n3', false]],
  );
  const [holder, ...others] = state.holdersOf('n3', 11);
  assert.deepEqual([holder?.tappedAt, holder?.region, others.length], [9, 'Moscow', 0]);
  assert.equal(state.take(['lease', 'no-such-pool', 'n3', 'v9', 'b1', 'c', 'k', null, 1], 12), false);
});

test('a credit from the log is known to the holder', () => {
  const state = createPoolState();
  const shop = site([{ id: 'p1', targetNumber: '+74951234567', numbers: numbers('n1') }]);
  state.sync([shop], 0);
  state.assign(shop, showing('v1', 1));
  state.credit({ poolId: 'p1', visitId: 'v1', numberId: 'n1', credited: 0.8 }, 2);
  state.credit({ poolId: 'p1', visitId: 'v9', numberId: 'n1', credited: 0.8 }, 2);
  assert.equal(state.holdersOf('n1', 3)[0]?.credited, 0.8);
});
