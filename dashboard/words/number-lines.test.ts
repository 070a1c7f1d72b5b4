import assert from 'node:assert/strict';
import { test } from 'node:test';
import { numbersIn } from './number-lines.ts';

test('pasted numbers are taken however they are written and parted', () => {
  const text = ' +7 495 123-45-67\r\n8 (495) 123-45-68; 0044 20 7946 0018,\n\n';
  assert.deepEqual(numbersIn(text).e164s, ['+74951234567', '+74951234568', '+442079460018']);
});

test('what is no number, or stands there twice, is said as it was written', () => {
  const { e164s, bad, twice } = numbersIn('+74951234567\nmain office\n8 495 123-45-67\n123');
  assert.deepEqual(e164s, ['+74951234567']);
  assert.deepEqual(bad, ['main office', '123']);
  assert.deepEqual(twice, ['8 495 123-45-67']);
});
