// Number health in the database: wishes for checks, lines of connections, the silent check over a real log.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { findSilence } from '../../src/core/numbers/silence.ts';
import { lookForSilence } from '../../src/numbers/silence.ts';
import { firstOwner } from '../../src/store/access.ts';
import {
  findCheck,
  findCheckState,
  findNumberToCheck,
  finishCheck,
  interruptChecks,
  listCheckLines,
  requestCheck,
  startCheck,
} from '../../src/store/checks.ts';
import { listNotices } from '../../src/store/notices.ts';
import { silenceFacts } from '../../src/store/silence.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addSite, addVisit, NO_SOURCE, type RecordedSite } from '../support/records.ts';

let database: TestDatabase;
let owner: { accountId: string; userId: string };

before(async () => {
  database = await openTestDatabase();
  owner = await firstOwner(database.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
});
after(() => database?.close());

async function siteWithWayOut(numbers = 2): Promise<RecordedSite> {
  const site = await addSite(database.db, { accountId: owner.accountId, numbers });
  await database.db.query(
    "update connections set outbound_uri = 'sip:operator.example', check_caller = '+74950009000' where id = $1",
    [site.connectionId],
  );
  return site;
}

const idOf = (site: RecordedSite, at: number) => site.numbers[at]?.id ?? '';
const wish = (numberId: string, more: object = {}) => ({
  ...{ id: randomUUIDv7(), numberId, notBefore: new Date(), now: false, force: false },
  ...{ origin: 'person' as const, ...more },
});
const good = (id: string, numberId: string) => ({
  ...{ id, numberId, at: new Date(), outcome: 'good' as const, reason: null, reachedMs: 400 },
  ...{ did: '+74950000001', caller: '+74950009000', toneThere: 35, toneBack: 34 },
});

test('a number is asked for once: a second wish makes the first more urgent, never less', async () => {
  const site = await siteWithWayOut();
  const numberId = idOf(site, 0);
  const later = new Date(Date.now() + 3_600_000);
  const first = await requestCheck(database.db, wish(numberId, { origin: 'follow-up', notBefore: later }));
  assert.equal(await requestCheck(database.db, wish(numberId, { now: true })), first);
  assert.equal(await requestCheck(database.db, wish(numberId, { origin: 'silence', notBefore: later })), first);
  const asked = (await findNumberToCheck(database.db, numberId))?.wish;
  assert.deepEqual([asked?.id, asked?.origin, asked?.now, asked?.force], [first, 'person', true, false]);
  assert.ok((asked?.notBefore ?? Number.POSITIVE_INFINITY) <= Date.now() / 1000);
});

test('who is told of wishes hears of those that change something, so that looking does not call for looking', async () => {
  const site = await siteWithWayOut();
  const client = await database.db.connect();
  let heard = 0;
  client.on('notification', () => heard++);
  await client.query('listen dialtrace_checks');
  const later = new Date(Date.now() + 60_000);
  for (let time = 0; time < 3; time++)
    await requestCheck(client, wish(idOf(site, 0), { origin: 'follow-up', notBefore: later }));
  await client.query('select 1');
  assert.equal(heard, 1);
  client.release(true);
});

test('a check is dialled by one only, holds its connection, and is over with its result', async () => {
  const site = await siteWithWayOut();
  const numberId = idOf(site, 0);
  const line = async () =>
    (await listCheckLines(database.db, new Date())).find(({ connectionId }) => connectionId === site.connectionId);
  const id = await startCheck(database.db, { id: randomUUIDv7(), numberId, node: 'one', at: new Date() });
  assert.equal(await startCheck(database.db, { id: randomUUIDv7(), numberId, node: 'one', at: new Date() }), undefined);
  assert.deepEqual([(await line())?.checking, (await line())?.checksOfDay], [true, 0]);
  assert.equal((await findCheckState(database.db, site.id, numberId))?.waiting?.running, true);
  await finishCheck(database.db, good(id ?? '', numberId));
  assert.deepEqual([(await line())?.checking, (await line())?.checksOfDay], [false, 1]);
  assert.equal((await findCheckState(database.db, site.id, numberId))?.waiting, null);
  assert.equal((await findCheck(database.db, id ?? ''))?.outcome, 'good');
});

test('a check that was cut off is over and says nothing; one that waits goes on waiting', async () => {
  const site = await siteWithWayOut();
  const cut = await startCheck(database.db, {
    id: randomUUIDv7(),
    numberId: idOf(site, 0),
    node: 'one',
    at: new Date(),
  });
  const waiting = await requestCheck(database.db, wish(idOf(site, 1)));
  await interruptChecks(database.db, new Date());
  const result = await findCheck(database.db, cut ?? '');
  assert.deepEqual([result?.outcome, result?.reason], ['inconclusive', 'interrupted']);
  assert.equal((await findCheckState(database.db, site.id, idOf(site, 1)))?.waiting?.id, waiting);
});

test('numbers that are not ours or have no way out are never called', async () => {
  const site = await siteWithWayOut();
  assert.notEqual(await findNumberToCheck(database.db, idOf(site, 0)), undefined);
  await database.db.query("update numbers set state = 'gone', removed_at = now(), pool_id = null where id = $1", [
    idOf(site, 0),
  ]);
  assert.equal(await findNumberToCheck(database.db, idOf(site, 0)), undefined);
  await database.db.query('update connections set outbound_uri = null where id = $1', [site.connectionId]);
  assert.equal(await findNumberToCheck(database.db, idOf(site, 1)), undefined);
});

const DAY_MS = 86_400_000;
const NOW = new Date();
const daysAgo = (days: number) => new Date(NOW.getTime() - days * DAY_MS);

// One answered visit in ten, as an attribution would have it: all of its mass at the channel.
async function addAnsweredCall(site: RecordedSite, numberId: string, at: Date, channel: string) {
  const id = randomUUIDv7();
  await database.db.query(
    `insert into calls (id, site_id, number_id, provider, provider_call_id, started_at, status, first_time)
     values ($1, $2, $3, 'asterisk', $4, $5, 'missed', true)`,
    [id, site.id, numberId, id, at],
  );
  await database.db.query(
    `insert into attributions (call_id, version, model, repeat, nobody) values ($1, 1, 'test', false, 0.1)`,
    [id],
  );
  await database.db.query(
    'insert into attribution_sources (call_id, version, channel, probability) values ($1, 1, $2, 0.9)',
    [id, channel],
  );
}

test('a number that was shown for weeks without a call is found silent: its owner is told, and it is called first', async () => {
  const site = await siteWithWayOut(3);
  await database.db.query("update numbers set state_since = now() - interval '80 days' where site_id = $1", [site.id]);
  const [one, two, silent] = site.numbers.map(({ id }) => id);
  const source = { ...NO_SOURCE, channel: 'paid-search' };
  let shownSince = 0;
  // Ten visits a day; of the first two numbers' every tenth calls, of the third's none since 20 days ago.
  for (let day = 26; day >= 2; day--)
    for (let visit = 0; visit < 10; visit++) {
      const at = new Date(daysAgo(day).getTime() + visit * 60_000);
      const numberId = [one, two, silent][(day + visit) % 3] ?? '';
      await addVisit(database.db, site, { at, source, numberId });
      if (numberId === silent) shownSince++;
      if (visit % 3 !== 0 || (numberId === silent && day <= 20)) continue;
      await addAnsweredCall(site, numberId, new Date(at.getTime() + 30_000), 'paid-search');
      if (numberId === silent) shownSince = 0;
    }
  const facts = await silenceFacts(database.db, site.id, NOW);
  assert.equal(facts.rates.length, 1);
  assert.equal(facts.rates[0]?.visits, 250);
  const watched = facts.numbers.find(({ id }) => id === silent);
  assert.ok((watched?.days ?? 0) > 18 && (watched?.days ?? 99) < 23, `silent for ${watched?.days} days`);
  assert.equal(watched?.shown[0]?.visits, shownSince);
  const found = findSilence(facts.rates, facts.numbers, facts.days).numbers;
  assert.deepEqual(
    found.filter(({ suspicious }) => suspicious).map(({ id }) => id),
    [silent],
  );

  const look = () => lookForSilence({ db: database.db, newId: randomUUIDv7, now: NOW }, site);
  assert.equal(await look(), 1);
  assert.equal(await look(), 1); // told once
  const open = (await listNotices(database.db, owner.accountId)).filter(({ kind }) => kind === 'number-silent');
  assert.deepEqual(
    open.map(({ subject }) => subject),
    [silent],
  );
  assert.ok(Number(open[0]?.data.onceIn) > 1000);
  assert.equal((await findNumberToCheck(database.db, silent ?? ''))?.wish?.origin, 'silence');

  await addAnsweredCall(site, silent ?? '', daysAgo(0), 'paid-search');
  assert.equal(await look(), 0);
  const left = (await listNotices(database.db, owner.accountId)).filter(({ kind }) => kind === 'number-silent');
  assert.deepEqual(left, []);
});
