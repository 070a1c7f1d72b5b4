// What happened at a site on one day, line by line, as the views of docs/sql.md show it: for files and other stores.
import pg from 'pg';
import { type Db, takeConnection } from '../store/database.ts';

export const DAY_TABLES = ['calls', 'visits', 'deals', 'spend'] as const;
export type DayTable = (typeof DAY_TABLES)[number];
export type ColumnType = 'text' | 'boolean' | 'integer' | 'number' | 'time' | 'json';
export type DayColumn = { name: string; type: ColumnType };
/** Values by their columns: a time is a Date, json any value. */
export type DayRows = { columns: DayColumn[]; rows: unknown[][] };
export type DayOfTable = { table: DayTable; siteId: string /** YYYY-MM-DD, by the site's clock */; day: string };

const AT_ONCE = 5000;

/** The day's lines in order of time, so many at a time that memory stays small; at least one batch, which may be empty. */
export async function* dayRows(db: Db, of: DayOfTable): AsyncGenerator<DayRows> {
  const { connection, giveBack } = await takeConnection(db);
  try {
    await connection.query('begin transaction isolation level repeatable read read only');
    await connection.query(`declare day_rows no scroll cursor for ${statementOf(of)}`);
    for (;;) {
      const { fields, rows } = await connection.query({ text: `fetch ${AT_ONCE} from day_rows`, rowMode: 'array' });
      yield { columns: fields.map(({ name, dataTypeID }) => ({ name, type: TYPES[dataTypeID] ?? 'text' })), rows };
      if (rows.length < AT_ONCE) return;
    }
  } finally {
    await connection.query('rollback').then(
      () => giveBack(),
      (lost: Error) => giveBack(lost),
    );
  }
}

/** By which time a line belongs to a day. */
const MOMENT: Record<Exclude<DayTable, 'spend'>, string> = {
  calls: 'started_at',
  visits: 'started_at',
  deals: 'changed_at',
};

// A cursor takes no parameters.
function statementOf({ table, siteId, day }: DayOfTable): string {
  const [site, date] = [pg.escapeLiteral(siteId), pg.escapeLiteral(day)];
  if (table === 'spend')
    return `select * from bi.spend where site_id = ${site} and day = ${date} order by source, campaign`;
  const zone = `(select time_zone from sites where id = ${site})`;
  const moment = MOMENT[table];
  return `select * from bi.${table} where site_id = ${site} and ${moment} >= ${date}::date::timestamp at time zone ${zone}
          and ${moment} < (${date}::date + 1)::timestamp at time zone ${zone} order by ${moment}`;
}

/** By PostgreSQL's numbers of its types (pg_type.oid). */
const TYPES: Readonly<Record<number, ColumnType>> = {
  16: 'boolean',
  20: 'integer',
  23: 'integer',
  701: 'number',
  1700: 'number',
  1184: 'time',
  1009: 'json',
  3802: 'json',
};
