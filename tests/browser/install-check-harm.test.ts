// The install check on pages that would do harm, and on machines that can't open any: it ends, and says what it could.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { type CheckedShop, KEY, openCheckedShop, PRINTED, type ShopPage, said } from '../support/checked-shop.ts';

let shop: CheckedShop;
/** Pages that cost the check all its patience: each in a shop of its own, from the beginning on. */
let endless: Awaited<ReturnType<typeof openWith>>;
let busy: Awaited<ReturnType<typeof openWith>>;
before(async () => {
  shop = await openCheckedShop();
  endless = await openWith((own) => ({
    serve: (_, response) =>
      void response.writeHead(200, { 'content-type': 'text/html' }).write(`${own.tag()}<p>${PRINTED}</p>`),
  }));
  busy = await openWith((own) => `${own.tag()}<p>${PRINTED}</p><script>for (;;);</script>`);
});
after(() => {
  for (const one of [shop, endless?.shop, busy?.shop]) one?.close();
});

async function openWith(page: (own: CheckedShop) => string | ShopPage) {
  const own = await openCheckedShop();
  const report = own.check(page(own));
  report.catch(() => {}); // its test tells
  return { shop: own, report };
}
beforeEach(() => shop.reset());

describe('pages that would do harm', () => {
  test('one that leads to another site is left', async () => {
    const there = `${shop.stranger}/`;
    for (const html of [
      `<script>location = '${there}'</script>`,
      `<meta http-equiv="refresh" content="0;url=${there}">`,
    ]) {
      const report = await shop.check(html);
      assert.deepEqual([report.page, report.verdict], ['not-an-origin-of-this-site', 'unchecked'], html);
    }
    assert.equal(shop.strangerAsked(), 0);
  });

  test('the network of the server is not reached by anything on a page', async () => {
    const inside = shop.stranger;
    shop.put('/redirect.png', {
      serve: (_, response) => response.writeHead(302, { location: `${inside}/a.png` }).end(),
    });
    await shop.check(`${shop.tag()}<p>${PRINTED}</p><img src="${inside}/a.png"><img src="/redirect.png"><iframe src="${inside}/frame"></iframe>
      <script src="${shop.stranger.replace('127.0.0.1', 'localhost')}/x.js"></script><link rel="stylesheet" href="${inside}/x.css">
      <script>fetch('${inside}/', { mode: 'no-cors' }); new WebSocket('${inside.replace('http', 'ws')}/');
      navigator.sendBeacon('${inside}/'); open('${inside}/')</script>`);
    assert.equal(shop.strangerAsked(), 0);
  });

  test('downloads, dialogs, windows, prints: they are refused, and the page is looked at', async () => {
    shop.put('/file', {
      serve: (_, response) =>
        response.writeHead(200, { 'content-type': 'application/zip', 'content-disposition': 'attachment' }).end('x'),
    });
    const report = await shop.check(`${shop.tag()}<p>${PRINTED}</p><script>
      alert('hello'); confirm('sure?'); prompt('name'); print(); open('/file'); open('/');
      onbeforeunload = () => 'stay';
      const link = document.createElement('a'); link.href = '/file'; link.click()</script>`);
    assert.deepEqual(said(report), ['text swapped ']);
    assert.equal((await shop.check('', { path: '/file' })).page, 'not-a-page');
  });

  test('a page that never ends is taken as far as it came', { timeout: 60_000 }, async () => {
    const report = await endless.report;
    assert.deepEqual([report.page, said(report)], ['opened', ['text swapped ']]);
  });

  test('a page with an error status was not opened', async () => {
    const report = await shop.check({ serve: (_, response) => response.writeHead(503).end('later') });
    assert.deepEqual([report.page, report.verdict], ['unreachable', 'unchecked']);
    assert.match(report.detail, /503/);
  });

  test('a page that keeps the browser busy for ever is read instead', { timeout: 90_000 }, async () => {
    const report = await busy.report;
    assert.deepEqual([report.how, report.whyParsed], ['parsed', 'browser-failed']);
  });
});

test('a checker that is closed ends its browser at once, and the page is read', async () => {
  const checker = shop.checker(process.env.CHROMIUM);
  const opened = new Promise<void>((resolve) => shop.put('/never', { serve: () => resolve() }));
  const checked = shop.check(`<script src="/never"></script><p>${PRINTED}</p>`, { by: checker });
  await opened;
  await checker.close();
  assert.deepEqual([(await checked).how, (await checked).whyParsed], ['parsed', 'browser-failed']);
});

test('a machine without Chromium reads the page, and says so', async () => {
  const report = await shop.check(`${shop.tag()}<p>${PRINTED}</p>`, { by: shop.checker('/nowhere') });
  assert.deepEqual(
    [report.how, report.whyParsed, report.script?.state, report.verdict],
    ['parsed', 'no-browser', 'found', 'well'],
  );
});

test('of many who ask at once the last are told to come again', async () => {
  const one = shop.checker('/nowhere');
  const asked = { url: new URL(shop.origin), site: { publicKey: KEY, origins: [shop.origin] }, numbers: [] };
  const answers = await Promise.all(Array.from({ length: 6 }, () => one.check(asked)));
  assert.deepEqual(
    answers.map((answer) => answer === 'busy'),
    [false, false, false, false, true, true],
  );
});
