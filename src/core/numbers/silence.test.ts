import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findSilence, type WatchedNumber } from './silence.ts';

const RATES = [
  { channel: 'paid', visits: 30_000, calls: 900 },
  { channel: 'organic', visits: 60_000, calls: 900 },
];
const DAYS = 90;
const shown = (visits: number, days = 20, channel = 'paid'): WatchedNumber => ({
  id: `${visits}`,
  days,
  shown: [{ channel, visits }],
});
const find = (numbers: WatchedNumber[], rates = RATES) => findSilence(rates, numbers, DAYS).numbers;

test('the longer a number is shown without a call, the less it can be chance', () => {
  const [most, least] = find([shown(100), shown(500)]);
  assert.deepEqual([most?.id, most?.suspicious], ['500', true]);
  assert.deepEqual([least?.id, least?.suspicious], ['100', false]);
  assert.ok(Math.abs((least?.expected ?? 0) - 3) < 0.05);
  assert.ok(Math.abs((least?.p ?? 0) - Math.exp(-3)) < 0.005);
});

test('visits of a source that seldom calls count less', () => {
  const [paid, organic] = [find([shown(400)])[0], find([shown(400, 20, 'organic')])[0]];
  assert.ok(Math.abs((paid?.expected ?? 0) / (organic?.expected ?? 1) - 2) < 0.1);
  assert.deepEqual([paid?.suspicious, organic?.suspicious], [true, false]);
});

test('a channel nobody knows yet has the rate of the site', () => {
  assert.ok(Math.abs((find([shown(100, 20, 'new')])[0]?.expected ?? 0) - 2) < 1e-9);
});

test('of many numbers that work hardly any is suspected: the threshold is corrected for all that is looked at', () => {
  const one = findSilence(RATES, [shown(1)], DAYS).threshold;
  assert.ok(Math.abs(one - 0.1 / (7300 + 1)) < 1e-7);
  assert.ok(findSilence(RATES, Array(5000).fill(shown(1)), DAYS).threshold < one);
});

test('a rate that is known from few calls is not trusted far', () => {
  const few = RATES.map((rate) => ({ ...rate, visits: rate.visits / 50, calls: rate.calls / 50 }));
  const [some] = find([shown(400)], few);
  assert.ok((some?.p ?? 0) > 3 * Math.exp(-(some?.expected ?? 0)));
  const [none] = find(
    [shown(100_000)],
    RATES.map((rate) => ({ ...rate, visits: rate.visits / 100, calls: rate.calls / 100 })),
  );
  assert.equal(none?.suspicious, false);
});

test('a few days of silence are no sign, nor a site without any calls', () => {
  assert.equal(find([shown(10_000, 6.9)])[0]?.suspicious, false);
  assert.equal(find([shown(10_000, 7)])[0]?.suspicious, true);
  assert.deepEqual(
    find([shown(10_000)], [{ channel: 'paid', visits: 1000, calls: 0 }]).map(({ p, suspicious }) => [p, suspicious]),
    [[1, false]],
  );
});
