import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { binOfConfidence, calibrate, type JudgedAnswer, wilson } from './calibration.ts';

const answers = (confidence: number, rights: number, wrongs: number): JudgedAnswer[] => [
  ...Array.from({ length: rights }, () => ({ confidence, right: true })),
  ...Array.from({ length: wrongs }, () => ({ confidence, right: false })),
];

describe('calibration', () => {
  test('is perfect where eight in ten of the answers with 80 % are right', () => {
    const { ece, labels, right, bins } = calibrate([...answers(0.8, 8, 2), ...answers(1, 5, 0)]);
    assert.deepEqual([labels, right], [15, 13]);
    assert.ok(ece !== null && ece < 1e-12);
    assert.deepEqual([bins[8]?.calls, bins[8]?.right, bins[9]?.calls], [10, 0.8, 5]);
  });

  test('tells overconfidence: the gap weighs by its calls', () => {
    const { ece, brier } = calibrate([...answers(0.9, 5, 5), ...answers(0.3, 3, 7)]);
    assert.ok(Math.abs((ece ?? 0) - 0.2) < 1e-12);
    assert.ok(Math.abs((brier ?? 0) - (0.41 + 0.21) / 2) < 1e-12);
  });

  test('says nothing without labels', () => {
    const { ece, brier, bins, labels } = calibrate([]);
    assert.deepEqual([ece, brier, labels, bins.length], [null, null, 0, 10]);
    assert.ok(bins.every(({ right, rightFrom }) => right === null && rightFrom === null));
  });

  test('puts a confidence at an edge into the upper bin, and certainty into the last', () => {
    assert.deepEqual([0, 0.1, 0.2999, 0.3, 0.9, 1].map(binOfConfidence), [0, 1, 2, 3, 9, 9]);
  });
});

describe('a share of few', () => {
  for (const [successes, trials, from, to] of [
    [0, 10, 0, 0.2775],
    [10, 10, 0.7225, 1],
    [5, 10, 0.2366, 0.7634],
    [80, 100, 0.7112, 0.8666],
  ] as const)
    test(`${successes} of ${trials} is between ${from} and ${to}`, () => {
      const [low, high] = wilson(successes, trials);
      assert.ok(Math.abs(low - from) < 1e-4 && Math.abs(high - to) < 1e-4, `${low} ${high}`);
    });
});
