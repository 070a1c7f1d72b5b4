// One sheet of a spreadsheet, read and written by the Google Sheets API v4. Values go in raw: nothing that a caller or a
// page says becomes a formula. https://developers.google.com/workspace/sheets/api/reference/rest/v4/spreadsheets.values
import type { DestinationTold, Outcome, Response, Way } from '../../port.ts';
import { askGoogle } from '../google/access.ts';
import { judgedByGoogle, refusalIn } from '../google/refusal.ts';
import { type Cell, columnName } from './columns.ts';

export const SHEETS_ORIGIN = 'https://sheets.googleapis.com';
export const SHEETS_SCOPE = 'https://www.googleapis.com/auth/spreadsheets';
/** So many ids are less than an answer may be long. */
const IDS_AT_ONCE = 20_000;

/** The far side has said no: what becomes of the deliveries. */
export class SheetRefusal extends Error {
  readonly outcome: Outcome;
  constructor(outcome: Outcome) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

type Matched = { dataFilters?: { a1Range?: string }[]; valueRange?: { values?: unknown[][] } };
export type Sheet = ReturnType<typeof openSheet>;
type Asked = {
  method?: 'GET' | 'POST' | 'PUT';
  path: string;
  query?: [string, string][];
  body?: object;
  asksOnly?: boolean;
};

/** Each method throws SheetRefusal, or Unanswered. */
export function openSheet(to: DestinationTold, way: Way) {
  const { spreadsheet = '', sheet } = to.settings;
  const name = sheet || 'Calls';
  const id = /\/d\/([\w-]+)/.exec(spreadsheet)?.[1] ?? spreadsheet;
  const range = (cells: string) => `'${name.replaceAll("'", "''")}'!${cells}`;
  const values = (cells: string, more = '') => `/values/${encodeURIComponent(range(cells))}${more}`;

  const say = async ({
    method = 'GET',
    path,
    query = [],
    body,
    asksOnly = method === 'GET',
  }: Asked): Promise<Response> => {
    const search = new URLSearchParams([...query, ['prettyPrint', 'false']]);
    const response = await askGoogle(
      {
        ...{ method, url: `${SHEETS_ORIGIN}/v4/spreadsheets/${id}${path}?${search}`, asksOnly },
        ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
      },
      { to, scope: SHEETS_SCOPE, way },
    );
    if (!('status' in response)) throw new SheetRefusal(response);
    return response;
  };
  const ask = async <T>(asked: Asked): Promise<T> => {
    const response = await say(asked);
    const outcome = judged(response);
    if (outcome.kind !== 'done') throw new SheetRefusal(outcome);
    return JSON.parse(response.body) as T; // throws if it was cut: a part must not look like all
  };

  return {
    range,
    /**
     * The first row and these; undefined: there is no such sheet. A row that is there no more is empty.
     */
    async peek(rows: readonly number[]): Promise<{ headings: string[]; rows: Map<number, string[]> } | undefined> {
      const wanted = [1, ...new Set(rows)];
      const response = await say({
        ...{ method: 'POST', path: '/values:batchGetByDataFilter', asksOnly: true },
        body: { dataFilters: wanted.map((row) => ({ a1Range: range(`${row}:${row}`) })), majorDimension: 'ROWS' },
      });
      const { message } = response.status === 400 ? refusalIn(response) : { message: '' };
      if (/unable to parse range/i.test(message)) return undefined;
      if (/exceeds grid limits/i.test(message) && rows.length > 0) return this.peek([]);
      const outcome = judged(response);
      if (outcome.kind !== 'done') throw new SheetRefusal(outcome);
      const { valueRanges = [] } = JSON.parse(response.body) as { valueRanges?: Matched[] };
      const cells = (row: number) =>
        (
          valueRanges.find(({ dataFilters }) => dataFilters?.some(({ a1Range }) => a1Range === range(`${row}:${row}`)))
            ?.valueRange?.values?.[0] ?? []
        ).map(String);
      return { headings: cells(1), rows: new Map(rows.map((row) => [row, cells(row)])) };
    },
    create: () =>
      ask({
        method: 'POST',
        path: ':batchUpdate',
        body: { requests: [{ addSheet: { properties: { title: name } } }] },
      }),
    writeHeadings: (from: number, headings: readonly string[]) =>
      ask({
        ...{ method: 'PUT', path: values(`${columnName(from)}1`), query: [['valueInputOption', 'RAW']] },
        body: { range: range(`${columnName(from)}1`), majorDimension: 'ROWS', values: [headings] },
      }),
    /** In which rows these stand in a column, looked for from the end; all of the column is read if one is not there. */
    async find(column: number, wanted: readonly string[]): Promise<Map<string, number>> {
      const found = new Map<string, number>();
      const letter = columnName(column);
      for (let last = wanted.length > 0 ? await rowCount() : 0; last > 0; last -= IDS_AT_ONCE) {
        const first = Math.max(1, last - IDS_AT_ONCE + 1);
        const { values: columns = [] } = await ask<{ values?: unknown[][] }>({
          ...{ path: values(`${letter}${first}:${letter}${last}`), query: [['majorDimension', 'COLUMNS']] },
        });
        for (const [n, id] of (columns[0] ?? []).entries()) if (wanted.includes(`${id}`)) found.set(`${id}`, first + n);
        if (found.size === wanted.length) break;
      }
      return found;
    },
    /** Answers the row that the first of them came to stand in. */
    async append(rows: readonly Cell[][]): Promise<number> {
      const { updates } = await ask<{ updates?: { updatedRange?: string } }>({
        ...{ method: 'POST', path: values('A1', ':append') },
        query: [
          ['valueInputOption', 'RAW'],
          ['insertDataOption', 'INSERT_ROWS'],
        ],
        body: { range: range('A1'), majorDimension: 'ROWS', values: rows },
      });
      const row = /![A-Z]+(\d+)/.exec(updates?.updatedRange ?? '')?.[1];
      if (!row) throw new Error(`Google Sheets does not say where it put the rows: ${updates?.updatedRange}`);
      return Number(row);
    },
    update: (rows: readonly { row: number; cells: Cell[] }[]) =>
      ask({
        ...{ method: 'POST', path: '/values:batchUpdate' },
        body: {
          valueInputOption: 'RAW',
          data: rows.map(({ row, cells }) => ({ range: range(`A${row}`), majorDimension: 'ROWS', values: [cells] })),
        },
      }),
  };

  async function rowCount(): Promise<number> {
    const { sheets = [] } = await ask<{
      sheets?: { properties?: { title?: string; gridProperties?: { rowCount?: number } } }[];
    }>({
      ...{ path: '', query: [['fields', 'sheets.properties(title,gridProperties.rowCount)']] },
    });
    const one = sheets.find(({ properties }) => properties?.title === name);
    if (!one) throw new Error('The sheet was there a moment ago and is there no more.');
    return one.properties?.gridProperties?.rowCount ?? 0;
  }
}

/** Rows are right by the way they are made: what is refused is because of the sheet. */
function judged(response: Response): Outcome {
  if (response.status === 404) return { kind: 'needs-owner', reason: 'no-such-spreadsheet' };
  const outcome = judgedByGoogle(response);
  if (outcome.kind !== 'refused') return outcome;
  return { kind: 'needs-owner', reason: `refused-by-google: ${refusalIn(response).message || outcome.reason}` };
}
