// `dialtrace check page` as scripts use it: what it prints, and the exit code that tells whether all is well.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { InstallCheck } from '../../src/api/wire.ts';
import { firstOwner } from '../../src/store/access.ts';
import { listPools } from '../../src/store/pools.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSite, type RecordedSite } from '../support/records.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

let database: TestDatabase;
let site: RecordedSite;
let shop: Server;
let origin: string;
let number: string;

before(async () => {
  database = await openTestDatabase();
  shop = createServer((request, response) => {
    const tag = `<script async src="http://localhost:8080/dt.js" data-site="${site.publicKey}"></script>`;
    response.end(`<p>Call ${number}</p>${request.url === '/with' ? tag : ''}`);
  });
  await new Promise<void>((ready) => shop.listen(0, '127.0.0.1', ready));
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  const { accountId } = await firstOwner(database.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  site = await addSite(database.db, { accountId, origins: [origin] });
  number = (await listPools(database.db, site.id))[0]?.targetNumber ?? assert.fail('the site has a pool');
});
after(async () => {
  shop.close();
  await database.close();
});

async function run(...words: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, DATABASE_URL: database.url, CHROMIUM: '/nowhere', PUBLIC_URL: 'http://localhost:8080' };
  const child = spawn(process.execPath, ['src/cli/main.ts', 'check', 'page', ...words], { cwd: ROOT, env });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
}

test('all is well: 0, and every place in plain words', async () => {
  const { code, out } = await run(`${origin}/with`);
  assert.equal(code, 0, out);
  assert.match(out, /^The script is in the page's HTML\. All is well\./);
  assert.match(out, new RegExp(`Swapped: 1\\n {2}text +"Call \\${number}" +p\\n`));
});

test('something is to be mended: 1; the same as data', async () => {
  const { code, out } = await run(`${origin}/without`, '--json', '--site', site.publicKey);
  assert.equal(code, 1);
  const report = JSON.parse(out) as InstallCheck;
  assert.deepEqual([report.verdict, report.script?.state, report.places.length], ['mend', 'missing', 1]);
});

test('the page can’t be looked at: 2', async () => {
  assert.equal((await run('http://127.0.0.1:1/', '--site', site.publicKey)).code, 2);
  const unclear = await run('shop', '--site', site.publicKey);
  assert.equal(unclear.code, 2);
  assert.match(unclear.err, /not the address of a page/);
});
