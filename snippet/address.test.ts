import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { CAMPAIGN_PARAMETERS } from '../src/core/source/source-tags.ts';
import { bareAddress, campaignAddress, countersCookies } from './address.ts';

describe('of the address only the campaign is told', () => {
  for (const [address, told] of [
    ['https://shop.example/', 'https://shop.example/?'],
    ['https://shop.example/cart?email=a@b.example&phone=1', 'https://shop.example/cart?'],
    ['https://shop.example/?q=1&utm_source=yandex&yclid=5', 'https://shop.example/?utm_source=yandex&yclid=5'],
    ['https://shop.example/?utm_term=%D1%80%D0%BE&x=1#top', 'https://shop.example/?utm_term=%D1%80%D0%BE'],
    ['https://shop.example/?subject=a&subscriber=b&userid=1&session_id=2&subid=c', 'https://shop.example/?subid=c'],
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

test('of the cookies only those of counters are told', () => {
  const cookies =
    'session=1; _ga=GA1.1.2.3; _ga_AB=GS2.1.s4$o1; _gid=5; _ym_uid=6; _ym_d=7; x_ga=8; _fbp=fb.1; my_fbp=9; _ttp=10';
  assert.deepEqual(countersCookies(cookies), [
    '_ga=GA1.1.2.3',
    '_ga_AB=GS2.1.s4$o1',
    '_ym_uid=6',
    '_fbp=fb.1',
    '_ttp=10',
  ]);
  assert.equal(countersCookies('session=1'), null);
});
