// Where destinations and their owners come in without a key: hooks at an address of their own, the way back from a
// sign-in page, and talks for whoever was given their address. Whoever guesses learns nothing.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { logAccess } from '../store/recording-log.ts';
import { recordingsOfCall } from '../store/recordings.ts';
import { rangeOf, refusalOf, sendAudio } from './audio.ts';
import type { ApiDeps } from './deps.ts';
import { notFound } from './problem.ts';

type DoorDeps = Pick<ApiDeps, 'db' | 'deliveries' | 'recordings' | 'publicUrl'>;

const BODY_LIMIT = 5 * 1024 * 1024; // a CRM tells of many deals at once
const HookParams = z.object({ destination: z.uuid(), token: z.string(), '*': z.string().default('') });
const SharedParams = z.object({
  destination: z.uuid(),
  call: z.uuid(),
  until: z.coerce.number().int().positive(),
  signature: z.string(),
});

/** Fastify plugin: `app.register(destinationDoors, deps)`. */
export async function destinationDoors(app: FastifyInstance, deps: DoorDeps): Promise<void> {
  const { deliveries, publicUrl } = deps;
  app.removeAllContentTypeParsers(); // signatures are over the bytes as they came
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
    done(null, body),
  );

  const hear = async (request: FastifyRequest, reply: FastifyReply) => {
    const params = HookParams.safeParse(request.params).data;
    const answer =
      params &&
      (await deliveries.receive({
        ...{ destinationId: params.destination, token: params.token },
        hook: {
          method: request.method === 'GET' ? 'GET' : 'POST',
          path: params['*'] === '' ? '' : `/${params['*']}`,
          query: flat(request.query as Record<string, unknown>),
          headers: flat(request.headers),
          body: typeof request.body === 'string' ? request.body : '',
        },
      }));
    if (!answer) throw notFound('address');
    return reply
      .code(answer.status)
      .type(answer.type ?? 'text/plain; charset=utf-8')
      .send(answer.body ?? '');
  };
  for (const url of ['/in/:destination/:token', '/in/:destination/:token/*'])
    app.route({ method: ['GET', 'POST'], url, schema: { hide: true }, handler: hear });

  app.get('/signed-in', { schema: { hide: true } }, async (request, reply) => {
    const done = await deliveries.endSignIn(flat(request.query as Record<string, unknown>));
    const back = new URL(done.kind === 'unknown' ? '/destinations' : `/destinations/${done.destinationId}`, publicUrl);
    back.searchParams.set('signed-in', done.kind);
    if (done.kind === 'not-in') back.searchParams.set('why', done.why);
    return reply.redirect(back.href, 303);
  });

  app.get('/shared/:destination/:call/:until/:signature', { schema: { hide: true } }, (request, reply) =>
    playShared(request, reply, deps),
  );
}

async function playShared(request: FastifyRequest, reply: FastifyReply, { db, deliveries, recordings }: DoorDeps) {
  const { destination, call: callId, until, signature } = SharedParams.safeParse(request.params).data ?? {};
  if (!destination || !callId || !until || !signature) throw notFound('recording');
  const shared = await deliveries.sharedTalk({ destinationId: destination, callId, until, signature });
  const recording = (await recordingsOfCall(db, callId)).find(({ state }) => state === 'ready');
  if (!shared || !recording || recording.siteId !== shared.siteId) throw notFound('recording');
  const audio = await recordings.play(recording, { mayLink: true });
  if (typeof audio === 'string') throw refusalOf(audio, recording);
  const range = rangeOf(request.headers.range, audio, reply);
  const { id: recordingId, siteId } = recording;
  const by = { userId: null, userName: shared.name, ip: request.ip, isFromStart: !range || range.first === 0 };
  await logAccess(db, { recordingId, callId, siteId, action: 'play', ...by });
  if (audio.link) return reply.redirect(audio.link, 302);
  return sendAudio(reply.header('x-robots-tag', 'noindex'), { audio, range, name: null });
}

const flat = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])),
  );
