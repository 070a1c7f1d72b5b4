// The columns of a file of numbers: how each is written and read. The same names in export and import; money in major
// units, pools and connections by name, contracts by operator and number. docs/operating.md tells people.
import { majorText, minorOf } from '../core/money.ts';
import { type BoundSource, NUMBER_STATES, type NumberState, type NumberUse } from '../core/numbers/number-life.ts';
import { NUMBER_KINDS } from '../core/numbers/number-look.ts';
import { toE164 } from '../core/phone.ts';
import type { InventoryRow } from '../store/inventory.ts';

export const SOURCE_COLUMNS = ['channel', 'source', 'medium', 'campaign', 'ad_group', 'content', 'term'] as const;
export const COLUMNS = [
  ...(['number', 'state', 'pool', ...SOURCE_COLUMNS, 'connection', 'kind', 'region'] as const),
  ...(['operator', 'contract_number', 'capacity_owner', 'owned_since'] as const),
  ...(['monthly_cost', 'minute_cost', 'currency', 'note'] as const),
];
export type Column = (typeof COLUMNS)[number];
/** A line as text; a column that the file does not have is missing. */
export type Cells = Partial<Record<Column, string>>;

type Named = { id: string; name: string };
type Contract = { id: string; operator: string; contractNumber: string };
/** What the cells name. `country`: where numbers are written without a country code; null: nowhere. */
export type Names = {
  pools: readonly Named[];
  connections: readonly Named[];
  contracts: readonly Contract[];
  country: string | null;
};

/** A number as a line of the file. */
export function cellsOf(row: InventoryRow, { pools, connections }: Names): Record<Column, string> {
  const { staticSource: source, currency } = row;
  return {
    ...{ number: row.e164, state: row.state, pool: nameOf(row.poolId, pools) },
    ...{ channel: source?.channel ?? '', source: source?.source ?? '', medium: source?.medium ?? '' },
    ...{ campaign: source?.campaign ?? '', ad_group: source?.adGroup ?? '', content: source?.content ?? '' },
    ...{ term: source?.term ?? '', connection: nameOf(row.connection.id, connections), kind: row.kind },
    ...{ region: row.region ?? '', operator: row.contract?.operator ?? '' },
    ...{ contract_number: row.contract?.contractNumber ?? '', capacity_owner: row.capacityOwner ?? '' },
    ...{ owned_since: row.ownedSince ?? '', currency: currency ?? '', note: row.note },
    monthly_cost: row.monthlyCost === null || !currency ? '' : majorText(row.monthlyCost, currency),
    minute_cost: row.minuteCost === null || !currency ? '' : majorText(row.minuteCost, currency),
  };
}

// A name that two have tells neither: then it is the id that is written.
function nameOf(id: string | null, named: readonly Named[]): string {
  const found = named.find((one) => one.id === id);
  if (!found) return '';
  return named.filter(({ name }) => name === found.name).length > 1 ? found.id : found.name;
}

/** Thrown by what reads a cell: what is wrong with it and what to do. */
export class WrongCell extends Error {}

const wrong = (column: Column, text: string): never => {
  throw new WrongCell(`${column}: ${text}`);
};

export function readNumber(cell: string, country: string | null): string {
  if (/\d[.,]?\d*e\+?\d/i.test(cell))
    wrong(
      'number',
      `"${cell}" has been rounded by a spreadsheet. Format the column as text and give the number in full.`,
    );
  const phone = toE164(cell, country ?? '');
  if (phone.kind === 'none')
    return wrong('number', `"${cell}" is no phone number (${phone.reason}). Write it like +74951234567.`);
  return phone.e164;
}

export const readState = (cell: string): NumberState => readWord('state', cell, NUMBER_STATES);
export const readKind = (cell: string) => readWord('kind', cell, NUMBER_KINDS);

function readWord<T extends string>(column: Column, cell: string, words: readonly T[]): T {
  return (
    words.find((word) => word === cell.toLowerCase()) ?? wrong(column, `"${cell}" is none of ${words.join(', ')}.`)
  );
}

/** By id, or by a name that only one has. */
export function readNamed(column: 'pool' | 'connection', cell: string, named: readonly Named[]): string {
  const found = named.filter(({ id, name }) => id === cell || name === cell);
  if (found.length > 1) wrong(column, `there is more than one ${column} "${cell}". Write its id instead.`);
  return found[0]?.id ?? wrong(column, `there is no ${column} "${cell}". Make it first, or mend its name.`);
}

/** Null: both cells are empty. */
export function readContract(operator: string, contractNumber: string, contracts: readonly Contract[]): string | null {
  if (operator === '' && contractNumber === '') return null;
  const found = contracts.find((one) => one.operator === operator && one.contractNumber === contractNumber);
  return (
    found?.id ??
    wrong('contract_number', `there is no contract "${contractNumber}" with "${operator}". Add the contract first.`)
  );
}

/** Null: no channel is given. Columns that the file does not have stay as in `before`. */
export function readSource(cells: Cells, before: NumberUse['staticSource']): BoundSource | null {
  const level = (column: Column, old: string | null | undefined) => {
    const cell = cells[column];
    return cell === undefined ? (old ?? null) : textOf(column, cell, 200) || null;
  };
  const channel = cells.channel === undefined ? (before?.channel ?? '') : textOf('channel', cells.channel, 80);
  const source = {
    ...{ channel, source: level('source', before?.source), medium: level('medium', before?.medium) },
    ...{ campaign: level('campaign', before?.campaign), adGroup: level('ad_group', before?.adGroup) },
    ...{ content: level('content', before?.content), term: level('term', before?.term) },
  };
  if (channel !== '') return source;
  if (SOURCE_COLUMNS.some((column) => cells[column])) wrong('channel', 'a source needs one, such as offline or maps.');
  return null;
}

export function textOf(column: Column, cell: string, limit: number): string {
  if (cell.length > limit) wrong(column, `at most ${limit} characters.`);
  if (!cell.isWellFormed() || /\p{Cc}/u.test(cell)) wrong(column, 'no line breaks or other control characters.');
  return cell;
}

/** '2026-03-01' or '01.03.2026' → '2026-03-01'; null: empty. */
export function readDay(cell: string): string | null {
  if (cell === '') return null;
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(cell) ?? [];
  const iso = year ? `${year}-${month}-${day}` : cell;
  const at = /^(19|20)\d{2}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T00:00:00Z`) : undefined;
  if (at && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso)) return iso;
  return wrong('owned_since', `"${cell}" is no date. Write it like 2026-03-01.`);
}

export function readCurrency(cell: string): string | null {
  if (cell === '') return null;
  return /^[A-Za-z]{3}$/.test(cell)
    ? cell.toUpperCase()
    : wrong('currency', `"${cell}" is no ISO 4217 code such as RUB.`);
}

/** Minor units; null: empty. */
export function readCost(column: 'monthly_cost' | 'minute_cost', cell: string, currency: string | null): number | null {
  if (cell === '') return null;
  if (currency === null) return wrong('currency', `${column} needs one, such as RUB.`);
  const minor = minorOf(cell, currency, { fractions: column === 'minute_cost' });
  return minor ?? wrong(column, `"${cell}" is no amount in ${currency}. Write it like 250.50.`);
}
