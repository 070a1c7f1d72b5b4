// One file of the numbering register, read row by row: in UTF-8 or in Windows-1251, quoted or not.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import type { NumberingRange } from '../core/numbers/numbering.ts';
import { findColumns, type RowRefusal, rangeOfRow } from '../core/numbers/numbering-register.ts';

export type FileTally = {
  file: string;
  encoding: 'utf-8' | 'windows-1251';
  ranges: number;
  /** Rows that say nothing usable, by reason. */
  refused: Partial<Record<RowRefusal, number>>;
  firstRefused: { line: number; reason: RowRefusal } | null;
};

const HEAD_BYTES = 65_536;
export const REGISTER_PAGE = 'https://opendata.digital.gov.ru/registry/numeric/downloads';

/** Yields the ranges and keeps count in `tally`. Throws what to do about a file that is not the register. */
export async function* readNumberingFile(file: string, tally: FileTally): AsyncGenerator<NumberingRange> {
  const head = await headOf(file);
  const { encoding, firstLine } = head;
  tally.encoding = encoding;
  const separator = separatorOf(firstLine);
  // The ministry quotes nothing, and its operators' names are full of quotes: ООО "Сеть". What a table program has saved
  // quotes everything or only those names.
  const quoted = firstLine.startsWith('"');
  const parser = parse({
    delimiter: separator,
    quote: quoted ? '"' : false,
    relax_column_count: true,
  });
  pipeline(Readable.from(textOf(file, encoding)), parser, () => {}); // what fails is thrown to the reader of `parser`
  let columns: ReturnType<typeof columnsOf> | undefined;
  let line = 0;
  for await (const cells of parser as AsyncIterable<string[]>) {
    line++;
    if (cells.every((cell) => cell.trim() === '')) continue;
    if (!columns) {
      columns = columnsOf(file, cells);
      continue;
    }
    const range = rangeOfRow(quoted ? cells : cells.map(withoutQuotes), columns);
    if (typeof range === 'string') {
      tally.refused[range] = (tally.refused[range] ?? 0) + 1;
      tally.firstRefused ??= { line, reason: range };
    } else {
      tally.ranges++;
      yield range;
    }
  }
  if (!columns) throw new Error(`${file} is empty. ${whatToImport}`);
}

/** A tally to begin with. */
export function newTally(file: string): FileTally {
  return { file, encoding: 'utf-8', ranges: 0, refused: {}, firstRefused: null };
}

const whatToImport = `Import ABC-3xx.csv, ABC-4xx.csv, ABC-8xx.csv and DEF-9xx.csv from ${REGISTER_PAGE}`;

function columnsOf(file: string, header: readonly string[]) {
  const columns = findColumns(header.map(withoutQuotes));
  if (!('missing' in columns)) return columns;
  throw new Error(
    `${file} is not the register of numbering ranges: its first line lacks ${columns.missing.join(', ')}. ${whatToImport}`,
  );
}

async function headOf(file: string): Promise<{ encoding: FileTally['encoding']; firstLine: string }> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    const bytes = buffer.subarray(0, bytesRead);
    const encoding = isUtf8(bytes) ? 'utf-8' : 'windows-1251';
    const [firstLine = ''] = new TextDecoder(encoding).decode(bytes).split(/\r?\n/, 1);
    return { encoding, firstLine };
  } finally {
    await handle.close();
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true }); // the last character may be cut
    return true;
  } catch {
    return false;
  }
}

async function* textOf(file: string, encoding: FileTally['encoding']): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding); // leaves the byte order mark out
  for await (const bytes of createReadStream(file)) yield decoder.decode(bytes as Buffer, { stream: true });
  yield decoder.decode();
}

function separatorOf(firstLine: string): string {
  const count = (separator: string) => firstLine.split(separator).length;
  return [';', '\t', ','].reduce((best, one) => (count(one) > count(best) ? one : best));
}

/** '"ООО ""Сеть"""' → 'ООО "Сеть"'; '"Сеть" ПАО "Юг"' stays. */
function withoutQuotes(cell: string): string {
  const inner = /^\s*"((?:[^"]|"")*)"\s*$/.exec(cell)?.[1];
  return inner === undefined ? cell : inner.replaceAll('""', '"');
}
