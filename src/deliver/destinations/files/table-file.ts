// A day's lines as a file on this machine: CSV by RFC 4180, or Apache Parquet; written batch by batch.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ColumnType, DayColumn, DayRows } from '../../../reports/day-rows.ts';

export type TableFormat = 'csv' | 'csv-semicolon' | 'parquet';
export const extensionOf = (format: TableFormat) => (format === 'parquet' ? 'parquet' : 'csv');

/** Writes `path` anew; resolves with how many lines it has. */
export function writeTable(path: string, format: TableFormat, batches: AsyncIterable<DayRows>): Promise<number> {
  return format === 'parquet' ? writeParquet(path, batches) : writeCsv(path, format === 'csv' ? ',' : ';', batches);
}

const BOM = '﻿'; // spreadsheets take a file without it for one in the letters of their own country

async function writeCsv(path: string, delimiter: string, batches: AsyncIterable<DayRows>): Promise<number> {
  const file = createWriteStream(path);
  let lines = 0;
  for await (const { columns, rows } of batches) {
    const head = lines === 0 ? BOM + stringify([columns.map(({ name }) => name)], { delimiter }) : '';
    const text =
      head +
      stringify(
        rows.map((row) => row.map(cell)),
        { delimiter, record_delimiter: 'windows' },
      );
    lines += rows.length;
    if (!file.write(text)) await once(file, 'drain');
  }
  file.end();
  await finished(file);
  return lines;
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'object') return JSON.stringify(value);
  return harmless(`${value}`);
}

const FORMULA = /^[=+\-@\t\r]/;
const HARMLESS = /^[+-]?[\d\s().:,-]*$/; // phones and figures

/** What a spreadsheet would take for a formula is text: OWASP, CSV injection. */
const harmless = (text: string) => (FORMULA.test(text) && !HARMLESS.test(text) ? `'${text}` : text);

const PARQUET: Record<ColumnType, 'STRING' | 'BOOLEAN' | 'INT64' | 'DOUBLE' | 'TIMESTAMP' | 'JSON'> = {
  text: 'STRING',
  boolean: 'BOOLEAN',
  integer: 'INT64',
  number: 'DOUBLE',
  time: 'TIMESTAMP',
  json: 'JSON',
};

async function writeParquet(path: string, batches: AsyncIterable<DayRows>): Promise<number> {
  let writer: ParquetWriter | undefined;
  let lines = 0;
  for await (const { columns, rows } of batches) {
    const columnData = columns.map((column, n) => ({
      ...{ name: column.name, type: PARQUET[column.type] },
      data: rows.map((row) => parquetValue(row[n], column)),
    }));
    writer ??= new ParquetWriter({ writer: fileWriter(path), schema: schemaFromColumnData({ columnData }) });
    await writer.write({ columnData, rowGroupSize: rows.length || 1 });
    lines += rows.length;
  }
  await writer?.finish();
  return lines;
}

function parquetValue(value: unknown, { type }: DayColumn): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'integer') return BigInt(value as number);
  return type === 'text' ? `${value}` : value;
}
