import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Schedule } from './route.ts';
import { isOpen, nextChange } from './schedule.ts';

const MOSCOW = 'Europe/Moscow';
const BERLIN = 'Europe/Berlin';
const weekdays = [1, 2, 3, 4, 5];
const everyDay = [...weekdays, 6, 7];
const week = (from: string, to: string, days: readonly number[] = weekdays): Schedule => ({
  weekly: [{ days, from, to }],
  dates: [],
});

describe('a business is open', () => {
  // 2026-03-02 is a Monday; Moscow is 3 hours ahead of UTC all year.
  for (const [at, open] of [
    ['2026-03-02T05:59:59Z', false],
    ['2026-03-02T06:00:00Z', true],
    ['2026-03-02T14:59:59Z', true],
    ['2026-03-02T15:00:00Z', false],
    ['2026-03-07T09:00:00Z', false], // Saturday
    ['2026-03-08T21:30:00Z', false], // Monday 00:30 in Moscow
  ] as const)
    test(`from 9 to 18 on weekdays: ${open ? '' : 'not '}at ${at}`, () => {
      assert.equal(isOpen(week('09:00', '18:00'), new Date(at), MOSCOW), open);
    });

  for (const [at, open] of [
    ['2026-03-06T18:59:00Z', false], // Friday 21:59
    ['2026-03-06T19:00:00Z', true],
    ['2026-03-06T23:00:00Z', true], // Saturday 02:00, Friday's night
    ['2026-03-07T03:00:00Z', false], // Saturday 06:00
    ['2026-03-07T20:00:00Z', false], // Saturday 23:00
    ['2026-03-01T23:00:00Z', false], // Monday 02:00: Sunday had no night
  ] as const)
    test(`from 22 over midnight to 6: ${open ? '' : 'not '}at ${at}`, () => {
      assert.equal(isOpen(week('22:00', '06:00'), new Date(at), MOSCOW), open);
    });

  test('all day from 00:00 to 24:00, and from a time to the same', () => {
    for (const schedule of [week('00:00', '24:00', everyDay), week('08:00', '08:00', everyDay)])
      for (let hour = 0; hour < 48; hour++)
        assert.ok(isOpen(schedule, new Date(Date.UTC(2026, 5, 1, hour)), MOSCOW), `hour ${hour}`);
  });

  test('on a holiday not at all, on a short day shorter; the night before goes on', () => {
    const schedule: Schedule = {
      weekly: [
        { days: everyDay, from: '09:00', to: '18:00' },
        { days: [4], from: '22:00', to: '03:00' },
      ],
      dates: [
        { date: '2026-01-01', name: 'New Year', hours: [] },
        { date: '2025-12-31', name: 'Eve', hours: [{ from: '09:00', to: '15:00' }] },
        { date: '2026-01-02', name: 'Second', hours: [] },
      ],
    };
    const at = (time: string) => isOpen(schedule, new Date(`${time}+03:00`), MOSCOW);
    assert.deepEqual([at('2025-12-31T14:59'), at('2025-12-31T15:00')], [true, false]);
    assert.deepEqual([at('2026-01-01T12:00'), at('2026-01-01T23:00')], [false, false]); // a Thursday, its night too
    assert.equal(at('2026-01-03T09:00'), true);
    const thursday = { ...schedule, dates: schedule.dates.slice(2) };
    assert.equal(isOpen(thursday, new Date('2026-01-02T02:59+03:00'), MOSCOW), true); // Thursday's night
    assert.equal(isOpen(thursday, new Date('2026-01-02T03:00+03:00'), MOSCOW), false);
  });

  test('by the wall clock on the days it is changed', () => {
    const night = week('02:30', '03:30', everyDay);
    // Berlin leaps from 02:00 to 03:00 on 2026-03-29 at 01:00 UTC, and back from 03:00 to 02:00 on 2026-10-25.
    const spring = ['00:59', '01:00', '01:29', '01:30'].map((time) =>
      isOpen(night, new Date(`2026-03-29T${time}:00Z`), BERLIN),
    );
    assert.deepEqual(spring, [false, true, true, false]);
    const autumn = ['00:29', '00:30', '00:59', '01:00', '01:29', '01:30', '02:29', '02:30'].map((time) =>
      isOpen(night, new Date(`2026-10-25T${time}:00Z`), BERLIN),
    );
    assert.deepEqual(autumn, [false, true, true, false, false, true, true, false]);
  });
});

describe('the next change', () => {
  const changes = (schedule: Schedule, at: string, count: number, zone = MOSCOW): (string | null)[] => {
    const found: (string | null)[] = [];
    let moment: Date | null = new Date(at);
    for (let left = count; left > 0 && moment; left--) {
      moment = nextChange(schedule, moment, zone);
      found.push(moment?.toISOString().slice(0, 16) ?? null);
    }
    return found;
  };

  test('is when it closes, then when it opens, over the weekend', () => {
    assert.deepEqual(changes(week('09:00', '18:00'), '2026-03-06T10:00:00Z', 3), [
      '2026-03-06T15:00',
      '2026-03-09T06:00',
      '2026-03-09T15:00',
    ]);
  });

  test('leaves out a midnight that changes nothing', () => {
    const schedule: Schedule = {
      weekly: [
        { days: [1], from: '18:00', to: '24:00' },
        { days: [2], from: '00:00', to: '05:00' },
      ],
      dates: [],
    };
    assert.deepEqual(changes(schedule, '2026-03-02T00:00:00Z', 2), ['2026-03-02T15:00', '2026-03-03T02:00']);
  });

  test('comes after the holidays', () => {
    const dates = Array.from({ length: 8 }, (_, day) => ({ date: `2026-01-0${day + 1}`, name: 'Holidays', hours: [] }));
    const schedule = { ...week('09:00', '18:00', everyDay), dates };
    assert.deepEqual(changes(schedule, '2025-12-31T20:00:00Z', 1), ['2026-01-09T06:00']);
  });

  test('is at the clock’s own change where that opens or closes', () => {
    const night = week('02:30', '03:30', everyDay);
    assert.deepEqual(changes(night, '2026-03-28T12:00:00Z', 2, BERLIN), ['2026-03-29T01:00', '2026-03-29T01:30']);
    assert.deepEqual(changes(night, '2026-10-24T12:00:00Z', 4, BERLIN), [
      '2026-10-25T00:30',
      '2026-10-25T01:00',
      '2026-10-25T01:30',
      '2026-10-25T02:30',
    ]);
  });

  test('is never for what is always open or always closed', () => {
    assert.equal(nextChange(week('00:00', '24:00', everyDay), new Date('2026-03-02T00:00:00Z'), MOSCOW), null);
    assert.equal(nextChange({ weekly: [], dates: [] }, new Date('2026-03-02T00:00:00Z'), MOSCOW), null);
  });

  test('is found as a walk minute by minute finds it', () => {
    const schedule: Schedule = {
      weekly: [
        { days: [1, 3, 6], from: '21:15', to: '03:45' },
        { days: [2, 7], from: '00:10', to: '12:00' },
      ],
      dates: [{ date: '2026-10-25', name: 'Other', hours: [{ from: '02:10', to: '02:50' }] }],
    };
    let at = Date.UTC(2026, 9, 22);
    const end = Date.UTC(2026, 10, 2);
    const walked: number[] = [];
    for (let minute = at; minute < end; minute += 60_000)
      if (isOpen(schedule, new Date(minute), BERLIN) !== isOpen(schedule, new Date(minute - 60_000), BERLIN))
        walked.push(minute);
    const found: number[] = [];
    for (let next = nextChange(schedule, new Date(at - 60_000), BERLIN); next && next.getTime() < end; ) {
      at = next.getTime();
      found.push(at);
      next = nextChange(schedule, next, BERLIN);
    }
    assert.deepEqual(found, walked);
    assert.ok(found.length > 5, `${found.length}`);
  });
});
