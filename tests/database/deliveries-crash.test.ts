// Nothing is lost and nothing is doubled, whenever the sender is killed or its database cut off: a far side that knows a
// repeated delivery gets each event at least once and, by its id, once; one that does not gets none twice.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../src/simulation/random.ts';
import { insertDestination } from '../../src/store/destinations.ts';
import { tellEvents } from '../../src/store/events.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { openReceiver, type Received, type Receiver } from '../support/receiver.ts';
import { addAccount, addCall, addSite, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const KILLS = 16;
const CUTS = 40;
const AT_ONCE = 15;
const random = seededRandom(6);

let database: TestDatabase;
let site: RecordedSite;
let receiver: Receiver;
let child: ChildProcess | undefined;

before(async () => {
  database = await openTestDatabase();
  site = await addSite(database.db, { accountId: (await addAccount(database.db)).accountId });
  receiver = await openReceiver();
});
after(async () => {
  child?.kill('SIGKILL');
  await receiver.close();
  await database.close();
});

test('a sender that is killed again and again, mostly between an answer and its record, loses and doubles nothing', async () => {
  const far = await connect();
  for (let kill = 0; kill < KILLS; kill++) {
    await tell(AT_ONCE);
    // By turns: when the answer has just gone out, before it is given, at any moment.
    const fatal = receiver.got.length + 1 + Math.floor(random() * AT_ONCE);
    receiver.answer((_, n) => {
      if (n === fatal && kill % 3 === 0) setImmediate(() => child?.kill('SIGKILL'));
      if (n === fatal && kill % 3 === 1) child?.kill('SIGKILL');
      return { afterMs: n === fatal ? 0 : Math.floor(random() * 8) };
    });
    const gone = start();
    await Promise.race([receiver.reached(fatal), gone]);
    await sleep(random() * 20);
    child?.kill('SIGKILL');
    await gone;
  }
  receiver.answer(() => ({}));
  start();
  await settled();
  await verdict(far);
  assert.ok(far.known().length > new Set(far.known()).size, 'no kill has hit between an answer and its record');
});

test('a sender whose database connections are cut again and again loses and doubles nothing', async () => {
  const far = await connect();
  receiver.answer(() => ({ afterMs: Math.floor(random() * 8) }));
  for (let cut = 0; cut < CUTS; cut++) {
    await tell(AT_ONCE);
    await sleep(random() * 60);
    await database.db.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and application_name = 'sender'",
    );
  }
  await settled();
  await verdict(far);
});

/** Two far sides, one that knows a repeated delivery by its id and one that doesn't; `events`: how many each is told. */
async function connect() {
  await database.db.query('update destinations set removed_at = now()');
  const before = receiver.got.length;
  const [webhook, plain] = [randomUUIDv7(), randomUUIDv7()];
  const same = { siteId: site.id, name: 'Ours', events: ['call.finished' as const], filter: {} };
  const url = (path: string) => ({ url: `${receiver.url}/${path}` });
  await insertDestination(database.db, {
    ...{ ...same, id: webhook, kind: 'webhook', settings: url('known'), secrets: { secret: SECRET } },
  });
  await insertDestination(database.db, { ...same, id: plain, kind: 'plain', settings: url('plain'), secrets: {} });
  const got = (path: string) => receiver.got.slice(before).filter((one) => one.path.startsWith(`/${path}`));
  return {
    ...{ webhook, plain },
    known: () => got('known').map((one: Received) => `${one.headers['webhook-id']}`.replace('msg_', '')),
    plainly: () => got('plain').map((one: Received) => new URL(one.path, receiver.url).searchParams.get('id') ?? ''),
  };
}

async function tell(count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const callId = await addCall(database.db, site, { at: new Date(Date.now() - 90_000) });
    await tellEvents(database.db, [
      { type: 'call.finished', key: '', at: new Date(), about: {}, siteId: site.id, callId },
    ]);
  }
}

/** Resolves when it is gone. */
function start(): Promise<unknown> {
  const url = new URL(database.url);
  url.searchParams.set('application_name', 'sender');
  child = spawn(process.execPath, ['tests/support/delivering-child.ts', url.href], { stdio: 'ignore' });
  const mine = child;
  return new Promise((resolve) => mine.once('exit', resolve));
}

const settled = () =>
  until('all is sent or parked', async () => {
    const { rows } = await database.db.query<{ left: number }>(
      "select count(*)::int as left from deliveries where state in ('due', 'sending')",
    );
    return rows[0]?.left === 0 || undefined;
  });

async function verdict(far: Awaited<ReturnType<typeof connect>>): Promise<void> {
  const of = async (destinationId: string) => {
    const { rows } = await database.db.query<{ event: string; end: string }>(
      "select event_id as event, concat_ws(': ', state, reason) as end from deliveries where destination_id = $1",
      [destinationId],
    );
    return rows;
  };
  const known = await of(far.webhook);
  assert.deepEqual([...new Set(known.map(({ end }) => end))], ['done']);
  assert.deepEqual([...new Set(far.known())].sort(), known.map(({ event }) => event).sort());
  const plainly = far.plainly();
  assert.equal(plainly.length, new Set(plainly).size, 'something went out twice to who can not know it');
  for (const { event, end } of await of(far.plain)) {
    if (plainly.includes(event)) assert.match(end, /^(done|parked: may-have-arrived)$/);
    else assert.equal(end, 'parked: may-have-arrived');
  }
}
