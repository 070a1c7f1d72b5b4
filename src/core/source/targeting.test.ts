import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTargeting, isSameTargeting, type TargetedVisit, type Targeting } from './targeting.ts';

const visit: TargetedVisit = {
  channel: 'paid-search',
  source: 'yandex',
  campaign: 'Spring-Moscow',
  landingPage: 'https://shop.example/flowers/roses',
  region: 'Moscow',
  device: 'mobile',
};
const meets = (targeting: Targeting, more: Partial<TargetedVisit> = {}) =>
  createTargeting(targeting)({ ...visit, ...more });

test('a pool without rules serves every visit, and so does one with empty lists', () => {
  assert.equal(meets({}), true);
  assert.equal(meets({ channels: [], pages: [], devices: undefined }), true);
});

test('one of each list must fit, and every list that is given', () => {
  for (const [targeting, expected] of [
    [{ channels: ['organic', 'paid-search'] }, true],
    [{ channels: ['organic'] }, false],
    [{ sources: ['Yandex'] }, true],
    [{ sources: ['google'] }, false],
    [{ devices: ['mobile', 'tablet'] }, true],
    [{ devices: ['desktop'] }, false],
    [{ regions: ['moscow'] }, true],
    [{ regions: ['Moscow Oblast'] }, false],
    [{ channels: ['paid-search'], regions: ['Tula'] }, false],
    [{ channels: ['paid-search'], sources: ['yandex'], devices: ['mobile'] }, true],
  ] as const)
    assert.equal(meets(targeting), expected, JSON.stringify(targeting));
});

test('a campaign is named exactly, or with stars', () => {
  for (const [pattern, expected] of [
    ['spring-moscow', true],
    ['spring', false],
    ['spring*', true],
    ['*moscow', true],
    ['*-*', true],
    ['s*g*m*w', true],
    ['spring*spring-moscow', false],
    ['*', true],
    ['spring.moscow', false],
    ['(none)', false],
  ] as const)
    assert.equal(meets({ campaigns: [pattern] }), expected, pattern);
});

test('"(none)" is a visit that has none', () => {
  assert.equal(meets({ campaigns: ['(none)'] }, { campaign: null }), true);
  assert.equal(meets({ sources: ['(none)', 'google'] }, { source: null }), true);
  assert.equal(meets({ regions: ['(none)'] }, { region: null }), true);
  assert.equal(meets({ campaigns: ['spring'] }, { campaign: null }), false);
});

test('a page means what is below it too, but not its namesakes', () => {
  for (const [pattern, page, expected] of [
    ['/flowers', '/flowers', true],
    ['/flowers', '/flowers/', true],
    ['/flowers', '/flowers/roses', true],
    ['/flowers', '/flowers-and-gifts', false],
    ['/flowers/', '/flowers', true],
    ['/flowers', '/', false],
    ['/', '/', true],
    ['/', '/anything/at/all', true],
    ['/flo*', '/flowers/roses', true],
    ['*/roses', '/flowers/roses', true],
    ['*/roses', '/flowers/roses/red', false],
    ['/*/roses', '/flowers/roses', true],
    ['/цветы', '/%D1%86%D0%B2%D0%B5%D1%82%D1%8B/%D1%80%D0%BE%D0%B7%D1%8B', true],
    ['/%D1%86%D0%B2%D0%B5%D1%82%D1%8B', '/%D1%86%D0%B2%D0%B5%D1%82%D1%8B', true],
    ['/50%', '/50%', true],
    ['https://shop.example/flowers', '/flowers/roses', true],
    ['https://m.shop.example/flowers', '/flowers/roses', false],
    ['https://*.example/flowers', '/flowers', true],
    ['https://shop.example', '/anything', true],
    ['flowers', '/flowers', false],
  ] as const)
    assert.equal(meets({ pages: [pattern] }, { landingPage: `https://shop.example${page}` }), expected, pattern);
});

test('a pattern of many stars does not keep a visit waiting', () => {
  const campaign = 'a'.repeat(1000);
  assert.equal(meets({ campaigns: [`${'a*'.repeat(140)}b`] }, { campaign }), false);
  assert.equal(meets({ campaigns: [`${'a*'.repeat(140)}a`] }, { campaign }), true);
});

test('order, case and repeats make no other targeting', () => {
  assert.equal(isSameTargeting({}, { channels: [], pages: undefined }), true);
  assert.equal(
    isSameTargeting({ channels: ['A', 'b', 'b'], devices: ['mobile'] }, { devices: ['mobile'], channels: ['B', 'a'] }),
    true,
  );
  assert.equal(isSameTargeting({ channels: ['a'] }, { channels: ['a'], devices: ['mobile'] }), false);
  assert.equal(isSameTargeting({ channels: ['a'] }, { sources: ['a'] }), false);
});
