// Numbers that a person has in hand already: the pool gives them again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AssignRequest, createPool, type Pool } from './pool.ts';

const START = 1_700_000_000;
const give = (pool: Pool, visit: string, at: number, more: Partial<AssignRequest> = {}) => {
  const who = { visit, visitor: `visitor of ${visit}`, channel: 'paid', campaign: 'spring' };
  const assignment = pool.assign({ ...who, region: null, desktop: false, at: START + at, ...more });
  return assignment.kind === 'assigned' ? assignment.number : assignment.reason;
};
const holdersOf = (pool: Pool, number: string, at: number) =>
  pool.holders(number, START + at).map(({ visit }) => visit);

test('a wanted number is given whatever the policy would choose, and both visits hold it', () => {
  const pool = createPool(['n1', 'n2', 'n3']);
  assert.equal(give(pool, 'v1', 0), 'n1');
  assert.equal(give(pool, 'v2', 1, { wanted: 'n1', channel: 'organic' }), 'n1');
  assert.deepEqual(holdersOf(pool, 'n1', 2), ['v1', 'v2']);
  assert.equal(give(pool, 'v2', 3), 'n1', 'and the visit keeps it');
});

test('a wanted number is stronger than that of last time, and than a rule against sharing', () => {
  const pool = createPool(['n1', 'n2']);
  pool.setPolicy('lru', 'fallback');
  assert.equal(give(pool, 'v1', 0, { visitor: 'anna' }), 'n1');
  assert.equal(give(pool, 'v2', 1), 'n2');
  assert.equal(give(pool, 'v3', 2), 'overflow');
  assert.equal(give(pool, 'v3', 3, { wanted: 'n2' }), 'n2');
  assert.equal(give(pool, 'v4', 4, { visitor: 'anna', wanted: 'n2' }), 'n2');
});

test('a wanted number that is not in the pool, or broken, is not given', () => {
  const pool = createPool(['n1', 'n2']);
  assert.equal(give(pool, 'v1', 0, { wanted: 'n9' }), 'n1');
  pool.breakNumber('n2', START + 1);
  assert.equal(give(pool, 'v2', 2, { wanted: 'n2' }), 'n1');
});

test('a visit that goes back to a number it had holds it once', () => {
  const pool = createPool(['n1', 'n2']);
  assert.equal(give(pool, 'v1', 0), 'n1');
  assert.equal(give(pool, 'v1', 1, { wanted: 'n2' }), 'n2');
  assert.equal(give(pool, 'v1', 2, { wanted: 'n1' }), 'n1');
  assert.deepEqual([holdersOf(pool, 'n1', 3), holdersOf(pool, 'n2', 3)], [['v1'], ['v1']]);
  assert.equal(give(pool, 'v1', 4), 'n1');
  assert.equal(pool.holderOf('v1')?.lastActivityAt, START + 4);
});
