// A fact and what is due because of it are written together or not at all.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import { EVENT_TYPES } from '../../src/core/event.ts';
import { insertDestination } from '../../src/store/destinations.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { addAccount, addSite, factsOfCall, type RecordedSite } from '../support/records.ts';
import { openTelling, PROVIDER, type Telling } from '../support/telling.ts';

let store: TestDatabase;
let telling: Telling;
let site: RecordedSite;

before(async () => {
  store = await openTestDatabase();
});
after(() => store.close());
beforeEach(async () => {
  site = await addSite(store.db, { accountId: (await addAccount(store.db)).accountId });
  await insertDestination(store.db, {
    ...{ id: randomUUIDv7(), siteId: site.id, kind: 'webhook', name: 'Ours', settings: {}, secrets: {} },
    ...{ events: [...EVENT_TYPES], filter: {} },
  });
  telling = await openTelling(store.db);
});

const aCall = (providerCallId = randomUUIDv7()) => ({
  id: providerCallId,
  facts: factsOfCall({
    ...{ providerCallId, at: new Date(Date.now() - 60_000), answeredAfter: 5, endedAfter: 50 },
    ...{ did: site.numbers[0]!.e164, callerRaw: '+79161234567', targetId: site.targets[0]!.id },
  }),
});
const told = async (from: 'events' | 'deliveries') => {
  const { rows } = await store.db.query<{ type: string }>(`select type from ${from} where site_id = $1 order by seq`, [
    site.id,
  ]);
  return rows.map(({ type }) => type);
};
const calls = async () => {
  const { rows } = await store.db.query<{ ended: boolean }>(
    'select ended_at is not null as ended from calls where site_id = $1',
    [site.id],
  );
  return rows.map(({ ended }) => ended);
};
const WHOLE = ['call.offered', 'call.ringing', 'call.answered', 'call.finished'];

test('what a transaction takes back was told to nobody; told again, it is told once', async () => {
  const { facts } = aCall();
  const [offered, ...rest] = facts;
  assert.ok(offered);
  await telling.story.tell(PROVIDER, [offered]);
  const before = await told('events');
  assert.deepEqual(
    before.filter((type) => type !== 'call.attributed'),
    ['call.offered'],
  );
  // All is written, events too, and then the place in the journal can not be.
  await assert.rejects(telling.story.tell(PROVIDER, rest, { fileId: 'journal', readTo: Number.NaN }));
  assert.deepEqual([await calls(), await told('events'), await told('deliveries')], [[false], before, before]);
  for (let again = 0; again < 2; again++) await telling.story.tell(PROVIDER, rest, { fileId: 'journal', readTo: 10 });
  assert.deepEqual(await calls(), [true]);
  for (const from of ['events', 'deliveries'] as const)
    assert.deepEqual(
      (await told(from)).filter((type) => type !== 'call.attributed'),
      WHOLE,
    );
});

test('where deliveries can not be written, the fact is not written either', async () => {
  await store.db.query(
    `create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'`,
  );
  await store.db.query('create trigger refuse before insert on deliveries for each row execute function refuse()');
  const { facts } = aCall();
  await assert.rejects(telling.story.tell(PROVIDER, facts));
  assert.deepEqual([await calls(), await told('events'), await told('deliveries')], [[], [], []]);
  await store.db.query('drop trigger refuse on deliveries');
  await telling.story.tell(PROVIDER, facts);
  assert.deepEqual(await calls(), [true]);
  assert.deepEqual(await told('events'), await told('deliveries'));
});
