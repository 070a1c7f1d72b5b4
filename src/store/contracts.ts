// Contracts with operators: by what right a business has its numbers, and by what right the operator gives them.
import type { Queryable } from './database.ts';

/** Days are 'YYYY-MM-DD'; the end of a contract or a licence is the last day it is in force. */
export type ContractFields = {
  operator: string;
  contractNumber: string;
  signedOn: string | null;
  /** null: without an end */
  endsOn: string | null;
  licenceNumber: string | null;
  licenceIssuedOn: string | null;
  /** null: not known, or without an end */
  licenceEndsOn: string | null;
};
export type ContractRow = ContractFields & {
  id: string;
  /** under it, but those that are gone */
  numbers: number;
};

const day = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;
const CONTRACT = `c.id, c.operator, c.contract_number as "contractNumber", ${day('c.signed_on')} as "signedOn", ${day('c.ends_on')} as "endsOn",
  c.licence_number as "licenceNumber", ${day('c.licence_issued_on')} as "licenceIssuedOn", ${day('c.licence_ends_on')} as "licenceEndsOn"`;
const NUMBERS = `(select count(*)::int from numbers n where n.contract_id = c.id and n.state <> 'gone') as numbers`;

/** The account's contracts, by operator. */
export async function listContracts(db: Queryable, accountId: string): Promise<ContractRow[]> {
  const { rows } = await db.query<ContractRow>(
    `select ${CONTRACT}, ${NUMBERS} from contracts c where c.account_id = $1 order by c.operator, c.contract_number`,
    [accountId],
  );
  return rows;
}

/** Every account's contracts that have an end of some kind and numbers under them. */
export async function listEndingContracts(db: Queryable): Promise<(ContractRow & { accountId: string })[]> {
  const { rows } = await db.query<ContractRow & { accountId: string }>(
    `select c.account_id as "accountId", ${CONTRACT}, ${NUMBERS} from contracts c
     where c.ends_on is not null or c.licence_ends_on is not null`,
  );
  return rows;
}

const values = (contract: ContractFields) => [
  ...[contract.operator, contract.contractNumber, contract.signedOn, contract.endsOn],
  ...[contract.licenceNumber, contract.licenceIssuedOn, contract.licenceEndsOn],
];

const UNIQUE_VIOLATION = '23505';

async function onlyOnce(writing: Promise<unknown>): Promise<'written' | 'exists'> {
  try {
    await writing;
    return 'written';
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) return 'exists';
    throw error;
  }
}

/** Adds a contract. 'exists': the account has one of this number with this operator. */
export function insertContract(
  db: Queryable,
  accountId: string,
  contract: ContractFields & { id: string },
): Promise<'written' | 'exists'> {
  return onlyOnce(
    db.query(
      `insert into contracts (id, account_id, operator, contract_number, signed_on, ends_on, licence_number, licence_issued_on, licence_ends_on)
       values ($2, $1, $3, $4, $5, $6, $7, $8, $9)`,
      [accountId, contract.id, ...values(contract)],
    ),
  );
}

/** Writes a contract's fields. 'exists': as above. */
export function updateContract(
  db: Queryable,
  accountId: string,
  contract: ContractFields & { id: string },
): Promise<'written' | 'exists'> {
  return onlyOnce(
    db.query(
      `update contracts set operator = $3, contract_number = $4, signed_on = $5, ends_on = $6, licence_number = $7,
              licence_issued_on = $8, licence_ends_on = $9 where account_id = $1 and id = $2`,
      [accountId, contract.id, ...values(contract)],
    ),
  );
}

/** Deletes a contract; numbers that are gone forget it. 'in-use': it has numbers that are not. To be called in a transaction. */
export async function deleteContract(
  tx: Queryable,
  accountId: string,
  contractId: string,
): Promise<'deleted' | 'in-use' | 'unknown'> {
  const locked = await tx.query('select 1 from contracts where account_id = $1 and id = $2 for update', [
    accountId,
    contractId,
  ]);
  if (locked.rowCount === 0) return 'unknown';
  await tx.query("update numbers set contract_id = null where contract_id = $1 and state = 'gone'", [contractId]);
  const { rowCount } = await tx.query(
    'delete from contracts where id = $1 and not exists (select 1 from numbers where contract_id = $1)',
    [contractId],
  );
  return rowCount === 1 ? 'deleted' : 'in-use';
}
