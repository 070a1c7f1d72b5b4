import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DEFAULT_PRIOR } from './default-prior.ts';

const { tapped, open, closed } = DEFAULT_PRIOR.hazards;

test('every bin of the default prior has a hazard', () => {
  assert.equal(tapped.perSecond.length, tapped.edges.length - 1);
  assert.equal(open.perSecond.length, open.edges.length);
  assert.equal(closed.perSecond.length, closed.edges.length - 1);
  for (const { perSecond } of [tapped, open, closed]) assert.ok(perSecond.every((hazard) => hazard > 0));
});

test('a tap counts for two minutes and a visit for two weeks', () => {
  assert.equal(tapped.edges.at(-1), 120);
  assert.equal(closed.edges.at(-1), 14 * 86_400);
});

test('a tap says hundreds of times more than an open page', () => {
  assert.ok(Math.max(...tapped.perSecond) > 100 * Math.max(...open.perSecond));
});

test('the longer a page has been over, the less its visit calls', () => {
  const from = closed.edges.indexOf(160);
  const late = closed.perSecond.slice(from);
  assert.deepEqual(
    late,
    [...late].sort((one, other) => other - one),
  );
});
