// The install check in a real browser, on pages as owners have them: what it says must be what a visitor would see.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, test } from 'node:test';
import { buildSnippet } from '../../snippet/build.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { createPageChecker, type PageChecker } from '../../src/web/page-check.ts';
import type { PageCheck } from '../../src/web/report.ts';

const KEY = 'roses234key5';
const NUMBER = '+74951234567';
const PRINTED = '+7 (495) 123-45-67';

type Page = {
  html?: string;
  headers?: Record<string, string>;
  serve?: (request: IncomingMessage, response: ServerResponse) => void;
};

let dist: string;
let shop: Server;
let dialtrace: Server;
let stranger: Server;
let checker: PageChecker;
let secrets = 0;
/** what the server of Dialtrace was asked */
const reached: string[] = [];
const pages = new Map<string, Page>();

const originOf = (server: Server, host = 'localhost') => `http://${host}:${(server.address() as AddressInfo).port}`;
const listening = (server: Server) => new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));

before(async () => {
  dist = mkdtempSync(join(tmpdir(), 'dt-check-'));
  await buildSnippet(dist);
  shop = createServer((request, response) => {
    const { html = '', headers = {}, serve } = pages.get((request.url ?? '').split('?')[0]!) ?? {};
    if (serve) return serve(request, response);
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  dialtrace = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    const name = /^\/(?:v\/\d+\/)?(dt|dt-full)\.js$/.exec(request.url ?? '')?.[1];
    if (!name) return response.writeHead(404).end();
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
    return response.writeHead(200, headers).end(readFileSync(join(dist, `${name}.js`)));
  });
  stranger = createServer((request, response) => {
    secrets++;
    if (request.url === '/frame')
      response.writeHead(200, { 'content-type': 'text/html' }).end(`<p class="phone">${PRINTED}</p>`);
    else response.end('secret');
  });
  for (const server of [shop, dialtrace, stranger]) await listening(server);
  checker = makeChecker();
});
after(async () => {
  for (const server of [shop, dialtrace, stranger]) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(dist, { recursive: true });
});
beforeEach(() => {
  pages.clear();
  reached.length = 0;
  secrets = 0;
});

function makeChecker(chromium?: string): PageChecker {
  return createPageChecker({
    ...{ chromium, user: engineUser, publicUrl: originOf(dialtrace), hosts: [] },
    script: (name) => readFileSync(join(dist, name), 'utf8'),
    log: (message, error) => console.error(message, error),
  });
}

const tag = (more = '', file = 'dt.js') =>
  `<script async src="${originOf(dialtrace)}/${file}" data-site="${KEY}" ${more}></script>`;

async function check(
  page: string | Page,
  { by = checker, path = '/', origins = [] as string[], numbers = [{ number: NUMBER, like: '+74957770001' }] } = {},
): Promise<PageCheck> {
  pages.set('/', typeof page === 'string' ? { html: `<!doctype html>${page}` } : page);
  const site = { publicKey: KEY, origins: [originOf(shop), ...origins] };
  const report = await by.check({ url: new URL(path, originOf(shop)), site, numbers });
  assert.ok(report !== 'busy');
  return report;
}

const kinds = ({ findings }: PageCheck) => findings.map(({ kind }) => kind);
const said = ({ places }: PageCheck) => places.map(({ kind, verdict, reason }) => [kind, verdict, reason].join(' '));

describe('a page with the script', () => {
  test('all is well: every place is told, and nobody was told of a view', async () => {
    const report = await check(
      `<title>Roses</title>${tag()}<header><a class="tel" href="tel:${NUMBER}">${PRINTED}</a></header><p>8 495 123-45-67</p>`,
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
    assert.deepEqual(reached, ['GET /dt.js']);
    assert.deepEqual(report.findings, []);
  });
});

describe('a page without the script', () => {
  test('says what would be swapped if it were there, whatever the page’s policy; other numbers are told', async () => {
    const headers = { 'content-security-policy': "default-src 'self'", age: '120' };
    const report = await check({ html: `<p>${PRINTED}</p><p>8 (499) 765-43-21</p>`, headers });
    assert.deepEqual([report.verdict, report.script?.state, report.isTrial], ['mend', 'missing', true]);
    assert.deepEqual(said(report), ['text swapped ']);
    assert.deepEqual(kinds(report), ['script-missing', 'csp-script', 'csp-collect', 'from-cache']);
    assert.deepEqual(report.otherNumbers, [
      { number: '+74997654321', text: '8 (499) 765-43-21', path: 'p', places: 1 },
    ]);
    assert.deepEqual(reached, []);
  });
});

describe('where the number is', () => {
  test('every place that is left or missed says why', async () => {
    const report = await check(
      `
      <title>Call ${PRINTED}</title><script type="application/ld+json">{"telephone":"${NUMBER}"}</script>
      <meta name="description" content="Call ${PRINTED}">
      <style>#css::after { content: "${PRINTED}" } #closed, #open { display: block }</style>${tag()}
      <input value="${PRINTED}"><textarea>${PRINTED}</textarea><p contenteditable>${PRINTED}</p>
      <p data-dialtrace-skip>${PRINTED}</p><a href="https://wa.me/${NUMBER.slice(1)}">WhatsApp</a>
      <img src="/phone.png" alt="${PRINTED}"><p id="css">Call us </p>
      <div>+7 495</div><div>123-45-67</div>
      <div id="closed"></div><iframe src="${originOf(stranger, '127.0.0.1')}/frame"></iframe>
      <p hidden>${PRINTED}</p>
      <script>document.getElementById('closed').attachShadow({ mode: 'closed' }).innerHTML = '<b>${PRINTED}</b>'</script>`,
      { origins: [originOf(stranger, '127.0.0.1')] },
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
    pages.set('/frame', { html: `<p>${PRINTED}</p>` });
    const html = `<div id="host"></div><iframe src="/frame"></iframe><p>٨ ٤٩٥ ١٢٣ ٤٥ ٦٧</p><script>
      document.getElementById('host').attachShadow({ mode: 'open' }).innerHTML = '<b class="x">${PRINTED}</b>'</script>`;
    for (const [file, fate] of [
      ['dt.js', 'needs-dt-full'],
      ['dt-full.js', 'swapped'],
    ] as const) {
      const { places } = await check(`${tag('', file)}${html}`);
      assert.deepEqual(
        places.map(({ within, path, verdict, reason }) => `${within} ${path} ${reason ?? verdict}`),
        [`shadow div#host » b.x ${fate}`, `page p ${fate}`, `frame iframe » p ${fate}`],
      );
    }
  });

  test('the loader in the page’s text is no second script', async () => {
    const loader = readFileSync(join(dist, 'loader.js'), 'utf8');
    const report = await check(
      `<script data-site="${KEY}" data-src="${originOf(dialtrace)}/dt.js">${loader}</script><p>${PRINTED}</p>`,
    );
    assert.deepEqual([report.verdict, report.findings, report.script?.copies.length], ['well', [], 1]);
  });

  test('what a script writes later is seen', async () => {
    const report = await check(`${tag()}<script>setTimeout(() => document.body.append('${PRINTED}'), 300)</script>`);
    assert.deepEqual(said(report), ['text swapped ']);
  });

  test('another country’s number is swapped in its own form', async () => {
    const numbers = [{ number: NUMBER, like: '+442071838750' }];
    const report = await check(`${tag()}<p>Call ${PRINTED} now</p>`, { numbers });
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
      const html = `<!doctype html>${tag()}<p>${PRINTED}</p>`;
      const report = await check({ html, headers: { 'content-security-policy': policy } });
      assert.deepEqual([report.script?.state, report.isTrial, said(report)], ['blocked', true, ['text swapped ']]);
      assert.ok(kinds(report).includes(finding));
      const told = report.csp.map(({ line }) => line ?? assert.fail('a line is told'));
      const kept = policy.split('; ').filter((part) => !told.some((line) => line.startsWith(part.split(' ')[0]!)));
      const mended = await check({ html, headers: { 'content-security-policy': [...told, ...kept].join('; ') } });
      assert.deepEqual([mended.verdict, mended.script?.state, mended.csp], ['well', 'works', []]);
    });

  test('a nonce in the policy: the tag needs it', async () => {
    const headers = { 'content-security-policy': "script-src 'nonce-abc' 'strict-dynamic'" };
    const page = (more: string) => ({ html: `<!doctype html>${tag(more)}<p>${PRINTED}</p>`, headers });
    const { csp } = await check(page(''));
    assert.deepEqual(
      csp.map(({ line, add }) => [line, add]),
      [[null, 'nonce="abc"']],
    );
    assert.equal((await check(page('nonce="abc"'))).verdict, 'well');
  });

  test('the key of another site', async () => {
    const report = await check(`${tag().replace(KEY, 'another2key3')}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)[0], report.isTrial], ['wrong-key', 'wrong-key', true]);
    assert.deepEqual(said(report), ['text swapped ']);
  });

  test('a file that is not there', async () => {
    const report = await check(`${tag('', 'gone/dt.js')}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)], ['not-loaded', ['script-not-loaded']]);
  });

  test('an integrity hash of another file', async () => {
    const wrong = 'crossorigin integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"';
    const report = await check(`${tag(wrong)}<p>${PRINTED}</p>`);
    assert.ok(kinds(report).includes('integrity-mismatch'), kinds(report).join());
  });

  test('an error of its own is told', async () => {
    const report = await check(`<script>Object.defineProperty(window, 'fetch', { get() { return null } });
      history.pushState = undefined; delete history.replaceState; document.addEventListener = 1;
      URL = null</script>${tag()}<p>${PRINTED}</p>`);
    assert.equal(report.script?.state, 'silent');
  });
});

describe('what is worth knowing', () => {
  test('the script is there twice', async () => {
    const report = await check(`${tag()}${tag()}<p>${PRINTED}</p>`);
    assert.deepEqual([report.script?.state, kinds(report)], ['works', ['script-twice']]);
  });

  test('a frozen version and the full file are told apart', async () => {
    const report = await check(`${tag('', 'v/3/dt-full.js')}<p>${PRINTED}</p>`);
    assert.deepEqual(
      report.script?.copies.map(({ file, version }) => [file, version]),
      [['dt-full.js', '3']],
    );
  });

  test('consent is given for the check, and the page’s own consent tool is noticed', async () => {
    const waiting = await check(`${tag('data-consent="wait"')}<p>${PRINTED}</p>`);
    assert.deepEqual([waiting.verdict, kinds(waiting)], ['well', ['waits-for-consent']]);
    const asking = await check(`<script>window.__tcfapi = () => {}</script>${tag()}<p>${PRINTED}</p>`);
    assert.deepEqual(
      asking.findings.map(({ kind, subject }) => [kind, subject]),
      [['consent-platform', 'tcf']],
    );
  });

  test('a service worker is noticed and kept out', async () => {
    const report = await check(`${tag()}<p>${PRINTED}</p><script>navigator.serviceWorker.register('/sw.js')</script>`);
    assert.deepEqual([report.verdict, kinds(report)], ['well', ['service-worker']]);
  });
});

describe('pages that would do harm', () => {
  test('one that leads to another site is left', async () => {
    const there = `${originOf(stranger, '127.0.0.1')}/`;
    for (const html of [
      `<script>location = '${there}'</script>`,
      `<meta http-equiv="refresh" content="0;url=${there}">`,
    ]) {
      const report = await check(html);
      assert.deepEqual([report.page, report.verdict], ['not-an-origin-of-this-site', 'unchecked'], html);
    }
    assert.equal(secrets, 0);
  });

  test('the network of the server is not reached by anything on a page', async () => {
    const inside = originOf(stranger, '127.0.0.1');
    pages.set('/redirect.png', {
      serve: (_, response) => response.writeHead(302, { location: `${inside}/a.png` }).end(),
    });
    await check(`${tag()}<p>${PRINTED}</p><img src="${inside}/a.png"><img src="/redirect.png"><iframe src="${inside}/frame"></iframe>
      <script src="${originOf(stranger)}/x.js"></script><link rel="stylesheet" href="${inside}/x.css">
      <script>fetch('${inside}/', { mode: 'no-cors' }); new WebSocket('${inside.replace('http', 'ws')}/');
      navigator.sendBeacon('${inside}/'); open('${inside}/')</script>`);
    assert.equal(secrets, 0);
  });

  test('downloads, dialogs, windows, prints: they are refused, and the page is looked at', async () => {
    pages.set('/file', {
      serve: (_, response) =>
        response.writeHead(200, { 'content-type': 'application/zip', 'content-disposition': 'attachment' }).end('x'),
    });
    const report = await check(`${tag()}<p>${PRINTED}</p><script>
      alert('hello'); confirm('sure?'); prompt('name'); print(); open('/file'); open('/');
      onbeforeunload = () => 'stay';
      const link = document.createElement('a'); link.href = '/file'; link.click()</script>`);
    assert.deepEqual(said(report), ['text swapped ']);
    assert.equal((await check('', { path: '/file' })).page, 'not-a-page');
  });

  test('a page that never ends is taken as far as it came', { timeout: 60_000 }, async () => {
    const report = await check({
      serve: (_, response) =>
        void response.writeHead(200, { 'content-type': 'text/html' }).write(`${tag()}<p>${PRINTED}</p>`),
    });
    assert.deepEqual([report.page, said(report)], ['opened', ['text swapped ']]);
  });

  test('a page that keeps the browser busy for ever is read instead', { timeout: 90_000 }, async () => {
    const report = await check(`${tag()}<p>${PRINTED}</p><script>for (;;);</script>`);
    assert.deepEqual([report.how, report.whyParsed], ['parsed', 'browser-failed']);
  });

  test('a page with an error status was not opened', async () => {
    const report = await check({ serve: (_, response) => response.writeHead(503).end('later') });
    assert.deepEqual([report.page, report.verdict], ['unreachable', 'unchecked']);
    assert.match(report.detail, /503/);
  });
});

test('a machine without Chromium reads the page, and says so', async () => {
  const report = await check(`${tag()}<p>${PRINTED}</p>`, { by: makeChecker('/nowhere') });
  assert.deepEqual(
    [report.how, report.whyParsed, report.script?.state, report.verdict],
    ['parsed', 'no-browser', 'found', 'well'],
  );
});

test('of many who ask at once the last are told to come again', async () => {
  const one = makeChecker('/nowhere');
  const asked = { url: new URL(originOf(shop)), site: { publicKey: KEY, origins: [originOf(shop)] }, numbers: [] };
  const answers = await Promise.all(Array.from({ length: 6 }, () => one.check(asked)));
  assert.deepEqual(
    answers.map((answer) => answer === 'busy'),
    [false, false, false, false, true, true],
  );
});
