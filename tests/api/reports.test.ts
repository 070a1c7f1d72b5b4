// Reports over HTTP: periods, levels, filters, and what is refused. The figures themselves: tests/database/reports.test.ts.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { SourceReport, Timeline } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addCall, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';

const DAY_MS = 86_400_000;
const SPRING = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' };

let api: TestApi;
let site: RecordedSite;
let reports: string;
before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  reports = `/api/v1/sites/${site.id}/reports`;
  const at = new Date(Date.now() - 60_000);
  await addVisit(api.db, site, { at, source: SPRING });
  await addVisit(api.db, site, { at, newVisitor: false });
  await addCall(api.db, site, { at, answer: answerOf([{ ...SPRING, p: 0.75 }, { p: 0.2 }]) });
});
after(() => api?.close());

const source = (question = '') => api.get<SourceReport>(`${reports}/sources${question}`);

test('sources: by channel and by probability unless something else is asked, for the last thirty days', async () => {
  const report = await source();
  assert.equal(report.by, 'channel');
  assert.equal(new Date(report.to).getTime() - new Date(report.from).getTime(), 30 * DAY_MS);
  assert.deepEqual(
    report.rows.map(({ key, unknown, calls }) => [key, unknown, Number(calls.toFixed(3))]),
    [
      ['paid-search', false, 0.75],
      ['direct', false, 0.2],
      [null, true, 0.05],
    ],
  );
  assert.deepEqual([report.totals.visits, report.totals.newVisitors], [2, 1]);
  assert.equal(report.rows[0]?.conversion, 0.75);
});

test('sources: a level below, inside a filter, by best answer', async () => {
  const report = await source('?by=campaign&channel=paid-search&counting=best');
  assert.deepEqual(
    report.rows.map(({ key, calls }) => [key, calls]),
    [['spring', 1]],
  );
  assert.deepEqual((await source('?by=source&medium=(none)')).rows[0]?.key, null);
});

test('a period may have one end or two, in any offset', async () => {
  const to = new Date(Date.now() + 1000).toISOString();
  const report = await source(`?to=${to}`);
  assert.deepEqual([report.to, report.totals.visits], [to, 2]);
  const from = '2026-01-01T00:00:00+03:00';
  assert.equal((await source(`?from=${encodeURIComponent(from)}`)).from, '2025-12-31T21:00:00.000Z');
});

test('timeline: one row a day of the site', async () => {
  const { days } = await api.get<Timeline>(`${reports}/timeline`);
  assert.ok(days.length === 31 || days.length === 30, `${days.length} days touched by thirty times 24 hours`);
  const sum = (name: 'visits' | 'calls' | 'answered' | 'missed') => days.reduce((total, day) => total + day[name], 0);
  assert.deepEqual([sum('visits'), sum('calls'), sum('answered'), sum('missed')], [2, 1, 1, 0]);
});

test('a period that ends before it begins, is too long, or can’t be read is refused', async () => {
  const [early, late] = ['2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z'];
  for (const report of ['sources', 'timeline']) {
    for (const [from, to] of [
      [late, early],
      [early, early],
    ])
      await api.problem(400, 'empty-period', 'GET', `${reports}/${report}?from=${from}&to=${to}`);
    await api.problem(400, 'empty-period', 'GET', `${reports}/${report}?from=2999-01-01T00:00:00Z`);
    for (const word of ['today', '2026-01-01', '1767225600'])
      assert.match((await api.problem(400, 'invalid', 'GET', `${reports}/${report}?to=${word}`)).detail, /^to: /);
  }
  const long = 'from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z';
  await api.problem(400, 'period-too-long', 'GET', `${reports}/timeline?${long}`);
  await source(`?${long}`);
});

test('a level, a way of counting or a filter that is none is refused', async () => {
  for (const question of ['by=colour', 'by=content', 'counting=worst', `campaign=${'x'.repeat(201)}`, 'channel=%00'])
    await api.problem(400, 'invalid', 'GET', `${reports}/sources?${question}`);
});
