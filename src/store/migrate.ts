// Brings a database to the newest shape: every file of migrations/ once, in order, each in a transaction, and the
// partitions of the months to come.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type Db, transaction } from './database.ts';
import { makePartitions } from './partitions.ts';

const FOLDER = path.join(import.meta.dirname, 'migrations');
const LOCK = 7_203_411; // one migrating process at a time; any constant will do
const OLDEST_SERVER = 150_000;

/** Applies what is missing and answers with the names of the files it applied. */
export async function migrate(db: Db, now: Date): Promise<string[]> {
  await checkServer(db);
  const applied = await transaction(db, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [LOCK]);
    await tx.query(
      'create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())',
    );
    const { rows } = await tx.query<{ name: string }>('select name from migrations');
    const known = new Set(rows.map((row) => row.name));
    const missing = migrationFiles().filter((name) => !known.has(name));
    for (const name of missing) {
      await tx.query(readFileSync(path.join(FOLDER, name), 'utf8'));
      await tx.query('insert into migrations (name) values ($1)', [name]);
    }
    return missing;
  });
  await makePartitions(db, now);
  return applied;
}

function migrationFiles(): string[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.sql'))
    .sort();
}

async function checkServer(db: Db) {
  const { rows } = await db.query<{ version: string }>("select current_setting('server_version_num') as version");
  if (Number(rows[0]?.version) < OLDEST_SERVER)
    throw new Error(
      'Dialtrace needs PostgreSQL 15 or newer. Point DATABASE_URL at one, or unset it to use the embedded PostgreSQL.',
    );
}
