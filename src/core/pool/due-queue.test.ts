import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../../simulation/random.ts';
import { createDueQueue } from './due-queue.ts';

test('things come out in the order they are due, none before its time', () => {
  const random = seededRandom(7);
  const queue = createDueQueue<number>();
  const dues = Array.from({ length: 1000 }, () => Math.floor(random() * 300));
  for (const due of dues) queue.add(due, due);
  const taken: number[] = [];
  for (let at = 0; at <= 150; at++)
    for (let due = queue.takeBefore(at); due !== undefined; due = queue.takeBefore(at)) taken.push(due);
  assert.deepEqual(
    taken,
    dues.filter((due) => due < 150).sort((a, b) => a - b),
  );
  assert.equal(createDueQueue().takeBefore(1), undefined);
});
