// Array literals, read back by PostgreSQL itself.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { plainArray, textArray } from '../../src/store/arrays.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let store: TestDatabase;
before(async () => {
  store = await openTestDatabase();
});
after(() => store.close());

test('texts come back as they went, whatever they hold', async () => {
  const texts = [
    '',
    'a',
    'NULL',
    'null',
    null,
    '"',
    '\\',
    '\\"',
    '{}',
    ',',
    ' a ',
    "'); drop table visits; --",
    '\n\t',
    '🌹',
    '{"k":"v"}',
    '\\\\"',
  ];
  const { rows } = await store.db.query('select $1::text[] as back', [textArray(texts, (text) => text)]);
  assert.deepEqual(rows[0].back, texts);
  assert.deepEqual((await store.db.query('select $1::text[] as back', [textArray([], String)])).rows[0].back, []);
});

test('ids, numbers and booleans come back as they went', async () => {
  const ids = [randomUUID(), randomUUID()];
  const numbers = [0, -1.5, 1732226400.123456];
  const { rows } = await store.db.query('select $1::uuid[] as ids, $2::float8[] as numbers, $3::bool[] as flags', [
    plainArray(ids, (id) => id),
    plainArray(numbers, (number) => number),
    plainArray([true, false], (flag) => flag),
  ]);
  assert.deepEqual(rows[0], { ids, numbers, flags: [true, false] });
});
