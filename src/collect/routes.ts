// The data plane over HTTP: POST /collect, as in the page contract (design § 4).
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CollectOptions, createCollect, type Outcome } from './collect.ts';
import { BODY_LIMIT } from './message.ts';
import { problemOf, type RefusedReason } from './reasons.ts';
import { type AskedHow, forgottenCookie, readVisitorCookie, visitorCookie } from './visitor-cookie.ts';

const PREFLIGHT_SECONDS = 86_400;

/** Fastify plugin: `app.register(collectRoutes, options)`. Behind a proxy Fastify's trustProxy must name it. */
export async function collectRoutes(app: FastifyInstance, options: CollectOptions): Promise<void> {
  const collect = createCollect(options);
  app.addHook('onClose', collect.close);

  // Any page may send JSON only as text/plain without asking first (a "simple" request of the Fetch standard).
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['text/plain', 'application/json'],
    { parseAs: 'buffer', bodyLimit: BODY_LIMIT },
    (_request, body, done) => done(null, body),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const reason = reasonOf(error);
    if (!reason) throw error; // the server's own handler answers: a foreign Host, a fault of ours
    options.refusals.count(null, reason);
    return refuse(reply, reason);
  });

  const hear = async (request: FastifyRequest, reply: FastifyReply) => {
    const outcome = await collect.hear({
      body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      origin: request.headers.origin,
      agent: request.headers['user-agent'],
      cookie: readVisitorCookie(request.headers.cookie),
      address: request.ip,
    });
    return answer(request, reply, outcome);
  };
  // A script tells its messages beside its own address, which is /v/VERSION/… for a published one.
  for (const place of ['/collect', '/v/:version/collect']) {
    app.post(place, hear);
    app.options(place, allowHeaders);
  }
}

// No page of ours asks for this; a proxy or an extension that adds a header makes browsers ask.
const allowHeaders = (request: FastifyRequest, reply: FastifyReply): FastifyReply =>
  letRead(reply, request.headers.origin)
    .header('access-control-allow-methods', 'POST')
    .header('access-control-allow-headers', 'content-type')
    .header('access-control-max-age', PREFLIGHT_SECONDS)
    .code(204)
    .send();

function answer(request: FastifyRequest, reply: FastifyReply, outcome: Outcome): FastifyReply {
  reply.header('cache-control', 'no-store');
  letRead(reply, outcome.origin);
  switch (outcome.kind) {
    case 'refused':
      return refuse(reply, outcome.reason);
    case 'noted':
      return outcome.askAgain ? reply.type('application/json').send('null') : reply.code(204).send();
    case 'dropped':
      if (outcome.forgetsVisitor && readVisitorCookie(request.headers.cookie))
        reply.header('set-cookie', forgottenCookie(howAsked(request)));
      return outcome.answer
        ? reply.type('application/json').send(JSON.stringify(outcome.answer))
        : reply.code(204).send();
    case 'shown':
      return reply
        .header('set-cookie', visitorCookie(outcome.visitorId, howAsked(request)))
        .type('application/json')
        .send(JSON.stringify(outcome.answer));
  }
}

function howAsked({ protocol, headers }: FastifyRequest): AskedHow {
  const fetchSite = headers['sec-fetch-site'];
  return { isHttps: protocol === 'https', fetchSite: typeof fetchSite === 'string' ? fetchSite : undefined };
}

/** CORS with cookies: the origin must be named, '*' would not do (Fetch standard § 3.2.5). */
function letRead(reply: FastifyReply, origin: string | undefined): FastifyReply {
  reply.header('vary', 'Origin');
  if (origin === undefined) return reply;
  return reply.header('access-control-allow-origin', origin).header('access-control-allow-credentials', 'true');
}

function refuse(reply: FastifyReply, reason: RefusedReason): FastifyReply {
  const problem = problemOf(reason);
  if (problem.status === 429) reply.header('retry-after', '60');
  if (problem.status === 503) reply.header('retry-after', '5');
  return reply.code(problem.status).type('application/problem+json').send(JSON.stringify(problem));
}

/** What was wrong with a body that Fastify could not give us (its errors "content type parser"). */
function reasonOf({ code }: FastifyError): RefusedReason | undefined {
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return 'too-large';
  return code?.startsWith('FST_ERR_CTP_') ? 'malformed' : undefined;
}
