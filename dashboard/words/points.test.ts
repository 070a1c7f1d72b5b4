import assert from 'node:assert/strict';
import { test } from 'node:test';
import { points } from './points.ts';

test('a difference of shares is said in points, and a little is not nothing', () => {
  assert.equal(points(0.0041, 'en-GB'), '0.4');
  assert.equal(points(0.0004, 'en-GB'), '<0.1');
  assert.equal(points(0, 'en-GB'), '0.0');
  assert.equal(points(-0.0004, 'en-GB'), '0.0');
});
