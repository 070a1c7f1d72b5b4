import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  countryOf,
  dialledForms,
  digitsOf,
  formatForPeople,
  isE164,
  isValidPhone,
  nationalDigits,
  toE164,
} from './phone.ts';

test('all ways to write or dial a number mean one number', () => {
  for (const [raw, country, e164] of [
    ['+7 495 777-00-01', 'RU', '+74957770001'],
    ['8 (495) 777-00-01', 'RU', '+74957770001'],
    ['84957770001', 'RU', '+74957770001'],
    ['74957770001', 'RU', '+74957770001'],
    ['4957770001', 'RU', '+74957770001'],
    [' 8-495-777-00-01 ', 'RU', '+74957770001'],
    ['+7(495)777-00-01 ext. 5', 'RU', '+74957770001'],
    ['+7(495)777-00-01 доб. 5', 'RU', '+74957770001'],
    ['88005553535', 'RU', '+78005553535'],
    ['810442071838750', 'RU', '+442071838750'],
    ['442071838750', 'RU', '+442071838750'],
    ['380441234567', 'RU', '+380441234567'],
    ['+442071838750', 'RU', '+442071838750'],
    ['020 7183 8750', 'GB', '+442071838750'],
    ['(213) 373-4253', 'US', '+12133734253'],
    ['77012345678', 'KZ', '+77012345678'],
  ] as const) {
    const phone = toE164(raw, country);
    assert.deepEqual(phone.kind === 'phone' ? phone.e164 : phone, e164, raw);
  }
});

test('what is no phone number is refused with a reason', () => {
  for (const [raw, country, reason] of [
    ['', 'RU', 'empty'],
    ['   ', 'RU', 'empty'],
    ['anonymous', 'RU', 'not-a-number'],
    ['sip:100@pbx', 'RU', 'not-a-number'],
    ['1-800-FLOWERS', 'US', 'not-a-number'],
    ["4957770001'; drop table calls", 'RU', 'not-a-number'],
    ['12', 'RU', 'too-short'],
    ['112', 'RU', 'too-short'],
    ['+7495777000112345', 'RU', 'too-long'],
    ['4'.repeat(65), 'RU', 'too-long'],
    ['495777000', 'XX', 'unknown-country'],
  ] as const)
    assert.deepEqual(toE164(raw, country), { kind: 'none', reason }, raw);
});

test('a number tells its country where it can', () => {
  assert.equal(countryOf('+74957770001'), 'RU');
  assert.equal(countryOf('+77012345678'), 'KZ');
  assert.equal(countryOf('+999123456789'), null);
});

test('numbers are shown as people write them', () => {
  for (const [e164, international, national] of [
    ['+74951234567', '+7 495 123-45-67', '8 (495) 123-45-67'],
    ['+74957770001', '+7 495 777-00-01', '8 (495) 777-00-01'],
    ['+442071838750', '+44 20 7183 8750', '020 7183 8750'],
    ['+12133734253', '+1 213 373 4253', '(213) 373-4253'],
    ['nonsense', 'nonsense', 'nonsense'],
  ] as const) {
    assert.equal(formatForPeople(e164), international);
    assert.equal(formatForPeople(e164, 'national'), national);
  }
});

test('an operator may send the dialled number in any of its forms', () => {
  assert.deepEqual(dialledForms('+74957770001'), ['74957770001', '4957770001', '84957770001']);
  assert.deepEqual(dialledForms('+442071838750'), ['442071838750', '2071838750', '02071838750']);
  assert.deepEqual(dialledForms('+12133734253'), ['12133734253', '2133734253']);
});

test('digits are taken out of writing', () => {
  assert.equal(digitsOf('+7 (495) 123-45-67'), '74951234567');
  assert.equal(nationalDigits('+74951234567'), '4951234567');
});

test('E.164 is a plus and 6 to 15 digits', () => {
  for (const [text, expected] of [
    ['+123456', true],
    ['+12345', false],
    ['+123456789012345', true],
    ['+1234567890123456', false],
    ['+0123456789', false],
    ['74951234567', false],
    ['+7495123456a', false],
  ] as const)
    assert.equal(isE164(text), expected, text);
});

test('a number that no numbering plan has is told from one that exists', () => {
  const numbers = ['+79161234567', '+74951234567', '+442071838750', '+70001234567', '+19995550100', '+7916123456'];
  assert.deepEqual(numbers.map(isValidPhone), [true, true, true, false, false, false]);
});
