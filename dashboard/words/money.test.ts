import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minorOf, money, unitsOf } from './money.ts';

const plain = (text: string) => text.replace(/\s/g, ' ');

test('a sum is written in whole units, with kopecks only where there are some', () => {
  assert.equal(plain(money({ minor: 900_000, currency: 'RUB' }, 'ru-RU')), '9 000 ₽');
  assert.equal(plain(money({ minor: 1250, currency: 'EUR' }, 'en-GB')), '€12.50');
  assert.equal(plain(money({ minor: 1250, currency: 'JPY' }, 'en-GB')), '¥1,250');
});

test('what is typed in units comes back the same from the smallest unit', () => {
  assert.equal(minorOf(19.99, 'EUR'), 1999);
  assert.equal(unitsOf({ minor: 1999, currency: 'EUR' }), 19.99);
  assert.equal(unitsOf({ minor: minorOf(300, 'JPY'), currency: 'JPY' }), 300);
});
