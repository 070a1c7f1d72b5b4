import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speaker } from '../../words/speaker.ts';
import { comparison } from './comparison.ts';

const en = await speaker('en');
const tested = (score: number | null) => comparison({ score, scoreInForce: -3, heldOutCalls: 40 }, en, 'en-GB');

test('a version is said to explain new calls better, worse or the same', () => {
  assert.match(tested(-2.9), /11% better/);
  assert.match(tested(-3.2), /18% worse/);
  assert.match(tested(-3.001), /as well as/);
});

test('a version that was not tested says nothing of itself', () => {
  assert.equal(tested(null), '');
});
