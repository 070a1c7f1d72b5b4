import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pagePath } from './page.ts';

test('a page is called by its path, without what the ad added', () => {
  assert.equal(pagePath('https://shop.example/sofas?utm_source=x#y'), '/sofas');
  assert.equal(pagePath('https://shop.example?yclid=7'), '/');
  assert.equal(pagePath('/sofas'), '/sofas');
});
