import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedParticulars, EMPTY_DRAFT } from './number-draft.ts';

test('what is left empty is not known; costs go out in the smallest unit of the currency', () => {
  const asked = askedParticulars({ ...EMPTY_DRAFT, region: ' ', monthlyCost: 350.5, minuteCost: 1.2575, note: ' x ' });
  assert.equal(asked.region, null);
  assert.equal(asked.ownedSince, null);
  assert.equal(asked.note, 'x');
  assert.deepEqual(asked.monthlyCost, { minor: 35_050, currency: 'RUB' });
  assert.deepEqual(asked.minuteCost, { minor: 125.75, currency: 'RUB' });
  assert.equal(askedParticulars(EMPTY_DRAFT).monthlyCost, null);
});
