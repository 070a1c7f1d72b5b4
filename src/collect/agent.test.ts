import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAgent } from './agent.ts';

const CHROME = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

test("a person's browser tells its device, system and name", () => {
  for (const [header, device, os, browser] of [
    [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME}`, 'desktop', 'Windows 10', 'Chrome 142'],
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME.replace(' Safari', ' YaBrowser/25.8.0.0 Safari')}`,
      'desktop',
      'Windows 10',
      'Yandex Browser 25',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
      'mobile',
      'iOS 18.0',
      'Safari 18',
    ],
    [`Mozilla/5.0 (Linux; Android 14; SM-X200) ${CHROME}`, 'tablet', 'Android 14', 'Chrome 142'],
    [
      'Mozilla/5.0 (SMART-TV; Linux; Tizen 6.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/6.0 TV Safari/538.1',
      'other',
      'Tizen 6.0',
      'Tizen 6',
    ],
  ] as const)
    assert.deepEqual(readAgent(header), { kind: 'person', device, os, browser }, header);
});

test('crawlers and driven browsers are told from people, and from each other', () => {
  for (const [header, kind] of [
    ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'crawler'],
    ['Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)', 'crawler'],
    ['curl/8.5.0', 'crawler'],
    ['python-requests/2.32', 'crawler'],
    [`Mozilla/5.0 (X11; Linux x86_64) ${CHROME.replace('Chrome', 'HeadlessChrome')}`, 'automation'],
    ['', 'automation'],
    [undefined, 'automation'],
  ] as const)
    assert.equal(readAgent(header).kind, kind, String(header));
});

test('an endless header does no harm', () => {
  assert.equal(readAgent(`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${CHROME} ${'x'.repeat(100_000)}`).kind, 'person');
});
