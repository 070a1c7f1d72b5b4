import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { makePlan, type PlanResult, sizesToTry } from './plan.ts';

let plan: PlanResult;
before(() => {
  const size = { visitsPerDay: 1000, sources: 6, opensAt: 9, closesAt: 19 };
  plan = makePlan({ basis: { kind: 'assumed', ...size }, numbersNow: 5, visitsARun: 6000 });
});

test('sizes to try begin with two and hold what there is, what is advised, and one more of each', () => {
  const sizes = sizesToTry(8, 13);
  assert.equal(sizes[0], 2);
  for (const size of [8, 9, 13, 14]) assert.ok(sizes.includes(size), `${size}`);
  assert.ok(sizes.at(-1)! > 20);
  assert.deepEqual(
    sizes,
    [...sizes].sort((one, other) => one - other),
  );
});

test('more numbers tell more campaigns and more visits apart', () => {
  const [first, last] = [plan.points[0]!, plan.points.at(-1)!];
  assert.ok(last.campaign.mean > first.campaign.mean + 0.02);
  assert.ok(last.visit.mean > first.visit.mean + 0.05);
  assert.ok(last.shared < first.shared);
  assert.ok(last.overflow < first.overflow);
});

test('a mean lies within its range, and the coarser answer is right at least as often', () => {
  for (const { channel, campaign, visit } of plan.points) {
    for (const { low, mean, high } of [channel, campaign, visit]) assert.ok(low <= mean && mean <= high);
    assert.ok(channel.mean >= campaign.mean && campaign.mean >= visit.mean - 0.01);
  }
});

test('the same question has the same answer', () => {
  const size = { visitsPerDay: 300, sources: 12, opensAt: 0, closesAt: 24 };
  const ask = () => makePlan({ basis: { kind: 'assumed', ...size }, numbersNow: 0, visitsARun: 1500 }).points[0];
  assert.deepEqual(ask(), ask());
});
