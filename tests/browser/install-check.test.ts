// The install check in a real browser, on pages as owners have them: what it says must be what a visitor would see.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { PageCheck } from '../../src/web/report.ts';
import { type CheckedShop, KEY, NUMBER, openCheckedShop, PRINTED, said } from '../support/checked-shop.ts';

let shop: CheckedShop;
before(async () => {
  shop = await openCheckedShop();
});
after(() => shop?.close());
beforeEach(() => shop.reset());

const kinds = ({ findings }: PageCheck) => findings.map(({ kind }) => kind);

describe('a page with the script', () => {
  test('all is well: every place is told, and nobody was told of a view', async () => {
    const report = await shop.check(
      `<title>Roses</title>${shop.tag()}<header><a class="tel" href="tel:${NUMBER}">${PRINTED}</a></header><p>8 495 123-45-67</p>`,
    );
    assert.deepEqual(
      [report.verdict, report.how, report.script?.state, report.isTrial],
      ['well', 'browser', 'works', false],
    );
    assert.deepEqual(said(report), ['link swapped ', 'text swapped ', 'text swapped ']);
    assert.deepEqual(
      report.places.map(({ text, path }) => [text, path]),
      [
        ['tel:+74951234567', 'header > a.tel'],
        [PRINTED, 'header > a.tel'],
        ['8 495 123-45-67', 'p'],
      ],
    );
    assert.deepEqual(
      report.script?.copies.map(({ file, version, key }) => [file, version, key]),
      [['dt.js', null, KEY]],
    );
    assert.ok(report.swappedMs !== null && report.swappedMs > 0);
    assert.deepEqual(shop.reached, ['GET /dt.js']);
    assert.deepEqual(report.findings, []);
  });
});

describe('a page without the script', () => {
  test('says what would be swapped if it were there, whatever the page’s policy; other numbers are told', async () => {
    const headers = { 'content-security-policy': "default-src 'self'", age: '120' };
    const report = await shop.check({ html: `<p>${PRINTED}</p><p>8 (499) 765-43-21</p>`, headers });
    assert.deepEqual([report.verdict, report.script?.state, report.isTrial], ['mend', 'missing', true]);
    assert.deepEqual(said(report), ['text swapped ']);
    assert.deepEqual(kinds(report), ['script-missing', 'csp-script', 'csp-collect', 'from-cache']);
    assert.deepEqual(report.otherNumbers, [
      { number: '+74997654321', text: '8 (499) 765-43-21', path: 'p', places: 1 },
    ]);
    assert.deepEqual(shop.reached, []);
  });
});

describe('where the number is', () => {
  test('every place that is left or missed says why', async () => {
    const report = await shop.check(
      `
      <title>Call ${PRINTED}</title><script type="application/ld+json">{"telephone":"${NUMBER}"}</script>
      <meta name="description" content="Call ${PRINTED}">
      <style>#css::after { content: "${PRINTED}" } #closed, #open { display: block }</style>${shop.tag()}
      <input value="${PRINTED}"><textarea>${PRINTED}</textarea><p contenteditable>${PRINTED}</p>
      <p data-dialtrace-skip>${PRINTED}</p><a href="https://wa.me/${NUMBER.slice(1)}">WhatsApp</a>
      <img src="/phone.png" alt="${PRINTED}"><p id="css">Call us </p>
      <div>+7 495</div><div>123-45-67</div>
      <div id="closed"></div><iframe src="${shop.stranger}/frame"></iframe>
      <p hidden>${PRINTED}</p>
      <script>document.getElementById('closed').attachShadow({ mode: 'closed' }).innerHTML = '<b>${PRINTED}</b>'</script>`,
      { origins: [shop.stranger] },
    );
    const lines = report.places.map(({ kind, within, verdict, reason }) =>
      [kind, within, verdict, reason ?? ''].join(' '),
    );
    assert.deepEqual(lines.sort(), [
      'css page missed written-by-css',
      'image page missed image',
      'image-alt page swapped ',
      'input page left input',
      'input page left input',
      'link page left messenger-link',
      'meta page left meta',
      'meta page left meta',
      'structured-data page left structured-data',
      'text closed-shadow missed closed-shadow',
      'text foreign-frame missed other-origin-frame',
      'text page left editable',
      'text page left marked-to-skip',
      'text page missed split',
      'text page swapped ',
    ]);
    assert.deepEqual(report.places.filter(({ isVisible, kind }) => !isVisible && kind === 'text').length, 1);
    assert.equal(report.verdict, 'mend');
  });

  test('open components, frames of the page’s own origin and other digits need the full file, and have it', async () => {
    shop.put('/frame', { html: `<p>${PRINTED}</p>` });
    const html = `<div id="host"></div><iframe src="/frame"></iframe><p>٨ ٤٩٥ ١٢٣ ٤٥ ٦٧</p><script>
      document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<b class="x">${PRINTED}</b>'</script>`;
    for (const [file, fate] of [
      ['dt.js', 'needs-dt-full'],
      ['dt-full.js', 'swapped'],
    ] as const) {
      const { places } = await shop.check(`${shop.tag('', file)}${html}`);
      assert.deepEqual(
        places.map(({ within, path, verdict, reason }) => `${within} ${path} ${reason ?? verdict}`),
        [`shadow div#host » b.x ${fate}`, `page p ${fate}`, `frame iframe » p ${fate}`],
      );
    }
  });

  test('the loader in the page’s text is no second script', async () => {
    const loader = shop.script('loader.js');
    const report = await shop.check(
      `<script data-site="${KEY}" data-src="${shop.home}/dt.js">${loader}</script><p>${PRINTED}</p>`,
    );
    assert.deepEqual([report.verdict, report.findings, report.script?.copies.length], ['well', [], 1]);
  });

  test('what a script writes later is seen', async () => {
    const report = await shop.check(
      `${shop.tag()}<script>setTimeout(() => document.body.append('${PRINTED}'), 300)</script>`,
    );
    assert.deepEqual(said(report), ['text swapped ']);
  });

  test('another country’s number is swapped in its own form', async () => {
    const numbers = [{ number: NUMBER, like: '+442071838750' }];
    const report = await shop.check(`${shop.tag()}<p>Call ${PRINTED} now</p>`, { numbers });
    assert.deepEqual(said(report), ['text swapped ']);
    assert.match(report.places[0]?.text ?? '', /^Call \+7 495 123-45-67 now$/);
  });
});

describe('what keeps the script from working', () => {
  for (const [words, policy, finding] of [
    ['script-src', "script-src 'self' 'unsafe-inline'", 'csp-script'],
    ['connect-src', "script-src * 'unsafe-inline'; connect-src 'self'", 'csp-collect'],
    ['default-src', "default-src 'none'", 'csp-script'],
  ] as const)
    test(`${words} of the page’s policy; with the very line that is told it works`, async () => {
      const html = `<!doctype html>${shop.tag()}<p>${PRINTED}</p>`;
      const report = await shop.check({ html, headers: { 'content-security-policy': policy } });
      assert.deepEqual([report.script?.state, report.isTrial, said(report)], ['blocked', true, ['text swapped ']]);
      assert.ok(kinds(report).includes(finding));
      const told = report.csp.map(({ line }) => line ?? assert.fail('a line is told'));
      const kept = policy.split('; ').filter((part) => !told.some((line) => line.startsWith(part.split(' ')[0]!)));
      const mended = await shop.check({ html, headers: { 'content-security-policy': [...told, ...kept].join('; ') } });
      assert.deepEqual([mended.verdict, mended.script?.state, mended.csp], ['well', 'works', []]);
    });

  test('the policy knows neither the loader’s text nor its file: with the line that is told both are let in', async () => {
    const loader = shop.script('loader.js');
    const html = `<!doctype html><meta charset="utf-8"><script data-site="${KEY}" data-src="${shop.home}/dt.js">${loader}</script><p>${PRINTED}</p>`;
    for (const policy of ["script-src 'self'", "script-src 'self' 'strict-dynamic'"]) {
      const { csp, script } = await shop.check({ html, headers: { 'content-security-policy': policy } });
      assert.deepEqual([script?.state, csp.length], ['blocked', 1]);
      const mended = await shop.check({ html, headers: { 'content-security-policy': csp[0]?.line ?? '' } });
      assert.deepEqual([mended.verdict, mended.csp], ['well', []], csp[0]?.line ?? '');
    }
  });

  test('a nonce in the policy: the tag needs it', async () => {
    const headers = { 'content-security-policy': "script-src 'nonce-abc' 'strict-dynamic'" };
    const page = (more: string) => ({ html: `<!doctype html>${shop.tag(more)}<p>${PRINTED}</p>`, headers });
    const { csp } = await shop.check(page(''));
    assert.deepEqual(
      csp.map(({ line, add }) => [line, add]),
      [[null, 'nonce="abc"']],
    );
    assert.equal((await shop.check(page('nonce="abc"'))).verdict, 'well');
  });

  test('the key of another site', async () => {
    const report = await shop.check(`${shop.tag().replace(KEY, 'another2key3')}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)[0], report.isTrial], ['wrong-key', 'wrong-key', true]);
    assert.deepEqual(said(report), ['text swapped ']);
  });

  test('a file that is not there', async () => {
    const report = await shop.check(`${shop.tag('', 'gone/dt.js')}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)], ['not-loaded', ['script-not-loaded']]);
  });

  test('an integrity hash of another file', async () => {
    const wrong = 'crossorigin integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"';
    const report = await shop.check(`${shop.tag(wrong)}<p>${PRINTED}</p>`);
    assert.ok(kinds(report).includes('integrity-mismatch'), kinds(report).join());
  });

  test('an error of its own is told', async () => {
    const report = await shop.check(`<script>Object.defineProperty(window, 'fetch', { get() { return null } });
      history.pushState = undefined; delete history.replaceState; document.addEventListener = 1;
      URL = null</script>${shop.tag()}<p>${PRINTED}</p>`);
    assert.equal(report.script?.state, 'silent');
  });
});

describe('what is worth knowing', () => {
  test('the script is there twice', async () => {
    const report = await shop.check(`${shop.tag()}${shop.tag()}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)], ['works', ['script-twice']]);
  });

  test('a frozen version and the full file are told apart', async () => {
    const report = await shop.check(`${shop.tag('', 'v/3/dt-full.js')}<p>${PRINTED}</p>`);
    assert.deepEqual(
      report.script?.copies.map(({ file, version }) => [file, version]),
      [['dt-full.js', '3']],
    );
  });

  test('consent is given for the check, and the page’s own consent tool is noticed', async () => {
    const waiting = await shop.check(`${shop.tag('data-consent="wait"')}<p>${PRINTED}</p>`);
    assert.deepEqual([waiting.verdict, kinds(waiting)], ['well', ['waits-for-consent']]);
    const asking = await shop.check(`<script>window.__tcfapi = () => {}</script>${shop.tag()}<p>${PRINTED}</p>`);
    assert.deepEqual(
      asking.findings.map(({ kind, subject }) => [kind, subject]),
      [['consent-platform', 'tcf']],
    );
  });

  test('a service worker is noticed and kept out', async () => {
    const report = await shop.check(
      `${shop.tag()}<p>${PRINTED}</p><script>navigator.serviceWorker.register('/sw.js')</script>`,
    );
    assert.deepEqual([report.verdict, kinds(report)], ['well', ['service-worker']]);
  });
});
