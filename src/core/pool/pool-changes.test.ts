// A pool whose settings, numbers or load change while it serves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AssignRequest, createPool, DEFAULT_POOL_PARAMETERS, type Pool } from './pool.ts';

const DAY = 86_400;
const request = (visit: string, at: number, more: Partial<AssignRequest> = {}): AssignRequest => ({
  ...{ visit, visitor: `visitor of ${visit}`, channel: 'paid', campaign: 'spring', region: null, desktop: false, at },
  ...more,
});
const numberOf = (pool: Pool, visit: string, at: number, more: Partial<AssignRequest> = {}) => {
  const given = pool.assign(request(visit, at, more));
  return given.kind === 'assigned' ? given.number : given.reason;
};

test('who holds a broken number gets another at once, and nobody new gets it', () => {
  const pool = createPool(['n1', 'n2']);
  assert.equal(numberOf(pool, 'v1', 0), 'n1');
  pool.breakNumber('n1', 5);
  assert.deepEqual(pool.numbers(), ['n2']);
  assert.equal(numberOf(pool, 'v1', 10), 'n2', 'though its lease is live');
  assert.equal(numberOf(pool, 'v1', 20), 'n2', 'and keeps that one');
  assert.equal(numberOf(pool, 'v2', 20, { visitor: 'visitor of v1' }), 'n2');
  assert.deepEqual(
    pool.holders('n1', 30).map(({ visit }) => visit),
    ['v1'],
    'a call to it is still attributed',
  );
});

test('a number that works again is given out again; who changed keeps the new one', () => {
  const pool = createPool(['n1', 'n2']);
  numberOf(pool, 'v1', 0);
  pool.breakNumber('n1', 5);
  numberOf(pool, 'v1', 10);
  pool.addNumber('n1', 20);
  assert.equal(numberOf(pool, 'v1', 30), 'n2');
  assert.equal(numberOf(pool, 'v3', 3 * DAY), 'n2');
  assert.equal(numberOf(pool, 'v4', 3 * DAY + 1), 'n1');
});

test('a number that breaks before its lease is heard of is broken for that visit too', () => {
  const pool = createPool(['n1', 'n2']);
  const other = createPool(['n1', 'n2']);
  numberOf(other, 'v1', 0);
  pool.breakNumber('n1', 0);
  pool.hold(other.holderOf('v1')!, 1);
  assert.equal(numberOf(pool, 'v1', 2), 'n2');
});

test('a pool whose last number broke says that it is empty', () => {
  const pool = createPool(['n1']);
  numberOf(pool, 'v1', 0);
  pool.breakNumber('n1', 1);
  assert.equal(numberOf(pool, 'v1', 2), 'pool-empty');
});

test('of equally safe numbers the preferred is shown, then one of the region of the visitor', () => {
  const pool = createPool([]);
  pool.addNumber('far', 0, 0, 'Tula');
  pool.addNumber('near', 0, 0, 'Moscow');
  pool.addNumber('alike', 0, 2, 'Tver');
  assert.equal(numberOf(pool, 'v1', 0, { region: 'Moscow' }), 'alike');
  pool.removeNumber('alike', 0);
  assert.equal(numberOf(pool, 'v2', 5 * DAY, { region: 'Moscow' }), 'near');
  assert.equal(numberOf(pool, 'v3', 10 * DAY, { region: 'Tula' }), 'far');
  assert.equal(numberOf(pool, 'v4', 15 * DAY, { region: 'Moscow' }), 'near', 'though longer in use');
  assert.equal(numberOf(pool, 'v5', 15 * DAY, { region: 'Moscow' }), 'far', 'safety comes first');
});

test('of wholly equal numbers the first in the order is given, whenever each joined', () => {
  const pool = createPool(['n3', 'n2']);
  pool.addNumber('n1', 0);
  pool.arrange(['n1', 'n2', 'n3']);
  assert.deepEqual(pool.numbers(), ['n1', 'n2', 'n3']);
  assert.equal(numberOf(pool, 'v1', 0), 'n1');
});

test('what was before the window makes no difference to the order', () => {
  const pool = createPool(['n1', 'n2']);
  numberOf(pool, 'v1', 0);
  assert.equal(numberOf(pool, 'v2', 13 * DAY), 'n2', 'the longest unused');
  const later = createPool(['n1', 'n2']);
  numberOf(later, 'v1', 0);
  assert.equal(numberOf(later, 'v2', 15 * DAY), 'n1', 'as if it had never been used');
});

test('a new policy is for new visits: who has a number keeps it', () => {
  const pool = createPool(['n1', 'n2']);
  numberOf(pool, 'v1', 0);
  pool.setPolicy('lru', 'fallback');
  assert.equal(numberOf(pool, 'v1', 10), 'n1');
  assert.equal(numberOf(pool, 'v2', 20), 'n2');
  assert.equal(numberOf(pool, 'v3', 30), 'overflow');
  pool.setPolicy('source-aware', 'share');
  assert.equal(numberOf(pool, 'v3', 40), 'n1');
});

test('a flood is forgotten from its oldest end, but not who has a page open or pressed a link', () => {
  const pool = createPool(['n1'], { ...DEFAULT_POOL_PARAMETERS, visitsLimit: 1000 });
  numberOf(pool, 'tapped', 0);
  pool.tap('tapped', 1);
  numberOf(pool, 'open', 2);
  for (let at = 100; at < 5100; at++) {
    numberOf(pool, `v${at}`, at, { campaign: `made up ${at}` });
    pool.close(`v${at}`, at + 0.5);
    pool.beat('open', at);
  }
  const { visits, forgotten } = pool.stats(5100);
  assert.ok(visits <= 1000, `${visits} visits`);
  assert.equal(visits + forgotten, 5002);
  assert.ok(pool.holderOf('tapped') && pool.holderOf('open') && pool.holderOf('v5099'));
  assert.equal(pool.holderOf('v100'), undefined);
});

test('a flood of visits with open pages is forgotten too, and the pool still serves', () => {
  const pool = createPool(['n1', 'n2'], { ...DEFAULT_POOL_PARAMETERS, visitsLimit: 1000 });
  for (let n = 0; n < 5000; n++) numberOf(pool, `v${n}`, n / 1000);
  assert.ok(pool.stats(5).visits <= 1000);
  assert.match(numberOf(pool, 'after', 6), /^n/);
});
