// A fresh, migrated PostgreSQL database for one test file, cloned from a template in milliseconds.
// The server is DATABASE_URL_TEST if set, else an embedded one that the test run shares (see tests/run.ts).
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { openDatabase } from '../../src/store/database.ts';

export type TestDatabase = { db: pg.Pool; url: string; close(): Promise<void> };

/** `DIALTRACE_TEST_SERVER` is set by the test run; KEEPDB=1 keeps the database for a look afterwards. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const server = process.env.DIALTRACE_TEST_SERVER;
  if (!server) throw new Error('Run this test through `npm test -- FILE`: it starts the PostgreSQL the test needs.');
  const name = `test_${randomBytes(6).toString('hex')}`;
  await onServer(server, `create database ${name} template dialtrace_template`);
  const url = withDatabase(server, name);
  const db = openDatabase({ url, connections: 10 });
  return {
    db,
    url,
    async close() {
      await db.end();
      if (!process.env.KEEPDB) await onServer(server, `drop database ${name} with (force)`);
    },
  };
}

/** Runs one statement in the server's maintenance database. */
export async function onServer(server: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: withDatabase(server, 'postgres') });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}
