import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileSize } from './file-size.ts';

test('a size is told in the unit that keeps it short', () => {
  const said = [0, 999, 1000, 1250, 187_400, 2_500_000, 3_000_000_000].map((bytes) => fileSize(bytes, 'en-GB'));
  assert.deepEqual(said, ['0 byte', '999 byte', '1 kB', '1.3 kB', '187 kB', '2.5 MB', '3 GB']);
});
