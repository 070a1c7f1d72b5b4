// `dialtrace export numbers` and `dialtrace import numbers`, as processes beside a real database.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { firstOwner } from '../../src/store/access.ts';
import { listen } from '../../src/store/listen.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSite, type RecordedSite } from '../support/records.ts';

let database: TestDatabase;
let site: RecordedSite;
let folder: string;
before(async () => {
  database = await openTestDatabase();
  const { accountId } = await firstOwner(database.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  site = await addSite(database.db, { accountId });
  folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-numbers-'));
});
after(async () => {
  await database?.close();
  if (folder) rmSync(folder, { recursive: true });
});

type Ended = { code: number; out: string; err: string };
const dialtrace = (...args: string[]) =>
  new Promise<Ended>((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url };
    execFile(process.execPath, ['src/cli/main.ts', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });

test('what is exported, edited and imported is what the site has; running nodes hear of it', async () => {
  const exported = await dialtrace('export', 'numbers');
  assert.equal(exported.code, 0, exported.err);
  const file = path.join(folder, 'numbers.csv');
  writeFileSync(file, exported.out);
  assert.match((await dialtrace('import', 'numbers', file)).out, /0 new, 0 changed, 2 as they were, 0 refused/);

  writeFileSync(file, `number;note;state\n${site.numbers[0]!.e164};for the fair;resting\n`);
  const dry = await dialtrace('import', 'numbers', file, '--dry-run');
  assert.match(dry.out, /line 2: \+\d+ changes: state pool → resting, pool Main → \(none\), note for the fair\n/);
  assert.match(dry.out, /Nothing was written/);

  const heard = Promise.withResolvers<string>();
  const channels = { dialtrace_sites: heard.resolve };
  const listening = await listen({ db: database.db, channels, onReturn: () => {}, log: () => {} });
  const done = await dialtrace('import', 'numbers', file, '--site', site.publicKey, '--json');
  assert.deepEqual([done.code, JSON.parse(done.out).applied], [0, true], done.err);
  assert.equal(await heard.promise, site.id);
  listening.close();

  const lines = (await dialtrace('export', 'numbers', '--json')).out.trim().split('\n');
  const states = lines.map((line) => JSON.parse(line)).map(({ number, state, note }) => [number, state, note]);
  assert.deepEqual(states, [
    [site.numbers[1]!.e164, 'pool', ''],
    [site.numbers[0]!.e164, 'resting', 'for the fair'],
  ]);
});

test('a refused line ends the command with an error and says which', async () => {
  const file = path.join(folder, 'wrong.csv');
  writeFileSync(file, 'number,state\n123,ready\n');
  const { code, out } = await dialtrace('import', 'numbers', file);
  assert.equal(code, 1);
  assert.match(out, /line 2: number: "123" is no phone number/);
  writeFileSync(file, 'phone\n123\n');
  const unreadable = await dialtrace('import', 'numbers', file);
  assert.deepEqual([unreadable.code, /unknown columns: "phone"/.test(unreadable.err)], [1, true]);
});

test('with several sites the command asks which', async () => {
  await addSite(database.db, { accountId: site.accountId });
  const { code, err } = await dialtrace('export', 'numbers');
  assert.equal(code, 1);
  assert.match(err, new RegExp(`--site.*${site.id}`, 's'));
});
