import assert from 'node:assert/strict';
import { test } from 'node:test';
import { majorText, minorOf, moneyOf } from './money.ts';

test('an amount is written in major units and read back the same', () => {
  const amounts: [number, string, string][] = [
    [25_050, 'RUB', '250.50'],
    [5, 'RUB', '0.05'],
    [0, 'RUB', '0.00'],
    [100_000_000_001, 'RUB', '1000000000.01'],
    [250, 'JPY', '250'],
    [1250, 'KWD', '1.250'],
    [1.5, 'RUB', '0.015'],
    [0.0001, 'RUB', '0.000001'],
    [10.25, 'JPY', '10.25'],
  ];
  for (const [minor, currency, text] of amounts) {
    assert.equal(majorText(minor, currency), text);
    assert.equal(minorOf(text, currency, { fractions: true }), minor);
  }
});

test('an amount is read as people write it', () => {
  for (const text of ['1 250,5', '1250.50', '1\u00a0250,50']) assert.equal(minorOf(text, 'RUB'), 125_050, text);
});

test('what is no amount of the currency is refused, not rounded', () => {
  for (const text of ['', '-1', '1e3', 'ten', '1.2.3', '0.015', '12345678901'])
    assert.equal(minorOf(text, 'RUB'), null, text);
  assert.equal(minorOf('10.5', 'JPY'), null);
  assert.equal(minorOf('0.0000001', 'RUB', { fractions: true }), null);
});

test('money given back is below zero, and only taken where that can be', () => {
  assert.equal(majorText(-5, 'RUB'), '-0.05');
  for (const text of ['-0.05', '−0,05', ' - 0.05']) assert.equal(minorOf(text, 'RUB', { signed: true }), -5, text);
  assert.equal(minorOf('-0', 'RUB', { signed: true }), 0);
  assert.equal(minorOf('--5', 'RUB', { signed: true }), null);
  assert.equal(minorOf('-5', 'RUB'), null);
});

test("another program's amount comes to whole minor units", () => {
  const amounts: [string | number, string, number | null][] = [
    ['1500.5', 'RUB', 150_050],
    [1.005, 'RUB', 101],
    [-20, 'USD', -2000],
    ['100.00', 'JPY', 100],
    ['', 'RUB', null],
    ['ten', 'RUB', null],
    [1e300, 'RUB', null],
    [5, '', null],
  ];
  for (const [major, currency, minor] of amounts)
    assert.deepEqual(moneyOf(major, currency), minor === null ? null : { minor, currency }, `${major} ${currency}`);
});
