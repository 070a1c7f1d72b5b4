// How well the production pool and posterior do in the reference world with the default prior, nothing learned.
//
// Goals after learning are those of number-pool.md § 6 (E, 1,000 visits a day, 20 numbers): 99.9 / 92.5 / 83.8 %.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { DEFAULT_PRIOR } from '../core/attribution/default-prior.ts';
import { type Accuracy, createJudge } from './accuracy.ts';
import { seededRandom } from './random.ts';
import { createReplay } from './replay.ts';
import { makeWorld, REFERENCE_WORLD, type Truth } from './world.ts';

const DAYS = 60;
const NUMBERS = 20;
const WARM_UP_SECONDS = (DAYS / 4) * 86_400;

let accuracy: Accuracy;

before(() => {
  const judge = createJudge(DEFAULT_PRIOR.sureFrom);
  let truth: Truth;
  const replay = createReplay({
    numbers: NUMBERS,
    onAttribution: ({ t }, attribution) => {
      if (t >= WARM_UP_SECONDS) judge.add(truth, attribution);
    },
  });
  for (const event of makeWorld({ ...REFERENCE_WORLD, days: DAYS, numbers: NUMBERS }, seededRandom(11))) {
    if (event.type === 'call') truth = event.truth;
    replay.take(event);
  }
  accuracy = judge.result();
});

const atLeast = (wanted: number, share: number | null) => assert.ok(share !== null && share >= wanted, `${share}`);
const atMost = (wanted: number, share: number | null) => assert.ok(share !== null && share <= wanted, `${share}`);

test('the channel of at least 99 of 100 first-time callers is found', () => atLeast(0.99, accuracy.right.channel));
test('the campaign of at least 90 of 100 first-time callers is found', () => atLeast(0.9, accuracy.right.campaign));
test('the visit of at least 80 of 100 first-time callers is found', () => atLeast(0.8, accuracy.right.visit));

test('the confidence in a campaign is honest to 3 %', () => atMost(0.03, accuracy.ece.campaign));

test('of visits answered as sure at least 98 of 100 are right', () => {
  atLeast(0.5, accuracy.sure.share);
  atLeast(0.98, accuracy.sure.right);
});

test('at least 98 of 100 callers who ring again are recognised', () => atLeast(0.98, accuracy.repeat.right.channel));
test('strangers rarely get a sure answer', () => atMost(0.12, accuracy.noise.sure));
