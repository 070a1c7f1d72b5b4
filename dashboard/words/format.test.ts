import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ago,
  clockLength,
  clockTime,
  conversion,
  count,
  countWithin,
  dateTime,
  dayOf,
  dayTitle,
  percent,
  span,
} from './format.ts';
import { speaker } from './speaker.ts';

const en = await speaker('en');
const ru = await speaker('ru');
const moscow = { locale: 'ru-RU', timeZone: 'Europe/Moscow' };
const london = { locale: 'en-GB', timeZone: 'Europe/London' };
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

test('a time is written in the time zone of the site, not of the reader', () => {
  assert.equal(clockTime('2026-06-12T21:30:00Z', moscow), '00:30');
  assert.equal(clockTime('2026-06-12T21:30:00Z', london), '22:30');
  assert.equal(dayOf(new Date('2026-06-12T21:30:00Z'), 'Europe/Moscow'), '2026-06-13');
});

test('a date has its year only when it is not this one', () => {
  const now = new Date('2026-06-12T12:00:00Z');
  assert.equal(plain(dateTime('2026-03-01T10:00:00Z', london, now)), '1 Mar, 10:00');
  assert.equal(plain(dateTime('2025-03-01T10:00:00Z', london, now)), '1 Mar 2025, 10:00');
});

test('days near now have names, others a weekday', () => {
  const now = new Date('2026-06-12T21:30:00Z');
  assert.equal(dayTitle('2026-06-13', now, moscow, ru), 'Сегодня');
  assert.equal(dayTitle('2026-06-12', now, moscow, ru), 'Вчера');
  assert.equal(dayTitle('2026-06-12', now, london, en), 'Today');
  assert.equal(dayTitle('2026-06-10', now, moscow, ru), 'Среда, 10 июня');
});

test('a length on a clock face has hours only when it lasted an hour', () => {
  assert.deepEqual([0, 7.9, 65, 3723].map(clockLength), ['0:00', '0:07', '1:05', '1:02:03']);
  assert.equal(clockLength(-3), '0:00');
});

test('a length in words is as fine as it matters', () => {
  const cases: [number, string, string][] = [
    [0, '0 s', '0 с'],
    [59.4, '59 s', '59 с'],
    [60, '1 min', '1 мин'],
    [200, '3 min 20 s', '3 мин 20 с'],
    [600, '10 min', '10 мин'],
    [3569, '59 min', '59 мин'],
    [3599, '1 h', '1 ч'],
    [3600, '1 h', '1 ч'],
    [7400, '2 h 3 min', '2 ч 3 мин'],
    [6 * 3600 + 300, '6 h', '6 ч'],
    [3 * 86_400, '3 d', '3 дн.'],
  ];
  for (const [seconds, english, russian] of cases) {
    assert.equal(span(seconds, en), english);
    assert.equal(span(seconds, ru), russian);
  }
});

test('how long ago does not pretend to know seconds of minutes', () => {
  const now = new Date('2026-06-12T12:00:00Z');
  assert.equal(ago('2026-06-12T11:59:57Z', now, en), 'just now');
  assert.equal(ago('2026-06-12T11:56:40Z', now, en), '3 min ago');
  assert.equal(ago('2026-06-12T11:59:20Z', now, ru), '40 с назад');
});

test('a probability never claims more certainty than there is', () => {
  const written = [0, 0.004, 0.01, 0.924, 0.994, 0.996, 1].map((share) => percent(share, 'en-GB'));
  assert.deepEqual(written, ['0%', '<1%', '1%', '92%', '99%', '>99%', '100%']);
  assert.equal(plain(percent(0.92, 'ru-RU')), '92 %');
});

test('conversion without visits is a dash and not zero', () => {
  assert.equal(conversion(null, 'en-GB'), '–');
  assert.equal(conversion(0.0423, 'en-GB'), '4.2%');
  assert.equal(plain(conversion(0.0423, 'ru-RU')), '4,2 %');
});

test('fractional counts keep one decimal so that columns stay straight', () => {
  assert.equal(count(12, 'en-GB', true), '12.0');
  assert.equal(count(0.03, 'en-GB', true), '<0.1');
  assert.equal(count(0, 'en-GB', true), '0.0');
  assert.equal(plain(count(1234, 'ru-RU')), '1 234');
});

test('a count in doubt is no finer than its doubt, and a sure one has none', () => {
  assert.deepEqual(countWithin(41.27, 3.6, 'en-GB'), { count: '41', margin: '4' });
  assert.deepEqual(countWithin(3.27, 0.64, 'en-GB'), { count: '3.3', margin: '0.6' });
  assert.deepEqual(countWithin(3, 0.01, 'en-GB'), { count: '3.0', margin: null });
});
