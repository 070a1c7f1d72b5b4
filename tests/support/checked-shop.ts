// A shop whose pages are looked at by the install check, beside a server that stands where Dialtrace stands and another
// that nobody may reach from a page.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSnippet } from '../../snippet/build.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { createPageChecker, type PageChecker } from '../../src/web/page-check.ts';
import type { PageCheck } from '../../src/web/report.ts';

export const KEY = 'roses234key5';
export const NUMBER = '+74951234567';
export const PRINTED = '+7 (495) 123-45-67';

export type ShopPage = {
  html?: string;
  headers?: Record<string, string>;
  serve?: (request: IncomingMessage, response: ServerResponse) => void;
};
export type Asked = {
  by?: PageChecker;
  path?: string;
  origins?: string[];
  numbers?: { number: string; like: string }[];
};
export type CheckedShop = {
  origin: string;
  /** where Dialtrace is */
  home: string;
  /** a server in the same private network: /frame is a page with the number */
  stranger: string;
  /** what the server of Dialtrace was asked: 'GET /dt.js' */
  reached: string[];
  /** how often the stranger was asked */
  strangerAsked(): number;
  put(path: string, page: ShopPage): void;
  /** the text of a built script */
  script(name: string): string;
  tag(more?: string, file?: string): string;
  checker(chromium?: string): PageChecker;
  /** puts this page at / and looks at it */
  check(page: string | ShopPage, asked?: Asked): Promise<PageCheck>;
  /** as it was at the beginning */
  reset(): void;
  close(): void;
};

const originOf = (server: Server, host = 'localhost') => `http://${host}:${(server.address() as AddressInfo).port}`;

export async function openCheckedShop(): Promise<CheckedShop> {
  const dist = mkdtempSync(join(tmpdir(), 'dt-check-'));
  await buildSnippet(dist);
  const pages = new Map<string, ShopPage>();
  const reached: string[] = [];
  let strangerAsked = 0;
  const shop = createServer((request, response) => {
    const { html = '', headers = {}, serve } = pages.get((request.url ?? '').split('?')[0]!) ?? {};
    if (serve) return serve(request, response);
    return response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(html);
  });
  const dialtrace = createServer((request, response) => {
    reached.push(`${request.method} ${request.url}`);
    const name = /^\/(?:v\/\d+\/)?(dt|dt-full)\.js$/.exec(request.url ?? '')?.[1];
    if (!name) return response.writeHead(404).end();
    const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
    return response.writeHead(200, headers).end(readFileSync(join(dist, `${name}.js`)));
  });
  const stranger = createServer((request, response) => {
    strangerAsked++;
    const html = request.url === '/frame' ? `<p class="phone">${PRINTED}</p>` : 'secret';
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });
  const servers = [shop, dialtrace, stranger];
  for (const server of servers) await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const home = originOf(dialtrace);
  const script = (name: string) => readFileSync(join(dist, name), 'utf8');
  const checker = (chromium?: string) =>
    createPageChecker({ chromium, user: engineUser, publicUrl: home, hosts: [], script, log: () => {} });
  const usual = checker(process.env.CHROMIUM);
  return {
    ...{ origin: originOf(shop), home, stranger: originOf(stranger, '127.0.0.1'), reached, script, checker },
    strangerAsked: () => strangerAsked,
    put: (path, page) => void pages.set(path, page),
    tag: (more = '', file = 'dt.js') => `<script async src="${home}/${file}" data-site="${KEY}" ${more}></script>`,
    async check(
      page,
      { by = usual, path = '/', origins = [], numbers = [{ number: NUMBER, like: '+74957770001' }] } = {},
    ) {
      pages.set('/', typeof page === 'string' ? { html: `<!doctype html>${page}` } : page);
      const site = { publicKey: KEY, origins: [originOf(shop), ...origins] };
      const report = await by.check({ url: new URL(path, originOf(shop)), site, numbers });
      assert.ok(report !== 'busy');
      return report;
    },
    reset() {
      pages.clear();
      reached.length = 0;
      strangerAsked = 0;
    },
    close() {
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
      rmSync(dist, { recursive: true });
    },
  };
}

/** 'text missed split': every place of a report in three words. */
export const said = ({ places }: PageCheck): string[] =>
  places.map(({ kind, verdict, reason }) => [kind, verdict, reason].join(' '));
