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
  test('says what would be swapped if it were there, whatever the page’s policy', async () => {
    for (const policy of ["default-src 'self'", '']) {
      const report = await check({
        html: `<p>${PRINTED}</p><p>8 (499) 765-43-21</p>`,
        headers: policy ? { 'content-security-policy': policy } : {},
      });
      assert.deepEqual([report.verdict, report.script?.state, report.isTrial], ['mend', 'missing', true]);
      assert.deepEqual(said(report), ['text swapped ']);
      assert.equal(kinds(report)[0], 'script-missing');
      assert.deepEqual(report.otherNumbers, [
        { number: '+74997654321', text: '8 (499) 765-43-21', path: 'p', places: 1 },
      ]);
      assert.deepEqual(reached, []);
    }
  });
});
