import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentNow, Condition, RoutingFacts } from './route.ts';
import { holds, isPage } from './route-conditions.ts';

const agent = (id: string, change: Partial<AgentNow> = {}): AgentNow => ({
  ...{ id, name: id, phone: { kind: 'sip', uri: `sip:${id}@192.0.2.1` }, skills: {}, state: 'free', isOnShift: true },
  ...{ idleSince: null, ...change },
});
const visit = (probability: number, change: Partial<RoutingFacts['visits'][number]> = {}) => ({
  ...{ probability, channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring', term: null },
  ...{ landingPage: 'https://shop.example/flowers/?utm_source=yandex', ...change },
});
const contact = { name: 'Ivan', vip: true, tags: ['Hot', 'dealer'], value: 500_000, manager: 'anna' };
const known = {
  e164: '+79161234567',
  region: 'Moscow',
  earlierCalls: 2,
  lastManager: 'boris',
  contact,
  isBlocked: true,
};
const stranger = {
  ...{ e164: null, region: null, earlierCalls: 0, lastManager: null, contact: null, isBlocked: false },
};
const facts = (change: Partial<RoutingFacts> = {}): RoutingFacts => ({
  ...{ at: new Date('2026-03-02T09:00:00Z'), timeZone: 'Europe/Moscow', number: '+74951110001', caller: known },
  visits: [visit(0.5), visit(0.3, { channel: 'organic', campaign: null, landingPage: null })],
  agents: new Map([
    ['anna', agent('anna')],
    ['boris', agent('boris', { state: 'talking' })],
    ['vera', agent('vera', { state: 'off-shift', isOnShift: false })],
  ]),
  teams: new Map([
    [
      'sales',
      { name: 'Sales', members: ['anna', 'boris', 'vera', 'gone'].map((one) => ({ agent: one, priority: 1 })) },
    ],
  ]),
  waiting: new Map([['sales', 3]]),
  schedules: new Map([['day', { weekly: [{ days: [1], from: '09:00', to: '18:00' }], dates: [] }]]),
  lastFirst: new Map(),
  ...change,
});

const cases: [string, Condition, boolean, Partial<RoutingFacts>?][] = [
  ['a caller who has called before is known', { about: 'caller', is: 'known' }, true],
  [
    'a caller who is among the contacts is known',
    { about: 'caller', is: 'known' },
    true,
    { caller: { ...stranger, contact } },
  ],
  ['a caller of whom nothing is known is new', { about: 'caller', is: 'new' }, true, { caller: stranger }],
  ['a known caller is not new', { about: 'caller', is: 'new' }, false],
  ['a contact marked so is important', { about: 'caller', is: 'vip' }, true],
  ['who is no contact is not important', { about: 'caller', is: 'vip' }, false, { caller: stranger }],
  ['a blocked caller is blocked', { about: 'caller', is: 'blocked' }, true],
  ['a caller without a number is hidden', { about: 'caller', is: 'hidden' }, true, { caller: stranger }],
  ['a caller with a number is not hidden', { about: 'caller', is: 'hidden' }, false],
  ['deals of just so much', { about: 'value', atLeast: 500_000 }, true],
  ['deals of less', { about: 'value', atLeast: 500_001 }, false],
  ['who is no contact has no deals', { about: 'value', atLeast: 1 }, false, { caller: stranger }],
  ['a tag in any case of letters', { about: 'tag', any: ['cold', 'hot'] }, true],
  ['no such tag', { about: 'tag', any: ['cold'] }, false],
  ['a region of these', { about: 'region', any: ['Tula', 'moscow'] }, true],
  ['a region that is not known', { about: 'region', any: ['Moscow'] }, false, { caller: stranger }],
  ['the last manager is on shift', { about: 'manager', who: 'last-manager', is: 'on-shift' }, true],
  ['the last manager talks', { about: 'manager', who: 'last-manager', is: 'free' }, false],
  ['the own manager is free', { about: 'manager', who: 'own-manager', is: 'free' }, true],
  [
    'nobody is the manager of a stranger',
    { about: 'manager', who: 'own-manager', is: 'on-shift' },
    false,
    { caller: stranger },
  ],
  ['sources together are likely enough', { about: 'source', field: 'source', any: ['Yandex'], probability: 0.8 }, true],
  ['one of them alone is not', { about: 'source', field: 'campaign', any: ['spring'], probability: 0.51 }, false],
  ['just as likely as asked', { about: 'source', field: 'campaign', any: ['spring'], probability: 0.5 }, true],
  ['a visit without a campaign', { about: 'source', field: 'campaign', any: ['(none)'], probability: 0.3 }, true],
  ['a channel', { about: 'source', field: 'channel', any: ['paid-search', 'organic'], probability: 0.79 }, true],
  ['a landing page', { about: 'landing-page', any: ['https://shop.example/flowers*'], probability: 0.5 }, true],
  ['a landing page that is too unlikely', { about: 'landing-page', any: ['/flowers'], probability: 0.6 }, false],
  ['open at Monday noon', { about: 'time', schedule: 'day', is: 'open' }, true],
  ['not closed at Monday noon', { about: 'time', schedule: 'day', is: 'closed' }, false],
  [
    'closed on Tuesday',
    { about: 'time', schedule: 'day', is: 'closed' },
    true,
    { at: new Date('2026-03-03T09:00:00Z') },
  ],
  ['a schedule that is gone closes nothing', { about: 'time', schedule: 'gone', is: 'open' }, true],
  ['one of the team is free', { about: 'load', team: 'sales', of: 'free', atLeast: 1 }, true],
  ['no two of the team are free', { about: 'load', team: 'sales', of: 'free', atLeast: 2 }, false],
  ['three wait', { about: 'load', team: 'sales', of: 'waiting', atLeast: 3 }, true],
  ['no four wait', { about: 'load', team: 'sales', of: 'waiting', atLeast: 4 }, false],
  ['the number is one of these', { about: 'number', any: ['+74951110001'] }, true],
];

describe('a condition of a route', () => {
  for (const [name, condition, expected, change] of cases)
    test(`${name}; turned round, it is the other way`, () => {
      assert.equal(holds(condition, facts(change)), expected);
      assert.equal(holds({ ...condition, not: true }, facts(change)), !expected);
    });
});

describe('a landing page by its pattern', () => {
  for (const [address, pattern, expected] of [
    ['https://shop.example/', 'https://shop.example', true],
    ['https://shop.example/', 'https://shop.example/*', true],
    ['https://shop.example', '/', true],
    ['https://shop.example/Flowers/Red?x=1#y', '/flowers/*', true],
    ['https://shop.example/flowers', '/flowers/', true],
    ['https://shop.example/flowers2', '/flowers', false],
    ['https://shop.example/a/flowers/b', '*/flowers/*', true],
    ['https://other.example/flowers', 'https://shop.example/*', false],
    ['https://shop.example/aba', '/ab*ba', false],
    ['https://shop.example/abba', '/ab*ba', true],
    ['https://shop.example/a-b-c-b', '/a*b*b', true],
  ] as const)
    test(`${address} ${expected ? 'is' : 'is not'} ${pattern}`, () => assert.equal(isPage(address, pattern), expected));

  test('is found at once, whatever the pattern', () => {
    assert.equal(isPage(`https://shop.example/${'a'.repeat(5000)}`, `/${'a*'.repeat(500)}b`), false);
  });
});
