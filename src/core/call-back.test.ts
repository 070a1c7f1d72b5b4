import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueAt, estimatedLoss, isDaytime, nextAttemptAt } from './call-back.ts';
import type { Schedule } from './routing/route.ts';

const at = (time: string) => new Date(`2026-11-${time}Z`);
// Nine to eighteen on weekdays; the 20th is a Friday.
const OFFICE: Schedule = { weekly: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' }], dates: [] };
const due = (time: string, schedule: Schedule | null) =>
  dueAt(at(time), { minutes: 15, schedule, timeZone: 'UTC' }).toISOString().slice(8, 19);

test('without a schedule every minute counts', () => assert.equal(due('20T23:50:10', null), '21T00:05:10'));

test('within open hours the limit is the limit', () => assert.equal(due('20T12:00:10', OFFICE), '20T12:15:10'));

test('who was missed at night is due in the morning', () => assert.equal(due('19T03:12:44', OFFICE), '19T09:15:00'));

test('what is left of the limit at closing time is carried over the weekend', () => {
  assert.equal(due('20T17:50:00', OFFICE), '23T09:05:00');
  assert.equal(due('20T17:45:00', OFFICE), '20T18:00:00');
});

test('a business that never opens has the plain limit', () => {
  assert.equal(due('20T12:00:00', { weekly: [], dates: [] }), '20T12:15:00');
});

test('one that never closes has it too', () => {
  const always: Schedule = { weekly: [{ days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', to: '24:00' }], dates: [] };
  assert.equal(due('20T23:50:10', always), '21T00:05:10');
});

test('each pause is twice the one before', () => {
  const now = at('20T12:00:00');
  const minutes = [1, 2, 3, 4].map((attempt) => (nextAttemptAt(attempt, now, 5).getTime() - now.getTime()) / 60_000);
  assert.deepEqual(minutes, [5, 10, 20, 40]);
});

test('people are rung from nine to twenty-one by their own clock', () => {
  const moscow = ['20T05:59:59', '20T06:00:00', '20T17:59:59', '20T18:00:00'];
  assert.deepEqual(
    moscow.map((time) => isDaytime(at(time), 'Europe/Moscow')),
    [false, true, true, false],
  );
  assert.equal(isDaytime(at('20T12:00:00'), 'Asia/Vladivostok'), false);
  assert.equal(isDaytime(at('20T12:00:00'), 'Europe/Moscow'), true);
});

test('a loss is told only where the site has said what a deal is worth and how often a call becomes one', () => {
  assert.equal(estimatedLoss(7, { dealValue: 1_250_000, conversion: 0.12 }), 1_050_000);
  assert.equal(estimatedLoss(7, { dealValue: null, conversion: 0.12 }), null);
  assert.equal(estimatedLoss(7, { dealValue: 1, conversion: null }), null);
});
