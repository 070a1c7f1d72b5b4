// Stands where the contestants' servers stand: serves their scripts and answers all they say, each after the same wait.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { SITES } from '../../tests/support/page-cases.ts';
import type { Contestant } from './contestants.ts';

export type ScriptServer = {
  origin: string;
  /** how long each answer takes from now on, the script's and the number's alike */
  waitMs: number;
  close(): Promise<void>;
};

/** Serves /ID/script.js; a `view` of site `NAME` or `NAME-anything` is answered with the numbers of that site. */
export async function startScriptServer(all: readonly Contestant[]): Promise<ScriptServer> {
  const scripts = new Map(all.map(({ id, script }) => [`/${id}/script.js`, script]));
  const server = createServer(async (request, response) => {
    const said = await textOf(request);
    if (own.waitMs > 0) await sleep(own.waitMs);
    const script = scripts.get(request.url ?? '');
    if (script === undefined) return answer(request, response, said);
    response.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'max-age=300' }).end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const own: ScriptServer = {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    waitMs: 0,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return own;
}

const VISIT = { visitor: '3f2c1b7a-0000-4000-8000-000000000001', visit: '018f0000-0000-7000-8000-000000000002' };

function answer(request: IncomingMessage, response: ServerResponse, said: string): void {
  response.setHeader('access-control-allow-origin', request.headers.origin ?? '*');
  response.setHeader('access-control-allow-credentials', 'true');
  response.setHeader('access-control-allow-headers', 'content-type,x-umami-cache');
  if (request.method !== 'POST') return void response.writeHead(204).end();
  const { t = 'view', site = '' } = JSON.parse(said || '{}') as { t?: string; site?: string };
  if (t !== 'view') return void response.writeHead(204).end();
  const numbers = SITES[site.split('-')[0] as keyof typeof SITES] ?? [];
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...VISIT, ttl: 1200, numbers }));
}

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
