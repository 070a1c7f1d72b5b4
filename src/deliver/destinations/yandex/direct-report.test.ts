import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readReport, reportOf } from './direct-report.ts';

test('a report is asked for in these very words; what tells reports apart is in its name', () => {
  const period = { from: '2026-11-01', to: '2026-11-20' };
  assert.equal(
    JSON.stringify(reportOf(period, { detail: 'campaigns', withVat: false, stamp: 'k3' })),
    '{"SelectionCriteria":{"DateFrom":"2026-11-01","DateTo":"2026-11-20"},' +
      '"FieldNames":["Date","CampaignId","CampaignName","Impressions","Clicks","Cost"],' +
      '"ReportName":"dialtrace campaigns 2026-11-01..2026-11-20 k3","ReportType":"CAMPAIGN_PERFORMANCE_REPORT",' +
      '"DateRangeType":"CUSTOM_DATE","Format":"TSV","IncludeVAT":"NO"}',
  );
  const names = (['campaigns', 'ads', 'keywords'] as const).flatMap((detail) =>
    [true, false].map((withVat) => reportOf(period, { detail, withVat, stamp: 'k3' }).ReportName),
  );
  assert.equal(new Set(names).size, 6);
});

describe('a report is read whole or not at all', () => {
  const head = 'Date\tCampaignId\tCampaignName\tImpressions\tClicks\tCost';
  const line = '2026-11-01\t10002\tВесна\t120\t9\t415.20';
  const read = (tsv: string) => readReport(tsv, { currency: 'RUB', withVat: true, by: 'id' });
  const cases: [string, string, number | string][] = [
    ['all lines are there', `${head}\n${line}\nTotal rows: 1\n`, 1],
    ['nothing was paid', `${head}\nTotal rows: 0\n`, 0],
    ['neither paid nor clicked is left out', `${head}\n2026-11-01\t1\tA\t5\t0\t0\nTotal rows: 1\n`, 0],
    ['no value is written as two dashes', `${head}\n2026-11-01\t1\t--\t5\t1\t--\nTotal rows: 1\n`, 1],
    ['the last line is missing', `${head}\n${line}\n`, 'cut'],
    ['a line is missing', `${head}\n${line}\nTotal rows: 2\n`, 'cut'],
    ['cut in the middle of a line', `${head}\n${line}\n2026-11-0`, 'cut'],
    ['other columns', 'Day\tSum\n1\t2\nTotal rows: 1\n', 'other-columns'],
  ];
  for (const [name, tsv, wanted] of cases)
    test(name, () => {
      const got = read(tsv);
      assert.equal(typeof got === 'string' ? got : got.length, wanted);
    });
  test('money, with VAT or without', () => {
    const [row] = read(`${head}\n${line}\nTotal rows: 1\n`);
    assert.deepEqual(typeof row === 'string' ? row : [row?.cost, row?.vatIncluded, row?.campaign], [
      { minor: 41_520, currency: 'RUB' },
      true,
      '10002',
    ]);
  });
});
