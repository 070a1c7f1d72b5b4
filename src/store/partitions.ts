// Monthly partitions of visits, leases and activity, made ahead of time so that an insert never waits for one.
import type { Db } from './database.ts';

const TABLES = ['visits', 'leases', 'activity'] as const;
const MONTHS_BACK = 1; // a log that is read back after an outage may still belong to last month
const MONTHS_AHEAD = 2;

/** Makes the partitions around `now` that are missing. Safe to call at any time, from several nodes. */
export async function makePartitions(db: Db, now: Date): Promise<void> {
  for (let step = -MONTHS_BACK; step <= MONTHS_AHEAD; step++) {
    const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + step, 1));
    const to = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + step + 1, 1));
    for (const table of TABLES) await makePartition(db, { table, from, to });
  }
}

async function makePartition(db: Db, { table, from, to }: { table: string; from: Date; to: Date }) {
  const name = `${table}_${from.getUTCFullYear()}_${String(from.getUTCMonth() + 1).padStart(2, '0')}`;
  const found = await db.query('select to_regclass($1) is not null as found', [name]);
  if (found.rows[0]?.found) return;
  try {
    await db.query(
      `create table if not exists ${name} partition of ${table} for values from ('${from.toISOString()}') to ('${to.toISOString()}')`,
    );
  } catch (error) {
    if ((error as { code?: string }).code !== '42P07') throw error; // duplicate_table: another node was faster
  }
}
