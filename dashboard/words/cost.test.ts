import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteMinorOf, minuteUnitsOf, sums } from './cost.ts';

test('sums are by currency, the largest first', () => {
  const amounts = [
    { minor: 100, currency: 'EUR' },
    { minor: 5000, currency: 'RUB' },
    { minor: 50, currency: 'EUR' },
  ];
  assert.deepEqual(sums(amounts), [
    { minor: 5000, currency: 'RUB' },
    { minor: 150, currency: 'EUR' },
  ]);
});

test('a price by the minute keeps fractions of a kopeck and comes back as typed', () => {
  assert.equal(minuteMinorOf(0.0125, 'RUB'), 1.25);
  assert.equal(minuteUnitsOf({ minor: minuteMinorOf(1.29, 'RUB'), currency: 'RUB' }), 1.29);
});
