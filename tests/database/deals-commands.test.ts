// `dialtrace import deals` and `dialtrace import spend`, as processes beside a real database.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { firstOwner } from '../../src/store/access.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSite } from '../support/records.ts';

let database: TestDatabase;
let folder: string;
before(async () => {
  database = await openTestDatabase();
  const { accountId } = await firstOwner(database.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  await addSite(database.db, { accountId });
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-deals-'));
});
after(async () => {
  await database?.close();
  if (folder) rmSync(folder, { recursive: true });
});

const dialtrace = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url };
    execFile(process.execPath, ['src/cli/main.ts', 'import', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
const written = (name: string, text: string) => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};
const count = async (what: string) =>
  (await database.db.query<{ n: number }>(`select count(*)::int as n from ${what}`)).rows[0]?.n;

test('deals of a file are taken in, all or none, and told on unless that is not wished', async () => {
  const file = written('deals.csv', 'deal,status,amount\n1,won,100\n2,open,\n');
  assert.match((await dialtrace('deals', file, '--dry-run')).out, /2 new, 0 changed.*\nNothing was written\./);
  const done = await dialtrace('deals', file, '--quiet', '--json');
  assert.deepEqual([done.code, JSON.parse(done.out).added, await count('events')], [0, 2, 0], done.err);
  const again = await dialtrace('deals', written('more.csv', 'deal,status\n1,lost\n3,sold\n'));
  assert.equal(again.code, 1);
  assert.match(
    again.out,
    /^line 3: status: "sold" is not one of open, won, lost\.\n1 lines refused\.\nNothing was written\.\n$/,
  );
  assert.equal(await count('deals'), 2);
  assert.match((await dialtrace('deals', written('no.csv', 'a,b\n1,2\n'))).err, /unknown columns: "a", "b"/);
  assert.match((await dialtrace('deals', '--help')).out, /--quiet/);
});

test('spend of a file is taken in, a day never twice', async () => {
  const file = written('spend.csv', 'day,source,cost\n2026-11-20,yandex,100\n2026-11-20,vk,50\n');
  for (const _ of [1, 2]) assert.match((await dialtrace('spend', file)).out, /^2 lines of 1 days\.\nDone\.\n$/);
  assert.equal(await count('spend'), 2);
  await dialtrace('spend', file, '--feed', 'other');
  assert.equal(await count('spend'), 4);
});
