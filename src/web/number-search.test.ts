import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { excerpt, findNumber, plainDigits, searchFor } from './number-search.ts';

const moscow = searchFor('+74951234567');

describe('the number is found however it is written', () => {
  for (const text of [
    ...['+74951234567', '8 (495) 123-45-67', '495 123 45 67', '4951234567', '+7 495 123‑45‑67', '00 7 495 123 45 67'],
    ...['tel:+74951234567', '8.495.123.45.67', '٨ ٤٩٥ ١٢٣ ٤٥ ٦٧', '+७ ४९५ १२३ ४५ ६७', '８（４９５）１２３－４５－６７'],
    ...['Тел.: 8 495 123-45-67.', '8 495 / 123 · 45 · 67', 'https://wa.me/74951234567'],
  ])
    test(text, () => assert.equal(findNumber(text, moscow).length, 1));
  test('two of them are two', () => assert.equal(findNumber('+74951234567, 8 495 123-45-67', moscow).length, 2));
});

describe('digits that are another number', () => {
  for (const text of [
    ...['+7 495 123-45-68', '14951234567', '+1 (495) 123-45-67', '49512345678', '12-4951234567', '4951234567.50'],
    ...['495', '', '495, 123, 45, 67', '4951234567-2'],
  ])
    test(text || 'nothing', () => assert.deepEqual(findNumber(text, moscow), []));
});

test('numbers of other countries have their own prefixes', () => {
  const london = searchFor('+442071838750');
  for (const text of ['020 7183 8750', '+44 (0)20 7183 8750', '+44 20 7183 8750', '0044 20 7183 8750'])
    assert.equal(findNumber(text, london).length, 1, text);
});

test('digits of every script have the value they have', () => {
  assert.equal(
    plainDigits('٠١٢٣٤٥٦٧٨٩ ۰۱۲۳۴۵۶۷۸۹ ०१२३४५६७८९ ０１２３４５６７８９'),
    '0123456789 0123456789 0123456789 0123456789',
  );
});

test('an excerpt is short, on one line, and says where it was cut', () => {
  const text = `${'a '.repeat(50)}\n+7 495 123-45-67 ${'b '.repeat(50)}`;
  const [found] = findNumber(text, moscow);
  const said = excerpt(text, found!);
  assert.ok(said.length <= 62 && said.includes(' +7 495 123-45-67 '), said);
  assert.match(said, /^….*…$/);
  assert.equal(excerpt('8 495 123-45-67', { at: 0, length: 15 }), '8 495 123-45-67');
});
