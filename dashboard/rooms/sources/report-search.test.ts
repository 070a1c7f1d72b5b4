import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SourceReportRow } from '../../../src/api/wire.ts';
import { figureOf, sorted } from './figures.ts';
import { into, reportQuery, reportView, upTo } from './report-search.ts';

const now = new Date('2026-06-12T12:00:00Z');
const view = (search: Parameters<typeof reportView>[0]) => reportView(search, now, 'Europe/Moscow');

test('without words the report is of thirty days, by channel, fractional', () => {
  assert.deepEqual(reportQuery(view({}), 'Europe/Moscow'), {
    from: '2026-05-14T00:00:00+03:00',
    to: '2026-06-13T00:00:00+03:00',
    by: 'channel',
    counting: 'fractional',
  });
});

test('words that make no sense are read as none', () => {
  const { by, counting, sort } = view({ by: 'planet', counting: 'twice', sort: 'colour' });
  assert.deepEqual([by, counting, sort], ['channel', 'fractional', 'calls']);
});

test('a row leads one level down and keeps what was chosen above', () => {
  const search = { channel: 'paid-search', by: 'source' };
  assert.deepEqual(into(view(search), 'yandex'), { source: 'yandex', by: 'medium' });
  assert.equal(into(view({ by: 'term' }), 'sofa'), null);
});

test('going up takes away what was chosen below', () => {
  const deep = view({ channel: 'paid-search', source: 'yandex', medium: 'cpc', by: 'campaign' });
  assert.deepEqual(upTo(deep, 0), { source: undefined, medium: undefined, by: 'source' });
  assert.deepEqual(upTo(deep, -1), { channel: undefined, source: undefined, medium: undefined, by: 'channel' });
});

const row = (key: string | null, calls: number, more: Partial<SourceReportRow> = {}): SourceReportRow => ({
  ...{ key, unknown: false, visits: 10, newVisitors: 5, calls, firstTimeCalls: 0 },
  ...{ answered: 0, missed: 0, talkSeconds: 0, conversion: calls / 10, callsMargin: 0 },
  ...more,
});

test('the row of unknown source stays last however large it is', () => {
  const rows = sorted([row(null, 99, { unknown: true }), row('a', 1), row('b', 5)], 'calls');
  assert.deepEqual(
    rows.map(({ key }) => key),
    ['b', 'a', null],
  );
});

test('the average talk is of answered calls, and nothing where nobody answered', () => {
  assert.equal(figureOf(row('a', 4, { answered: 2, talkSeconds: 90 }), 'averageTalk'), 45);
  assert.equal(figureOf(row('a', 4), 'averageTalk'), null);
});
