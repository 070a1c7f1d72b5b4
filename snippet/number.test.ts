import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { formatForPeople } from '../src/core/phone.ts';
import type { Rule, Swap } from './number.ts';

Object.assign(globalThis, { FULL: true });
const { printed, swapped } = await import('./number.ts');

const moscow: Swap = { find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' };
const rule = (swap: Swap): Rule => [printed(swap.find, formatForPeople(swap.find)), swap.find, swap];
const write = (text: string, ...swaps: Swap[]) => swapped(text, (swaps[0] ? swaps : [moscow]).map(rule)).join('');

describe('a number keeps the form its author gave it', () => {
  for (const [printed, shown] of [
    ['+7 495 123-45-67', '+7 495 777-00-01'],
    ['+7 (495) 123-45-67', '+7 (495) 777-00-01'],
    ['8 (495) 123-45-67', '8 (495) 777-00-01'],
    ['8-495-123-45-67', '8-495-777-00-01'],
    ['8.495.123.45.67', '8.495.777.00.01'],
    ['8 495 1234567', '8 495 7770001'],
    ['84951234567', '84957770001'],
    ['+74951234567', '+74957770001'],
    ['74951234567', '74957770001'],
    ['(495) 123-45-67', '(495) 777-00-01'],
    ['495 123 45 67', '495 777 00 01'],
    ['4951234567', '4957770001'],
    ['007 495 123 45 67', '007 495 777 00 01'],
    ['+ 7 495 123 45 67', '+ 7 495 777 00 01'],
    ['+7(495)1234567', '+7(495)7770001'],
    ['495/123-45-67', '495/777-00-01'],
    ['+7 [495] 123−45·67', '+7 [495] 777−00·01'],
    ['+٧ ٤٩٥ ١٢٣-٤٥-٦٧', '+٧ ٤٩٥ ٧٧٧-٠٠-٠١'],
    ['۸ ۴۹۵ ۱۲۳-۴۵-۶۷', '۸ ۴۹۵ ۷۷۷-۰۰-۰۱'],
    ['+७ ४९५ १२३-४५-६७', '+७ ४९५ ७७७-००-०१'],
    ['＋７（４９５）１２３－４５－６７', '＋７（４９５）７７７－００－０１'],
  ] as const) {
    test(printed, () => assert.equal(write(printed), shown));
  }
});

describe('what editors put between the digits stays', () => {
  for (const [name, gap] of [
    ['a non-breaking space', '\u00a0'],
    ['a narrow non-breaking space', '\u202f'],
    ['a thin space', '\u2009'],
    ['a non-breaking hyphen', '\u2011'],
    ['an en dash', '\u2013'],
    ['a soft hyphen', '\u00ad'],
    ['a zero-width space', '\u200b'],
    ['a line break in the source', '\n        '],
  ] as const) {
    test(name, () =>
      assert.equal(write(`+7${gap}495${gap}123${gap}45${gap}67`), `+7${gap}495${gap}777${gap}00${gap}01`),
    );
  }
});

describe('a number is found among other words and figures', () => {
  for (const [text, shown] of [
    ['Звоните: 8 495 123-45-67, круглосуточно', 'Звоните: 8 495 777-00-01, круглосуточно'],
    ['Тел.8(495)123-45-67.', 'Тел.8(495)777-00-01.'],
    ['24/7 8 (495) 123-45-67', '24/7 8 (495) 777-00-01'],
    ['24/7 (495) 123-45-67', '24/7 (495) 777-00-01'],
    ['Пн–Пт 9:00–21:00 8 495 123-45-67', 'Пн–Пт 9:00–21:00 8 495 777-00-01'],
    ['c 9 до 21 +7 495 123-45-67', 'c 9 до 21 +7 495 777-00-01'],
    ['8 495 123-45-67 доб. 12', '8 495 777-00-01 доб. 12'],
    ['8 495 123-45-67 9:00–21:00', '8 495 777-00-01 9:00–21:00'],
    ['8 495 123-45-67, 8 495 123-45-67', '8 495 777-00-01, 8 495 777-00-01'],
    ['8 495 123-45-67 8 800 100-00-00', '8 495 777-00-01 8 800 100-00-00'],
    ['Tel+74951234567', 'Tel+74957770001'],
    ['tel:+7%20%28495%29%20123-45-67', 'tel:+7%20%28495%29%20777-00-01'],
    ['number=%2B74951234567', 'number=%2B74957770001'],
    ['+7 495 123-45-67ext.12', '+7 495 777-00-01ext.12'],
    ['tel:84951234567,12', 'tel:84957770001,12'],
    ['tel:+74951234567p12', 'tel:+74957770001p12'],
  ] as const) {
    test(text, () => assert.equal(write(text), shown));
  }
});

describe('what only contains the number is left alone', () => {
  for (const text of [
    '994951234567',
    '849512345678',
    '1234951234567',
    '4951 2345 6789',
    '4276 4951234567',
    '+1 (495) 123-45-67',
    '+4951234567',
    '+7 495 123-45-67/68',
    '+749512345678',
    '٩٩٨٤٩٥١٢٣٤٥٦٧',
    '84,951,234,567',
    '+1, 4951234567.50',
    '12-84951234567',
    '84951234567-12',
    '8 495 123-45-67/68',
    '4951234567.50',
    '4951234567,5',
    'SKU84951234567',
    'id_4951234567',
    '84951234567@mail.example',
    '84951234567x',
    '8 495 123-45-68',
    '123-45-67',
    '8 495 123',
  ]) {
    test(text, () => assert.equal(write(text), text));
  }
});

describe('countries have their own prefixes', () => {
  const swaps: Record<string, Swap> = {
    london: { find: '+442079460958', show: '+442079460111', text: '+44 20 7946 0111' },
    newYork: { find: '+12125550123', show: '+12125550199', text: '+1 212-555-0199' },
    minsk: { find: '+375291234567', show: '+375299990000', text: '+375 29 999-00-00' },
    berlin: { find: '+4930123456', show: '+4930999999', text: '+49 30 999999' },
  };
  for (const [city, printed, shown] of [
    ['london', '020 7946 0958', '020 7946 0111'],
    ['london', '+44 (0)20 7946 0958', '+44 (0)20 7946 0111'],
    ['london', '0044 20 7946 0958', '0044 20 7946 0111'],
    ['newYork', '(212) 555-0123', '(212) 555-0199'],
    ['newYork', '1-212-555-0123', '1-212-555-0199'],
    ['minsk', '8 029 123-45-67', '8 029 999-00-00'],
    ['minsk', '8 (029) 123-45-67', '8 (029) 999-00-00'],
    ['minsk', '+375 (29) 123-45-67', '+375 (29) 999-00-00'],
    ['berlin', '030/123456', '030/999999'],
  ] as const) {
    test(`${city}: ${printed}`, () => assert.equal(write(printed, swaps[city]!), shown));
  }
});

test('a number of another length is written our way', () => {
  const short: Swap = { find: '+4930123456', show: '+493099999999', text: '+49 30 99999999' };
  assert.equal(write('Rufen Sie 030 123456 an', short), 'Rufen Sie +49 30 99999999 an');
});

test('a number of another country is written our way', () => {
  const abroad: Swap = { find: '+74951234567', show: '+12125550199', text: '+1 212-555-0199' };
  assert.equal(write('8 (495) 123-45-67', abroad), '+1 212-555-0199');
  assert.equal(write('tel. (495) 123-45-67', abroad), 'tel. +1 212-555-0199');
});

test('two numbers that change places are not changed twice', () => {
  const there: Swap = { find: '+74951234567', show: '+78121234567', text: '+7 ' };
  const back: Swap = { find: '+78121234567', show: '+74951234567', text: '+7 ' };
  assert.equal(write('8 495 123-45-67 и 8 812 123-45-67', there, back), '8 812 123-45-67 и 8 495 123-45-67');
});

test('the characters keep their places, one string for each that was there', () => {
  const text = '☎\ufe0f 8 495 123-45-67 💐';
  assert.equal(swapped(text, [rule(moscow)]).length, text.length);
});

describe('nothing is made of a number that is none', () => {
  for (const find of ['', '+7', '+7495', '+0951234567x', 'tel:', '__proto__']) {
    test(JSON.stringify(find), () => assert.throws(() => printed(find, `${find.slice(0, 2)} `)));
  }
});
