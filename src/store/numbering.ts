// The numbering register: imported country by country, each replaced as a whole, and read into memory by every node.
import {
  createNumberingBuilder,
  type Numbering,
  type NumberingEntry,
  type NumberingRange,
} from '../core/numbers/numbering.ts';
import { plainArray, textArray } from './arrays.ts';
import { type Db, type Queryable, type Tx, transaction } from './database.ts';

/** Rows in one statement or one fetch: small enough that other work is not kept waiting for long. */
const BATCH = 10_000;
/** A register shrinks by little from month to month. One half as long is a part of it, or a page that says "error". */
const LEAST_SHARE = 0.5;

export type RegisterRow = {
  country: string;
  importedAt: Date;
  ranges: number;
  withoutRegion: number;
  overlaps: number;
};
export type Replacement = {
  country: string;
  ranges: AsyncIterable<NumberingRange>;
  at: Date;
  /** Take it even if it has fewer than half of the ranges that the country has now. */
  evenIfFewer?: boolean;
};
export type Replaced =
  | { kind: 'replaced'; numbering: Numbering; before: number; withoutRegion: number }
  | { kind: 'refused'; reason: 'empty' | 'far-fewer'; ranges: number; before: number };

/**
 * Puts a country's register in the place of the one before, in one transaction, and tells every node. What is refused
 * changes nothing. `numbering` has this country only.
 */
export async function replaceNumbering(db: Db, replacement: Replacement): Promise<Replaced> {
  try {
    return await transaction(db, (tx) => replace(tx, replacement));
  } catch (error) {
    if (error instanceof Refused) return error.outcome;
    throw error;
  }
}

/** Ends the transaction without a trace. */
class Refused extends Error {
  readonly outcome: Replaced & { kind: 'refused' };
  constructor(outcome: Replaced & { kind: 'refused' }) {
    super(outcome.reason);
    this.outcome = outcome;
  }
}

async function replace(tx: Tx, { country, ranges, at, evenIfFewer = false }: Replacement): Promise<Replaced> {
  const before = await lockRegister(tx, country, at);
  await tx.query('delete from numbering_ranges where country = $1', [country]);
  const builder = createNumberingBuilder();
  let count = 0;
  let withoutRegion = 0;
  let batch: NumberingRange[] = [];
  // The database takes one batch while the next is being read.
  let taking = Promise.resolve();
  const flush = async () => {
    await taking;
    taking = insertRanges(tx, country, batch);
    taking.catch(() => {}); // it is thrown where it is waited for
    batch = [];
  };
  for await (const range of ranges) {
    builder.add(range);
    count++;
    if (range.region === null) withoutRegion++;
    if (batch.push(range) === BATCH) await flush();
  }
  await flush();
  await taking;
  if (count === 0) throw new Refused({ kind: 'refused', reason: 'empty', ranges: count, before });
  if (count < before * LEAST_SHARE && !evenIfFewer)
    throw new Refused({ kind: 'refused', reason: 'far-fewer', ranges: count, before });
  const numbering = builder.build();
  await tx.query(
    'update numbering_registers set imported_at = $2, ranges = $3, without_region = $4, overlapping = $5 where country = $1',
    [country, at, count, withoutRegion, numbering.overlaps],
  );
  await tx.query("select pg_notify('dialtrace_numbering', $1)", [country]);
  return { kind: 'replaced', numbering, before, withoutRegion };
}

/** Two imports of a country go one after the other. The number of ranges it has had so far. */
async function lockRegister(tx: Tx, country: string, at: Date): Promise<number> {
  const { rows } = await tx.query<{ ranges: number }>(
    `insert into numbering_registers (country, imported_at, ranges, without_region, overlapping) values ($1, $2, 0, 0, 0)
     on conflict (country) do update set country = excluded.country returning ranges`,
    [country, at],
  );
  return rows[0]?.ranges ?? 0;
}

async function insertRanges(tx: Tx, country: string, ranges: readonly NumberingRange[]): Promise<void> {
  await tx.query(
    `insert into numbering_ranges (country, first, last, operator, region)
     select $1, first, last, operator, region
     from unnest($2::bigint[], $3::bigint[], $4::text[], $5::text[]) as given(first, last, operator, region)`,
    [
      country,
      plainArray(ranges, ({ first }) => first),
      plainArray(ranges, ({ last }) => last),
      textArray(ranges, ({ operator }) => operator),
      textArray(ranges, ({ region }) => region),
    ],
  );
}

/** The registers of all countries in one, as they are at one moment; fetched by and by, half a million rows in a second. */
export async function readNumbering(db: Db): Promise<Numbering> {
  return await transaction(db, async (tx) => {
    // In order of the numbers, and the same order at every node.
    await tx.query(
      `declare numbering_rows no scroll cursor for
       select first, last, operator, region from numbering_ranges order by first, last desc, operator, region`,
    );
    const builder = createNumberingBuilder();
    for (;;) {
      const { rows } = await tx.query<NumberingRange>(`fetch ${BATCH} from numbering_rows`);
      for (const range of rows) builder.add(range);
      if (rows.length < BATCH) return builder.build();
    }
  });
}

/** Which countries' registers there are. */
export async function listRegisters(db: Queryable): Promise<RegisterRow[]> {
  const { rows } = await db.query<RegisterRow>(
    `select country, imported_at as "importedAt", ranges, without_region as "withoutRegion", overlapping as overlaps
     from numbering_registers order by country`,
  );
  return rows;
}

/**
 * Says whose capacity a number is where nobody has said it yet, for numbers that are not gone. How many were filled in.
 * What a person wrote is left as it is.
 */
export async function fillCapacityOwners(db: Queryable, lookUp: Numbering['lookUp']): Promise<number> {
  const { rows } = await db.query<{ id: string; e164: string }>(
    'select id, e164 from numbers where capacity_owner is null and removed_at is null',
  );
  const known = rows.flatMap(({ id, e164 }) => {
    const entry = lookUp(e164);
    return entry ? [{ id, ...entry }] : [];
  });
  if (known.length === 0) return 0;
  const { rowCount } = await db.query(
    `update numbers n set capacity_owner = k.operator
     from unnest($1::uuid[], $2::text[]) as k(id, operator) where n.id = k.id and n.capacity_owner is null`,
    [plainArray(known, ({ id }) => id), textArray(known, ({ operator }: NumberingEntry) => operator)],
  );
  return rowCount ?? 0;
}
