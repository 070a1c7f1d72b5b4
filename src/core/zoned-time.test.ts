import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dayIn, instantIn } from './zoned-time.ts';

test("a file's times are read in the site's time zone, as people and programs write them", () => {
  const times: [string, string, string | null][] = [
    ['2026-11-21 10:30', 'Europe/Moscow', '2026-11-21T07:30:00.000Z'],
    ['2026-11-21T10:30:15', 'Asia/Yekaterinburg', '2026-11-21T05:30:15.000Z'],
    ['21.11.2026 9:05', 'Europe/Moscow', '2026-11-21T06:05:00.000Z'],
    ['21.11.2026', 'Europe/Moscow', '2026-11-21T20:59:59.000Z'],
    ['2026-11-21T10:30:00+05:00', 'Europe/Moscow', '2026-11-21T05:30:00.000Z'],
    ['2026-11-21 10:30Z', 'Europe/Moscow', '2026-11-21T10:30:00.000Z'],
    ['2026-03-29 03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
    ['2026-07-01 00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
    ['2026-02-30', 'Europe/Moscow', null],
    ['2026-11-21 24:00', 'Europe/Moscow', null],
    ['2026-11-21 10:60', 'Europe/Moscow', null],
    ['11/21/2026', 'Europe/Moscow', null],
    ['yesterday', 'Europe/Moscow', null],
    ['', 'Europe/Moscow', null],
  ];
  for (const [text, zone, at] of times) assert.equal(instantIn(text, zone)?.toISOString() ?? null, at, text);
});

test('a day is a day, without a time', () => {
  assert.equal(dayIn(' 1.2.2026 '), '2026-02-01');
  assert.equal(dayIn('2026-02-01'), '2026-02-01');
  for (const text of ['31.2.2026', '2026-02-01 10:00', '1.2.26', '0001-01-01']) assert.equal(dayIn(text), null, text);
});
