// The door operators knock at: /hooks/<connection>/<secret>/<path>. The body is kept exactly as it came, since signatures
// are over its bytes; whoever does not know the secret learns nothing.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSameSecret, strangerAt } from './hook-fields.ts';
import type { HookAnswer, House, Operator, OperatorConnection, Refused } from './port.ts';

export type Hooked = { connection: OperatorConnection; secret: string; operator: Operator };
export type HookRefusal = Refused['refused'] | 'unknown-hook' | 'too-large' | 'failed';
export type HookOptions = {
  /** as operators reach us, without a slash at its end */
  publicUrl: string;
  find(connectionId: string): Hooked | undefined;
  houseOf(hooked: Hooked): House;
  onTaken(connectionId: string, at: Date): void;
  /** `connectionId` null: no connection of ours was asked for with its secret */
  onRefused(connectionId: string | null, reason: HookRefusal, detail: string, at: Date): void;
  log: (message: string, error?: unknown) => void;
};

const BODY_LIMIT = 1024 * 1024; // final records of a PBX with their whole history
const STATUS: Record<Refused['refused'], number> = {
  'bad-signature': 403,
  'no-signature': 403,
  'too-old': 403,
  'wrong-address': 403,
  'bad-request': 400,
};

/** Fastify plugin: `app.register(hookRoutes, options)`. */
export async function hookRoutes(app: FastifyInstance, options: HookOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, _request, reply) => {
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') throw error;
    options.onRefused(null, 'too-large', '', new Date());
    return reply.code(413).send();
  });
  const hear = (request: FastifyRequest, reply: FastifyReply) => answer(request, reply, options);
  app.all('/hooks/:connection/:secret', { schema: { hide: true } }, hear);
  app.all('/hooks/:connection/:secret/*', { schema: { hide: true } }, hear);
}

type Params = { connection: string; secret: string; '*'?: string };

async function answer(request: FastifyRequest, reply: FastifyReply, options: HookOptions): Promise<FastifyReply> {
  const at = new Date();
  const { connection: id, secret, '*': path = '' } = request.params as Params;
  const hooked = options.find(id);
  // Compared also where there is no such connection: the time tells nothing.
  const isKnown = isSameSecret(secret, hooked?.secret ?? '') && hooked !== undefined;
  if (!isKnown) {
    options.onRefused(null, 'unknown-hook', '', at);
    return reply.code(404).send();
  }
  const given = await receive(request, { path, at, hooked, options });
  if ('refused' in given) {
    options.onRefused(id, given.refused, given.detail, at);
    return reply.code(STATUS[given.refused]).type('text/plain').send(`${given.refused}: ${given.detail}\n`);
  }
  return send(reply, given);
}

/** As the operator's adapter receives; who calls from an address that is not the operator's does not come to it. */
export function receiveBy({ receive }: Pick<Operator, 'receive'>): Operator['receive'] {
  return async (request, connection, house) =>
    strangerAt(request.ip, connection.settings) ?? receive(request, connection, house);
}

type Received = { path: string; at: Date; hooked: Hooked; options: HookOptions };

async function receive(
  request: FastifyRequest,
  { path, at, hooked, options }: Received,
): Promise<HookAnswer | Refused> {
  const url = `${options.publicUrl}${request.raw.url}`;
  try {
    const given = await receiveBy(hooked.operator)(
      {
        ...{ method: request.method, path, url, query: new URL(url).searchParams, at, ip: request.ip },
        headers: headersOf(request),
        body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
      },
      hooked.connection,
      options.houseOf(hooked),
    );
    if (!('refused' in given)) options.onTaken(hooked.connection.id, at);
    return given;
  } catch (error) {
    // The operator tells it again, or goes its own way (docs/operators.md: the address for failures).
    options.log(`a request of ${hooked.operator.kind} could not be answered`, error);
    options.onRefused(hooked.connection.id, 'failed', error instanceof Error ? error.message : '', at);
    return { status: 503 };
  }
}

function headersOf({ headers }: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
}

function send(reply: FastifyReply, { status, type, body = '', headers = {} }: HookAnswer): FastifyReply {
  reply.code(status).headers(headers).header('cache-control', 'no-store');
  return reply.type(type ?? 'text/plain; charset=utf-8').send(body);
}
