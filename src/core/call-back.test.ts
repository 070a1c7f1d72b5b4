import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dueAt, estimatedLoss, isDaytime, nextAttemptAt } from './call-back.ts';

const at = (time: string) => new Date(`2026-11-${time}Z`);
// Nine to eighteen by UTC, but not on the 21st and 22nd.
const isOpen = (moment: Date) =>
  moment.getUTCHours() >= 9 && moment.getUTCHours() < 18 && ![21, 22].includes(moment.getUTCDate());

test('without a schedule every minute counts', () => {
  assert.deepEqual(dueAt(at('20T23:50:10'), { limitMinutes: 15, isOpen: null }), at('21T00:05:10'));
});

test('within open hours the limit is the limit', () => {
  assert.deepEqual(dueAt(at('20T12:00:10'), { limitMinutes: 15, isOpen }), at('20T12:15:10'));
});

test('who was missed at night is due in the morning', () => {
  assert.deepEqual(dueAt(at('19T03:12:44'), { limitMinutes: 15, isOpen }), at('19T09:15:00'));
});

test('what is left of the limit at closing time is carried over the weekend', () => {
  assert.deepEqual(dueAt(at('20T17:50:00'), { limitMinutes: 15, isOpen }), at('23T09:05:00'));
});

test('a business that never opens has the plain limit', () => {
  assert.deepEqual(dueAt(at('20T12:00:00'), { limitMinutes: 15, isOpen: () => false }), at('20T12:15:00'));
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
