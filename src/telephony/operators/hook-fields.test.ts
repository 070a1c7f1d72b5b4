import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hookRequest } from '../../../tests/support/operator-adapter.ts';
import { clean, fieldsOf, isSameSecret, strangerAt } from './hook-fields.ts';

test('fields are found in the query, a form or a flat JSON body; the first name that has a value counts', () => {
  assert.equal(fieldsOf(hookRequest({ query: { a: '1' } }))('b', 'a'), '1');
  assert.equal(fieldsOf(hookRequest({ form: { a: '1', b: '' }, query: { b: '2' } }))('b', 'a'), '2');
  assert.equal(fieldsOf(hookRequest({ json: { a: 7, b: { c: 1 }, d: true } }))('b', 'a'), '7');
  assert.equal(fieldsOf(hookRequest({ json: [] }))('constructor', '__proto__'), '');
  assert.equal(fieldsOf(hookRequest({ body: 'a=1' }))('a'), '');
});

test('words are kept without control characters and not without end: the database takes no NUL', () => {
  assert.equal(clean('7926\u0000123\n4567\u007f '), '79261234567');
  assert.equal(clean('x'.repeat(9000)).length, 2000);
  assert.ok(clean(`${'x'.repeat(1999)}😀`).isWellFormed());
});

test('addresses are single ones and ranges, of both families; what is no address lets nobody in', () => {
  const refused = (ip: string, addresses: string) => strangerAt(ip, { addresses })?.refused;
  assert.equal(refused('203.0.113.7', ''), undefined);
  assert.equal(refused('203.0.113.7', '198.51.100.0/24, 203.0.113.7'), undefined);
  assert.equal(refused('198.51.100.255', '198.51.100.0/24'), undefined);
  assert.equal(refused('198.51.101.0', '198.51.100.0/24'), 'wrong-address');
  assert.equal(refused('::ffff:203.0.113.7', '203.0.113.7'), undefined);
  assert.equal(refused('2001:db8::1', '2001:db8::/32'), undefined);
  assert.equal(refused('2001:db9::1', '2001:db8::/32'), 'wrong-address');
  for (const wrong of ['nonsense', '203.0.113.0/99', '203.0.113.0/-1', '203.0.113.0/x'])
    assert.equal(refused('203.0.113.7', wrong), 'wrong-address', wrong);
});

test('secrets are one only if all of them is', () => {
  assert.ok(isSameSecret('ключ', 'ключ'));
  assert.ok(!isSameSecret('ключ', 'ключи'));
  assert.ok(!isSameSecret('', 'x'));
});
