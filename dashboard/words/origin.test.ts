import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostsOf, originOf } from './origin.ts';

test('an address becomes an origin however it is typed', () => {
  const cases = {
    'shop.example': 'https://shop.example',
    ' https://Shop.example/catalog?x=1 ': 'https://shop.example',
    'http://localhost:3000': 'http://localhost:3000',
    'https://*.shop.example': 'https://*.shop.example',
    'https://shop.example:443/': 'https://shop.example',
    'магазин.рф': 'https://xn--80aairftm.xn--p1ai',
    'http://192.0.2.7:8080': 'http://192.0.2.7:8080',
  };
  for (const [typed, origin] of Object.entries(cases)) assert.equal(originOf(typed), origin, typed);
});

test('what is no address is refused', () => {
  for (const typed of ['', 'shop', 'ftp://shop.example', 'https://', '*.', 'two words.example']) {
    assert.equal(originOf(typed), null, typed);
  }
});

test('hosts are kept as browsers name them, each once', () => {
  assert.deepEqual(hostsOf(['https://Club.shop.example/x', 'club.shop.example', '*.shop.example:8443', 'nonsense']), [
    'club.shop.example',
    '*.shop.example',
  ]);
  assert.deepEqual(hostsOf(['магазин.рф']), ['xn--80aairftm.xn--p1ai']);
});
