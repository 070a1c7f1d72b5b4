// API keys: made, listed, ended by the person they speak for.
import { z } from 'zod';
import { deleteApiKey, insertAccess, listApiKeys } from '../store/access.ts';
import { newSecret } from './access.ts';
import type { Api, ApiDeps } from './deps.ts';
import { notFound } from './problem.ts';
import * as wire from './wire.ts';

/** The routes about API keys, below /api/v1. */
export function keyRoutes(api: Api, { db, newId }: ApiDeps) {
  api.get('/api-keys', { schema: { response: { 200: z.array(wire.ApiKey) }, tags: ['people'] } }, async ({ person }) =>
    (await listApiKeys(db, person.userId)).map(keyLine),
  );

  api.post(
    '/api-keys',
    { schema: { body: wire.ApiKeyCreate, response: { 201: wire.ApiKeyCreated }, tags: ['people'] } },
    async ({ person, body }, reply) => {
      const id = newId();
      const secret = `dt_${newSecret()}`;
      await insertAccess(db, { id, secret, kind: 'api-key', userId: person.userId, name: body.name, expiresAt: null });
      const key = (await listApiKeys(db, person.userId)).find((line) => line.id === id);
      if (!key) throw notFound('API key');
      return reply.code(201).send({ ...keyLine(key), secret });
    },
  );

  api.delete(
    '/api-keys/:key',
    { schema: { params: z.object({ key: z.uuid() }), response: { 204: z.null() }, tags: ['people'] } },
    async ({ person, params }, reply) => {
      if (!(await deleteApiKey(db, person.userId, params.key))) throw notFound('API key');
      return reply.code(204).send(null);
    },
  );
}

function keyLine({ createdAt, usedAt, ...key }: Awaited<ReturnType<typeof listApiKeys>>[number]) {
  return { ...key, createdAt: createdAt.toISOString(), usedAt: usedAt?.toISOString() ?? null };
}
