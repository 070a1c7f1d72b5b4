// The columns of a file of contacts: how each is written and read. Money in major units, the manager by name.
import { majorText, minorOf } from '../core/money.ts';
import { toE164 } from '../core/phone.ts';
import type { ContactFields } from '../store/contacts.ts';

export const COLUMNS = ['phone', 'name', 'vip', 'tags', 'value', 'manager', 'note'] as const;
export type Column = (typeof COLUMNS)[number];
export type Cells = Partial<Record<Column, string>>;

/** What spreadsheets and CRMs call a column, in lower case. */
const NAMES: Record<string, Column> = {
  ...Object.fromEntries(COLUMNS.map((column) => [column, column])),
  ...{ телефон: 'phone', номер: 'phone', имя: 'name', клиент: 'name', фио: 'name', название: 'name' },
  ...{ важный: 'vip', теги: 'tags', тег: 'tags', сумма: 'value', 'сумма сделок': 'value', менеджер: 'manager' },
  ...{ ответственный: 'manager', заметка: 'note', комментарий: 'note' },
};

/** undefined: no column of ours. */
export const columnOf = (header: string): Column | undefined => NAMES[header.trim().toLowerCase()];

/** `managers`: agents of the site; `country`: where phones are written without a country code. */
export type Surroundings = { managers: readonly { id: string; name: string }[]; country: string; currency: string };

export type CellRefusal =
  | 'not-a-phone'
  | 'not-yes-or-no'
  | 'not-an-amount'
  | 'no-such-manager'
  | 'several-managers'
  | 'too-long'
  | 'too-many';

const VALUE_TOLD = 60;

/** Said of a cell that can't be read. */
export class WrongCell extends Error {
  readonly column: Column;
  readonly reason: CellRefusal;
  readonly value: string;
  constructor(column: Column, reason: CellRefusal, value: string) {
    super(`${column}: ${reason}`);
    this.column = column;
    this.reason = reason;
    this.value = value.trim().slice(0, VALUE_TOLD).toWellFormed();
  }
}

/** A contact as a line of the file. */
export function cellsOf(
  phone: string,
  fields: ContactFields,
  { managers, currency }: Surroundings,
): Record<Column, string> {
  const manager = managers.find(({ id }) => id === fields.managerId)?.name ?? '';
  const value = fields.value === 0 ? '' : majorText(fields.value, currency);
  const { name, vip, tags, note } = fields;
  return {
    phone,
    name: inert(name),
    vip: vip ? 'yes' : '',
    tags: inert(tags.join('; ')),
    value,
    manager,
    note: inert(note),
  };
}

// A name such as =HYPERLINK(…) would be carried out by the spreadsheet that opens the file (OWASP, CSV injection).
const inert = (text: string) => (/^[=+\-@]/.test(text) ? `'${text}` : text);

/** The phone of a line, E.164. Throws WrongCell. */
export function phoneOf(cells: Cells, { country }: Surroundings): string {
  const phone = toE164(cells.phone ?? '', country);
  if (phone.kind === 'phone') return phone.e164;
  throw new WrongCell('phone', 'not-a-phone', cells.phone ?? '');
}

const TEXT_LIMITS = { name: 200, note: 4000 };

/** The contact after the line: columns that the file has not stay. Throws WrongCell. */
export function fieldsOf(before: ContactFields, cells: Cells, around: Surroundings): ContactFields {
  const text = (column: 'name' | 'note') => {
    const written = cells[column]?.replaceAll('\u0000', '').trim();
    if (written !== undefined && written.length > TEXT_LIMITS[column]) throw new WrongCell(column, 'too-long', written);
    return written ?? before[column];
  };
  return {
    ...{ name: text('name').replace(/\p{Cc}/gu, ' '), note: text('note') },
    vip: cells.vip === undefined ? before.vip : readFlag(cells.vip),
    tags: cells.tags === undefined ? before.tags : readTags(cells.tags),
    value: cells.value === undefined ? before.value : readValue(cells.value, around.currency),
    managerId: cells.manager === undefined ? before.managerId : readManager(cells.manager, around.managers),
  };
}

const YES = ['yes', 'true', '1', 'x', '+', 'vip', 'да', 'истина'];
const NO = ['', 'no', 'false', '0', '-', 'нет', 'ложь'];

function readFlag(text: string): boolean {
  const word = text.trim().toLowerCase();
  if (YES.includes(word)) return true;
  if (NO.includes(word)) return false;
  throw new WrongCell('vip', 'not-yes-or-no', text);
}

function readTags(text: string): string[] {
  const tags = text
    .split(/[;,|]/)
    .map((tag) => tag.replace(/\p{Cc}/gu, ' ').trim())
    .filter(Boolean);
  if (tags.length > 50 || tags.some((tag) => tag.length > 60)) throw new WrongCell('tags', 'too-many', text);
  return [...new Set(tags)];
}

function readValue(text: string, currency: string): number {
  if (text.trim() === '') return 0;
  const minor = minorOf(text.trim(), currency);
  if (minor === null) throw new WrongCell('value', 'not-an-amount', text);
  return minor;
}

function readManager(text: string, managers: Surroundings['managers']): string | null {
  const name = text.trim().toLowerCase();
  if (name === '') return null;
  const [manager, another] = managers.filter((one) => one.name.toLowerCase() === name);
  if (!manager) throw new WrongCell('manager', 'no-such-manager', text);
  if (another) throw new WrongCell('manager', 'several-managers', text);
  return manager.id;
}
