// The public HTTP server: pages and people come in here. Health, metrics, the dashboard's files, and whatever rooms
// main adds.
import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import path from 'node:path';
import cookie from '@fastify/cookie';
import staticFiles from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, LogController } from 'fastify';
import type { Logger } from 'pino';
import { answerErrorsWithProblems, Problem, sendProblem } from './problem.ts';

export type ServerOptions = {
  log: Logger;
  publicUrl: string;
  /** further host names that pages reach us by: first-party names of sites */
  hosts: readonly string[];
  trustedProxies: readonly string[];
  dashboardFolder: string;
  /** throws when the system can't serve */
  ready: () => Promise<void>;
  /** Prometheus text */
  metrics: () => string | Promise<string>;
  onWrongHost: () => void;
};

const BODY_LIMIT = 256 * 1024;

/** The server without its rooms; `listen` is the caller's. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: options.log,
    logController: new LogController({ disableRequestLogging: true }), // a line for each beat would drown what matters
    trustProxy: options.trustedProxies.length > 0 ? [...options.trustedProxies] : false,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true, // live streams never end by themselves
    frameworkErrors: ({ message }, _request, reply) =>
      sendProblem(reply as unknown as FastifyReply, { status: 400, reason: 'bad-request', detail: message }),
  });
  answerErrorsWithProblems(app as unknown as FastifyInstance);
  const isOurs = hostCheck(options.publicUrl, options.hosts);
  app.addHook('onRequest', async (request) => {
    if (isOurs(request.hostname)) return;
    options.onWrongHost();
    throw new Problem(
      421,
      'wrong-host',
      `Dialtrace is not served under the name "${request.hostname}". If it should be, set PUBLIC_URL, or add the name to EXTRA_HOSTS.`,
    );
  });
  await app.register(cookie);
  app.get('/healthz', { schema: { hide: true } }, async () => ({ status: 'alive' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    await options.ready();
    return { status: 'ready' };
  });
  app.get('/metrics', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('text/plain; version=0.0.4').send(await options.metrics()),
  );
  await addDashboard(app as unknown as FastifyInstance, options.dashboardFolder);
  return app as unknown as FastifyInstance;
}

// Against DNS rebinding: a foreign name that was pointed at us is refused. An IP address can't be rebound.
function hostCheck(publicUrl: string, hosts: readonly string[]): (host: string) => boolean {
  const names = new Set(['localhost', new URL(publicUrl).hostname, ...hosts]);
  return (host) => names.has(host) || host.endsWith('.localhost') || isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

// The dashboard is one page with its own addresses: whatever is no file and no API is that page.
async function addDashboard(app: FastifyInstance, folder: string) {
  if (!existsSync(path.join(folder, 'index.html'))) return;
  await app.register(staticFiles, {
    root: folder,
    wildcard: false,
    index: false,
    preCompressed: true,
    setHeaders: cacheFor,
  });
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.sendFile('index.html'));
  app.get('/*', { schema: { hide: true } }, (request, reply) => {
    if (/^\/(api|assets)\//.test(request.url)) throw new Problem(404, 'not-found', 'There is nothing at this address.');
    return reply.sendFile('index.html');
  });
}

function cacheFor(reply: FastifyReply, file: string) {
  const isHashed = file.includes(`${path.sep}assets${path.sep}`); // the name changes with the content
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
  if (!isHashed)
    reply.header(
      'content-security-policy',
      "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; media-src 'self' blob:; connect-src 'self' blob:; frame-ancestors 'none'",
    );
}
