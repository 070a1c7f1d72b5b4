// Two small servers for tests of the page script: a website, and an answerer that stands where Dialtrace stands.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Ear } from './browser.ts';

/** A message to /collect with the headers a server would look at. */
export type Said = { t: string; [key: string]: unknown };

/** What /collect answers: a status and a body, now or when the promise ends. */
export type Reply = { status?: number; body: unknown };
export type Answer = (said: Said) => Reply | Promise<Reply>;

export type Answerer = Ear<Said> & {
  origin: string;
  /** how views are answered from now on */
  answerWith(answer: Answer): void;
  /** how activity is answered from now on: 204 if not said */
  answerActivityWith(answer: Answer | undefined): void;
  /** begins anew: only what is said of this site is heard (earlier pages may still be saying goodbye) */
  reset(site: string): void;
  close(): Promise<void>;
};

/** Serves `script` as /dt.js, or several by name, and hears /collect as the page contract has it. `/fence` answers 204. */
export async function startAnswerer(script: Buffer | Record<string, Buffer>, first: Answer): Promise<Answerer> {
  const heard: Said[] = [];
  const listeners = new Set<() => void>();
  let answer = first;
  let answerActivity: Answer | undefined;
  let site = '';
  const server = await listen(async (request, response): Promise<unknown> => {
    const code = Buffer.isBuffer(script) ? request.url === '/dt.js' && script : script[request.url?.slice(1) ?? ''];
    if (code)
      return response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=300' }).end(code);
    const origin = request.headers.origin ?? '*';
    response.setHeader('access-control-allow-origin', origin);
    response.setHeader('access-control-allow-credentials', 'true');
    if (request.url !== '/collect') return response.writeHead(204).end();
    const said: Said = {
      ...(JSON.parse(await textOf(request)) as Said),
      origin,
      type: request.headers['content-type'],
    };
    if (said.site === site) {
      heard.push(said);
      for (const listener of listeners) listener();
    }
    const answerThis = said.t === 'view' ? answer : answerActivity;
    if (!answerThis) return response.writeHead(204).end();
    const { status = 200, body } = await answerThis(said);
    return response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return {
    origin: originOf(server),
    heard,
    listen(onHeard) {
      listeners.add(onHeard);
      return () => listeners.delete(onHeard);
    },
    answerWith(next) {
      answer = next;
    },
    answerActivityWith(next) {
      answerActivity = next;
    },
    reset(next) {
      site = next;
      heard.length = 0;
      answer = first;
      answerActivity = undefined;
    },
    close: () => close(server),
  };
}

export type Website = {
  origin: string;
  put(path: string, content: string | Buffer, headers?: Record<string, string>): void;
  close(): Promise<void>;
};

/** Serves the pages (or whatever `headers` call it) put into it; any other path is an empty page. */
export async function startWebsite(): Promise<Website> {
  const pages = new Map<string, { content: string | Buffer; headers: Record<string, string> }>();
  const server = await listen((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const { content = '<!doctype html><title>Empty</title>', headers } = pages.get(pathname) ?? {};
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(content);
  });
  return {
    origin: originOf(server),
    put: (path, content, headers = {}) => void pages.set(path, { content, headers }),
    close: () => close(server),
  };
}

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;

function listen(handler: Handler): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer(handler);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

const originOf = (server: Server): string => `http://localhost:${(server.address() as AddressInfo).port}`;

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
