// What is told beside calls: days that are over, with their figures, and notices to the owner.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import { openCallBacks } from '../../src/calls/missed/call-backs.ts';
import { callFromFacts } from '../../src/core/call.ts';
import { tellEndedDays } from '../../src/deliver/days.ts';
import { readTold } from '../../src/deliver/told.ts';
import { dayFigures } from '../../src/reports/day.ts';
import { transaction } from '../../src/store/database.ts';
import { pauseDestination } from '../../src/store/destinations.ts';
import { endNotices, openNotice } from '../../src/store/notices.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { addAccount, addSite, factsOfCall } from '../support/records.ts';

let room: DeliveryRoom;
before(async () => {
  room = await openDeliveryRoom();
  await room.db.query("update sites set created_at = '2026-01-01T00:00:00Z'");
});
after(() => room.close());

/** Moscow is three hours ahead of UTC. */
const moscow = (text: string) => new Date(`${text}+03:00`);
const MISSED = callFromFacts(
  factsOfCall({
    ...{ providerCallId: 'm', at: moscow('2026-04-20T12:00:00'), answeredAfter: null, endedAfter: 65, targetId: '' },
  }),
);
const daysTold = async (siteId: string) => {
  const { rows } = await room.db.query<{ key: string; at: Date; revision: number }>(
    "select key, at, revision from events where site_id = $1 and type = 'day.ended' order by key",
    [siteId],
  );
  return rows;
};
const noticesTold = async (accountId: string) => {
  const { rows } = await room.db.query<{ id: string; siteId: string; about: { kind: string } }>(
    `select e.id, e.site_id as "siteId", e.about from events e join sites s on s.id = e.site_id
     where s.account_id = $1 and e.type = 'notice.raised' order by e.seq`,
    [accountId],
  );
  return rows;
};

test('a day is told once, ten minutes after it is over by the site’s clock', async () => {
  await tellEndedDays(room.db, moscow('2026-03-10T12:00:00'));
  await tellEndedDays(room.db, moscow('2026-03-11T00:09:00'));
  assert.deepEqual(
    (await daysTold(room.site.id)).map(({ key }) => key),
    ['2026-03-09'],
  );
  const many = Array.from({ length: 4 }, () => tellEndedDays(room.db, moscow('2026-03-11T00:10:00')));
  await Promise.all(many);
  const told = await daysTold(room.site.id);
  assert.deepEqual(
    told.map(({ key, at, revision }) => [key, at.toISOString(), revision]),
    [
      ['2026-03-09', '2026-03-09T21:00:00.000Z', 1],
      ['2026-03-10', '2026-03-10T21:00:00.000Z', 1],
    ],
  );
});

test('however long nobody looked, each day since is told, a month back at most', async () => {
  await tellEndedDays(room.db, moscow('2026-03-14T08:00:00'));
  assert.deepEqual(
    (await daysTold(room.site.id)).map(({ key }) => key),
    ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12', '2026-03-13'],
  );
  await tellEndedDays(room.db, moscow('2026-06-01T08:00:00'));
  const told = (await daysTold(room.site.id)).slice(5).map(({ key }) => key);
  assert.deepEqual([told.length, told[0], told.at(-1)], [31, '2026-05-01', '2026-05-31']);
});

test('a site that did not exist that day has no such day', async () => {
  const site = await addSite(room.db, { accountId: room.site.accountId });
  await room.db.query('update sites set created_at = $2 where id = $1', [site.id, moscow('2026-07-02T15:00:00')]);
  await tellEndedDays(room.db, moscow('2026-07-02T20:00:00'));
  assert.deepEqual(await daysTold(site.id), []);
  await tellEndedDays(room.db, moscow('2026-07-03T20:00:00'));
  assert.deepEqual(
    (await daysTold(site.id)).map(({ key }) => key),
    ['2026-07-02'],
  );
});

test('a day where the clock is changed has its own length', async () => {
  const site = await addSite(room.db, { accountId: room.site.accountId, timeZone: 'Europe/Berlin' });
  await room.db.query("update sites set created_at = '2026-01-01' where id = $1", [site.id]);
  await tellEndedDays(room.db, new Date('2026-03-29T22:10:00Z'));
  assert.deepEqual(
    (await daysTold(site.id)).map(({ key, at }) => [key, at.toISOString()]),
    [['2026-03-29', '2026-03-29T22:00:00.000Z']],
  );
});

test('the figures of a day count its calls by the site’s clock, and who was missed', async () => {
  const at = (time: string) => moscow(`2026-04-20T${time}`);
  await makePartitions(room.db, moscow('2026-04-01T12:00:00'));
  const source = { channel: 'paid-search', source: 'yandex', campaign: 'brand' };
  await room.call({ at: moscow('2026-04-19T23:59:00'), caller: '+79160000001' });
  await room.call({ at: at('00:00:00'), caller: '+79160000002', visit: { source } });
  const missed = await room.call({
    at: at('12:00:00'),
    caller: '+79160000003',
    answeredAfter: null,
    visit: { source },
  });
  await transaction(room.db, (tx) =>
    openCallBacks({ newId: randomUUIDv7 }).follow(tx, { id: missed, siteId: room.site.id }, MISSED),
  );
  const spam = await room.call({ at: at('13:00:00'), caller: '+79160000004' });
  await room.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [spam]);
  await room.call({ at: at('23:59:59'), caller: '+79160000005' });
  await room.call({ at: moscow('2026-04-21T00:00:00'), caller: '+79160000006' });
  const to = await room.connect('webhook', {}, { events: ['call.finished'] });
  await pauseDestination(room.db, to, { by: 'person', why: null });
  await room.tell(room.event(spam), room.event(missed));
  await room.db.query("update deliveries set state = 'parked' where call_id = $1", [missed]);
  await room.db.query('update events set told_at = $2 where site_id = $1', [room.site.id, at('12:01:00')]);
  const { sources, ...figures } = await dayFigures(room.db, {
    ...{ siteId: room.site.id, day: '2026-04-20', timeZone: 'Europe/Moscow' },
  });
  assert.deepEqual(figures, {
    ...{ day: '2026-04-20', calls: 3, answered: 2, missed: 1, firstTime: 3, talkSeconds: 120, spam: 1 },
    ...{ missedCallers: 1, recovered: 0, waiting: 1, parked: 1 },
  });
  assert.deepEqual(sources, [
    { channel: 'paid-search', source: 'yandex', calls: 2, missed: 1 },
    { channel: null, source: null, calls: 1, missed: 0 },
  ]);
});

test('a notice is told when it is opened, not when its figures follow, and with what it says when it is told', async () => {
  const { accountId, id: siteId } = room.site;
  const notice = { accountId, siteId, kind: 'call-backs-late' as const, subject: siteId };
  const open = (late: number) => openNotice(room.db, { ...notice, id: randomUUIDv7(), data: { late } });
  assert.equal(await open(1), true);
  assert.equal(await open(2), false);
  const [told] = await noticesTold(accountId);
  assert.deepEqual([told?.siteId, told?.about.kind], [siteId, 'call-backs-late']);
  const about = (await readTold(room.db, [told?.id ?? ''])).get(told?.id ?? '')?.notice;
  assert.deepEqual(about, { kind: 'call-backs-late', subject: siteId, data: { late: 2 }, ended: false });
  await endNotices(room.db, { accountId, kinds: ['call-backs-late'], subject: siteId });
  assert.equal((await readTold(room.db, [told?.id ?? ''])).get(told?.id ?? '')?.notice?.ended, true);
  assert.equal(await open(1), true);
  assert.equal((await noticesTold(accountId)).length, 2);
});

test('a notice that is rolled back is told to nobody', async () => {
  const { accountId } = await addAccount(room.db);
  const site = await addSite(room.db, { accountId });
  const failing = transaction(room.db, async (tx) => {
    await openNotice(tx, {
      ...{ id: randomUUIDv7(), accountId, siteId: site.id, kind: 'number-back', subject: 'x', data: {} },
    });
    throw new Error('after all');
  });
  await assert.rejects(failing, /after all/);
  assert.deepEqual(await noticesTold(accountId), []);
});

test('a notice that can’t be told is not opened: it is told when it is opened next', async () => {
  const { accountId } = await addAccount(room.db);
  const site = await addSite(room.db, { accountId });
  const open = () =>
    openNotice(room.db, {
      ...{ id: randomUUIDv7(), accountId, siteId: site.id, kind: 'number-back', subject: 'x', data: {} },
    });
  await room.db.query("alter table events add constraint full_disk check (type <> 'notice.raised') not valid");
  await assert.rejects(open, /full_disk/);
  await room.db.query('alter table events drop constraint full_disk');
  assert.equal(await open(), true);
  assert.equal((await noticesTold(accountId)).length, 1);
});

test('what is about the whole account is told once, by the oldest site with somebody to tell', async () => {
  const { accountId } = await addAccount(room.db);
  await addSite(room.db, { accountId });
  const second = await addSite(room.db, { accountId });
  const third = await addSite(room.db, { accountId });
  const open = () =>
    openNotice(room.db, {
      ...{ id: randomUUIDv7(), accountId, siteId: null, kind: 'disk-low', subject: randomUUIDv7(), data: {} },
    });
  await open();
  assert.deepEqual(await noticesTold(accountId), []);
  for (const { id } of [second, third])
    await room.db.query(
      "insert into destinations (id, site_id, kind, name, events, paused_by) values ($1, $2, 'webhook', 'Ours', '{notice.raised}', 'person')",
      [randomUUIDv7(), id],
    );
  await open();
  assert.deepEqual(
    (await noticesTold(accountId)).map(({ siteId }) => siteId),
    [second.id],
  );
});
