// A file of numbers as text: what spreadsheets write, read into named cells.
import { CsvError, parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { delimiterOf, textOfFile } from '../core/spreadsheet.ts';
import { type Cells, COLUMNS, type Column } from './csv-columns.ts';

export type Line = { line: number; cells: Cells };
export type ReadFile = { kind: 'lines'; lines: Line[] } | { kind: 'unreadable'; detail: string };

const LINES_LIMIT = 5000; // each is some statements, in one transaction
const BOM = '\ufeff'; // spreadsheets take a file with it for UTF-8

/** The lines as a file with a header, comma-separated (RFC 4180). */
export function writeFile(lines: readonly Record<Column, string>[]): string {
  return BOM + stringify(lines as Record<Column, string>[], { header: true, columns: [...COLUMNS] });
}

/** Reads UTF-8 (with or without a BOM) or Windows-1251, separated by comma, semicolon or tab: as the header is. */
export function readFile(file: Uint8Array): ReadFile {
  const text = textOfFile(file);
  try {
    const rows = parse(text, {
      ...{ bom: true, delimiter: delimiterOf(text), trim: true, skip_empty_lines: true, info: true },
      skip_records_with_empty_values: true,
      relax_column_count: true,
    }) as unknown as { record: string[]; info: { lines: number } }[];
    const [header, ...body] = rows;
    if (!header) return unreadable('The file is empty.');
    return linesOf(header.record, body);
  } catch (error) {
    if (error instanceof CsvError) return unreadable(`The file is no CSV: ${error.message}.`);
    throw error;
  }
}

const unreadable = (detail: string): ReadFile => ({ kind: 'unreadable', detail });

function linesOf(header: string[], body: { record: string[]; info: { lines: number } }[]): ReadFile {
  const columns = header.map((name) => COLUMNS.find((column) => column === name.toLowerCase()));
  const strange = header.filter((_, at) => columns[at] === undefined);
  if (strange.length > 0)
    return unreadable(
      `The header has unknown columns: ${strange.map((name) => `"${name}"`).join(', ')}. Known are ${COLUMNS.join(', ')}.`,
    );
  if (new Set(columns).size < columns.length) return unreadable('The header has a column twice.');
  if (!columns.includes('number')) return unreadable('The header has no column "number".');
  if (body.length > LINES_LIMIT) return unreadable(`The file has more than ${LINES_LIMIT} lines. Part it.`);
  const lines = body.map(({ record, info }): Line => {
    const cells = Object.fromEntries(columns.map((column, at) => [column, record[at] ?? '']));
    return { line: info.lines, cells: cells as Cells };
  });
  return { kind: 'lines', lines };
}
