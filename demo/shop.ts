// The demo's customer: a small flower shop's website on an origin of its own, as a stranger would have it, with the page
// script in it and a demo bar below. Its own number stands in the HTML; Dialtrace shows another.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

export type TestCallOutcome = { ok: true } | { ok: false; reason: string };

export type ShopOptions = {
  /** 0: any free port */
  port: number;
  /** where browsers find /dt.js, and people the dashboard */
  dialtraceOrigin: string;
  siteKey: string;
  /** rings this number (E.164) from the test phone; ends when the call is on its way or has failed */
  onTestCall(number: string): Promise<TestCallOutcome>;
};

export type Shop = { origin: string; close(): Promise<void> };

const FOLDER = path.join(import.meta.dirname, 'shop');
const PAGES: Record<string, { file: string; title: string }> = {
  '/': { file: 'home.html', title: 'titleHome' },
  '/contacts': { file: 'contacts.html', title: 'titleContacts' },
};
const FILES: Record<string, string> = {
  '/shop.css': 'text/css; charset=utf-8',
  '/bar.css': 'text/css; charset=utf-8',
  '/bar.js': 'text/javascript; charset=utf-8',
  '/favicon.svg': 'image/svg+xml',
};
const BODY_LIMIT = 1024; // {"number":"+74957770101"} and room
const LANGUAGES = ['ru', 'en'] as const;
type Language = (typeof LANGUAGES)[number];
type Words = Record<string, string>;

/** Serves the shop on the loopback. */
export async function startShop(options: ShopOptions): Promise<Shop> {
  const server = createServer((request, response) => {
    answer(request, response, options).catch((error: Error) => {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(error.message);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ShopOptions): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://shop');
  if (url.pathname === '/test-call') return testCall(request, response, options);
  const type = FILES[url.pathname];
  if (type) {
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-cache' }).end(read(url.pathname.slice(1)));
    return;
  }
  const language = languageOf(request, url);
  const known = PAGES[url.pathname];
  response.writeHead(known ? 200 : 404, {
    'content-type': 'text/html; charset=utf-8',
    'content-language': language,
    'cache-control': 'no-cache',
    vary: 'accept-language, cookie',
    ...(url.searchParams.has('lang') ? { 'set-cookie': `lang=${language}; Path=/; SameSite=Lax` } : {}),
  });
  response.end(pageOf(url, language, options));
}

function pageOf(url: URL, language: Language, { dialtraceOrigin, siteKey }: ShopOptions): string {
  const words = (JSON.parse(read('words.json')) as Record<Language, Words>)[language];
  const page = PAGES[url.pathname];
  const linkTo = (lang: Language) => {
    const query = new URLSearchParams(url.searchParams);
    query.set('lang', lang);
    return `?${query}`;
  };
  const parts = { main: page ? read(page.file) : MISSING, flowers: read('flowers.svg'), bar: read('bar.html') };
  return fill(fillParts(inLanguage(read('layout.html'), language), parts), {
    ...words,
    title: words[page?.title ?? 'notFound']!,
    linkRu: linkTo('ru'),
    linkEn: linkTo('en'),
    DIALTRACE_ORIGIN: dialtraceOrigin,
    SITE_KEY: siteKey,
  });
}

const MISSING =
  '<section class="inner missing"><h1>{{notFound}}</h1><p class="lead">{{notFoundLead}}</p><a class="button" href="/">{{navBouquets}}</a></section>';

function fill(html: string, words: Words): string {
  return html.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const word = words[name];
    if (word === undefined) throw new Error(`The shop's page asks for "${name}", which words.json does not have.`);
    return escaped(word);
  });
}

// The layout is valid HTML as it lies there, in English.
function inLanguage(layout: string, language: Language): string {
  return layout
    .replace('<html lang="en">', `<html lang="${language}">`)
    .replace(`hreflang="${language}"`, `hreflang="${language}" aria-current="true"`);
}

function fillParts(html: string, parts: Record<string, string>): string {
  return html.replace(/\{\{(main|flowers|bar)\}\}/g, (_, name: string) => parts[name]!);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** `?lang=` first, then what was chosen before, then what the browser prefers. */
function languageOf(request: IncomingMessage, url: URL): Language {
  const chosen = url.searchParams.get('lang') ?? /(?:^|; )lang=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
  const known = LANGUAGES.find((language) => language === chosen);
  return known ?? (/^\s*ru\b/i.test(request.headers['accept-language'] ?? '') ? 'ru' : 'en');
}

// Only the shop's own page may ask: another website open in the same browser must not make the test phone ring.
async function testCall(request: IncomingMessage, response: ServerResponse, options: ShopOptions): Promise<void> {
  const say = (status: number, outcome: TestCallOutcome) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(outcome));
  if (request.method !== 'POST') return say(405, { ok: false, reason: 'Send a POST.' });
  const { origin, host } = request.headers;
  if (origin !== `http://${host}`) return say(403, { ok: false, reason: 'Only the shop’s own page may call.' });
  const number = numberIn(await bodyOf(request));
  if (!number) return say(400, { ok: false, reason: 'Send {"number": "+7…"}.' });
  const outcome = await options.onTestCall(number);
  say(outcome.ok ? 200 : 502, outcome);
}

function numberIn(body: string): string | undefined {
  try {
    const { number } = JSON.parse(body) as { number?: unknown };
    return typeof number === 'string' && /^\+\d{6,15}$/.test(number) ? number : undefined;
  } catch {
    return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    size += (part as Buffer).length;
    if (size > BODY_LIMIT) return '';
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString('utf8');
}

// Read at each request: who changes the demo sees it at once, and the files are small.
const read = (name: string): string => readFileSync(path.join(FOLDER, name), 'utf8');
