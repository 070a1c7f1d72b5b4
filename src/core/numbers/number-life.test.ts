import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  type BoundSource,
  change,
  type NumberLife,
  type NumberState,
  nextStates,
  refusalOf,
  restsUntil,
} from './number-life.ts';

const DAY_MS = 86_400_000;
const LEFT = new Date('2026-03-01T12:00:00Z');
const later = (days: number) => new Date(LEFT.getTime() + days * DAY_MS);
const source = (campaign: string): BoundSource => ({
  ...{ channel: 'offline', source: 'radio', medium: null, campaign, adGroup: null, content: null, term: null },
});
const RADIO = source('morning');

const life = (state: NumberState, more: Partial<NumberLife> = {}): NumberLife => ({
  ...{ state, poolId: state === 'pool' ? 'p1' : null, staticSource: state === 'static' ? RADIO : null, last: null },
  ...more,
});
const leftPool = { last: { poolId: 'p1', staticSource: null, until: LEFT } };

describe('a number that is ordered', () => {
  test('is ours when it is ready, and serves only then', () => {
    assert.equal(change(life('ordered'), { to: 'ready' }, LEFT).kind, 'changed');
    for (const wish of [{ to: 'pool', poolId: 'p1' }, { to: 'leaving' }, { to: 'resting' }] as const)
      assert.deepEqual(change(life('ordered'), wish, LEFT), { kind: 'refused', reason: 'not-ours-yet', until: null });
  });

  test('may be given up before it came; one that is ours is not ordered again', () => {
    assert.equal(change(life('ordered'), { to: 'gone' }, LEFT).kind, 'changed');
    assert.deepEqual(change(life('ready'), { to: 'ordered' }, LEFT), {
      kind: 'refused',
      reason: 'already-ours',
      until: null,
    });
  });
});

describe('a number that leaves a pool or a source', () => {
  test('rests; the pool is gone from it, the source stays with it', () => {
    const fromPool = change(life('pool'), { to: 'resting' }, LEFT);
    assert.deepEqual(fromPool, {
      kind: 'changed',
      state: 'resting',
      poolId: null,
      staticSource: null,
      shownUntil: null,
    });
    const fromSource = change(life('static'), { to: 'resting' }, LEFT);
    assert.deepEqual(fromSource, {
      kind: 'changed',
      state: 'resting',
      poolId: null,
      staticSource: RADIO,
      shownUntil: null,
    });
  });

  test('is never ready at once', () => {
    for (const state of ['pool', 'static'] as const)
      assert.deepEqual(change(life(state), { to: 'ready' }, LEFT), {
        kind: 'refused',
        reason: 'in-service',
        until: null,
      });
  });

  test('serves elsewhere only after thirty days, to the moment', () => {
    const resting = life('resting', leftPool);
    const early = new Date(later(30).getTime() - 1);
    for (const wish of [
      { to: 'pool', poolId: 'p2' },
      { to: 'static', staticSource: RADIO },
      { to: 'ready' },
    ] as const) {
      assert.deepEqual(change(resting, wish, early), { kind: 'refused', reason: 'still-resting', until: later(30) });
      assert.equal(change(resting, wish, later(30)).kind, 'changed');
    }
    assert.deepEqual(restsUntil(resting), later(30));
  });

  test('may go back where it served at any time', () => {
    assert.equal(change(life('resting', leftPool), { to: 'pool', poolId: 'p1' }, later(1)).kind, 'changed');
    const wasRadio = life('resting', { staticSource: RADIO, last: { poolId: null, staticSource: RADIO, until: LEFT } });
    assert.equal(change(wasRadio, { to: 'static', staticSource: { ...RADIO } }, later(1)).kind, 'changed');
    assert.equal(change(wasRadio, { to: 'static', staticSource: source('evening') }, later(1)).kind, 'refused');
  });

  test('serves elsewhere earlier if the person says so, and the answer says until when it was shown', () => {
    const moved = change(life('resting', leftPool), { to: 'pool', poolId: 'p2', evenIfShown: true }, later(3));
    assert.deepEqual(moved, { kind: 'changed', state: 'pool', poolId: 'p2', staticSource: null, shownUntil: LEFT });
    const leaked = change(life('pool'), { to: 'static', staticSource: RADIO, evenIfShown: true }, later(3));
    assert.deepEqual(leaked, {
      kind: 'changed',
      state: 'static',
      poolId: null,
      staticSource: RADIO,
      shownUntil: later(3),
    });
    assert.equal(change(life('pool'), { to: 'static', staticSource: RADIO }, later(3)).kind, 'refused');
    assert.equal(change(life('static'), { to: 'static', staticSource: source('evening') }, later(3)).kind, 'refused');
  });

  test('does not rest less because it was ready, or because it was to be given back', () => {
    for (const state of ['ready', 'leaving'] as const)
      assert.equal(change(life(state, leftPool), { to: 'pool', poolId: 'p2' }, later(29)).kind, 'refused');
  });
});

describe('a number that is given back', () => {
  test('leaves from wherever it is, and may still be kept', () => {
    for (const state of ['ready', 'pool', 'static', 'resting'] as const)
      assert.equal(change(life(state), { to: 'leaving' }, LEFT).kind, 'changed');
    assert.equal(change(life('leaving'), { to: 'ready' }, LEFT).kind, 'changed');
    assert.equal(change(life('leaving', leftPool), { to: 'resting' }, later(3)).kind, 'changed');
    assert.equal(change(life('leaving', leftPool), { to: 'ready' }, later(3)).kind, 'refused');
  });

  test('is gone for good: it comes back only as a new one', () => {
    assert.equal(change(life('leaving'), { to: 'gone' }, LEFT).kind, 'changed');
    for (const to of ['ready', 'leaving', 'resting'] as const)
      assert.deepEqual(change(life('gone'), { to }, LEFT), { kind: 'refused', reason: 'gone', until: null });
    assert.deepEqual(change(life('gone'), { to: 'gone' }, LEFT), { kind: 'same' });
  });
});

test('what is so already is no change', () => {
  assert.deepEqual(change(life('pool'), { to: 'pool', poolId: 'p1' }, LEFT), { kind: 'same' });
  assert.deepEqual(change(life('static'), { to: 'static', staticSource: { ...RADIO } }, LEFT), { kind: 'same' });
});

test('a number that was never shown has nothing to rest from', () => {
  assert.deepEqual(change(life('ready'), { to: 'resting' }, LEFT), {
    ...{ kind: 'refused', reason: 'nothing-to-rest-from', until: null },
  });
});

test('the choices of each state, and which of them need a word', () => {
  const choices = (number: NumberLife) =>
    nextStates(number, later(3)).map(({ state, evenIfShown }) => state + (evenIfShown ? '!' : ''));
  assert.deepEqual(choices(life('ordered')), ['ready', 'gone']);
  assert.deepEqual(choices(life('ready')), ['pool', 'static', 'leaving', 'gone']);
  assert.deepEqual(choices(life('pool')), ['pool!', 'static!', 'resting', 'leaving', 'gone']);
  assert.deepEqual(choices(life('static')), ['pool!', 'static!', 'resting', 'leaving', 'gone']);
  assert.deepEqual(choices(life('resting', leftPool)), ['pool!', 'static!', 'leaving', 'gone']);
  assert.deepEqual(choices(life('leaving', leftPool)), ['pool!', 'static!', 'resting', 'gone']);
  assert.deepEqual(choices(life('leaving')), ['ready', 'pool', 'static', 'gone']);
  assert.deepEqual(choices(life('gone')), []);
});

test('each refusal says what to do', () => {
  assert.match(refusalOf('still-resting', later(30)), /until 2026-03-31.*evenIfShown/);
  for (const reason of ['gone', 'not-ours-yet', 'already-ours', 'in-service', 'nothing-to-rest-from'] as const)
    assert.match(refusalOf(reason, null), /\. |: /);
});
