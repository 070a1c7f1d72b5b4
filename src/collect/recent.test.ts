import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecent } from './recent.ts';

test('the last keys are kept, long unused ones are forgotten', () => {
  const recent = createRecent<number, string>(3);
  for (let key = 0; key < 6; key++) {
    recent.set(key, `v${key}`);
    assert.equal(recent.get(0), 'v0', `used again after ${key}`);
  }
  assert.deepEqual([recent.get(1), recent.get(2)], [undefined, undefined]);
  assert.deepEqual([recent.get(4), recent.get(5)], ['v4', 'v5']);
});

test('a key written again has its new value, whichever generation it was in', () => {
  const recent = createRecent<string, number>(2);
  recent.set('a', 1);
  recent.set('b', 2);
  recent.set('a', 3);
  assert.deepEqual([recent.get('a'), recent.get('b'), recent.get('c')], [3, 2, undefined]);
});
