// `dialtrace call explain` and `dialtrace learn`, run as people run them, beside a database.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { makePartitions } from '../../src/store/partitions.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { type Living, openLiving } from '../support/living.ts';
import { addAccount, addSite, type RecordedSite } from '../support/records.ts';

const START = Math.floor(Date.now() / 1000) - 40 * 3600;
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' };
const run = promisify(execFile);

let store: TestDatabase;
let site: RecordedSite;
let living: Living;
let lastCall = '';
before(async () => {
  store = await openTestDatabase();
  await makePartitions(store.db, new Date());
  const { accountId } = await addAccount(store.db);
  site = await addSite(store.db, { accountId });
  await addSite(store.db, { accountId });
  living = await openLiving(store.db, site, { now: START });
  for (let round = 0; round < 35; round++) {
    const at = START + round * 3600;
    const { numberId } = living.show({ at, source: SPRING, activity: [[20, 'tap']] });
    living.show({ at: at - 100, source: { channel: 'direct' }, numberId, activity: [[60, 'beat']] });
    lastCall = await living.ring(at + 25, numberId, `+7916${3_000_000 + round}`);
  }
  await living.write();
});
after(async () => {
  await living?.close();
  await store?.close();
});

const dialtrace = (...args: string[]) =>
  run(process.execPath, ['src/cli/main.ts', ...args], { env: { ...process.env, DATABASE_URL: store.url } });

test('explain shows each candidate with its factors, as a table and as JSON', async () => {
  const { stdout } = await dialtrace('call', 'explain', lastCall);
  assert.match(stdout, /^Call .+\n\+79163000034 called \+7495/);
  assert.match(stdout, /^probability +state +for +hazard\/s +rate +region +credited +memory +weight +source +visit$/m);
  assert.match(stdout, /^(100|9\d)\.\d % +tapped +5 s .+paid-search › yandex › cpc › spring/m);
  const { stdout: json } = await dialtrace('call', 'explain', lastCall, '--json');
  const explained = JSON.parse(json);
  assert.deepEqual(
    [explained.call, explained.candidates[0].state, explained.parameters],
    [lastCall, 'tapped', 'default-1'],
  );
});

test('explain says what is wrong with what it was asked', async () => {
  await assert.rejects(dialtrace('call', 'explain', 'this-one'), /is not the id of a call/);
  await assert.rejects(dialtrace('call', 'explain', randomUUIDv7()), /There is no call/);
});

test('learn lets every site learn, or one, and says what came of it', async () => {
  const { stdout } = await dialtrace('learn');
  const [one, other] = stdout.trim().split('\n');
  assert.match(one ?? '', new RegExp(`^Site ${site.id} has learned`));
  assert.match(other ?? '', /has 0 first-time calls; it takes 30 to learn from$/);
  const { stdout: json } = await dialtrace('learn', '--site', site.id, '--json');
  assert.deepEqual([JSON.parse(json).site, JSON.parse(json).calls, JSON.parse(json).version], [site.id, 35, 2]);
  await assert.rejects(dialtrace('learn', '--site', randomUUIDv7()), /There is no site/);
});
