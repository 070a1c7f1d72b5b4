import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isOriginOf, isOwnHost, originOf } from './origin.ts';

test('an address has an origin only when it is http or https', () => {
  for (const [address, origin] of [
    ['https://Shop.Example:443/p?q=1', 'https://shop.example'],
    ['http://shop.example:8080/', 'http://shop.example:8080'],
    ['https://пример.рф/', 'https://xn--e1afmkfd.xn--p1ai'],
    ['file:///etc/passwd', null],
    ['javascript:alert(1)', null],
    ['shop.example', null],
    ['', null],
  ] as const) {
    assert.equal(originOf(address), origin, address);
  }
});

test('a listed origin speaks for the site, a wildcard covers subdomains only', () => {
  const allowed = ['https://shop.example', 'https://*.shop.example', 'http://localhost:8081'];
  for (const [origin, expected] of [
    ['https://shop.example', true],
    ['https://m.shop.example', true],
    ['https://a.b.shop.example', true],
    ['http://localhost:8081', true],
    ['http://shop.example', false],
    ['https://shop.example:8443', false],
    ['https://evilshop.example', false],
    ['https://.shop.example', false],
    ['https://shop.example.evil.example', false],
    ['http://localhost:8082', false],
    ['null', false],
    ['', false],
  ] as const) {
    assert.equal(isOriginOf(origin, allowed), expected, origin);
  }
  assert.equal(isOriginOf('https://shop.example', ['https://*.shop.example']), false);
  assert.equal(isOriginOf('https://shop.example', []), false);
});

test('own hosts are told without scheme, port and www', () => {
  const own = ['https://www.shop.example', 'https://*.brand.example', 'http://localhost:8081'];
  for (const [host, expected] of [
    ['shop.example', true],
    ['www.shop.example', true],
    ['pay.brand.example', true],
    ['brand.example', true],
    ['localhost', true],
    ['m.shop.example', false],
    ['otherbrand.example', false],
  ] as const) {
    assert.equal(isOwnHost(host, own), expected, host);
  }
});
