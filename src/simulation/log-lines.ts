// Reads a replay log line by line (design.md § 5): says what is wrong with a line, and where.

import type { LogEvent } from './world.ts';

export type LogLine = { line: number; event: LogEvent };

/** Events at one time may stand in any order: a visit comes before what it did, a call after everything. */
const RANK = { visit: 0, beat: 1, tap: 2, close: 3, call: 4 } as const;

/** Throws an Error that names the line. Empty lines are passed over. */
export async function* readLog(lines: AsyncIterable<string> | Iterable<string>): AsyncGenerator<LogLine> {
  let line = 0;
  let together: LogLine[] = [];
  for await (const text of lines) {
    line++;
    if (text.trim() === '') continue;
    const event = atLine(line, () => parseEvent(text));
    const before = together[0]?.event.t ?? event.t;
    if (event.t < before) {
      throw new Error(`Line ${line}: t ${event.t} comes after t ${before}. Sort the log by t.`);
    }
    if (event.t > before) {
      yield* inOrder(together);
      together = [];
    }
    together.push({ line, event });
  }
  yield* inOrder(together);
}

function inOrder(together: LogLine[]): LogLine[] {
  return together.length < 2 ? together : together.sort((one, other) => RANK[one.event.type] - RANK[other.event.type]);
}

/** Runs `work` and adds the line to what it says is wrong. */
export function atLine<T>(line: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new Error(`Line ${line}: ${(error as Error).message}`, { cause: error });
  }
}

/** One event of a line; fields it does not know are left out. Throws an Error that says what is wrong. */
export function parseEvent(text: string): LogEvent {
  const fields = readJson(text);
  const { t, type } = fields;
  if (typeof t !== 'number' || !Number.isFinite(t)) throw new Error('"t" must be a number of seconds.');
  switch (type) {
    case 'visit':
      return {
        ...{ t, type, visit: textOf(fields, 'visit'), visitor: textOf(fields, 'visitor') },
        ...{ channel: textOf(fields, 'channel'), campaign: textOf(fields, 'campaign') },
        ...{ region: textOrNull(fields, 'region'), mobile: fields.mobile === true },
      };
    case 'beat':
    case 'tap':
    case 'close':
      return { t, type, visit: textOf(fields, 'visit') };
    case 'call':
      return {
        ...{ t, type, id: textOf(fields, 'id') },
        ...{ caller: textOrNull(fields, 'caller'), region: textOrNull(fields, 'region') },
        ...dialled(fields),
      };
    default:
      throw new Error('"type" must be visit, beat, tap, close or call.');
  }
}

type Fields = Record<string, unknown>;

function readJson(text: string): Fields {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Error('It is not JSON.');
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  throw new Error('It is not a JSON object.');
}

function dialled(fields: Fields): { dials: string } | { number: number } {
  const { dials, number } = fields;
  if ((dials === undefined) === (number === undefined)) {
    throw new Error('A call has either "dials" (a visit) or "number" (an index in the pool).');
  }
  if (number === undefined) return { dials: textOf(fields, 'dials') };
  if (typeof number === 'number' && Number.isInteger(number) && number >= 0) return { number };
  throw new Error('"number" must be an index in the pool: 0, 1, 2 …');
}

function textOf(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value === 'string' && value !== '') return value;
  throw new Error(`"${name}" must be text.`);
}

function textOrNull(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new Error(`"${name}" must be text or null.`);
}
