import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Item } from '../../port.ts';
import type { Told } from '../../told.ts';
import { visitorOf } from '../yandex/visitor.ts';
import { isSureEnough, noGoal, worthOf } from './goal.ts';

const now = new Date('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
type About = {
  ym?: string;
  yclid?: string;
  ago?: number;
  p?: number;
  status?: string;
  direction?: 'in' | 'out';
  ended?: boolean;
};

/** What is told of a call whose visit began so many days ago. */
function told({ ym, yclid, ago = 1, p = 0.8, status, direction = 'in', ended = true }: About = {}): Told {
  const startedAt = new Date(now.getTime() - ago * DAY).toISOString();
  const visit = { startedAt, clientIds: ym ? { ym } : {}, clickIds: yclid ? { yclid } : {} };
  const call = {
    id: 'c',
    direction,
    endedAt: ended ? now.toISOString() : null,
    startedAt,
    attribution: { visit: { id: 'v', probability: p } },
  };
  const deal = status && {
    id: 'd',
    status,
    farId: '1',
    title: null,
    stage: null,
    amount: { minor: 125_050, currency: 'USD' },
  };
  const site = { id: 's', name: 'Shop', currency: 'RUB', timeZone: 'Europe/Moscow' };
  const event = { id: 'e', type: 'call.finished', at: now, revision: 1, about: {} };
  return { call, visit, site, event, ...(deal ? { deal } : {}) } as unknown as Told;
}
const item = (about: About): Item => ({ id: 'i', told: told(about), memo: {} });

describe('who called, as Metrica knows visitors', () => {
  const cases: [string, About, string, object | string][] = [
    [
      'by the id it has given',
      { ym: '1732170099123456789', yclid: '7' },
      '',
      { by: 'ClientId', id: '1732170099123456789' },
    ],
    ['else by the click in Direct', { yclid: '18446744073709551615' }, '', { by: 'Yclid', id: '18446744073709551615' }],
    ['an id that is none', { ym: 'GA1.2', yclid: '7' }, '', { by: 'Yclid', id: '7' }],
    ['nobody', {}, '', 'no-visitor'],
    ['a click just in the window', { yclid: '7', ago: 21 }, '', { by: 'Yclid', id: '7' }],
    ['a click past the window', { yclid: '7', ago: 21.01 }, '', 'visit-too-old'],
    ['a visitor past the window may have come again', { ym: '5', ago: 30 }, '', { by: 'ClientId', id: '5' }],
    ['as probable as asked', { ym: '5', p: 0.8 }, '0.8', { by: 'ClientId', id: '5' }],
    ['less probable', { ym: '5', p: 0.79 }, '0.8', 'no-visitor'],
  ];
  for (const [name, about, leastVisit, wanted] of cases)
    test(name, () => assert.deepEqual(visitorOf(told(about), leastVisit ? { leastVisit } : {}, now), wanted));
});

describe('what a goal is worth', () => {
  const cases: [string, Record<string, string>, object | null][] = [
    ['nothing is said', {}, null],
    ['an amount', { price: '500' }, { amount: 500, currency: 'RUB' }],
    ['with a comma and spaces', { price: '1 500,50' }, { amount: 1500.5, currency: 'RUB' }],
    ['as much as the visit is probable', { price: '500', weighted: 'yes' }, { amount: 400, currency: 'RUB' }],
    ["the deal's sum in its currency", { price: '{deal_amount}' }, { amount: 1250.5, currency: 'USD' }],
    ['a place that nobody knows', { price: '{term}' }, null],
    ['less than nothing', { price: '-5' }, null],
    ['no number', { price: 'much' }, null],
  ];
  for (const [name, settings, wanted] of cases)
    test(name, () => assert.deepEqual(worthOf(told({ status: 'won' }), settings), wanted));
});

describe('what counts', () => {
  const cases: [string, About, Record<string, string>, string | null][] = [
    ['a call that is over', {}, {}, null],
    ['a call that goes on', { ended: false }, {}, 'not-over'],
    ['a call of ours', { direction: 'out' }, {}, 'direction'],
    ['a deal that is won', { status: 'won' }, {}, null],
    ['a deal of a call of ours', { status: 'won', direction: 'out' }, {}, null],
    ['a deal that is open', { status: 'open' }, {}, 'other-status'],
    ['any deal', { status: 'lost' }, { dealStatus: 'any' }, null],
  ];
  for (const [name, about, settings, wanted] of cases)
    test(name, () => assert.equal(noGoal(item(about), settings), wanted));
  test('a visit that nobody knows is never sure enough', () =>
    assert.equal(isSureEnough({ ...told(), visit: null }, {}), false));
});
