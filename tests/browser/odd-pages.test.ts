// The page script on pages that are odd in themselves: old libraries, old encodings, strict policies, names in the way.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { ScriptName } from '../../snippet/build.ts';
import { eventually, expectHeard, launch } from '../support/browser.ts';
import { openWatched, type Stage, shows, startStage, VISIT, type Watched } from '../support/page-stage.ts';

const ANSWER = shows('+74957770001', '+7 495 777-00-01');
const NUMBER = '<p>8 495 123-45-67</p>';
const text = (selector: string) => `document.querySelector('${selector}').textContent`;

let browser: Browser;
let stage: Stage;
let watched: Watched;
let page: Page;

before(async () => {
  stage = await startStage();
  browser = await launch({ asPerson: true });
});
after(async () => {
  await browser?.close();
  await stage?.close();
});
beforeEach(async () => {
  stage.begin(ANSWER);
  watched = await openWatched(browser);
  page = watched.page;
});
afterEach(async () => {
  await watched.context.close();
  assert.deepEqual(watched.errors, [], 'the page script threw into the page');
});

async function open(html: string | Buffer, headers: Record<string, string> = {}, path = '/'): Promise<void> {
  stage.website.put(path, html, headers);
  await page.goto(stage.website.origin + path);
}

/** Opens a page with this in its head, before the page script, and waits for the number. */
async function openShown(
  head: string,
  { body = NUMBER, headers = {}, attributes = '', path = '/', script = 'dt.js' as ScriptName } = {},
): Promise<void> {
  await open(
    `<!doctype html><meta charset="utf-8">${head}${stage.tag(attributes, script)}<body>${body}`,
    headers,
    path,
  );
  await eventually(page, text('p'), '8 495 777-00-01');
}

describe('a page with a strict policy', () => {
  const policy = (more: string) => ({
    'content-security-policy': `default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; ${more}`,
  });

  test('runs the script by its nonce, and needs no more than that it may connect', async () => {
    const headers = policy(`connect-src ${stage.dialtrace.origin}; require-trusted-types-for 'script'`);
    await openShown('', { headers, attributes: 'nonce="abc"' });
    assert.deepEqual(watched.words, []);
  });

  test('keeps its number where the script may not connect', async () => {
    await open(`<!doctype html>${stage.tag('nonce="abc"')}${NUMBER}`, policy("connect-src 'self'"));
    await page.waitForFunction('window.dialtrace');
    assert.equal(await page.evaluate(text('p')), '8 495 123-45-67');
    assert.match(watched.words.join(), /connect-src/); // the browser's own words
  });

  test('keeps its number where no script may run', async () => {
    await open(`<!doctype html>${stage.tag()}${NUMBER}`, { 'content-security-policy': "script-src 'self'" });
    assert.equal(await page.evaluate(text('p')), '8 495 123-45-67');
  });
});

describe('a document as old sites have them', () => {
  /** Bytes in windows-1251, of Russian letters and ASCII. */
  const windows1251 = (words: string) =>
    Buffer.from([...words].map((char) => (/[а-яА-Я]/.test(char) ? char.charCodeAt(0) - 0x350 : char.charCodeAt(0))));

  for (const type of ['text/html', 'text/html; charset=windows-1251']) {
    test(`in windows-1251, as ${type}`, async () => {
      const words = `<title>Цветы</title>${stage.tag()}<p>Звоните нам: 8\u00a0(495)\u00a0123-45-67, круглосуточно. Доставка по Москве и области`;
      await open(windows1251(words), { 'content-type': type });
      await page.waitForFunction(`${text('p')}.includes('777-00-01')`);
      if (type !== 'text/html')
        assert.match(String(await page.evaluate(text('p'))), /^Звоните нам: 8\u00a0\(495\)\u00a0777-00-01, кругло/);
    });
  }

  test('without a doctype', async () => {
    await open(`${stage.tag()}<center><font size=7>8 (495) <b>123-45-67</b></font></center><p>8 495 123-45-67`);
    await eventually(page, text('p'), '8 495 777-00-01');
    assert.equal(await page.evaluate('document.compatMode'), 'BackCompat');
    assert.equal(await page.evaluate("document.querySelector('font').innerHTML"), '8 (495) <b>777-00-01</b>');
  });

  test('in XHTML', async () => {
    const script = stage.tag().replace('async', 'async="async"');
    await open(
      `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>8 495 123-45-67</title>${script}</head><body>
        <p>8 495 123-45-67</p><h1><b>8 (495)</b> 123-<i>45</i>-67</h1><div>21<a href="tel:84951234567">8 495 123-45-67</a></div>
        <textarea>84951234567</textarea><h2><![CDATA[8 495 123-45-67]]></h2></body></html>`,
      { 'content-type': 'application/xhtml+xml' },
    );
    await eventually(page, text('p'), '8 495 777-00-01');
    assert.equal(await page.evaluate(text('h1')), '8 (495) 777-00-01');
    assert.equal(await page.evaluate(text('a')), '8 495 777-00-01');
    assert.equal(await page.evaluate("document.querySelector('a').getAttribute('href')"), 'tel:84957770001');
    assert.equal(
      await page.evaluate("document.querySelector('textarea').value + document.title"),
      '849512345678 495 123-45-67',
    );
  });

  test('with a base for its addresses', async () => {
    await openShown('<base href="/deep/">');
  });

  test('written by document.write while it loads, and anew when it has loaded', async () => {
    await openShown('', { body: `<script>document.write('<p>8 495 123-45-67</p>')</script>` });
    await page.evaluate(
      "document.open(); document.write('<title>New</title><p>8 495 123-45-67</p>'); document.close()",
    );
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('with 5,000 numbers that are not its own', async () => {
    const prices = Array.from({ length: 5000 }, (_, i) => `<li>8 (495) 124-${1000 + i} ${i * 7919} 495124${i}9 ₽</li>`);
    const body = `${NUMBER}<ul>${prices.join('')}</ul>`;
    await openShown('', { body });
    assert.equal(await page.evaluate("document.querySelector('ul').innerHTML"), prices.join(''));
  });
});

describe('names that are in the way', () => {
  test('an element with the id “dialtrace”', async () => {
    await openShown('', { body: `<div id="dialtrace"></div>${NUMBER}` });
    await eventually(page, 'typeof window.dialtrace.numbers', 'function');
  });

  test('the same, there before the script', async () => {
    await open(`<!doctype html><body><form name="dialtrace"></form>${NUMBER}${stage.tag()}`);
    await eventually(page, text('p'), '8 495 777-00-01');
  });

  test('forms and fields with the names of what we read', async () => {
    const names = ['site', 'children', 'title', 'id', 'name', 'target', 'data', 'text', 'numbers', 'visit', 'history'];
    const fields = names.map((name) => `<input name="${name}" value="84951234567">`).join('');
    await openShown('', {
      body: `<form name="site">${fields}<b>8 495 123-45-67</b></form><form name="consent"></form>${NUMBER}`,
    });
    assert.equal(await page.evaluate(text('form b')), '8 495 777-00-01');
    assert.equal(await page.evaluate("document.querySelector('input').value"), '84951234567');
  });
});

// What Prototype.js 1.6 and MooTools 1.2 did to the language; some shops still have them.
const PROTOTYPE_JS = `<script>
  Object.prototype.extend = function () { return this };
  Array.prototype.each = function (run) { this.forEach(run); return this };
  Array.prototype.toArray = function () { return this.slice() };
  Array.prototype.entries = Array.prototype.toArray;
  Array.prototype.toJSON = function () { return '[' + this.map(function (one) { return JSON.stringify(one) }).join(', ') + ']' };
  String.prototype.toJSON = function () { return '"' + this + '"' };
  String.prototype.times = function () { return '' };
  Array.from = function (one) { return one ? [].slice.call(one) : [] };
  Function.prototype.bind = function (to) { var run = this; return function () { return run.apply(to, arguments) } };
  Element.prototype.show = Element.prototype.hide = Element.prototype.update = function () { return this };
</script>`;

describe('a page whose libraries change the language', () => {
  test('shows the number, and the next page remembers it', async () => {
    await expectHeard(stage.dialtrace, {
      action: () => openShown(PROTOTYPE_JS, { script: 'dt-full.js' }),
      expected: [{ t: 'view', site: /^shop/, url: /^http/ }],
    });
    await expectHeard(stage.dialtrace, {
      action: () => openShown(PROTOTYPE_JS, { script: 'dt-full.js', path: '/two' }),
      expected: [{ t: 'view', visit: VISIT }],
    });
    stage.dialtrace.answerWith(() => new Promise(() => {}));
    await openShown(PROTOTYPE_JS, { script: 'dt-full.js', path: '/three' });
  });

  test('also one that has its own console, JSON, fetch and promises', async () => {
    await openShown(`<script>
      { const { parse, stringify } = JSON; JSON = { parse: (text) => parse(text), stringify: (value) => stringify(value) } }
      { const own = fetch; fetch = function (...given) { return { then: (...steps) => own.apply(window, given).then(...steps) } } }
      Promise = function () { throw Error('theirs') };
      console = undefined;
    </script>`);
  });
});

describe('a page that may keep nothing', () => {
  // It has no origin that a site could have allowed, no cookies and no storage.
  test('in a sandbox of another page, keeps its own number', async () => {
    const loaded = `<script>onload = () => parent.postMessage(document.querySelector('p').textContent, '*')</script>`;
    stage.website.put('/inner', `<!doctype html>${stage.tag()}${NUMBER}${loaded}`);
    await open(`<!doctype html><script>onmessage = ({ data }) => { told = data }</script>
      <iframe sandbox="allow-scripts" src="/inner"></iframe>`);
    await page.waitForFunction("window.told === '8 495 123-45-67'");
    assert.deepEqual(watched.words, []);
  });

  test('with document.domain set', async () => {
    await openShown("<script>document.domain = 'localhost'</script>");
  });
});
