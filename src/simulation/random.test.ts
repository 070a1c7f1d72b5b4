import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawGap, drawIndex, drawLognormal, seededRandom } from './random.ts';

const DRAWS = 100_000;
const many = <T>(draw: () => T): T[] => Array.from({ length: DRAWS }, draw);
const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const near = (value: number, expected: number, part: number) =>
  assert.ok(Math.abs(value - expected) <= part * expected, `${value} is not within ${part} of ${expected}`);

test('a seed gives the same draws again and another seed gives others', () => {
  const draws = (seed: number) => Array.from({ length: 5 }, seededRandom(seed));
  assert.deepEqual(draws(11), draws(11));
  assert.notDeepEqual(draws(11), draws(12));
});

test('draws are even between 0 and 1', () => {
  const values = many(seededRandom(1));
  assert.ok(values.every((value) => value >= 0 && value < 1));
  near(mean(values), 0.5, 0.01);
  for (const tenth of [0.1, 0.5, 0.9]) near(values.filter((value) => value < tenth).length / DRAWS, tenth, 0.03);
});

test('a lognormal has its median and its spread', () => {
  const random = seededRandom(2);
  const values = many(() => drawLognormal(random, { median: 75, sigma: 1.3 }));
  const logs = values.map((value) => Math.log(value / 75));
  assert.ok(Math.abs(mean(logs)) < 0.02);
  near(Math.sqrt(mean(logs.map((log) => log * log))), 1.3, 0.02);
});

test('gaps of a Poisson process have the mean of its rate', () => {
  const random = seededRandom(3);
  near(mean(many(() => drawGap(random, 0.2))), 5, 0.02);
});

test('an index is drawn in proportion to its weight', () => {
  const random = seededRandom(4);
  const drawn = many(() => drawIndex(random, [1, 0, 3]));
  near(drawn.filter((index) => index === 0).length / DRAWS, 0.25, 0.03);
  assert.equal(drawn.includes(1), false);
});
