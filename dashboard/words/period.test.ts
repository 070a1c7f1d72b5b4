import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chosenDays, daysOf, midnight, rangeOf } from './period.ts';

const now = new Date('2026-03-01T22:30:00Z');

test('presets mean calendar days of the site', () => {
  assert.deepEqual(daysOf('today', now, 'Europe/Moscow'), { first: '2026-03-02', last: '2026-03-02' });
  assert.deepEqual(daysOf('today', now, 'Europe/London'), { first: '2026-03-01', last: '2026-03-01' });
  assert.deepEqual(daysOf('yesterday', now, 'Europe/London'), { first: '2026-02-28', last: '2026-02-28' });
  assert.deepEqual(daysOf('7d', now, 'Europe/London'), { first: '2026-02-23', last: '2026-03-01' });
  assert.deepEqual(daysOf('30d', now, 'Europe/London'), { first: '2026-01-31', last: '2026-03-01' });
  assert.deepEqual(daysOf('month', now, 'Europe/London'), { first: '2026-03-01', last: '2026-03-01' });
  assert.deepEqual(daysOf('last-month', now, 'Europe/London'), { first: '2026-02-01', last: '2026-02-28' });
});

test('a day begins at the midnight of the site, whatever the offset', () => {
  assert.equal(midnight('2026-06-12', 'Europe/Moscow'), '2026-06-12T00:00:00+03:00');
  assert.equal(midnight('2026-06-12', 'Asia/Kolkata'), '2026-06-12T00:00:00+05:30');
  assert.equal(midnight('2026-06-12', 'America/New_York'), '2026-06-12T00:00:00-04:00');
  assert.equal(midnight('2026-06-12', 'America/St_Johns'), '2026-06-12T00:00:00-02:30');
  assert.equal(midnight('2026-06-12', 'UTC'), '2026-06-12T00:00:00+00:00');
});

test('the day on which the clocks change begins with the old offset', () => {
  assert.equal(midnight('2026-03-29', 'Europe/London'), '2026-03-29T00:00:00+00:00');
  assert.equal(midnight('2026-03-30', 'Europe/London'), '2026-03-30T00:00:00+01:00');
  assert.equal(midnight('2026-11-01', 'America/New_York'), '2026-11-01T00:00:00-04:00');
});

test('the last day of a period is in it whole', () => {
  assert.deepEqual(rangeOf({ first: '2026-02-27', last: '2026-02-28' }, 'Europe/Moscow'), {
    from: '2026-02-27T00:00:00+03:00',
    to: '2026-03-01T00:00:00+03:00',
  });
});

test('an address with nonsense asks for no period', () => {
  assert.equal(chosenDays({ period: 'soon' }, now, 'UTC'), null);
  assert.equal(chosenDays({ from: '2026-13-01', to: '2026-01-02' }, now, 'UTC'), null);
  assert.equal(chosenDays({ from: '2026-01-02' }, now, 'UTC'), null);
});

test('days picked backwards are a period too', () => {
  const picked = chosenDays({ from: '2026-02-03', to: '2026-02-01' }, now, 'UTC');
  assert.deepEqual(picked, { first: '2026-02-01', last: '2026-02-03' });
});
