import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { filledFile } from '../yandex-metrica-expenses.ts';
import { asFile, csvOf, judgeMetrica } from './metrica.ts';

test('a file is one part of multipart/form-data, byte for byte', () => {
  const csv = csvOf(
    ['ClientId', 'DateTime', 'Tag', 'URL'],
    [{ ClientId: '1', DateTime: '1763712000', Tag: 'hot, "vip"' }],
  );
  assert.equal(csv, 'ClientId,DateTime,Tag\r\n1,1763712000,"hot, ""vip"""\r\n');
  const { headers, body } = asFile(csv, 'calls.csv');
  const boundary = headers?.['content-type']?.slice('multipart/form-data; boundary='.length);
  assert.match(boundary ?? '', /^dialtrace-[0-9a-f]{24}$/);
  assert.equal(
    body,
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="calls.csv"\r\nContent-Type: text/csv\r\n\r\n` +
      `ClientId,DateTime,Tag\r\n1,1763712000,"hot, ""vip"""\r\n\r\n--${boundary}--\r\n`,
  );
});

describe('what an answer of Metrica means', () => {
  const now = new Date('2026-11-22T21:00:00Z');
  const said = (status: number, error_type: string, headers: Record<string, string> = {}) =>
    judgeMetrica(
      { status, headers, body: JSON.stringify({ errors: [{ error_type, message: 'M' }], code: status }) },
      now,
    );
  const cases: [number, string, object][] = [
    [401, 'unauthorized', { kind: 'needs-owner', reason: 'key-refused: M' }],
    [403, 'invalid_token', { kind: 'needs-owner', reason: 'key-refused: M' }],
    [403, 'access_denied', { kind: 'needs-owner', reason: 'no-right: M' }],
    [403, 'counter_in_connect', { kind: 'needs-owner', reason: 'no-right: M' }],
    [404, 'not_found', { kind: 'needs-owner', reason: 'counter-unknown: M' }],
    [400, 'invalid_uploading', { kind: 'refused', reason: 'invalid: M' }],
    [406, 'not_acceptable', { kind: 'refused', reason: 'invalid: M' }],
    [409, 'conflict', { kind: 'later', reason: 'http-409: M' }],
    [420, 'quota_requests_by_ip', { kind: 'later', reason: 'http-420', after: 60_000 }],
    [429, 'quota_parallel_requests', { kind: 'later', reason: 'http-429', after: 60_000 }],
    [429, 'quota_requests_by_uid', { kind: 'later', reason: 'quota-of-the-day', after: 3 * 3_600_000 }],
    [503, 'backend_error', { kind: 'later', reason: 'http-503' }],
    [504, 'timeout', { kind: 'later', reason: 'http-504' }],
  ];
  for (const [status, type, outcome] of cases)
    test(`${status} ${type}`, () => assert.deepEqual(said(status, type), outcome));
  test('it may say when to come again', () =>
    assert.deepEqual(said(429, 'quota_requests_by_ip', { 'retry-after': '7' }), {
      kind: 'later',
      reason: 'http-429',
      after: 7000,
    }));
  test('an answer that is no JSON', () =>
    assert.deepEqual(judgeMetrica({ status: 400, headers: {}, body: '<html>' }, now), {
      kind: 'refused',
      reason: 'invalid: HTTP 400',
    }));
});

test('expenses go without VAT, without Direct, by day and UTM marks as they are written', () => {
  const row = {
    ...{
      day: '2026-11-01',
      source: 'VK',
      medium: 'cpc',
      campaign: 'Весна',
      campaignId: '7',
      adGroup: null,
      content: null,
    },
    ...{
      term: null,
      cost: { minor: 12_000, currency: 'RUB' },
      vatIncluded: true,
      clicks: 5,
      impressions: 100,
      toldBy: null,
    },
  };
  const direct = { ...row, source: 'direct-campaigns', toldBy: 'yandex-direct' };
  assert.equal(
    filledFile([row, direct, { ...row, source: 'yandex' }, { ...row, source: null }], { vat: '20' })?.csv,
    'Date,UTMSource,UTMMedium,UTMCampaign,Expenses,Currency,Clicks\r\n2026-11-01,VK,cpc,Весна,100.00,RUB,5\r\n',
  );
  assert.equal(filledFile([direct], {}), undefined);
});
