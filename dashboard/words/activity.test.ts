import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Visit } from '../../src/api/wire.ts';
import { story } from './activity.ts';

type Fact = Visit['activity'][number];

const at = (second: number) => new Date(Date.UTC(2026, 5, 12, 12, 0, second)).toISOString();
const fact = (second: number, kind: Fact['kind'], page: string | null = null): Fact => ({ at: at(second), kind, page });
const told = (facts: Fact[], calledAt: number) => story(facts, at(calledAt)).map(({ kind }) => kind);

test('beats become one stay from the fact before them to the fact after', () => {
  const moments = story([fact(0, 'view', '/'), fact(15, 'beat'), fact(30, 'beat'), fact(40, 'tap')], at(46));
  assert.deepEqual(
    moments.map(({ kind, seconds }) => [kind, seconds]),
    [
      ['view', null],
      ['stay', 40],
      ['tap', null],
      ['call', null],
    ],
  );
});

test('the call takes its place in time, also when the page stayed open after it', () => {
  assert.deepEqual(told([fact(0, 'view'), fact(8, 'tap'), fact(60, 'close')], 12), ['view', 'tap', 'call', 'close']);
});

test('facts are told in order of time however they came', () => {
  const mixed = [fact(30, 'close'), fact(20, 'beat'), fact(0, 'view'), fact(10, 'beat')];
  assert.deepEqual(told(mixed, 90), ['view', 'stay', 'close', 'call']);
  assert.equal(story(mixed, at(59))[1]?.seconds, 30);
});

test('a stay too short to matter is not told', () => {
  assert.deepEqual(told([fact(0, 'view'), fact(2, 'beat'), fact(4, 'hide')], 30), ['view', 'hide', 'call']);
});

test('a visit that ends with beats stayed until the last of them', () => {
  const stay = story([fact(0, 'view'), fact(15, 'beat'), fact(30, 'beat')], at(100)).find(
    ({ kind }) => kind === 'stay',
  );
  assert.equal(stay?.seconds, 30);
});

test('a visit without activity still has its call', () => {
  assert.deepEqual(told([], 5), ['call']);
});
