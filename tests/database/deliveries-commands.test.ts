// `dialtrace deliveries` and `dialtrace deliveries retry`, as processes beside a real database; and what Prometheus is told.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openMetrics } from '../../src/house/metrics.ts';
import { insertDestination, pauseDestination } from '../../src/store/destinations.ts';
import { tellEvents } from '../../src/store/events.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addCall, addSite } from '../support/records.ts';

let database: TestDatabase;
const [first, second] = [randomUUIDv7(), randomUUIDv7()];
const DAY = 86_400_000;
before(async () => {
  database = await openTestDatabase();
  const { db } = database;
  const site = await addSite(db, { accountId: (await addAccount(db)).accountId });
  for (const [id, name] of [
    [first, 'CRM'],
    [second, 'Ads'],
  ] as const)
    await insertDestination(db, {
      ...{
        id,
        siteId: site.id,
        kind: 'webhook',
        name,
        settings: {},
        secrets: {},
        events: ['call.finished'],
        filter: {},
      },
    });
  for (const days of [1, 5, 9]) {
    const at = new Date(Date.now() - days * DAY);
    const callId = await addCall(db, site, { at });
    await tellEvents(db, [{ type: 'call.finished', key: '', at, about: {}, siteId: site.id, callId }]);
  }
  await db.query("update deliveries set state = 'parked', reason = 'http-422', attempts = 1");
  await db.query(
    "update deliveries set state = 'done' where event_id = (select id from events order by at desc limit 1)",
  );
});
after(() => database?.close());

const dialtrace = (...args: string[]) =>
  new Promise<{ code: number; out: string; err: string }>((resolve) => {
    const env = { ...process.env, DATABASE_URL: database.url };
    execFile(process.execPath, ['src/cli/main.ts', 'deliveries', ...args], { env }, (error, out, err) =>
      resolve({ code: error ? Number(error.code) : 0, out, err }),
    );
  });
const states = async (id: string) => {
  const { rows } = await database.db.query<{ state: string }>(
    'select d.state from deliveries d join events e on e.id = d.event_id where destination_id = $1 order by e.at',
    [id],
  );
  return rows.map(({ state }) => state);
};
const lines = (out: string) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

test('destinations are listed with what became of their deliveries', async () => {
  const listed = await dialtrace('--json');
  assert.equal(listed.code, 0, listed.err);
  assert.deepEqual(
    lines(listed.out).map(({ id, name, kind, counts }) => ({ id, name, kind, counts })),
    [
      { id: first, name: 'CRM', kind: 'webhook', counts: { done: 1, parked: 2 } },
      { id: second, name: 'Ads', kind: 'webhook', counts: { done: 1, parked: 2 } },
    ],
  );
  assert.match((await dialtrace()).out, /: CRM \(webhook\), works; 1 done; 2 parked\n/);
});

test('what is parked is made due again: of one destination, of a period, or in another state', async () => {
  const since = new Date(Date.now() - 6 * DAY).toISOString();
  const some = await dialtrace('retry', '--destination', 'CRM', '--from', since, '--json');
  assert.deepEqual(lines(some.out), [{ id: first, name: 'CRM', count: 1, pausedBy: null }]);
  assert.deepEqual(
    [await states(first), await states(second)],
    [
      ['parked', 'due', 'done'],
      ['parked', 'parked', 'done'],
    ],
  );
  await pauseDestination(database.db, second, { by: 'person', why: null });
  assert.match(
    (await dialtrace('retry')).out,
    /CRM: 1 go out once more\n.*Ads: 2 go out once more; they wait: it is paused\n/,
  );
  assert.deepEqual(
    lines((await dialtrace('retry', '--destination', first, '--state', 'done', '--json')).out)[0]?.count,
    1,
  );
  assert.deepEqual(await states(first), ['due', 'due', 'due']);
});

test('Prometheus is told how many wait, and how old the oldest is of those that could go', async () => {
  await database.db.query(
    "update deliveries set created_at = now() - interval '1 hour', state = 'due', next_at = null where destination_id = $1",
    [first],
  );
  const text = await openMetrics({ db: database.db, refusals: {} as Parameters<typeof openMetrics>[0]['refusals'] })();
  assert.match(text, /^# TYPE dialtrace_deliveries gauge\ndialtrace_deliveries\{kind="webhook",state="due"\} 5$/m);
  assert.match(text, /^dialtrace_delivery_oldest_seconds\{kind="webhook"\} 36\d\d$/m);
});

test('what can not be understood changes nothing and is said', async () => {
  assert.match(
    (await dialtrace('retry', '--destination', 'Nobody')).err,
    /No one destination is "Nobody"\. There are:\n +[0-9a-f-]{36}/,
  );
  assert.match((await dialtrace('retry', '--from', 'yesterday')).err, /must be a time such as/);
  assert.match((await dialtrace('retry', '--state', 'due')).err, /must be one of parked, lapsed, skipped, done/);
  const help = await dialtrace('retry', '--help');
  for (const option of ['--destination', '--state', '--from', '--to', '--json'])
    assert.ok(help.out.includes(option), option);
});
