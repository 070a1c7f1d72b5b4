import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseCoding, readPageScript } from './page-script.ts';

test('the best coding that the browser takes is chosen', () => {
  for (const [accept, coding] of [
    ['gzip, deflate, br, zstd', 'br'],
    ['gzip, deflate', 'gzip'],
    ['br;q=0, gzip;q=0.5', 'gzip'],
    ['BR', 'br'],
    ['identity', 'identity'],
    ['brotli', 'identity'],
    ['', 'identity'],
    [undefined, 'identity'],
  ] as const)
    assert.equal(chooseCoding(accept), coding, String(accept));
});

test('a script that is not built yet is no error', () => {
  assert.equal(readPageScript('/nowhere/dt.js'), undefined);
});
