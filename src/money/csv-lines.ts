// A CSV file read line by line, however long it is: never more of it is held than a few lines.
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { delimiterOf } from '../core/spreadsheet.ts';
import { type Db, type Tx, transaction } from '../store/database.ts';

/** Gives the file from its beginning, each time it is asked. */
export type FileSource = () => AsyncIterable<Uint8Array>;
export type CsvLine = { line: number; cells: Readonly<Record<string, string>> };
export type OpenFile = { columns: string[]; lines: () => AsyncGenerator<CsvLine> };

/** The file can't be read as a whole; the message says why and what to do. */
export class Unreadable extends Error {}
/** A cell can't be taken; the message says which and why. */
export class WrongCell extends Error {}

const LONGEST_LINE = 100_000;
const LONGEST_HEADER = 10_000;

/**
 * Reads the header of a file in UTF-8 (with or without a BOM) or Windows-1251, separated by comma, semicolon or tab.
 * Throws Unreadable.
 */
export async function openCsv(
  source: FileSource,
  { known, required }: { known: readonly string[]; required: readonly string[] },
): Promise<OpenFile> {
  const { encoding, header } = await looksOf(source);
  const options = { encoding, delimiter: delimiterOf(header) };
  let columns: string[] | undefined;
  for await (const { record } of recordsOf(source, options)) {
    columns = record.map((name) => name.toLowerCase());
    break;
  }
  if (!columns) throw new Unreadable('The file is empty.');
  const strange = columns.filter((name) => !known.includes(name));
  if (strange.length > 0)
    throw new Unreadable(
      `The header has unknown columns: ${strange.map((name) => `"${name}"`).join(', ')}. Known are ${known.join(', ')}.`,
    );
  if (new Set(columns).size < columns.length) throw new Unreadable('The header has a column twice.');
  const missing = required.filter((name) => !columns.includes(name));
  if (missing.length > 0)
    throw new Unreadable(`The header has no column ${missing.map((name) => `"${name}"`).join(', ')}.`);
  return { columns, lines: () => linesOf(source, columns, options) };
}

async function* linesOf(source: FileSource, columns: readonly string[], options: Looks): AsyncGenerator<CsvLine> {
  let isHeader = true;
  for await (const { record, info } of recordsOf(source, options)) {
    // Spreadsheets' apostrophe before what they would take for a formula.
    const cells = columns.map((name, at) => [name, (record[at] ?? '').replace(/^'(?=[=+\-@])/, '')]);
    if (!isHeader) yield { line: info.lines, cells: Object.fromEntries(cells) };
    isHeader = false;
  }
}

type Looks = { encoding: 'utf-8' | 'windows-1251'; delimiter: string };
type CsvRecord = { record: string[]; info: { lines: number } };

async function* recordsOf(source: FileSource, { encoding, delimiter }: Looks): AsyncGenerator<CsvRecord> {
  const parser = parse({
    ...{ bom: true, delimiter, trim: true, skip_empty_lines: true, info: true, relax_column_count: true },
    ...{ skip_records_with_empty_values: true, max_record_size: LONGEST_LINE },
  });
  const text = Readable.from(textOf(source, encoding));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  try {
    for await (const record of parser) yield record as CsvRecord;
  } catch (error) {
    if (error instanceof CsvError) throw new Unreadable(`The file is no CSV: ${error.message}.`);
    throw error;
  } finally {
    text.destroy();
    parser.destroy();
  }
}

async function* textOf(source: FileSource, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of source()) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

/** What is no UTF-8 anywhere is Windows-1251: what a Russian spreadsheet saves as plain "CSV". */
async function looksOf(source: FileSource): Promise<{ encoding: Looks['encoding']; header: string }> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let header = '';
  try {
    for await (const chunk of source()) {
      const text = decoder.decode(chunk, { stream: true });
      if (header.length < LONGEST_HEADER) header += text.slice(0, LONGEST_HEADER);
    }
    decoder.decode();
    return { encoding: 'utf-8', header };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const first = await textOf(source, 'windows-1251').next();
    return { encoding: 'windows-1251', header: (first.value ?? '').slice(0, LONGEST_HEADER) };
  }
}

export type RefusedLine = { line: number; error: string };
export type Refusals = { refused: RefusedLine[]; refusedCount: number };
const REFUSED_TOLD = 100;

/** Reads every line, keeps nothing of them, and says which can't be taken. */
export async function checkLines<T>({ lines }: OpenFile, read: (line: CsvLine) => T, see: (row: T) => void = () => {}) {
  const told: Refusals & { lines: number } = { refused: [], refusedCount: 0, lines: 0 };
  for await (const line of lines()) {
    told.lines++;
    try {
      see(read(line));
    } catch (error) {
      if (!(error instanceof WrongCell)) throw error;
      told.refusedCount++;
      if (told.refused.length < REFUSED_TOLD) told.refused.push({ line: line.line, error: error.message });
    }
  }
  return told;
}

/** The lines once more, so many at a time. */
export async function* inChunks<T>({ lines }: OpenFile, read: (line: CsvLine) => T, size: number): AsyncGenerator<T[]> {
  let some: T[] = [];
  for await (const line of lines()) {
    some.push(read(line));
    if (some.length < size) continue;
    yield some;
    some = [];
  }
  if (some.length > 0) yield some;
}

/** A text as PostgreSQL and people can keep it; null: there is none. */
export function textIn(cell: string | undefined, name: string, longest = 500): string | null {
  const text = (cell ?? '').replace(/\p{Cc}+/gu, ' ').trim();
  if (text.length > longest) throw new WrongCell(`${name}: it is longer than ${longest} characters.`);
  return text === '' ? null : text;
}

/** For a file that spreadsheets open: no formula. */
export const plainCell = (text: string | null): string => (text === null ? '' : text.replace(/^(?=[=+\-@])/, "'"));
/** Spreadsheets take a file with it for UTF-8. */
export const BOM = '\ufeff';

const CODES = new Set(Intl.supportedValuesOf('currency'));

/** An ISO 4217 code; an empty cell is the site's. */
export function currencyIn(cell: string | undefined, byDefault: string): string {
  const code = (cell || byDefault).toUpperCase();
  if (!CODES.has(code)) throw new WrongCell(`currency: "${cell}" is no currency's code, such as RUB.`);
  return code;
}

/** What the work comes to, or why the file can't be read. */
export async function orUnreadable<T>(work: () => Promise<T>): Promise<T | { unreadable: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
}

class NothingWritten extends Error {}

/** Writes in one transaction; on a dry run everything is done and nothing kept. Answers whether it was kept. */
export async function writtenUnlessDry(db: Db, dry: boolean, write: (tx: Tx) => Promise<void>): Promise<boolean> {
  try {
    await transaction(db, async (tx) => {
      await write(tx);
      if (dry) throw new NothingWritten();
    });
    return true;
  } catch (error) {
    if (error instanceof NothingWritten) return false;
    throw error;
  }
}
