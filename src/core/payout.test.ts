import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { payoutOf, readPayouts } from './payout.ts';

const PLACES = ['talk_seconds', 'wait_seconds', 'first_time', 'region', 'caller_region', 'channel', 'campaign', 'hour'];
const isPlace = (name: string) => PLACES.includes(name) || name.startsWith('click:');
const rulesOf = (...lines: string[]) => {
  const read = readPayouts(lines.join('\n'), isPlace);
  assert.equal(read.kind, 'rules', JSON.stringify(read));
  return read.kind === 'rules' ? read.rules : [];
};
const faultsOf = (...lines: string[]) => {
  const read = readPayouts(lines.join('\n'), isPlace);
  return read.kind === 'faults' ? read.faults.map(({ line, fault, what }) => `${line} ${fault}: ${what}`) : [];
};

describe('the first rule that fits says what is paid', () => {
  const rules = rulesOf(
    '# Moscow is dear',
    'talk >= 120 & region = Moscow|"Saint Petersburg": 15.00 USD',
    '',
    'talk>=60 & first: 9,50 EUR',
    'repeat: none',
    'click:sub1=a:b : 7 usd',
    'else: 500 JPY',
  );
  for (const [name, values, wanted] of [
    ['at the very second', { talk_seconds: '120', region: 'Moscow' }, { minor: 1500, currency: 'USD' }],
    ['a second short', { talk_seconds: '119', region: 'Moscow', first_time: '1' }, { minor: 950, currency: 'EUR' }],
    ['the second of several', { talk_seconds: '200', region: 'saint petersburg' }, { minor: 1500, currency: 'USD' }],
    [
      'another region',
      { talk_seconds: '200', region: 'Tver Oblast', first_time: '1' },
      { minor: 950, currency: 'EUR' },
    ],
    ['a repeated caller', { talk_seconds: '200', first_time: '0' }, null],
    ['a sub id', { first_time: '1', 'click:sub1': 'A:B' }, { minor: 700, currency: 'USD' }],
    ['the rest', { first_time: '1' }, { minor: 500, currency: 'JPY' }],
  ] as const) {
    test(name, () => assert.deepEqual(payoutOf(rules, values), wanted));
  }
});

test('where none fits nothing is said', () => {
  assert.equal(payoutOf(rulesOf('talk>10: 5 USD'), { talk_seconds: '10' }), undefined);
  assert.equal(payoutOf(rulesOf(''), {}), undefined);
});

test('a region is the same one however it is written', () => {
  const rules = rulesOf('region=Voronezh Oblast: 3 USD');
  assert.deepEqual(payoutOf(rules, { region: 'Voronezj' }), { minor: 300, currency: 'USD' });
  assert.deepEqual(payoutOf(rulesOf('region=Воронежская область: 3 USD'), { region: 'Voronezj' })?.minor, 300);
  assert.equal(payoutOf(rules, { region: 'Tver Oblast' }), undefined);
  assert.equal(payoutOf(rulesOf('region=Москва: 3 USD'), { region: 'Moscow Oblast' }), undefined);
});

test('what is not known is neither more nor less, nor alike; it is unlike', () => {
  assert.equal(payoutOf(rulesOf('talk<10: 1 USD', 'talk>=0: 2 USD', 'channel=direct: 3 USD'), {}), undefined);
  assert.deepEqual(payoutOf(rulesOf('channel!=direct: 1 USD'), {}), { minor: 100, currency: 'USD' });
});

describe('a fault is told with its line', () => {
  for (const [name, lines, wanted] of [
    ['no amount', ['5 USD'.slice(0, 1)], ['1 no-amount: 5']],
    ['no colon', ['talk>5 10 USD'], ['1 no-amount: talk>5 10 USD']],
    ['a strange currency', ['# one', 'first: 5 USX'], ['2 unknown-currency: USX']],
    ['finer than the currency', ['first: 5.5 JPY'], ['1 bad-amount: 5.5']],
    ['a place there is not', ['talks>5: 1 USD'], ['1 unknown-place: talks']],
    ['no number', ['talk>=two: 1 USD'], ['1 not-a-number: two']],
    ['two numbers', ['talk>=2|3: 1 USD'], ['1 not-a-number: 2|3']],
    ['no condition', ['talk: 1 USD', 'a & : 2 USD'], ['1 bad-condition: talk', '2 bad-condition: a']],
    ['after what always fits', ['5 USD', 'first: 6 USD'], ['2 never-reached: first: 6 USD']],
  ] as const) {
    test(name, () => assert.deepEqual(faultsOf(...lines), wanted));
  }
});
