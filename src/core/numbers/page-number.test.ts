import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answeredNumber } from './page-number.ts';

test('of the page’s own number is said how it is written only where digits can’t be replaced one for one', () => {
  const own = (find: string, show: string) => answeredNumber({ find, show }).own;
  assert.deepEqual(answeredNumber({ find: '+74951234567', show: '+74957770001' }), {
    ...{ find: '+74951234567', show: '+74957770001', text: '+7 495 777-00-01' },
  });
  assert.equal(own('+74951234567', '+375291112233'), '+7 495 123-45-67');
  assert.equal(own('+4930123456', '+49301234567'), '+49 30 123456');
  assert.equal(own('+12125550123', '+74951234567'), '+1 212 555 0123');
});

test('a number of no known country is written with something apart, too', () => {
  assert.equal(answeredNumber({ find: '+74951234567', show: '+99912345678' }).text, '+9 9912345678');
});
