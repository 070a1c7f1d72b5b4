// The three questions of a careful buyer, for each number: is it in a contract in force, does the operator hold a
// licence, is the number's capacity the operator's own? What nobody has said is "unknown", never "yes".
import type { NumberState } from '../core/numbers/number-life.ts';
import { isSameOperator } from '../core/numbers/operator-name.ts';
import type { Queryable } from '../store/database.ts';

/** Days are 'YYYY-MM-DD'. */
export type BuyerRow = {
  id: string;
  e164: string;
  state: NumberState;
  contract: {
    id: string;
    operator: string;
    contractNumber: string;
    signedOn: string | null;
    endsOn: string | null;
    licenceNumber: string | null;
    licenceIssuedOn: string | null;
    licenceEndsOn: string | null;
  } | null;
  capacityOwner: string | null;
  monthlyCost: number | null;
  currency: string | null;
};
export type BuyerReason =
  | 'in-force'
  | 'without-end'
  | 'own'
  | 'not-begun'
  | 'ended'
  | 'of-another'
  | 'no-contract'
  | 'no-licence'
  | 'end-not-known'
  | 'no-owner';
/** `on`: the day the reason speaks of. */
export type BuyerAnswer = { answer: 'yes' | 'no' | 'unknown'; reason: BuyerReason; on: string | null };
export type BuyerAnswers = { inContract: BuyerAnswer; licensed: BuyerAnswer; ownCapacity: BuyerAnswer };
export type BuyerCounts = Record<BuyerAnswer['answer'], number>;
export type MonthlyCost = {
  operator: string | null;
  numbers: number;
  monthlyCost: { minor: number; currency: string };
};

/** Every number of the site that is not gone, answered for `day`; with totals, and what they cost a month. */
export async function reportNumbersInOrder(db: Queryable, siteId: string, day: string) {
  const numbers = await numbersWithContracts(db, siteId);
  const rows = numbers.map((row) => ({ ...row, ...answersFor(row, day) }));
  const counted = (question: keyof BuyerAnswers): BuyerCounts => {
    const counts: BuyerCounts = { yes: 0, no: 0, unknown: 0 };
    for (const row of rows) counts[row[question].answer]++;
    return counts;
  };
  const inOrder = rows.filter((row) => QUESTIONS.every((question) => row[question].answer === 'yes')).length;
  const totals = {
    ...{ numbers: rows.length, inOrder, inContract: counted('inContract') },
    ...{ licensed: counted('licensed'), ownCapacity: counted('ownCapacity') },
  };
  return { rows, totals, costs: costsByOperator(numbers) };
}

const QUESTIONS = ['inContract', 'licensed', 'ownCapacity'] as const;

async function numbersWithContracts(db: Queryable, siteId: string): Promise<BuyerRow[]> {
  const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;
  const { rows } = await db.query<BuyerRow>(
    `select n.id, n.e164, n.state, n.capacity_owner as "capacityOwner", n.monthly_cost as "monthlyCost", n.currency,
            case when c.id is not null then json_build_object(
              'id', c.id, 'operator', c.operator, 'contractNumber', c.contract_number, 'signedOn', ${day('c.signed_on')},
              'endsOn', ${day('c.ends_on')}, 'licenceNumber', c.licence_number, 'licenceIssuedOn', ${day('c.licence_issued_on')},
              'licenceEndsOn', ${day('c.licence_ends_on')}) end as contract
     from numbers n left join contracts c on c.id = n.contract_id
     where n.site_id = $1 and n.state <> 'gone' order by c.operator nulls last, n.e164`,
    [siteId],
  );
  return rows;
}

/** The answers for one number on `day`. */
export function answersFor(row: Pick<BuyerRow, 'contract' | 'capacityOwner'>, day: string): BuyerAnswers {
  const { contract, capacityOwner } = row;
  if (!contract) {
    const unknown: BuyerAnswer = { answer: 'unknown', reason: 'no-contract', on: null };
    return { inContract: unknown, licensed: unknown, ownCapacity: unknown };
  }
  return {
    inContract: inForce(contract.signedOn, contract.endsOn, day) ?? {
      answer: 'yes',
      reason: 'without-end',
      on: contract.signedOn,
    },
    licensed: licensedOn(contract, day),
    ownCapacity: ownCapacity(contract.operator, capacityOwner),
  };
}

function licensedOn(contract: NonNullable<BuyerRow['contract']>, day: string): BuyerAnswer {
  if (contract.licenceNumber === null) return { answer: 'unknown', reason: 'no-licence', on: null };
  const known = inForce(contract.licenceIssuedOn, contract.licenceEndsOn, day);
  return known ?? { answer: 'unknown', reason: 'end-not-known', on: null };
}

/** Null: it has begun, as far as is known, and nobody has said when it ends. The last day is still in force. */
function inForce(from: string | null, to: string | null, day: string): BuyerAnswer | null {
  if (from !== null && day < from) return { answer: 'no', reason: 'not-begun', on: from };
  if (to === null) return null;
  return day > to ? { answer: 'no', reason: 'ended', on: to } : { answer: 'yes', reason: 'in-force', on: to };
}

function ownCapacity(operator: string, owner: string | null): BuyerAnswer {
  if (owner === null) return { answer: 'unknown', reason: 'no-owner', on: null };
  return isSameOperator(operator, owner)
    ? { answer: 'yes', reason: 'own', on: null }
    : { answer: 'no', reason: 'of-another', on: null };
}

function costsByOperator(rows: readonly BuyerRow[]): MonthlyCost[] {
  const costs = new Map<string, MonthlyCost>();
  for (const { contract, monthlyCost, currency } of rows) {
    if (monthlyCost === null || currency === null) continue;
    const operator = contract?.operator ?? null;
    const key = JSON.stringify([operator, currency]);
    const cost = costs.get(key) ?? { operator, numbers: 0, monthlyCost: { minor: 0, currency } };
    cost.numbers++;
    cost.monthlyCost.minor += monthlyCost;
    costs.set(key, cost);
  }
  return [...costs.values()];
}
