import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answersFor, type BuyerRow } from './buyer.ts';

const CONTRACT: NonNullable<BuyerRow['contract']> = {
  ...{ id: '1', operator: 'ООО «Ромашка»', contractNumber: '7', signedOn: '2025-01-10', endsOn: '2026-03-31' },
  ...{ licenceNumber: 'Л-1', licenceIssuedOn: '2024-01-01', licenceEndsOn: '2026-03-30' },
};
const asked = (day: string, contract: Partial<typeof CONTRACT> = {}, capacityOwner: string | null = 'Ромашка') =>
  Object.values(answersFor({ contract: { ...CONTRACT, ...contract }, capacityOwner }, day)).map(
    ({ answer, reason, on }) => [answer, reason, on].join(' '),
  );

test('a contract and a licence are in force on their last day, and no longer on the next', () => {
  assert.deepEqual(asked('2026-03-30'), ['yes in-force 2026-03-31', 'yes in-force 2026-03-30', 'yes own ']);
  assert.deepEqual(asked('2026-03-31').slice(0, 2), ['yes in-force 2026-03-31', 'no ended 2026-03-30']);
  assert.deepEqual(asked('2026-04-01').slice(0, 2), ['no ended 2026-03-31', 'no ended 2026-03-30']);
});

test('before they begin they are not in force', () => {
  assert.deepEqual(asked('2025-01-09').slice(0, 2), ['no not-begun 2025-01-10', 'yes in-force 2026-03-30']);
  assert.deepEqual(asked('2023-12-31')[1], 'no not-begun 2024-01-01');
});

test('a contract may have no end; of a licence that has none nothing is known', () => {
  const [contract, licence] = asked('2030-01-01', { endsOn: null, licenceEndsOn: null });
  assert.equal(contract, 'yes without-end 2025-01-10');
  assert.equal(licence, 'unknown end-not-known ');
});

test('what nobody has said is unknown, not no', () => {
  assert.equal(asked('2026-01-01', { licenceNumber: null })[1], 'unknown no-licence ');
  assert.equal(asked('2026-01-01', {}, null)[2], 'unknown no-owner ');
  const none = Object.values(answersFor({ contract: null, capacityOwner: 'Ромашка' }, '2026-01-01'));
  assert.deepEqual(
    none.map(({ reason }) => reason),
    ['no-contract', 'no-contract', 'no-contract'],
  );
});

test("the capacity of another operator is not the operator's own", () => {
  assert.equal(asked('2026-01-01', {}, 'ООО «Другой»')[2], 'no of-another ');
});
