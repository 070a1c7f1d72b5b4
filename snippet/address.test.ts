import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CAMPAIGN_PARAMETERS } from '../src/core/source-tags.ts';
import { bareAddress, campaignAddress, outsideIds } from './address.ts';

describe('of the address only the campaign is told', () => {
  for (const [address, told] of [
    ['https://shop.example/', 'https://shop.example/?'],
    ['https://shop.example/cart?email=a@b.example&phone=1', 'https://shop.example/cart?'],
    ['https://shop.example/?q=1&utm_source=yandex&yclid=5', 'https://shop.example/?utm_source=yandex&yclid=5'],
    ['https://shop.example/?utm_term=%D1%80%D0%BE&x=1#top', 'https://shop.example/?utm_term=%D1%80%D0%BE'],
    ['https://shop.example/?to=%3Futm_source%3Dx', 'https://shop.example/?'],
  ] as const) {
    test(address, () => assert.equal(campaignAddress(address), told));
  }
});

describe('every parameter the server reads is told', () => {
  for (const name of CAMPAIGN_PARAMETERS) {
    test(name, () => assert.equal(campaignAddress(`https://a/?b=1&${name}=2`), `https://a/?${name}=2`));
  }
});

test('an address has no query and no fragment left', () => {
  assert.equal(bareAddress('https://a/b?c#d'), 'https://a/b');
  assert.equal(bareAddress('https://a/b#d?c'), 'https://a/b');
  assert.equal(bareAddress(''), '');
});

describe('ids of other systems are read from their cookies', () => {
  for (const [cookie, ids] of [
    ['_ga=GA1.1.1234567890.1700000000', { ga: '1234567890.1700000000' }],
    ['_ga=GA1.2-2.123.456', { ga: '123.456' }],
    ['_ga_ABC123=GS1.1.1700000001.3.1.1700000002.0.0.0', { gas: '1700000001' }],
    ['_ga_1BC=GS2.1.s1700000001$o3$g1$t1700000002', { gas: '1700000001' }],
    ['_ym_uid=1700000000123456789; _ym_d=1700000000; _ym_isad=2', { ym: '1700000000123456789' }],
    [
      '_fbp=fb.1.1700000000.123; _fbc=fb.1.1700000000.IwAR',
      { fbp: 'fb.1.1700000000.123', fbc: 'fb.1.1700000000.IwAR' },
    ],
    ['_ttp=2abcDEF-_', { ttp: '2abcDEF-_' }],
    ['session=1; x_ga=GA1.1.1.1; my_fbp=2', {}],
    ['', {}],
  ] as const) {
    test(cookie || 'no cookies', () => assert.deepEqual(outsideIds(cookie), ids));
  }
});
