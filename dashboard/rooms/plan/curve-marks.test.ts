import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPoint } from '../../../src/api/wire.ts';
import { marksOf } from './curve-marks.ts';

const points = [4, 12, 40].map((numbers) => ({ numbers }) as PlanPoint);
const texts = { now: 'now', start: 'start' };
const marked = (numbersNow: number, startWith: number) =>
  marksOf({ numbersNow, startWith, points }, texts).map(({ numbers, text }) => [numbers, text]);

test('the curve marks how many numbers there are and how many to begin with', () => {
  assert.deepEqual(marked(20, 12), [
    [20, 'now'],
    [12, 'start'],
  ]);
});

test('where both are the same it is said once', () => {
  assert.deepEqual(marked(12, 12), [[12, 'now']]);
});

test('a site without numbers is told only how to begin, and nothing is marked beside the curve', () => {
  assert.deepEqual(marked(0, 12), [[12, 'start']]);
  assert.deepEqual(marked(100, 2), []);
});
