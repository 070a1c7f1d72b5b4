import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Conversion, Wanted } from './conversion.ts';
import { type Abilities, afterTelling, NOTHING_YET, nextStep, type Standing, type Step } from './standing.ts';

const KEITARO: Abilities = { statuses: ['pending', 'rejected'], updates: true, reopens: false };
const AFFISE: Abilities = { ...KEITARO, reopens: true };
const VOLUUM: Abilities = { statuses: [], updates: false, reopens: false };
const USD = (minor: number) => ({ minor, currency: 'USD' });
const UNTIL = new Date('2026-12-01T00:00:00Z');
const ASKED = { callId: 'c1', deliveryId: 'd1' };

const wanted = (status: 'pending' | 'approved', more: Partial<Wanted & { kind: 'conversion' }> = {}): Wanted => ({
  ...{ kind: 'conversion', click: 'k1', payout: USD(1500), status, until: UNTIL },
  ...more,
});
const nothing = (reason: string): Wanted => ({ kind: 'nothing', reason });
const told = (status: Conversion['status'], more: Partial<Conversion> = {}): Standing => ({
  told: { click: 'k1', txid: 'c1', payout: USD(1500), status, ...more },
  clicks: 1,
});
const said = (step: Step) =>
  step.kind === 'tell'
    ? `${step.conversion.status} ${step.conversion.click} ${step.conversion.txid} ${step.conversion.payout?.minor}`
    : step.kind === 'hold'
      ? 'hold'
      : step.reason;

describe('what is told next', () => {
  const cases: [string, Standing, Wanted, Abilities, string][] = [
    ['a conversion', NOTHING_YET, wanted('approved'), VOLUUM, 'approved k1 c1 1500'],
    ['one that is held', NOTHING_YET, wanted('pending'), KEITARO, 'pending k1 c1 1500'],
    ['held, and nobody told meanwhile', NOTHING_YET, wanted('pending'), VOLUUM, 'hold'],
    ['held by another delivery', { clicks: 0, holder: 'd0' }, wanted('pending'), VOLUUM, 'told-already'],
    ['held by this one', { ...told('pending'), holder: 'd1' }, wanted('pending'), KEITARO, 'hold'],
    ['the hold is over', told('pending'), wanted('approved'), KEITARO, 'approved k1 c1 1500'],
    ['nothing new', told('approved'), wanted('approved'), KEITARO, 'told-already'],
    ['what is approved is held no more', told('approved'), wanted('pending'), KEITARO, 'told-already'],
    ['it pays more now', told('approved'), wanted('approved', { payout: USD(2000) }), KEITARO, 'approved k1 c1 2000'],
    ['it pays more, to deaf ears', told('approved'), wanted('approved', { payout: USD(2000) }), VOLUUM, 'told-already'],
    ['spam from the start', NOTHING_YET, nothing('spam'), KEITARO, 'spam'],
    ['spam after all', told('approved'), nothing('spam'), KEITARO, 'rejected k1 c1 1500'],
    ['spam while it is held', told('pending'), nothing('spam'), KEITARO, 'rejected k1 c1 1500'],
    ['spam after all, to deaf ears', told('approved'), nothing('spam'), VOLUUM, 'can-not-take-back'],
    ['spam again', told('rejected'), nothing('spam'), KEITARO, 'spam'],
    ['no spam after all', told('rejected'), wanted('approved'), KEITARO, 'taken-back'],
    ['no spam after all, where it can', told('rejected'), wanted('approved'), AFFISE, 'approved k1 c1 1500'],
    [
      'another click: first the old one',
      told('approved'),
      wanted('approved', { click: 'k2' }),
      KEITARO,
      'rejected k1 c1 1500',
    ],
    [
      'another click: then the new one',
      told('rejected'),
      wanted('approved', { click: 'k2' }),
      KEITARO,
      'approved k2 c1-2 1500',
    ],
    [
      'another click, to deaf ears',
      told('approved'),
      wanted('approved', { click: 'k2' }),
      VOLUUM,
      'told-of-another-click',
    ],
    ['the visit is not known any more', told('approved'), nothing('no-click-id'), KEITARO, 'told-already'],
  ];
  for (const [name, standing, want, can, step] of cases)
    test(name, () => assert.equal(said(nextStep(standing, want, can, ASKED)), step));
});

test('steps come to an end, and each click has a transaction of its own', () => {
  let standing: Standing = NOTHING_YET;
  const all: string[] = [];
  for (const click of ['k1', 'k2', 'k3'])
    for (let n = 0; n < 5; n++) {
      const step = nextStep(standing, wanted('approved', { click }), KEITARO, ASKED);
      if (step.kind !== 'tell') break;
      all.push(said(step));
      standing = afterTelling(standing, step.conversion);
    }
  assert.deepEqual(all, [
    ...['approved k1 c1 1500', 'rejected k1 c1 1500', 'approved k2 c1-2 1500'],
    ...['rejected k2 c1-2 1500', 'approved k3 c1-3 1500'],
  ]);
});
