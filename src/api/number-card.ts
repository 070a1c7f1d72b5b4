// A number as the API tells of it, and as it will be told of after a person's changes.
import { type NumberLife, nextStates, restsUntil } from '../core/numbers/number-life.ts';
import { likeness } from '../core/numbers/number-look.ts';
import type { InventoryRow, NumberParticulars } from '../store/inventory.ts';
import { known } from './known.ts';
import { Problem } from './problem.ts';
import type { Money, NumberPatch, TrackingNumber } from './wire.ts';

/** What is known beside the number's own row. */
export type Beside = {
  pools: readonly { targetNumber: string }[];
  openPagesOf: (numberId: string) => number;
  at: Date;
};

export function numberCard(row: InventoryRow, { pools, openPagesOf, at }: Beside): TrackingNumber {
  const { last, currency, monthlyCost, minuteCost, targetNumber, ...number } = row;
  const life: NumberLife = { ...row, last: last && { ...last, until: new Date(last.until) } };
  const own = targetNumber === null ? pools.map((pool) => pool.targetNumber) : [targetNumber];
  return {
    ...number,
    nextStates: nextStates(life, at),
    restsUntil: restsUntil(life)?.toISOString() ?? null,
    shownUntil: last?.until ?? null,
    likeness: own.length > 0 ? Math.max(...own.map((target) => likeness(row.e164, target))) : null,
    monthlyCost: moneyOf(monthlyCost, currency),
    minuteCost: moneyOf(minuteCost, currency),
    openPages: openPagesOf(row.id),
  };
}

const moneyOf = (minor: number | null, currency: string | null): Money | null =>
  minor === null || currency === null ? null : { minor, currency };

/** What a request may say of a number beside its state. */
export type Asked = Omit<NumberPatch, 'state' | 'poolId' | 'staticSource' | 'evenIfShown' | 'reason'>;

/** The particulars as they will be; what the request leaves out stays. */
export function particularsAfter(row: InventoryRow, { monthlyCost, minuteCost, ...said }: Asked): NumberParticulars {
  const { kind, region, capacityOwner, ownedSince, note, currency } = row;
  const before = { connectionId: row.connection.id, contractId: row.contract?.id ?? null };
  const monthly = monthlyCost === undefined ? moneyOf(row.monthlyCost, currency) : monthlyCost;
  const minute = minuteCost === undefined ? moneyOf(row.minuteCost, currency) : minuteCost;
  if (monthly && minute && monthly.currency !== minute.currency)
    throw new Problem(
      400,
      'invalid',
      `monthlyCost is in ${monthly.currency}, minuteCost in ${minute.currency}: give both in one currency.`,
    );
  return {
    ...{ ...before, kind, region, capacityOwner, ownedSince, note, ...known(said) },
    monthlyCost: monthly?.minor ?? null,
    minuteCost: minute?.minor ?? null,
    currency: (monthly ?? minute)?.currency ?? null,
  };
}
