import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TargetedVisit } from '../core/source/targeting.ts';
import type { CollectPool, CollectSite } from '../store/sites.ts';
import { createPoolState, type PoolState } from './pool-state.ts';

const numbers = (...ids: string[]) => ids.map((id) => ({ id, e164: `+7495777000${id.slice(-1)}`, region: null }));
const pool = (
  id: string,
  targetNumber: string,
  own: CollectPool['numbers'],
  more: Partial<CollectPool> = {},
): CollectPool => ({
  ...{ id, name: id, targetNumber, numbers: own, targeting: {}, policy: 'source-aware', overflow: 'share' },
  ...more,
});
const site = (pools: CollectPool[], others: CollectSite['others'] = []): CollectSite => ({
  id: 'site',
  publicKey: 'demo0shop',
  origins: [],
  serveAutomation: false,
  placements: [],
  pools,
  others,
});
const showing = (visit: string, at: number) => ({
  visit,
  visitor: `b-${visit}`,
  channel: 'c',
  campaign: 'k',
  region: null,
  desktop: false,
  at,
});
const VISIT: TargetedVisit = {
  ...{ channel: 'c', source: 's', campaign: 'k', region: null },
  ...{ landingPage: 'https://shop.example/flowers', device: 'mobile' },
};
const assign = (state: PoolState, shop: CollectSite, visit: string, at: number, more: Partial<TargetedVisit> = {}) =>
  state.assign(shop, showing(visit, at), { ...VISIT, ...more });

test('a visit gets one number from each pool and keeps them on its next page', () => {
  const state = createPoolState();
  const shop = site([
    pool('p1', '+74951234567', numbers('n1', 'n2')),
    pool('p2', '+74957654321', numbers('m1')),
    pool('p3', '+74951111111', []),
  ]);
  state.sync([shop], 0);
  const first = assign(state, shop, 'v1', 1).shown;
  assert.deepEqual(
    first.map(({ poolId, find, show, isNew }) => [poolId, find, show, isNew]),
    [
      ['p1', '+74951234567', '+74957770001', true],
      ['p2', '+74957654321', '+74957770001', true],
    ],
  );
  const next = assign(state, shop, 'v1', 20).shown;
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
  const before = site([pool('p1', '+74951234567', numbers('n1'))]);
  state.sync([before], 0);
  assign(state, before, 'v1', 1).shown;
  const after = site([pool('p1', '+74951234567', numbers('n2'))]);
  state.sync([after], 2);
  assert.equal(assign(state, after, 'v2', 3).shown[0]?.numberId, 'n2');
  assert.equal(assign(state, after, 'v1', 4).shown[0]?.numberId, 'n1', 'a live holder is never moved');
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
  const one = site([pool('p1', '+74951234567', numbers('n1')), pool('p2', '+74957654321', [])]);
  state.sync([one], 0);
  assign(state, one, 'v1', 1).shown;
  const two = site([pool('p1', '+74951234567', []), pool('p2', '+74957654321', numbers('n1'))]);
  state.sync([two], 2);
  assign(state, two, 'v2', 3).shown;
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
  const shop = site([pool('p1', '+74951234567', numbers('n1', 'n2', 'n3'))]);
  state.sync([shop], 0);
  assert.equal(state.take(['seen', 'site', 'v1', 1], 1), false);
  for (const twice of [1, 2]) state.take(['lease', 'p1', 'n3', 'v1', 'b1', 'c', 'k', 'Moscow', false, 1], twice);
  assert.equal(state.take(['tap', 'site', 'v1', 9], 9), true);
  assert.deepEqual(
    assign(state, shop, 'v1', 10).shown.map(({ numberId, isNew }) => [numberId, isNew]),
    [['n3', false]],
  );
  const [holder, ...others] = state.holdersOf('n3', 11);
  assert.deepEqual([holder?.tappedAt, holder?.region, others.length], [9, 'Moscow', 0]);
  assert.equal(state.take(['lease', 'no-such-pool', 'n3', 'v9', 'b1', 'c', 'k', null, false, 1], 12), false);
});

test('a credit from the log is known to the holder', () => {
  const state = createPoolState();
  const shop = site([pool('p1', '+74951234567', numbers('n1'))]);
  state.sync([shop], 0);
  assign(state, shop, 'v1', 1).shown;
  state.credit({ poolId: 'p1', visitId: 'v1', numberId: 'n1', credited: 0.8 }, 2);
  state.credit({ poolId: 'p1', visitId: 'v9', numberId: 'n1', credited: 0.8 }, 2);
  assert.equal(state.holdersOf('n1', 3)[0]?.credited, 0.8);
});

test('a visit gets its number from the first pool that serves it, by each target number', () => {
  const state = createPoolState();
  const shop = site([
    pool('ads', '+74951234567', numbers('n1'), { targeting: { channels: ['paid-search'] } }),
    pool('phones', '+74951234567', numbers('n2'), { targeting: { devices: ['mobile'] } }),
    pool('rest', '+74951234567', numbers('n3')),
    pool('second', '+74957654321', numbers('n4'), { targeting: { pages: ['/flowers'] } }),
  ]);
  state.sync([shop], 0);
  const poolsOf = (visit: string, more: Partial<TargetedVisit>) =>
    assign(state, shop, visit, 1, more).shown.map(({ poolId }) => poolId);
  assert.deepEqual(poolsOf('v1', { channel: 'paid-search' }), ['ads', 'second']);
  assert.deepEqual(poolsOf('v2', {}), ['phones', 'second']);
  assert.deepEqual(poolsOf('v3', { device: 'desktop', landingPage: 'https://shop.example/' }), ['rest']);
});

test('a visit keeps its pool on its next page, whatever the rules say by then', () => {
  const state = createPoolState();
  const rules = (channels: string[]) =>
    site([
      pool('p1', '+74951234567', numbers('n1', 'n2'), { targeting: { channels } }),
      pool('p2', '+74951234567', numbers('n3')),
    ]);
  state.sync([rules(['c'])], 0);
  assert.equal(assign(state, rules(['c']), 'v1', 1).shown[0]?.numberId, 'n1');
  state.sync([rules(['other'])], 2);
  assert.equal(assign(state, rules(['other']), 'v1', 3).shown[0]?.numberId, 'n1');
  assert.equal(assign(state, rules(['other']), 'v2', 3).shown[0]?.poolId, 'p2');
});

test('where a pool has no number that works, the next one serves; where none has, that is told', () => {
  const state = createPoolState();
  const rest = pool('rest', '+74951234567', numbers('n3'));
  const shop = site([pool('first', '+74951234567', []), rest]);
  state.sync([shop], 0);
  const { shown, missed, unserved } = assign(state, shop, 'v1', 1);
  assert.deepEqual([shown[0]?.poolId, missed, unserved], ['rest', [{ poolId: 'first', reason: 'pool-empty' }], []]);
  const bare = site([pool('first', '+74951234567', []), { ...rest, numbers: [] }]);
  state.sync([bare], 2);
  const none = assign(state, bare, 'v2', 3);
  assert.deepEqual([none.shown, none.missed.length, none.unserved], [[], 2, ['pool-empty']]);
  const strange = site([pool('p', '+74951234567', numbers('n1'), { targeting: { channels: ['radio'] } })]);
  state.sync([strange], 4);
  const { shown: given, missed: asked, unserved: why } = assign(state, strange, 'v3', 5);
  assert.deepEqual([given, asked, why], [[], [], []], 'no pool is for it');
});

test('where the owner wants nothing shared, the page keeps its own number and no other pool is asked', () => {
  const state = createPoolState();
  const shop = site([
    pool('first', '+74951234567', numbers('n1'), { overflow: 'fallback' }),
    pool('rest', '+74951234567', numbers('n2')),
  ]);
  state.sync([shop], 0);
  assign(state, shop, 'v1', 1);
  const second = assign(state, shop, 'v2', 2);
  assert.deepEqual([second.shown, second.unserved], [[], ['overflow']]);
  const sharing = site([{ ...(shop.pools[0] as CollectPool), overflow: 'share' }]);
  state.sync([sharing], 3);
  const { shown } = assign(state, sharing, 'v2', 4);
  assert.deepEqual([shown[0]?.numberId, shown[0]?.shared], ['n1', true]);
});

test('who holds a number that is out of order or given up gets another at the next page', () => {
  for (const restarted of [false, true]) {
    let state = createPoolState();
    const before = site([pool('p1', '+74951234567', numbers('n1', 'n2'))]);
    state.sync([before], 0);
    assert.equal(assign(state, before, 'v1', 1).shown[0]?.numberId, 'n1');
    const [broken] = numbers('n1') as [CollectPool['numbers'][0]];
    const after = site([pool('p1', '+74951234567', numbers('n2'))], [{ ...broken, works: false }]);
    if (restarted) state = createPoolState();
    state.sync([after], 2);
    if (restarted) state.take(['lease', 'p1', 'n1', 'v1', 'b-v1', 'c', 'k', null, false, 1, 'site'], 2);
    assert.deepEqual(
      assign(state, after, 'v1', 3).shown.map(({ numberId, isNew }) => [numberId, isNew]),
      [['n2', true]],
    );
    assert.deepEqual(
      state.holdersOf('n1', 4).map(({ visit }) => visit),
      ['v1'],
    );
  }
});

test('after a restart a live holder still has the number that left the pool', () => {
  const state = createPoolState();
  const [left] = numbers('n1') as [CollectPool['numbers'][0]];
  const shop = site([pool('p1', '+74951234567', numbers('n2'))], [{ ...left, works: true }]);
  state.sync([shop], 10);
  state.take(['lease', 'p1', 'n1', 'v1', 'b-v1', 'c', 'k', null, false, 1, 'site'], 10);
  assert.equal(assign(state, shop, 'v1', 11).shown[0]?.show, left.e164);
});

test('visits of a pool that was deleted go on: their taps are known, their calls attributed', () => {
  const state = createPoolState();
  state.sync([site([])], 10);
  state.take(['lease', 'gone', 'n1', 'v1', 'b-v1', 'c', 'k', null, false, 1, 'site'], 10);
  assert.equal(state.take(['tap', 'site', 'v1', 9], 10), true);
  assert.equal(state.holdersOf('n1', 11)[0]?.tappedAt, 9);
});

test('a number that looks like the business’s own is shown first among equals', () => {
  const state = createPoolState();
  const e164s = ['+78125550001', '+74951239999', '+78005550002'];
  const own = e164s.map((e164, at) => ({ id: `n${at}`, e164, region: null }));
  const shop = site([pool('p1', '+74951234567', own)]);
  state.sync([shop], 0);
  assert.equal(assign(state, shop, 'v1', 1).shown[0]?.show, '+74951239999');
});
