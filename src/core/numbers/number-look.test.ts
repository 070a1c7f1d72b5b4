import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kindByLook, type Likeness, likeness } from './number-look.ts';

const SHOP = '+74951234567';
const cases: [number: string, own: string, Likeness, why: string][] = [
  ['+74951239900', SHOP, 3, 'same code, same leading digits'],
  ['+74957770001', SHOP, 2, 'same code'],
  ['+74991239900', SHOP, 2, "Moscow's other code"],
  ['+78121234567', SHOP, 1, 'another city'],
  ['+79161234567', SHOP, 1, 'a mobile number'],
  ['+78001234567', SHOP, 0, 'free beside one that is not'],
  ['+74957770001', '+78001234567', 0, 'not free beside a free one'],
  ['+78005550001', '+78001234567', 2, 'free as well'],
  ['+78001239999', '+78001234567', 3, 'free as well, and alike'],
  ['+442071838750', SHOP, 0, 'another country'],
  ['+77272345678', SHOP, 0, 'another country of the same calling code'],
  ['+442071839999', '+442071838750', 3, 'London, same leading digits'],
  ['+442079460000', '+442071838750', 2, 'London'],
  ['+441612345678', '+442071838750', 1, 'Manchester'],
  ['+448081570000', '+442071838750', 0, 'a British free number'],
  ['+12125550100', '+12125559999', 3, 'New York'],
  ['+16465550100', '+12125559999', 1, 'another code'],
  ['+18885550100', '+18005559999', 1, 'two North American free numbers of different codes'],
  ['+493012345678', '+493087654321', 2, 'Berlin'],
];

for (const [number, own, expected, why] of cases)
  test(`${number} beside ${own} looks alike to degree ${expected}: ${why}`, () => {
    assert.equal(likeness(number, own), expected);
    assert.equal(likeness(own, number), expected, 'and the other way round');
  });

test('the digits tell free numbers, and Russian mobile ones', () => {
  const kinds = ['+78001234567', '+18335550100', '+80012345678', '+79161234567', '+74951234567'].map(kindByLook);
  assert.deepEqual(kinds, ['toll-free', 'toll-free', 'toll-free', 'mobile', 'geographic']);
});
