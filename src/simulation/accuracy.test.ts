import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Attribution } from '../core/attribution/attribution.ts';
import { createJudge } from './accuracy.ts';
import type { Truth } from './world.ts';

const truth = (facts: Partial<Truth> = {}): Truth => ({
  ...{ kind: 'first', visit: 'v1', channel: 'paid', campaign: 'spring', ...facts },
});
const answer = (visit: string, probability: number, campaign = 'spring'): Attribution => ({
  ...{ version: 'made up', visit: { id: visit, probability }, nobody: 0, candidates: [], repeat: false },
  campaign: { channel: 'paid', campaign, probability },
  channel: { channel: 'paid', probability: 1 },
  sources: [
    { channel: 'paid', campaign, probability },
    { channel: 'paid', campaign: 'other', probability: 1 - probability },
  ],
});
const UNKNOWN: Attribution = {
  ...{
    version: 'made up',
    visit: null,
    campaign: null,
    channel: null,
    nobody: 1,
    candidates: [],
    sources: [],
    repeat: false,
  },
};
const judged = (calls: [Truth, Attribution][]) => {
  const judge = createJudge(0.9);
  for (const [fact, attribution] of calls) judge.add(fact, attribution);
  return judge.result();
};
const near = (value: number | null, wanted: number) =>
  assert.ok(Math.abs((value ?? Number.NaN) - wanted) < 1e-12, `${value}`);

test('an answer is right level by level, and unknown is wrong', () => {
  const { calls, right } = judged([
    [truth(), answer('v1', 0.8)],
    [truth(), answer('v2', 0.8)],
    [truth(), answer('v2', 0.8, 'autumn')],
    [truth(), UNKNOWN],
  ]);
  assert.equal(calls, 4);
  assert.deepEqual(right, { channel: 0.75, campaign: 0.5, visit: 0.25 });
});

test('a campaign of the same name in another channel is another campaign', () => {
  assert.equal(judged([[truth({ channel: 'email' }), answer('v1', 0.8)]]).right.campaign, 0);
});

test('confidence is honest if it is right as often as it says', () => {
  const of = (right: number, wrong: number, confidence: number): [Truth, Attribution][] => [
    ...Array.from({ length: right }, (): [Truth, Attribution] => [truth(), answer('v1', confidence)]),
    ...Array.from({ length: wrong }, (): [Truth, Attribution] => [truth(), answer('v2', confidence)]),
  ];
  near(judged(of(8, 2, 0.8)).ece.visit, 0);
  near(judged(of(5, 5, 0.8)).ece.visit, 0.3);
  near(judged([...of(5, 5, 0.8), ...of(10, 0, 1)]).ece.visit, 0.15);
  near(judged(of(8, 2, 0.8)).brier.visit, (8 * 0.04 + 2 * 0.64) / 10);
  const [bin] = judged(of(8, 2, 0.85)).calibration.visit.filter(({ calls }) => calls > 0);
  assert.deepEqual([bin!.from, bin!.calls, bin!.right], [0.8, 10, 0.8]);
});

test('sure answers, repeat calls and strangers are counted apart', () => {
  const { calls, sure, repeat, noise } = judged([
    [truth(), answer('v1', 0.95)],
    [truth(), answer('v2', 0.9)],
    [truth(), answer('v1', 0.89)],
    [truth({ kind: 'repeat' }), answer('v1', 0.5)],
    [truth({ kind: 'noise', visit: null, channel: null, campaign: null }), answer('v1', 0.95)],
    [truth({ kind: 'noise', visit: null, channel: null, campaign: null }), UNKNOWN],
  ]);
  assert.deepEqual([calls, sure, repeat.calls, repeat.right.visit], [3, { share: 2 / 3, right: 0.5 }, 1, 1]);
  assert.deepEqual(noise, { calls: 2, sure: 0.5 });
});

test('totals by source are compared as shares, a call counting for several', () => {
  near(
    judged([
      [truth(), answer('v2', 0.6)],
      [truth({ campaign: 'other' }), answer('v2', 0.6)],
    ]).totalsError,
    0.1,
  );
  assert.equal(judged([]).totalsError, null);
});
