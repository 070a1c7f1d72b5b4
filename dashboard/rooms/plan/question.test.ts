import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf, hoursProblem, questionOf } from './question.ts';

const EMPTY = draftOf(null);

test('an empty field is left to the log of the site', () => {
  assert.deepEqual(questionOf(EMPTY, 'RUB'), {});
});

test('a question comes back from the form as it was asked', () => {
  const question = {
    ...{ visitsPerDay: 812, sources: 46, opensAt: 0, closesAt: 24 },
    numberCost: { minor: 30_050, currency: 'RUB' },
  };
  assert.deepEqual(questionOf(draftOf(question), 'RUB'), question);
});

test('opening hours are asked together and in order', () => {
  assert.equal(hoursProblem({ ...EMPTY, opensAt: '9' }), 'half');
  assert.equal(hoursProblem({ ...EMPTY, opensAt: '21', closesAt: '9' }), 'order');
  assert.equal(hoursProblem({ ...EMPTY, opensAt: '9', closesAt: '21' }), null);
  assert.deepEqual(questionOf({ ...EMPTY, opensAt: '9' }, 'RUB'), {});
});
