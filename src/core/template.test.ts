import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fill, placesIn } from './template.ts';

test('places are filled in, each encoded as its place wants it; one that is not known is left empty', () => {
  const values = { caller: '+79161234567', campaign: 'весна & лето' };
  assert.equal(fill('{caller}: {campaign}{nobody}', values), '+79161234567: весна & лето');
  assert.equal(
    fill('https://t.example/?a={Caller}&b={campaign}', values, encodeURIComponent),
    'https://t.example/?a=%2B79161234567&b=%D0%B2%D0%B5%D1%81%D0%BD%D0%B0%20%26%20%D0%BB%D0%B5%D1%82%D0%BE',
  );
});

test('what is filled in is not read for places again', () => {
  assert.equal(fill('{a}', { a: '{b}', b: 'x' }), '{b}');
});

test('braces that are no place stay', () => {
  assert.equal(fill('{"a": {caller}, "b": {}}', { caller: '"x"' }), '{"a": "x", "b": {}}');
  assert.deepEqual(placesIn('{Caller} {caller} {click:gclid} {}'), ['caller', 'click:gclid']);
});
