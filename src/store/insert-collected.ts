// Appends visits, leases and activity of one site in one statement: one round trip, one commit, all or nothing.
//
// Nothing here is locked or updated, so batches can't wait for one another. The same columns are written in two forms,
// both planned once a connection. Measured on PostgreSQL 18, its CPU alone, µs a visit with lease and activity:
//     rows                     1     4    16    32    64
//     values, unused null    110    63    30     -     -      insert … select … from (values ($2, …), …) where id is not null
//     arrays                 260   110    64    36    38      insert … select … from unnest($2::uuid[], …)
// Arrays cost 200 µs a statement (one function scan a column), values more a row. JSON (json_to_recordset) was slower
// than both: 45 µs a row.
import { plainArray, textArray } from './arrays.ts';
import type { ActivityRow, Collected, LeaseRow, VisitRow } from './visits.ts';

type Kind = 'uuid' | 'seconds' | 'bool' | 'text' | 'json';
type Value = string | number | boolean | null;
type Column<Row> = readonly [name: string, kind: Kind, value: (row: Row) => Value];
type Table<Row> = { name: string; columns: readonly Column<Row>[] };

const json = (value: object | null) => (value === null ? null : JSON.stringify(value));

const VISITS: Table<VisitRow> = {
  name: 'visits',
  columns: [
    ['id', 'uuid', (v) => v.id],
    ['at', 'seconds', (v) => v.at],
    ['visitor_id', 'uuid', (v) => v.visitorId],
    ['new_visitor', 'bool', (v) => v.newVisitor],
    ['channel', 'text', (v) => v.channel],
    ['source', 'text', (v) => v.source],
    ['medium', 'text', (v) => v.medium],
    ['campaign', 'text', (v) => v.campaign],
    ['ad_group', 'text', (v) => v.adGroup],
    ['content', 'text', (v) => v.content],
    ['term', 'text', (v) => v.term],
    ['landing_page', 'text', (v) => v.landingPage],
    ['referrer', 'text', (v) => v.referrer],
    ['click_ids', 'json', (v) => json(v.clickIds)],
    ['client_ids', 'json', (v) => json(v.clientIds)],
    ['device', 'text', (v) => v.device],
    ['os', 'text', (v) => v.os],
    ['browser', 'text', (v) => v.browser],
    ['language', 'text', (v) => v.language],
    ['country', 'text', (v) => v.country],
    ['region', 'text', (v) => v.region],
    ['city', 'text', (v) => v.city],
  ],
};

const LEASES: Table<LeaseRow> = {
  name: 'leases',
  columns: [
    ['visit_id', 'uuid', (l) => l.visitId],
    ['at', 'seconds', (l) => l.at],
    ['pool_id', 'uuid', (l) => l.poolId],
    ['number_id', 'uuid', (l) => l.numberId],
    ['shared', 'bool', (l) => l.shared ?? null],
    ['sticky', 'bool', (l) => l.sticky ?? null],
  ],
};

const ACTIVITY: Table<ActivityRow> = {
  name: 'activity',
  columns: [
    ['visit_id', 'uuid', (a) => a.visitId],
    ['at', 'seconds', (a) => a.at],
    ['kind', 'text', (a) => a.kind],
    ['page', 'text', (a) => a.page],
  ],
};

/** Rows a table that the statements with values have room for. */
const SIZES = [1, 4, 16] as const;

const FEW = SIZES.map((size) => ({ size, text: statement((from, first) => fromValues(from, first, size), size) }));
const MANY = statement(fromArrays, 1);

/** The statement's name and text for this batch, and its values after the site's id. */
export function collectedStatement({ visits, leases, activity }: Collected): {
  name: string;
  text: string;
  values: Value[];
} {
  const rows = Math.max(visits.length, leases.length, activity.length);
  const few = FEW.find(({ size }) => rows <= size);
  if (!few) {
    const values = [...arraysOf(VISITS, visits), ...arraysOf(LEASES, leases), ...arraysOf(ACTIVITY, activity)];
    return { name: 'collected-many', text: MANY, values };
  }
  const values: Value[] = [];
  fill(values, { table: VISITS, rows: visits, size: few.size });
  fill(values, { table: LEASES, rows: leases, size: few.size });
  fill(values, { table: ACTIVITY, rows: activity, size: few.size });
  return { name: `collected-${few.size}`, text: few.text, values };
}

type Source = (table: Table<never>, firstParameter: number) => string;

/** $1 is the site; the tables' parameters follow one another. */
function statement(source: Source, parametersPerColumn: number): string {
  let parameter = 2;
  const insert = (table: Table<never>) => {
    const from = source(table, parameter);
    parameter += table.columns.length * parametersPerColumn;
    const names = table.columns.map(([name]) => name).join(', ');
    return `insert into ${table.name} (site_id, ${names}) select $1::uuid, ${from}`;
  };
  return `with visit as (${insert(VISITS)}), lease as (${insert(LEASES)}) ${insert(ACTIVITY)}`;
}

function fromValues({ columns }: Table<never>, first: number, size: number): string {
  const rows = Array.from({ length: size }, (_, row) => {
    const fields = columns.map(([, kind], column) => field(kind, `$${first + row * columns.length + column}`));
    return `(${fields.join(', ')})`;
  });
  const names = columns.map(([name]) => name);
  return `r.* from (values ${rows.join(', ')}) as r(${names.join(', ')}) where r.${names[0]} is not null`;
}

function field(kind: Kind, parameter: string): string {
  return kind === 'seconds'
    ? `to_timestamp(${parameter}::float8)`
    : `${parameter}::${kind === 'json' ? 'jsonb' : kind}`;
}

function fromArrays({ columns }: Table<never>, first: number): string {
  const types: Record<Kind, string> = {
    uuid: 'uuid[]',
    seconds: 'float8[]',
    bool: 'bool[]',
    text: 'text[]',
    json: 'jsonb[]',
  };
  const fields = columns.map(([name, kind]) => (kind === 'seconds' ? `to_timestamp(r.${name})` : `r.${name}`));
  const arrays = columns.map(([, kind], column) => `$${first + column}::${types[kind]}`);
  const names = columns.map(([name]) => name);
  return `${fields.join(', ')} from unnest(${arrays.join(', ')}) as r(${names.join(', ')})`;
}

function arraysOf<Row>({ columns }: Table<Row>, rows: readonly Row[]): string[] {
  return columns.map(([, kind, value]) =>
    kind === 'text' || kind === 'json'
      ? textArray(rows, value as (row: Row) => string | null)
      : plainArray(rows, value as (row: Row) => string | number | boolean),
  );
}

function fill<Row>(
  values: Value[],
  { table, rows, size }: { table: Table<Row>; rows: readonly Row[]; size: number },
): void {
  for (const row of rows) for (const [, , value] of table.columns) values.push(value(row));
  for (let unused = (size - rows.length) * table.columns.length; unused > 0; unused--) values.push(null);
}
