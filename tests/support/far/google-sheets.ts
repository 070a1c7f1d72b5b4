// The Google Sheets API as it behaves: cells that are null stay as they are, an append goes behind the table that begins
// at the range, and an answer that is lost does not mean that nothing was written.
import assert from 'node:assert/strict';
import { openReceiver, type Received, type ReceiverAnswer } from '../receiver.ts';
import { googleError, json, type openGoogleAccount } from './google-account.ts';

type Cell = string | number | boolean;
type Rows = (Cell | null)[][];
const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';
export const SPREADSHEET = '1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789';

/** `sheets`: cells by title, as a person would see them. */
export async function openGoogleSheets(account: Awaited<ReturnType<typeof openGoogleAccount>>) {
  const sheets = new Map<string, Cell[][]>();
  /** `lost`: the next append is written, and its answer lost; `cut`: it is not written either; `isCut`: half a column */
  const next: { answer?: ReceiverAnswer; append?: 'lost' | 'cut'; isCut?: boolean } = {};
  const settings = { shared: true };
  const asked: string[] = [];

  const gridOf = (range: string) => {
    const [, title = '', cells = ''] = /^'((?:[^']|'')+)'!(.+)$/.exec(range) ?? [];
    const rows = sheets.get(title.replaceAll("''", "'"));
    return rows ? { rows, cells } : undefined;
  };
  const unparsed = (range: string) => googleError(400, 'INVALID_ARGUMENT', `Unable to parse range: ${range}`);

  const read = (range: string, byColumns = false): ReceiverAnswer | { values: Cell[][] } => {
    const grid = gridOf(range);
    if (!grid) return unparsed(range);
    const { from, to } = areaOf(grid.cells, grid.rows);
    const rows = grid.rows.slice(from.row, to.row + 1).map((row) => trimmed(row.slice(from.column, to.column + 1)));
    if (!byColumns) return { values: trimmedRows(rows) };
    const column = trimmed(rows.map(([cell]) => cell ?? ''));
    return { values: column.length > 0 ? [column] : [] };
  };
  const write = (range: string, values: Rows): boolean => {
    const grid = gridOf(range);
    if (!grid) return false;
    const { from } = areaOf(grid.cells, grid.rows);
    for (const [n, cells] of values.entries()) put(grid.rows, from.row + n, from.column, cells);
    return true;
  };
  const append = (range: string, values: Rows): ReceiverAnswer => {
    const grid = gridOf(range);
    if (!grid) return unparsed(range);
    const { append: fate } = next;
    delete next.append;
    if (fate === 'cut') return null;
    const end = grid.rows.findIndex((row) => row.every((cell) => cell === ''));
    const first = end < 0 ? grid.rows.length : end;
    grid.rows.splice(first, 0, ...values.map(() => []));
    for (const [n, cells] of values.entries()) put(grid.rows, first + n, 0, cells);
    if (fate === 'lost') return null;
    const updatedRange = `${range.slice(0, range.indexOf('!'))}!A${first + 1}:Z${first + values.length}`;
    return json(200, { spreadsheetId: SPREADSHEET, updates: { updatedRange, updatedRows: values.length } });
  };

  const answer = ({ method, path, body }: Received): ReceiverAnswer => {
    const url = new URL(path, 'http://x');
    const [, id, rest = ''] = /^\/v4\/spreadsheets\/([\w-]+)(.*)$/.exec(decodeURIComponent(url.pathname)) ?? [];
    if (id !== SPREADSHEET) return googleError(404, 'NOT_FOUND', 'Requested entity was not found.');
    if (!settings.shared) return googleError(403, 'PERMISSION_DENIED', 'The caller does not have permission');
    const values = /^\/values\/(.+?)(:append)?$/.exec(rest);
    const what = `${method} ${values ? `values${values[2] ?? ''}` : rest}`;
    asked.push(what);
    const range = values?.[1] ?? '';
    const said = body
      ? (JSON.parse(body) as {
          values?: Rows;
          valueInputOption?: string;
          dataFilters?: { a1Range: string }[];
          data?: { range: string; values: Rows }[];
          requests?: { addSheet?: { properties: { title: string } } }[];
        })
      : {};
    if (/^(POST values:append|PUT values)$/.test(what)) assert.equal(url.searchParams.get('valueInputOption'), 'RAW');
    switch (what) {
      case 'GET values': {
        const found = read(range, url.searchParams.get('majorDimension') === 'COLUMNS');
        if (next.isCut) return { ...json(200, {}), body: '{"values":[["Dialtrace ID"' };
        return found && 'values' in found ? json(200, { range, ...(found.values.length > 0 ? found : {}) }) : found;
      }
      case 'POST /values:batchGetByDataFilter': {
        const ranges = (said.dataFilters ?? []).map(({ a1Range }) => a1Range);
        const wrong = ranges.find((one) => !gridOf(one));
        if (wrong) return unparsed(wrong);
        const beyond = ranges.find((one) => Number(/(\d+)$/.exec(one)?.[1]) > MOST_ROWS);
        if (beyond)
          return googleError(
            400,
            'INVALID_ARGUMENT',
            `Range (${beyond}) exceeds grid limits. Max rows: ${MOST_ROWS}, max columns: 26`,
          );
        // in no order of ours
        const valueRanges = ranges.reverse().map((one) => ({
          valueRange: { range: one, majorDimension: 'ROWS', ...filled(read(one)) },
          dataFilters: [{ a1Range: one }],
        }));
        return json(200, { spreadsheetId: SPREADSHEET, valueRanges });
      }
      case 'PUT values':
        return write(range, said.values ?? []) ? json(200, {}) : unparsed(range);
      case 'POST values:append':
        assert.equal(url.searchParams.get('insertDataOption'), 'INSERT_ROWS');
        return append(range, said.values ?? []);
      case 'POST /values:batchUpdate':
        assert.equal(said.valueInputOption, 'RAW');
        for (const one of said.data ?? []) write(one.range, one.values);
        return json(200, {});
      case 'POST :batchUpdate': {
        const title = said.requests?.[0]?.addSheet?.properties.title ?? '';
        if (sheets.has(title))
          return googleError(400, 'INVALID_ARGUMENT', `A sheet with the name "${title}" already exists.`);
        sheets.set(title, []);
        return json(200, {});
      }
      case 'GET ':
        return json(200, {
          sheets: [...sheets].map(([title, rows]) => ({
            properties: { title, gridProperties: { rowCount: Math.max(1000, rows.length) } },
          })),
        });
      default:
        return { status: 404 };
    }
  };

  const receiver = await openReceiver((request) => {
    assert.equal(request.headers.host, 'sheets.googleapis.com');
    const refused = account.refusal(request, SCOPE);
    if (refused) return refused;
    const { answer: given } = next;
    delete next.answer;
    return given === undefined ? answer(request) : given;
  });
  return { url: receiver.url, got: receiver.got, close: receiver.close, sheets, next, settings, asked };
}

const MOST_ROWS = 1000;
const filled = (found: ReturnType<typeof json> | { values: Cell[][] }) =>
  found && 'values' in found && found.values.length > 0 ? { values: found.values } : {};
const trimmed = (cells: Cell[]): Cell[] => cells.slice(0, cells.findLastIndex((cell) => cell !== '') + 1);
const trimmedRows = (rows: Cell[][]): Cell[][] => rows.slice(0, rows.findLastIndex((row) => row.length > 0) + 1);

function put(rows: Cell[][], row: number, column: number, cells: (Cell | null)[]): void {
  while (rows.length <= row) rows.push([]);
  const line = rows[row] as Cell[];
  for (const [n, cell] of cells.entries()) {
    while (line.length <= column + n) line.push('');
    if (cell !== null) line[column + n] = cell;
  }
}

/** A1, A1:B2, 1:1 */
function areaOf(cells: string, rows: Cell[][]) {
  const [first = '', last = first] = cells.split(':');
  const place = (text: string) => {
    const [, letters = '', digits = ''] = /^([A-Z]*)(\d*)$/.exec(text) ?? [];
    const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0) - 1;
    return { column, row: Number(digits) - 1 };
  };
  const [from, to] = [place(first), place(last)];
  const widest = Math.max(0, ...rows.map((row) => row.length));
  return {
    from: { row: from.row, column: Math.max(0, from.column) },
    to: { row: to.row, column: to.column < 0 ? widest : to.column },
  };
}
