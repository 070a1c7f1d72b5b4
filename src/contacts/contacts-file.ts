// All contacts of a site as a CSV file, out and in. In: each line that can be read is taken, the others are told.
import { setImmediate } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { countryOf } from '../core/phone.ts';
import { delimiterOf, textOfFile } from '../core/spreadsheet.ts';
import { listAgents } from '../store/agents.ts';
import { contactFields, type NamedContact, NEW_CONTACT, numberOfSite, upsertContacts } from '../store/contacts.ts';
import { type Db, type Tx, transaction } from '../store/database.ts';
import {
  type CellRefusal,
  type Cells,
  COLUMNS,
  type Column,
  cellsOf,
  columnOf,
  fieldsOf,
  phoneOf,
  type Surroundings,
  WrongCell,
} from './contact-cells.ts';

type SiteOfContacts = { id: string; currency: string };
export type ContactsImport = {
  applied: boolean;
  added: number;
  changed: number;
  same: number;
  refused: { line: number; column: Column; reason: CellRefusal; value: string }[];
  refusedCount: number;
};

const LINES_LIMIT = 50_000;
const REFUSED_TOLD = 100;
const WRITTEN_AT_ONCE = 1000;
const WITHOUT_PAUSE = 200; // calls are answered by the same process: it may not read for long
const BOM = '\ufeff'; // spreadsheets take a file with it for UTF-8

/** Export and import as the API asks for them. */
export function openContactsFile({ db, newId }: { db: Db; newId: () => string }) {
  return {
    /** Read back, it changes nothing. */
    async export(site: SiteOfContacts): Promise<string> {
      const around = await surroundingsOf(db, site);
      const contacts = [...(await contactFields(db, site.id, null))];
      const parts = [BOM + stringify([], { header: true, columns: [...COLUMNS] })];
      for (let at = 0; at < contacts.length; at += WITHOUT_PAUSE) {
        await setImmediate();
        const some = contacts.slice(at, at + WITHOUT_PAUSE);
        const lines = some.map(([phone, fields]) => cellsOf(phone, fields, around));
        parts.push(stringify(lines, { columns: [...COLUMNS] }));
      }
      return parts.join('');
    },
    /** Contacts that the file does not name stay as they are. `file`: as it came, UTF-8 or Windows-1251. */
    async import({ site, file, dry }: { site: SiteOfContacts; file: Uint8Array; dry: boolean }) {
      const lines = readLines(file);
      if ('unreadable' in lines) return lines;
      return transaction(db, (tx) => take(tx, lines.lines, { site, dry, newId }));
    },
  };
}

async function surroundingsOf(db: Tx | Db, { id, currency }: SiteOfContacts): Promise<Surroundings> {
  const own = await numberOfSite(db, id);
  return { managers: await listAgents(db, id), country: (own && countryOf(own)) ?? '', currency };
}

type Line = { line: number; cells: Cells };
type Taking = { site: SiteOfContacts; dry: boolean; newId: () => string };

async function take(tx: Tx, lines: readonly Line[], { site, dry, newId }: Taking): Promise<ContactsImport> {
  const around = await surroundingsOf(tx, site);
  const { wanted, refused } = await phonesOf(lines, around);
  const before = await contactFields(tx, site.id, [...wanted.keys()]);
  const written: NamedContact[] = [];
  const counts = { added: 0, changed: 0, same: 0 };
  let read = 0;
  for (const [phone, { line, cells }] of wanted) {
    if (read++ % WITHOUT_PAUSE === 0) await setImmediate();
    const known = before.get(phone);
    const fields = orWrong(() => fieldsOf(known ?? NEW_CONTACT, cells, around));
    if (fields instanceof WrongCell) {
      refused.push(refusal(line, fields));
      continue;
    }
    const isSame =
      known !== undefined && JSON.stringify(cellsOf('', known, around)) === JSON.stringify(cellsOf('', fields, around));
    counts[isSame ? 'same' : known ? 'changed' : 'added']++;
    if (!isSame) written.push({ id: newId(), phone, ...fields });
  }
  for (let at = 0; !dry && at < written.length; at += WRITTEN_AT_ONCE)
    await upsertContacts(tx, site.id, written.slice(at, at + WRITTEN_AT_ONCE));
  refused.sort((one, other) => one.line - other.line);
  const told = { refused: refused.slice(0, REFUSED_TOLD), refusedCount: refused.length };
  return { applied: !dry && written.length > 0, ...counts, ...told };
}

// A phone that stands in the file twice: the lower line is the newer one.
async function phonesOf(lines: readonly Line[], around: Surroundings) {
  const wanted = new Map<string, Line>();
  const refused: ContactsImport['refused'] = [];
  for (const [at, line] of lines.entries()) {
    if (at % WITHOUT_PAUSE === 0) await setImmediate();
    const phone = orWrong(() => phoneOf(line.cells, around));
    if (phone instanceof WrongCell) refused.push(refusal(line.line, phone));
    else wanted.set(phone, line);
  }
  return { wanted, refused };
}

const refusal = (line: number, { column, reason, value }: WrongCell) => ({ line, column, reason, value });

function orWrong<T>(read: () => T): T | WrongCell {
  try {
    return read();
  } catch (error) {
    if (error instanceof WrongCell) return error;
    throw error;
  }
}

function readLines(file: Uint8Array): { lines: Line[] } | { unreadable: string } {
  const text = textOfFile(file);
  try {
    const [header, ...body] = parse(text, {
      ...{ bom: true, delimiter: delimiterOf(text), trim: true, skip_empty_lines: true, info: true },
      skip_records_with_empty_values: true,
      relax_column_count: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const columns = header?.record.map(columnOf) ?? [];
    const fault = faultOf(header?.record ?? [], columns) ?? tooLong(body.length);
    if (fault) return { unreadable: fault };
    return { lines: body.map(({ record, info }) => ({ line: info.lines, cells: cellsIn(record, columns) })) };
  } catch (error) {
    if (error instanceof CsvError) return { unreadable: `The file is no CSV: ${error.message}.` };
    throw error;
  }
}

// Our own export puts an apostrophe before what a spreadsheet would take for a formula.
function cellsIn(record: readonly string[], columns: readonly (Column | undefined)[]): Cells {
  const cells = columns.flatMap((column, at) =>
    column ? [[column, (record[at] ?? '').replace(/^'(?=[=+\-@])/, '')]] : [],
  );
  return Object.fromEntries(cells) as Cells;
}

function faultOf(header: readonly string[], columns: readonly (Column | undefined)[]): string | null {
  const known = columns.filter((column) => column !== undefined);
  if (header.length === 0) return 'The file is empty.';
  if (!known.includes('phone'))
    return `The header has no column "phone". Known columns are ${COLUMNS.join(', ')}; others are left out.`;
  return new Set(known).size < known.length ? 'The header has a column twice.' : null;
}

const tooLong = (lines: number) =>
  lines > LINES_LIMIT ? `The file has more than ${LINES_LIMIT} lines. Part it.` : null;
