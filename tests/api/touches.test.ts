// First and last touch in the card of a call: the visits that brought the caller to the business.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, beforeEach, test } from 'node:test';
import type { CallCard } from '../../src/api/wire.ts';
import type { StoredSource } from '../../src/store/calls.ts';
import { makePartitions } from '../../src/store/partitions.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, addVisit, answerOf, type RecordedSite, staticAnswer } from '../support/records.ts';

const DAY_MS = 86_400_000;
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: 'roses' };
const GOOGLE = { channel: 'organic', source: 'google' };
const DIRECT = { channel: 'direct' };

let api: TestApi;
let site: RecordedSite;
let visitor: string;
const called = new Date();
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
  visitor = randomUUIDv7();
});
after(() => api?.close());

const daysBefore = (days: number) => new Date(called.getTime() - days * DAY_MS);
const visit = (days: number, source: Partial<StoredSource>, visitorId = visitor) =>
  addVisit(api.db, site, { at: daysBefore(days), source, visitorId });
const callOf = (shares: Parameters<typeof answerOf>[0]) =>
  addCall(api.db, site, { at: called, answer: answerOf(shares) });
const touchesOf = async (callId: string) =>
  (await api.get<CallCard>(`/api/v1/calls/${callId}`)).attribution?.touches ?? null;

test('first touch is the visitor’s first visit, last touch the latest that did not come directly', async () => {
  const first = await visit(1 / 24 + 0.3, SPRING);
  const last = await visit(1 / 24 + 0.2, GOOGLE);
  const now = await visit(1 / 24, DIRECT);
  await visit(0.04, { channel: 'referral', source: 'shop' }, randomUUIDv7()); // somebody else
  await visit(-0.01, { channel: 'email', source: 'letter' }); // after the call
  const { term: _, ...spring } = SPRING;
  assert.deepEqual(await touchesOf(await callOf([{ ...DIRECT, p: 0.9, ...now }])), {
    first: { ...spring, term: 'roses', visitId: first.visitId, at: daysBefore(1 / 24 + 0.3).toISOString() },
    last: {
      ...{ ...GOOGLE, medium: null, campaign: null, term: null },
      ...{ visitId: last.visitId, at: daysBefore(1 / 24 + 0.2).toISOString() },
    },
  });
});

test('a visitor who always came directly has direct touches: the first and the latest visit', async () => {
  const [first, last] = [await visit(0.3, DIRECT), await visit(0.1, DIRECT)];
  const touches = await touchesOf(await callOf([{ ...DIRECT, p: 0.9, ...last }]));
  assert.deepEqual([touches?.first.visitId, touches?.last.visitId], [first.visitId, last.visitId]);
  assert.deepEqual([touches?.first.channel, touches?.last.channel], ['direct', 'direct']);
});

test('a single visit is both', async () => {
  const only = await visit(0.1, SPRING);
  const touches = await touchesOf(await callOf([{ ...SPRING, p: 0.9, ...only }]));
  assert.deepEqual([touches?.first, touches?.last.visitId], [touches?.last, only.visitId]);
});

test('what is more than 400 days ago is forgotten, as the cookie is', async () => {
  for (const days of [401, 399]) await makePartitions(api.db, daysBefore(days));
  await visit(401, SPRING);
  const oldest = await visit(399, GOOGLE);
  const now = await visit(0.1, DIRECT);
  const touches = await touchesOf(await callOf([{ ...DIRECT, p: 0.9, ...now }]));
  assert.deepEqual([touches?.first.visitId, touches?.last.visitId], [oldest.visitId, oldest.visitId]);
});

test('are of the likeliest visitor', async () => {
  const likely = await visit(0.2, GOOGLE);
  const other = await visit(0.3, SPRING, randomUUIDv7());
  const touches = await touchesOf(
    await callOf([
      { ...GOOGLE, p: 0.6, ...likely },
      { ...SPRING, p: 0.3, ...other },
    ]),
  );
  assert.equal(touches?.first.visitId, likely.visitId);
});

test('there are none where nobody is likely, where the number was a source’s own, and where no answer is given', async () => {
  const unlikely = await visit(0.2, GOOGLE);
  const radio = site.statics[0]!;
  assert.equal(await touchesOf(await callOf([{ ...GOOGLE, p: 0.2, ...unlikely }])), null);
  const bound = await addCall(api.db, site, { at: called, numberId: radio.id, answer: staticAnswer(radio.source) });
  assert.equal(await touchesOf(bound), null);
  const { attribution } = await api.get<CallCard>(`/api/v1/calls/${await addCall(api.db, site, { at: called })}`);
  assert.equal(attribution, null);
});

test('there are none where the visits are in the archive', async () => {
  const gone = { visitId: randomUUIDv7(), visitorId: visitor };
  assert.equal(await touchesOf(await callOf([{ ...GOOGLE, p: 0.9, ...gone }])), null);
});
