// `dialtrace call route`, run as people run it, beside a database.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import type { Route } from '../../src/core/routing/route.ts';
import { firstOwner } from '../../src/store/access.ts';
import { transaction } from '../../src/store/database.ts';
import { assignRoute, insertRoute, publishRoute } from '../../src/store/routes.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addCall, addSite, type RecordedSite } from '../support/records.ts';

const run = promisify(execFile);
let store: TestDatabase;
let site: RecordedSite;
before(async () => {
  store = await openTestDatabase();
  const { accountId } = await firstOwner(store.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  site = await addSite(store.db, { accountId });
  await addCall(store.db, site, { at: new Date(Date.now() - 3_600_000), caller: '+79160000001' });
  const day = randomUUIDv7();
  const weekly = JSON.stringify([{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }]);
  await store.db.query("insert into schedules (id, site_id, name, weekly) values ($1, $2, 'Day', $3)", [
    day,
    site.id,
    weekly,
  ]);
  await store.db.query('update agents set schedule_id = $1 where site_id = $2', [day, site.id]);
  const route: Route = {
    start: 'ad',
    steps: {
      ad: {
        do: 'choose',
        rules: [
          {
            if: [{ about: 'source', field: 'campaign', any: ['spring'], probability: 0.5 }],
            // biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
            then: 'mail',
          },
        ],
        else: 'ring',
      },
      ring: {
        ...{ do: 'dial', to: [{ is: 'last-manager' }], else: 'mail', strategy: 'in-turn', skill: null },
        ...{ ringSeconds: 20, seconds: 60, whisper: null, acceptKey: null },
      },
      mail: { do: 'voicemail', prompt: null, seconds: 60, next: null },
    },
  };
  const id = randomUUIDv7();
  await insertRoute(store.db, { id, siteId: site.id, name: 'Sales', draft: route });
  await transaction(store.db, async (tx) => {
    await publishRoute(tx, { routeId: id, route, userId: null, note: '' });
    await assignRoute(tx, { siteId: site.id, routeId: id, site: true, pools: [], numbers: [] });
  });
});
after(() => store?.close());

const dialtrace = (...args: string[]) =>
  run(process.execPath, ['src/cli/main.ts', 'call', 'route', ...args], {
    env: { ...process.env, DATABASE_URL: store.url },
  });
const number = () => site.numbers[0]!.e164;
const MONDAY = '2027-03-01T12:00+03:00';

test('says step by step where a call would go, by who calls and when', async () => {
  const asked = [number(), '--from', '8 916 000-00-01', '--at', MONDAY] as const;
  const { stdout } = await dialtrace(...asked);
  assert.match(stdout, /\+79160000001 calls .*\(no contact, 1 calls before, last talked with Anna\)/);
  assert.match(
    stdout,
    /Route "Sales", version 1:\n {2}ad \(choose\): no rule holds → ring\n {2}ring \(dial\): rings; agents Anna;/,
  );
  const { stdout: json } = await dialtrace(...asked, '--json');
  const told = JSON.parse(json);
  assert.deepEqual(
    told.trail.map((one: { said: string }) => one.said),
    ['no-rule-holds', 'rings', 'takes-message'],
  );
  assert.deepEqual([told.caller.earlierCalls, told.plan.steps.length, told.number], [1, 2, number()]);
});

test('says who is not rung, and why', async () => {
  const { stdout } = await dialtrace(number(), '--from', '+79160000001', '--at', '2027-03-01T20:00+03:00');
  assert.match(stdout, /ring \(dial\): nobody to ring; why off-shift → mail\n {2}mail \(voicemail\)/);
});

test('takes a source that is assumed', async () => {
  const { stdout } = await dialtrace(number(), '--source', 'paid-search/yandex/cpc/spring', '--at', MONDAY);
  assert.match(stdout, /^A hidden number calls/);
  assert.match(stdout, /From: 100 % paid-search › yandex › cpc › spring\n/);
  assert.match(stdout, /ad \(choose\): rule holds; rule 1 → mail/);
});

test('refuses what it can’t read', async () => {
  await assert.rejects(dialtrace('+74990000000'), /is not one of your numbers/);
  await assert.rejects(dialtrace(number(), '--at', 'noon'), /Write it like/);
  await assert.rejects(dialtrace(number(), '--source', '/yandex'), /the channel comes first/);
});
