// Microsoft Advertising: a call reaches a goal by its click, and is put right or taken back when it is judged anew.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { insertAttributions } from '../../src/store/attributions.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarMicrosoft, openFarMicrosoft } from '../support/far/microsoft-ads.ts';
import { addVisit, answerOf } from '../support/records.ts';
import { until } from '../support/system.ts';

const CLICK = 'f2b8c1d0a3e94f7b8c6d5e4f3a2b1c0d';
let room: DeliveryRoom;
let far: FarMicrosoft;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarMicrosoft(() => room.now());
  room.lead('https://campaign.api.bingads.microsoft.com', far.url);
  room.lead('https://login.microsoftonline.com', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const ALL: EventType[] = ['call.finished', 'call.qualified', 'call.attributed', 'deal.changed'];
const connect = (settings: Record<string, string> = {}, events = ALL, filter = {}) =>
  room.connect(
    'microsoft-ads',
    {
      clientId: '4c0b2ab1-0f43-4fb4-9ad3-1e1f8d3f9f11',
      customerId: '21025739',
      accountId: '8505406',
      goal: 'Phone call',
      ...settings,
    },
    {
      ...{ events, filter },
      secrets: {
        ...{ clientSecret: 'ms-client-secret', developerToken: far.account.developer },
        ...{ accessToken: far.account.token, refreshToken: far.account.refresh },
      },
    },
  );
const call = (clickIds: Record<string, string> = { msclkid: CLICK }) =>
  room.call({ visit: { clickIds, source: { source: 'bing' } } });
/** Who called is judged anew: it was this click's visitor, as probably. */
async function judgeAnew(callId: string, msclkid: string | null, { p = 0.97, version = 2 } = {}) {
  const at = new Date(room.now().getTime() - 300_000);
  const visit = await addVisit(room.db, room.site, { at, clickIds: msclkid ? { msclkid } : { gclid: 'g' } });
  await insertAttributions(room.db, [{ ...answer(visit, p), callId, version, origin: 'reattribution' } as never]);
  await room.tell(room.event(callId, 'call.attributed', { key: `${version}` }));
}
const answer = (visit: { visitId: string; visitorId: string }, p: number) =>
  answerOf([{ p, ...visit, source: 'other' }]);
const standing = () => far.conversions.map(({ click, value, state }) => [click, value, state]);

test('a call reaches the goal by its click, in UTC, with its value and the hashed phone', async () => {
  const to = await connect({ price: '50', weighted: 'yes', withPhone: 'yes' });
  await room.tell(room.event(await call()));
  await room.settled(to, ['done']);
  const [one] = far.conversions;
  assert.deepEqual(
    [one?.click, one?.name, one?.value, one?.currency, one?.state],
    [CLICK, 'Phone call', 48.5, 'RUB', 'counted'],
  );
  assert.equal(one?.phone, createHash('sha256').update('+79161234567').digest('hex'));
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes(far.account.developer));
});

test('an answer that was lost does no harm: the same click and time count once', async () => {
  const to = await connect();
  await room.tell(room.event(await call()));
  await room.settled(to, ['done']);
  await room.db.query(`update deliveries set state = 'sending' where destination_id = $1`, [to]);
  await room.db.query('delete from destination_links where destination_id = $1', [to]);
  await room.restart();
  await room.settled(to, ['done']);
  assert.equal(far.conversions.length, 1);
  assert.equal(far.ignored(), 1);
});

test('judged anew, a conversion moves to the other click, or is taken back', async () => {
  const to = await connect();
  const [moved, gone] = [await call(), await call({ msclkid: '1'.repeat(32) })];
  await room.tell(room.event(moved), room.event(gone));
  await room.settled(to, ['done', 'done']);
  await judgeAnew(moved, '2'.repeat(32));
  await judgeAnew(gone, null);
  await room.settled(to, Array(4).fill('done'));
  assert.deepEqual(standing().sort(), [
    ['1'.repeat(32), null, 'retracted'],
    ['2'.repeat(32), null, 'counted'],
    [CLICK, null, 'retracted'],
  ]);
});

test('a move that was cut off between its two steps is finished, and does neither twice', async () => {
  const to = await connect();
  const id = await call();
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  far.faults.push(null, { status: 500, code: 0, name: 'InternalError' }); // after the retraction, before the new one
  await judgeAnew(id, '3'.repeat(32));
  await until('it is put off', async () => (await room.states(to))[1]?.startsWith('due: http-500') || undefined);
  room.clock.ahead = 10 * 60_000;
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(standing().sort(), [
    ['3'.repeat(32), null, 'counted'],
    [CLICK, null, 'retracted'],
  ]);
  const retractions = far.asked.filter(({ body }) => body.includes('Retract'));
  assert.equal(retractions.length, 1);
});

test('a value that turns out otherwise is restated', async () => {
  const to = await connect({ price: '100', weighted: 'yes' });
  const id = await call();
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  await judgeAnew(id, CLICK, { p: 0.6 });
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(standing(), [[CLICK, 60, 'counted']]);
  await judgeAnew(id, CLICK, { p: 0.6, version: 3 });
  await room.settled(to, ['done', 'done', 'skipped: nothing-new']);
});

test('spam is taken back; a call that was never told is not told for it', async () => {
  const to = await connect();
  const [told, never] = [await call(), await call({ msclkid: '4'.repeat(32) })];
  await room.tell(room.event(told));
  await room.settled(to, ['done']);
  await room.db.query(`update calls set spam = true, spam_by = 'person', spam_reasons = '{}' where id = any($1)`, [
    [told, never],
  ]);
  await room.tell(room.event(told, 'call.qualified'), room.event(never));
  await room.settled(to, ['done', 'done', 'skipped: spam']);
  assert.deepEqual(standing(), [[CLICK, null, 'retracted']]);
  await room.db.query('update calls set spam = false, spam_by = null where id = $1', [told]);
  await room.tell(room.event(told, 'call.qualified', { key: 'no spam' }));
  await room.settled(to, ['done', 'done', 'skipped: spam', 'done']);
  assert.deepEqual(
    standing().map(([, , state]) => state),
    ['retracted', 'counted'],
  );
});

test('a filter that leaves the call out after all takes it back', async () => {
  const to = await connect({}, ALL, { sources: ['bing'] });
  const id = await call();
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  await judgeAnew(id, CLICK);
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(standing(), [[CLICK, null, 'retracted']]);
});

test('an answer judged anew makes a conversion only of a call that would have been told', async () => {
  const to = await connect({}, ['call.qualified', 'call.attributed']);
  const [other, wanted] = [await call(), await call({ gclid: 'g' })];
  await room.tell(room.event(wanted, 'call.qualified'));
  await room.settled(to, ['skipped: no-click']);
  await judgeAnew(other, CLICK);
  await judgeAnew(wanted, '5'.repeat(32));
  await room.settled(to, ['skipped: no-click', 'skipped: nothing-new', 'done']);
  assert.deepEqual(standing(), [['5'.repeat(32), null, 'counted']]);
});

test('a token that is over is refreshed; refusals are told apart', async () => {
  const to = await connect();
  far.account.token = 'ms-access-2';
  await room.tell(room.event(await call()));
  await room.settled(to, ['done']);
  for (const [code, state] of [
    [117, 'due: http-429: CallRateExceeded: CallRateExceeded.'],
    [4001, 'parked: conversion-refused: SomethingElse: SomethingElse.'],
  ] as const) {
    const other = await connect({}, ['call.finished']);
    far.account.token = 'ms-access-1';
    far.faults.push({
      status: code === 117 ? 429 : 400,
      code,
      name: code === 117 ? 'CallRateExceeded' : 'SomethingElse',
    });
    await room.db.query(`update destinations set secrets = secrets || '{"accessToken":"ms-access-1"}' where id = $1`, [
      other,
    ]);
    await room.db.query('update destinations set removed_at = now() where id <> $1', [other]);
    await room.tell(room.event(await call(), 'call.finished', { key: `${code}` }));
    await room.settled(other, [state]);
  }
  const strange = await connect({ customerId: '1' }, ['call.finished']);
  await room.db.query('update destinations set removed_at = now() where id <> $1', [strange]);
  await room.tell(room.event(await call()));
  await until(
    'the owner must act',
    async () => (await findDestination(room.db, strange))?.pausedWhy?.startsWith('no-right') || undefined,
  );
});

test('a goal that is not there is found out before anything is sent', async () => {
  const check = DESTINATIONS.get('microsoft-ads')?.check;
  const right = await room.wayOf(await connect());
  assert.deepEqual(await check?.(right.to, right.way), { kind: 'done' });
  const wrong = await room.wayOf(await connect({ goal: 'Phone calls' }));
  assert.deepEqual(await check?.(wrong.to, wrong.way), { kind: 'refused', reason: 'goal-missing' });
});
