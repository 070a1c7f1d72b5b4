import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CheckLine, type CheckWish, dueChecks, isQuiet, type NumberDue, nextCheckAt } from './check-schedule.ts';

const at = (text: string) => Date.parse(text) / 1000;
const NIGHT = at('2026-11-22T04:00:00+03:00');
const NOON = at('2026-11-22T12:00:00+03:00');
const DAY = 86_400;
const MOSCOW = { timeZone: 'Europe/Moscow', fromHour: 3, toHour: 6 };
const LINE: CheckLine = {
  connectionId: 'k',
  checking: false,
  checksOfDay: 0,
  checksPerDay: 20,
  calls: 0,
  maxCalls: 100,
};
const number = (numberId: string, more: Partial<NumberDue> = {}): NumberDue => ({
  ...MOSCOW,
  numberId,
  connectionId: 'k',
  everyDays: 7,
  inService: true,
  outOfOrder: false,
  conclusiveAt: null,
  checkedAt: null,
  wish: null,
  ...more,
});
const checked = (daysAgo: number) => ({ conclusiveAt: NIGHT - daysAgo * DAY, checkedAt: NIGHT - daysAgo * DAY });
const wish = (more: Partial<CheckWish> = {}): CheckWish => ({
  id: 'w',
  origin: 'person',
  notBefore: 0,
  now: false,
  force: false,
  ...more,
});
const due = (now: number, numbers: NumberDue[], line: Partial<CheckLine> = {}) =>
  dueChecks(now, numbers, [{ ...LINE, ...line }]).map(({ numberId }) => numberId);

test('numbers are checked in quiet hours, one at a time, the longest unchecked first', () => {
  assert.deepEqual(due(NIGHT, [number('a', checked(8)), number('b', checked(9)), number('c', checked(3))]), ['b']);
  assert.deepEqual(due(NIGHT, [number('a', checked(8)), number('new')]), ['new']);
  assert.deepEqual(due(NOON, [number('a', checked(8))]), []);
});

test('each connection has a line of its own', () => {
  const other = { ...LINE, connectionId: 'l' };
  const both = dueChecks(NIGHT, [number('a'), number('b', { connectionId: 'l' })], [LINE, other]);
  assert.deepEqual(
    both.map(({ numberId }) => numberId),
    ['a', 'b'],
  );
});

test('nothing is dialled while a check goes on, the day has had its checks, or half of the lines are taken', () => {
  assert.deepEqual(due(NIGHT, [number('a')], { checking: true }), []);
  assert.deepEqual(due(NIGHT, [number('a')], { checksOfDay: 20 }), []);
  assert.deepEqual(due(NIGHT, [number('a')], { checksPerDay: 0 }), []);
  assert.deepEqual(due(NIGHT, [number('a')], { calls: 51 }), []);
  assert.deepEqual(due(NIGHT, [number('a')], { calls: 50, checksOfDay: 19 }), ['a']);
});

test('a person may have a check at noon, and over the limit only if they insist', () => {
  const asked = (more: Partial<CheckWish>) => [number('a', { ...checked(1), wish: wish(more) })];
  assert.deepEqual(due(NOON, asked({})), []);
  assert.deepEqual(due(NOON, asked({ now: true })), ['a']);
  assert.deepEqual(due(NOON, asked({ now: true }), { checksOfDay: 20 }), []);
  assert.deepEqual(due(NOON, asked({ now: true, force: true }), { checksOfDay: 20 }), ['a']);
  assert.deepEqual(due(NOON, asked({ now: true, notBefore: NOON + 1 })), []);
});

test('people come first, then second looks, then silent numbers, then the schedule', () => {
  const list = [
    number('schedule'),
    number('silent', { wish: wish({ origin: 'silence' }) }),
    number('again', { wish: wish({ origin: 'follow-up' }) }),
    number('person', { ...checked(1), wish: wish() }),
  ];
  const order: string[] = [];
  for (let left = list; left.length > 0; left = left.filter(({ numberId }) => numberId !== order.at(-1)))
    order.push(due(NIGHT, left)[0] ?? '');
  assert.deepEqual(order, ['person', 'again', 'silent', 'schedule']);
});

test('what said nothing and what is out of order is looked at again the next night; out of service only when asked', () => {
  assert.deepEqual(due(NIGHT, [number('a', { conclusiveAt: NIGHT - 9 * DAY, checkedAt: NIGHT - 3600 })]), []);
  assert.deepEqual(due(NIGHT, [number('a', { conclusiveAt: NIGHT - 9 * DAY, checkedAt: NIGHT - DAY })]), ['a']);
  assert.deepEqual(due(NIGHT, [number('a', { ...checked(1), outOfOrder: true })]), ['a']);
  assert.deepEqual(due(NIGHT, [number('a', { inService: false })]), []);
  assert.deepEqual(due(NIGHT, [number('a', { inService: false, wish: wish() })]), ['a']);
});

test('quiet hours are those of the place, may go over midnight, and may be the whole day', () => {
  assert.equal(isQuiet(at('2026-11-22T02:59:00+03:00'), MOSCOW), false);
  assert.equal(isQuiet(at('2026-11-22T03:00:00+03:00'), MOSCOW), true);
  assert.equal(isQuiet(at('2026-11-22T06:00:00+03:00'), MOSCOW), false);
  const late = { timeZone: 'Asia/Kolkata', fromHour: 22, toHour: 6 };
  assert.equal(isQuiet(at('2026-11-22T23:30:00+05:30'), late), true);
  assert.equal(isQuiet(at('2026-11-22T05:59:00+05:30'), late), true);
  assert.equal(isQuiet(at('2026-11-22T12:00:00+05:30'), late), false);
  assert.equal(isQuiet(NOON, { ...MOSCOW, fromHour: 0, toHour: 24 }), true);
});

test('the next check is told: within the quiet hours after it falls due', () => {
  assert.equal(nextCheckAt(NOON, number('a')), at('2026-11-23T03:00:00+03:00'));
  assert.equal(nextCheckAt(NIGHT, number('a', checked(1))), at('2026-11-28T03:00:00+03:00'));
  assert.equal(nextCheckAt(NOON, number('a', { wish: wish({ now: true }) })), NOON);
  assert.equal(nextCheckAt(NOON, number('a', { inService: false })), null);
});
