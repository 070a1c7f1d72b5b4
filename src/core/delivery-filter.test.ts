import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type DeliveryFilter, type FilteredCall, type FilteredPlace, filteredBy } from './delivery-filter.ts';

const CALL: FilteredCall = {
  ...{ direction: 'in', firstTime: true, status: 'answered', talkSeconds: 60, isOver: true, isSpam: false },
  ...{ channel: 'paid-search', source: 'yandex', campaign: 'spring', probability: 0.9, tags: ['flowers'] },
};
/** Monday, 12:00 in Moscow */
const PLACE: FilteredPlace = {
  regions: ['Voronezj'],
  startedAt: new Date('2026-11-23T09:00:00Z'),
  timeZone: 'Europe/Moscow',
};
const WORK = { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' };
const at = (text: string) => ({ startedAt: new Date(text) });

describe('a call is told unless the filter leaves it out', () => {
  const cases: [string, DeliveryFilter, Partial<FilteredCall & FilteredPlace>, string | null][] = [
    ['no filter', {}, {}, null],
    ['spam', {}, { isSpam: true }, 'spam'],
    ['spam that is asked for', { withSpam: true }, { isSpam: true }, null],
    ['a call of ours', { direction: 'in' }, { direction: 'out' }, 'direction'],
    ['a repeated caller', { firstTimeOnly: true }, { firstTime: false }, 'not-first-time'],
    ['missed', { statuses: ['answered'] }, { status: 'missed' }, 'status'],
    ['still ringing', { statuses: ['answered'], leastTalk: 9 }, { status: 'ringing', isOver: false }, null],
    ['long enough', { leastTalk: 60 }, {}, null],
    ['a second short', { leastTalk: 61 }, {}, 'talk-too-short'],
    ['no talk', { leastTalk: 1 }, { talkSeconds: null }, 'talk-too-short'],
    ['another channel', { channels: ['direct'] }, {}, 'channel'],
    ['a source nobody knows', { sources: ['yandex'] }, { source: null }, 'source'],
    ['another campaign', { campaigns: ['winter'] }, {}, 'campaign'],
    ['too doubtful', { leastProbability: 0.91 }, {}, 'probability'],
    ['one of its tags', { tags: ['flowers', 'gifts'] }, {}, null],
    ['none of its tags', { tags: ['gifts'] }, {}, 'tags'],
    ['its region, written otherwise', { regions: ['Воронежская область'] }, {}, null],
    ['the region of the caller', { regions: ['Tver Oblast'] }, { regions: ['Moscow', 'Tver Oblast'] }, null],
    ['the region around the city', { regions: ['Moscow'] }, { regions: ['Moscow Oblast'] }, 'region'],
    ['no region known', { regions: ['Moscow'] }, { regions: [] }, 'region'],
    ['at work', { hours: [WORK] }, {}, null],
    ['as the work begins', { hours: [WORK] }, at('2026-11-23T06:00:00Z'), null],
    ['just before', { hours: [WORK] }, at('2026-11-23T05:59:59Z'), 'hours'],
    ['as it ends', { hours: [WORK] }, at('2026-11-23T15:00:00Z'), 'hours'],
    ['on Sunday', { hours: [WORK] }, at('2026-11-22T09:00:00Z'), 'hours'],
    ['the same moment elsewhere', { hours: [WORK] }, { timeZone: 'Asia/Vladivostok' }, 'hours'],
  ];
  for (const [name, filter, changed, wanted] of cases) {
    test(name, () => assert.equal(filteredBy(filter, { ...CALL, ...changed }, { ...PLACE, ...changed }), wanted));
  }
});
