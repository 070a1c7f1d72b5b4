import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type Shop, startShop, type TestCallOutcome } from './shop.ts';

let shop: Shop;
let called: string[];
let outcome: TestCallOutcome;

before(async () => {
  shop = await startShop({
    port: 0,
    dialtraceOrigin: 'http://dialtrace.example',
    siteKey: 'demo1234',
    onTestCall: async (number) => {
      called.push(number);
      return outcome;
    },
  });
});
after(() => shop.close());
beforeEach(() => {
  called = [];
  outcome = { ok: true };
});

const page = async (path: string, headers: Record<string, string> = {}) =>
  (await fetch(shop.origin + path, { headers })).text();

const askForCall = (body: string, origin = shop.origin) =>
  fetch(`${shop.origin}/test-call`, { method: 'POST', headers: { origin }, body });

describe('the demo shop', () => {
  test('has its own number in the HTML and the page script of its site', async () => {
    for (const path of ['/', '/contacts', '/?utm_source=yandex']) {
      const html = await page(path);
      assert.match(html, /href="tel:\+74951234567"/);
      assert.match(html, /<script async src="http:\/\/dialtrace\.example\/dt\.js" data-site="demo1234">/);
      assert.doesNotMatch(html, /\{\{/);
    }
  });

  test('speaks the language of the address, else the one chosen before, else the browser’s', async () => {
    assert.match(await page('/', { 'accept-language': 'ru-RU,ru;q=0.9' }), /<html lang="ru">/);
    assert.match(await page('/', { 'accept-language': 'de' }), /<html lang="en">/);
    assert.match(await page('/?lang=en', { 'accept-language': 'ru' }), /<html lang="en">/);
    assert.match(await page('/', { 'accept-language': 'ru', cookie: 'a=b; lang=en' }), /<html lang="en">/);
  });

  test('keeps the campaign in the address when the language is changed', async () => {
    assert.match(await page('/?utm_source=vk&lang=en'), /href="\?utm_source=vk&#38;lang=ru"/);
  });

  test('has the same words in both languages', () => {
    const words = JSON.parse(readFileSync(new URL('shop/words.json', import.meta.url), 'utf8'));
    assert.deepEqual(Object.keys(words.ru), Object.keys(words.en));
  });

  test('says so when there is no such page', async () => {
    assert.equal((await fetch(`${shop.origin}/cart`)).status, 404);
  });
});

describe('the test call', () => {
  test('goes to the number that the page shows', async () => {
    const response = await askForCall('{"number":"+74957770101"}');
    assert.deepEqual([response.status, await response.json(), called], [200, { ok: true }, ['+74957770101']]);
  });

  test('that fails says why', async () => {
    outcome = { ok: false, reason: 'the office is closed' };
    const response = await askForCall('{"number":"+74957770101"}');
    assert.deepEqual([response.status, await response.json()], [502, outcome]);
  });

  test('is not made for another website', async () => {
    assert.equal((await askForCall('{"number":"+74957770101"}', 'http://elsewhere.example')).status, 403);
    assert.deepEqual(called, []);
  });

  for (const body of ['', 'x', '{}', '{"number":1}', '{"number":"112"}', `{"number":"+7${'9'.repeat(2000)}"}`]) {
    test(`is not made to ${body.slice(0, 30) || 'nothing'}`, async () => {
      assert.equal((await askForCall(body)).status, 400);
      assert.deepEqual(called, []);
    });
  }
});
