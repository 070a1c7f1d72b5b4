import assert from 'node:assert/strict';
import { test } from 'node:test';
import { holidaysOf } from './holidays.ts';

test('Russia has the fourteen days of article 112 of its Labour Code, each a date of its own', () => {
  const days = holidaysOf('RU', 2027);
  assert.equal(days.length, 14);
  assert.deepEqual(
    [...days].sort((a, b) => (a.date < b.date ? -1 : 1)),
    days,
  );
  assert.equal(new Set(days.map(({ date }) => date)).size, 14);
  assert.deepEqual(days.at(-1), {
    date: '2027-11-04',
    name: { ru: 'День народного единства', en: 'National Unity Day' },
  });
  assert.ok(days.every(({ date, name }) => date.startsWith('2027-') && name.ru && name.en));
});
