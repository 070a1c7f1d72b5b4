import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SilentNumber, TrackingNumber } from '../../src/api/wire.ts';
import { filtered, healthOf, onceIn, troublesOf } from './number.ts';
import { speaker } from './speaker.ts';

const AT = '2026-11-03T10:00:00Z';
const NOW = new Date('2026-11-22T10:00:00Z');
const WRITING = { locale: 'en-GB', timeZone: 'Europe/Moscow' };

const NUMBER: TrackingNumber = {
  id: '1',
  e164: '+74951234567',
  ...{ state: 'pool', stateSince: AT, nextStates: [], restsUntil: null, shownUntil: null },
  ...{ connection: { id: 'c', name: 'Trunk' }, poolId: 'p', staticSource: null },
  ...{ kind: 'geographic', region: 'Moscow', likeness: 2, contract: null, capacityOwner: null, ownedSince: null },
  ...{ monthlyCost: null, minuteCost: null, note: '', outOfOrderSince: null, leakedSince: null, health: null },
  ...{ calls: 0, lastCallAt: null, openPages: 0 },
};
const good = { at: AT, outcome: 'good', reason: null } as const;
const silence = (suspicious: boolean): SilentNumber => ({
  ...{ numberId: '1', e164: '+74951234567', since: AT, visits: 900, expected: 8.3, p: 0.00025, suspicious },
});

test('a number may have several troubles at once, and none when its last check was good', () => {
  assert.deepEqual(troublesOf({ ...NUMBER, health: good }, silence(false)), []);
  const number = { ...NUMBER, outOfOrderSince: AT, leakedSince: AT, health: { ...good, outcome: 'bad' as const } };
  assert.deepEqual(troublesOf(number, silence(true)), ['out-of-order', 'leaked', 'silent']);
});

test('a number that nobody has checked is no trouble, but can be looked for', () => {
  assert.deepEqual(filtered([NUMBER], { trouble: 'any' }, new Map()), []);
  assert.deepEqual(filtered([NUMBER], { trouble: 'unchecked' }, new Map()), [NUMBER]);
});

test('a number is found by its digits however they are written, and by what is said of it', () => {
  for (const q of ['8 (495) 123-45', '+7 495 123-45-67', '4567', 'moscow', 'trunk']) {
    assert.equal(filtered([NUMBER], { q }, new Map()).length, 1, q);
  }
  assert.equal(filtered([NUMBER], { q: 'berlin' }, new Map()).length, 0);
});

test('the improbable is said as once in so many, no more exactly than it is known', () => {
  assert.equal(onceIn(0.00026, 'en-GB'), '3,800');
  assert.equal(onceIn(0.3, 'en-GB'), '3');
  assert.equal(onceIn(0, 'en-GB'), '∞');
});

test('health is said with its reason, and since when', async () => {
  const t = await speaker('en');
  const broken = { ...NUMBER, outOfOrderSince: AT, health: { at: AT, outcome: 'bad', reason: 'wrong-did' } as const };
  assert.deepEqual(healthOf(broken, { now: NOW, writing: WRITING }, t), {
    mark: 'bad',
    text: 'Out of order since 3 Nov',
    reason: 'it arrived as a call to another number',
  });
  const later = { ...broken, health: { at: AT, outcome: 'inconclusive', reason: 'operator-unavailable' } as const };
  const told = healthOf(later, { now: NOW, writing: WRITING, brokenReason: 'busy' }, t);
  assert.equal(told.reason, 'the operator said that it is busy');
  assert.equal(healthOf({ ...NUMBER, health: good }, { now: NOW, writing: WRITING }, t).reason, 'checked 19 d ago');
  assert.equal(healthOf(NUMBER, { now: NOW, writing: WRITING }, t).mark, 'unchecked');
});
