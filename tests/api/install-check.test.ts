// The install check as the API tells it, on a machine without a browser: the page's HTML is read.
import assert from 'node:assert/strict';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { InstallCheck, Site } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
let shop: http.Server;
let origin: string;
let html = '';
let headers: Record<string, string> = {};
let hits = 0;

before(async () => {
  api = await openTestApi();
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}`;
  shop = http.createServer((request, response) => {
    hits++;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://shop');
    if (pathname === '/away') return response.writeHead(302, { location: searchParams.get('to') ?? '/' }).end();
    if (pathname === '/circle') return response.writeHead(307, { location: '/circle' }).end();
    if (pathname === '/broken') return response.writeHead(500).end();
    if (pathname === '/endless') return endless(response);
    return response.writeHead(200, { 'content-type': 'text/html', ...headers }).end(html);
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
  await api.answer(200, 'PATCH', at, { body: { origins: [origin] } });
});
after(async () => {
  shop.close();
  await api.close();
});

function endless(response: http.ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/html' });
  const more = () => {
    while (!response.destroyed && response.write('<p>and so on</p>'.repeat(1000)));
  };
  response.on('drain', more);
  more();
}

const check = (url: string) => api.answer<InstallCheck>(200, 'POST', `${at}/install-check`, { body: { url } });
const tagOf = (key: string, more = '') =>
  `<script async src="http://localhost:8080/dt.js" data-site="${key}"${more}></script>`;
const kinds = ({ findings }: InstallCheck) => findings.map(({ kind }) => kind);

async function targetNumber(): Promise<string> {
  const { pools } = await api.get<Site>(at);
  return pools.find(({ id }) => id === site.poolId)?.targetNumber ?? assert.fail('the site has a pool');
}

describe('the HTML alone', () => {
  test('has the script and the business’s number in any usual writing; that nothing was run is said', async () => {
    const target = await targetNumber();
    const written = `8 (${target.slice(2, 5)})&nbsp;${target.slice(5, 8)}-${target.slice(8, 10)}-${target.slice(10)}`;
    const parted = `<b>${target.slice(0, 5)}</b> <i>${target.slice(5)}</i>`;
    for (const way of [written, target, `<a href="tel:${target}">call</a>`, parted]) {
      html = `${tagOf(site.publicKey)}<p>${way}</p>`;
      const found = await check(`${origin}/`);
      assert.deepEqual(
        [found.page, found.verdict, found.script?.state, found.how, found.whyParsed, found.isTrial],
        ['opened', 'well', 'found', 'parsed', 'no-browser', false],
        way,
      );
      assert.deepEqual(
        found.places.map(({ number, verdict }) => [number, verdict]),
        [[target, 'swapped']],
        way,
      );
      assert.deepEqual(kinds(found), ['scripts-not-run']);
    }
    html = `${tagOf(site.publicKey)}<p>${target.slice(0, -1)}</p>`;
    const without = await check(`${origin}/`);
    assert.deepEqual([without.places, without.verdict], [[], 'mend']);
    assert.ok(kinds(without).includes('no-target-number'));
  });

  test('tells what is left on purpose from what is missed', async () => {
    const target = await targetNumber();
    html = `<title>${target}</title><script type="application/ld+json">{"telephone":"${target}"}</script>
      <input value="${target}"><p contenteditable>${target}</p><p data-dialtrace-skip>${target}</p>
      <a href="https://wa.me/${target.slice(1)}">chat</a><img src="/phone-${target.slice(1)}.png">
      <div>${target.slice(0, 5)}</div><div>${target.slice(5)}</div><template>${target}</template>${tagOf(site.publicKey)}`;
    const { places } = await check(`${origin}/`);
    assert.deepEqual(
      places.map(({ verdict, reason }) => `${verdict} ${reason}`),
      ['left meta', 'left structured-data', 'left input', 'left editable', 'left marked-to-skip'].concat([
        'left messenger-link',
        'missed image',
        'missed split',
      ]),
    );
  });

  test('tells a missing script from one of another site', async () => {
    html = '<h1>Flowers</h1>';
    const missing = await check(origin);
    assert.deepEqual(
      [missing.script?.state, missing.verdict, kinds(missing)[0]],
      ['missing', 'mend', 'script-missing'],
    );
    html = tagOf('someoneelse1');
    const wrong = await check(origin);
    assert.equal(wrong.script?.state, 'wrong-key');
    assert.match(wrong.findings.find(({ kind }) => kind === 'wrong-key')?.detail ?? '', new RegExp(site.publicKey));
  });

  test('tells the line that the page’s policy lacks, of headers and of <meta>', async () => {
    html = `<meta http-equiv="Content-Security-Policy" content="connect-src 'self'">${tagOf(site.publicKey)}`;
    headers = { 'content-security-policy': "default-src 'self'; connect-src *" };
    const { csp, script } = await check(origin);
    headers = {};
    assert.deepEqual(csp, [
      {
        directive: 'script-src',
        from: 'header',
        add: 'http://localhost:8080',
        line: "script-src 'self' http://localhost:8080",
      },
      {
        directive: 'connect-src',
        from: 'meta',
        add: 'http://localhost:8080',
        line: "connect-src 'self' http://localhost:8080",
      },
    ]);
    assert.equal(script?.state, 'blocked');
  });

  test('has other phone numbers, and those are told', async () => {
    html = `${tagOf(site.publicKey)}<p>+7 812 309-00-01</p><p>Order 4951234999, 8 800 555-35-35</p><a href="tel:+78123090001">x</a>`;
    const { otherNumbers } = await check(origin);
    assert.deepEqual(
      otherNumbers.map(({ number, places }) => [number, places]),
      [
        ['+78123090001', 2],
        ['+78005553535', 1],
      ],
    );
  });
});

describe('how the tag is written', () => {
  for (const [words, more, kind] of [
    ['an attribute that only dt-full.js understands', ' data-privacy="gpc dnt"', 'needs-dt-full'],
    ['an attribute with a slip', ' data-concent="wait"', 'unknown-attribute'],
    ['a value with a slip', ' data-consent="waits"', 'unknown-attribute'],
    ['an attribute of another system', ' data-cfasync="false"', undefined],
    ['consent is waited for', ' data-consent="wait"', 'waits-for-consent'],
  ] as const)
    test(words, async () => {
      html = `${tagOf(site.publicKey, more)}<p>${await targetNumber()}</p>`;
      const found = kinds(await check(origin)).filter((one) => one !== 'scripts-not-run');
      assert.deepEqual(found, kind ? [kind] : []);
    });
  test('twice', async () => {
    html = `${tagOf(site.publicKey)}${tagOf(site.publicKey)}<p>${await targetNumber()}</p>`;
    assert.ok(kinds(await check(origin)).includes('script-twice'));
  });
});

describe('a page that can’t be looked at', () => {
  test('does not answer', async () => {
    assert.match((await check(`${origin}/broken`)).detail, /status 500/);
    assert.match((await check(`${origin}/circle`)).detail, /circles/);
    assert.equal((await check(`${origin}/away?to=${encodeURIComponent('http://[')}`)).page, 'unreachable');
    await api.answer(200, 'PATCH', at, { body: { origins: [origin, 'http://127.0.0.1:1'] } });
    const silent = await check('http://127.0.0.1:1/');
    assert.deepEqual([silent.page, silent.verdict], ['unreachable', 'unchecked']);
  });

  test('is not the site’s own, whereto ever the page leads: no other server is asked', async () => {
    const before = hits;
    assert.equal((await check(origin.replace('127.0.0.1', 'localhost'))).page, 'not-an-origin-of-this-site');
    assert.equal(hits, before);
    const inside = origin.replace('127.0.0.1', 'localhost');
    assert.equal((await check(`${origin}/away?to=${inside}/secret`)).page, 'not-an-origin-of-this-site');
    assert.equal(hits, before + 1);
    for (const url of ['shop', 'file:///etc/passwd'])
      await api.problem(400, 'invalid', 'POST', `${at}/install-check`, { body: { url } });
  });

  test('never ends: its beginning is read', async () => {
    assert.equal((await check(`${origin}/endless`)).script?.state, 'missing');
  });
});
