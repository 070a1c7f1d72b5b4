// Who asks: a browser with a session cookie, or a program with an API key. And how people get in: a link with a secret.
import { randomBytes, randomUUIDv7 } from 'node:crypto';
import type {} from '@fastify/cookie'; // adds request.cookies and reply.setCookie to Fastify's types
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { deleteAccessBySecret, insertAccess, type Person, personOf } from '../store/access.ts';
import type { Db } from '../store/database.ts';
import { Problem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    person: Person;
  }
}

const SESSION_COOKIE = 'dialtrace_session';
const SESSION_DAYS = 30;
const DAY_SECONDS = 86_400;

const LINK_HOURS = 24;

/** A link that signs its reader in as this user, for 24 hours. */
export async function newSignInLink({
  db,
  publicUrl,
  userId,
}: {
  db: Db;
  publicUrl: string;
  userId: string;
}): Promise<string> {
  const secret = newSecret();
  const expiresAt = new Date(Date.now() + LINK_HOURS * 3_600_000);
  await insertAccess(db, { id: randomUUIDv7(), secret, kind: 'sign-in-link', userId, expiresAt });
  return `${publicUrl}/sign-in?link=${secret}`;
}

export const newSecret = () => randomBytes(32).toString('base64url');

export type AccessDeps = { db: Db; publicUrl: string };

/** Requires a person for every route of `app`, and puts them at `request.person`. */
export function requirePerson(app: FastifyInstance, deps: AccessDeps) {
  app.decorateRequest('person', null as unknown as Person);
  app.addHook('onRequest', async (request) => {
    const person = await personAsking(request, deps);
    if (!person)
      throw new Problem(
        401,
        'sign-in-needed',
        'Open the sign-in link that Dialtrace prints at its start, or send an API key as "Authorization: Bearer KEY".',
      );
    request.person = person;
  });
}

async function personAsking(request: FastifyRequest, { db, publicUrl }: AccessDeps): Promise<Person | undefined> {
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer) return personOf(db, 'api-key', bearer);
  const session = request.cookies[SESSION_COOKIE];
  if (!session) return undefined;
  refuseForeignPages(request, publicUrl);
  return personOf(db, 'session', session);
}

// A page of another origin must not act with a person's cookie (CSRF): SameSite=Lax holds back foreign POSTs, but other
// ports of the same host are "same site", and the demo shop is one. Behind a proxy that ends TLS, only the public URL
// tells our own origin.
function refuseForeignPages(request: FastifyRequest, publicUrl: string) {
  const origin = request.headers.origin;
  if (origin && origin !== `${request.protocol}://${request.host}` && origin !== new URL(publicUrl).origin)
    throw new Problem(
      403,
      'foreign-origin',
      'This request comes from a page of another origin. Use an API key for programs.',
    );
}

/** GET /sign-in?link=SECRET: turns the secret of a sign-in link into a session and leads to the dashboard. */
export function signInRoutes(app: FastifyInstance, { db, publicUrl }: AccessDeps) {
  const cookie = { path: '/', httpOnly: true, sameSite: 'lax', secure: publicUrl.startsWith('https:') } as const;
  app.get<{ Querystring: { link?: string } }>('/sign-in', { schema: { hide: true } }, async (request, reply) => {
    const person = await personOf(db, 'sign-in-link', String(request.query.link ?? ''));
    if (!person) return reply.redirect('/?sign-in=expired');
    const secret = newSecret();
    await insertAccess(db, {
      id: randomUUIDv7(),
      secret,
      kind: 'session',
      userId: person.userId,
      expiresAt: new Date(Date.now() + SESSION_DAYS * DAY_SECONDS * 1000),
    });
    return reply.setCookie(SESSION_COOKIE, secret, { ...cookie, maxAge: SESSION_DAYS * DAY_SECONDS }).redirect('/');
  });
  app.post('/api/v1/sign-out', { schema: { hide: true } }, async (request: FastifyRequest, reply: FastifyReply) => {
    const secret = request.cookies[SESSION_COOKIE];
    refuseForeignPages(request, publicUrl);
    if (secret) await deleteAccessBySecret(db, secret);
    return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send();
  });
}
