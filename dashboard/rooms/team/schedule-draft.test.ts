import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Schedule } from '../../../src/api/wire.ts';
import { askedSchedule, daysText, isWhole, newHours, scheduleDraft, timeOf, withHolidays } from './schedule-draft.ts';

const SCHEDULE: Schedule = {
  ...{ id: '1', siteId: '2', name: 'Office', weekly: [{ days: [1, 2], from: '09:00', to: '24:00' }] },
  dates: [
    {
      ...{ date: '2026-12-31', name: 'Short day' },
      hours: [
        { from: '09:00', to: '12:00' },
        { from: '13:00', to: '15:00' },
      ],
    },
  ],
};

test('a schedule that is opened and saved is the same, with hours that the form does not show', () => {
  const { id: _, siteId: _s, ...said } = SCHEDULE;
  assert.deepEqual(askedSchedule(scheduleDraft(SCHEDULE), SCHEDULE), said);
});

test('a new schedule is of working days and needs only a name', () => {
  const draft = scheduleDraft(null);
  assert.ok(!isWhole(draft));
  assert.ok(isWhole({ ...draft, name: 'Office' }));
});

test('hours without days or with a time that is none can’t be saved, nor a date twice', () => {
  const draft = { ...scheduleDraft(SCHEDULE), weekly: [newHours([])] };
  assert.ok(!isWhole(draft));
  assert.ok(!isWhole({ ...draft, weekly: [{ ...newHours(), to: '25:00' }] }));
  const [first] = draft.dates;
  assert.ok(first && !isWhole({ ...scheduleDraft(SCHEDULE), dates: [first, first] }));
});

test('holidays come in order, and none twice', () => {
  const { dates } = scheduleDraft(SCHEDULE);
  const filled = withHolidays(dates, [
    { date: '2026-05-09', name: 'Victory Day' },
    { date: '2026-12-31', name: 'Other' },
  ]);
  assert.deepEqual(
    filled.map(({ date, name }) => [date, name]),
    [
      ['2026-05-09', 'Victory Day'],
      ['2026-12-31', 'Short day'],
    ],
  );
});

test('days that follow each other are written as a span', () => {
  const name = (day: number) => 'MTWRFSU'[day - 1] ?? '';
  assert.equal(daysText([1, 2, 3, 4, 5], name), 'M–F');
  assert.equal(daysText([5, 1, 2], name), 'M, T, F');
  assert.equal(daysText([7], name), 'U');
});

test('a time may be typed in a hurry', () => {
  assert.deepEqual(['9', '9.30', '930', '18:00', '24', 'noon'].map(timeOf), [
    ...['09:00', '09:30', '09:30', '18:00', '24:00', 'noon'],
  ]);
});
