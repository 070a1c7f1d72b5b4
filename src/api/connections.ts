// Connections to telephony operators: whose calls are let in, and how checks go out.
import { z } from 'zod';
import { deleteConnection, insertConnection, listConnections, updateConnection } from '../store/connections.ts';
import { transaction } from '../store/database.ts';
import type { Api, ApiDeps } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const ConnectionParams = z.object({ connection: z.uuid() });

/** The routes about connections, below /api/v1. */
export function connectionRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const connectionOf = async (accountId: string, id: string) => {
    const connection = (await listConnections(db, accountId)).find((one) => one.id === id);
    if (!connection) throw notFound('connection');
    return connection;
  };
  const write = async (accountId: string, id: string, body: wire.ConnectionPatch) => {
    const { outboundPassword, ...fields } = body;
    const password = outboundPassword === undefined ? {} : { password: outboundPassword };
    const connection = { ...(await connectionOf(accountId, id)), ...known(fields), ...password };
    await refusingAddresses(updateConnection(db, accountId, connection));
    await deps.onSettingsChange('');
    return connectionOf(accountId, id);
  };

  api.get(
    '/connections',
    { schema: { response: { 200: z.array(wire.Connection) }, tags: ['numbers'] } },
    ({ person }) => listConnections(db, person.accountId),
  );

  api.post(
    '/connections',
    { schema: { body: wire.ConnectionCreate, response: { 201: wire.Connection }, tags: ['numbers'] } },
    async ({ person, body }, reply) => {
      const { name, kind, addresses, ...outbound } = body;
      const id = deps.newId();
      await refusingAddresses(insertConnection(db, person.accountId, { id, name, kind, addresses }));
      return reply.code(201).send(await write(person.accountId, id, outbound));
    },
  );

  api.patch(
    '/connections/:connection',
    {
      schema: {
        params: ConnectionParams,
        body: wire.ConnectionPatch,
        response: { 200: wire.Connection },
        tags: ['numbers'],
      },
    },
    ({ person, params, body }) => write(person.accountId, params.connection, body),
  );

  api.delete(
    '/connections/:connection',
    { schema: { params: ConnectionParams, response: { 204: z.null() }, tags: ['numbers'] } },
    async ({ person, params }, reply) => {
      const deleted = await transaction(db, (tx) => deleteConnection(tx, person.accountId, params.connection));
      if (deleted === 'unknown') throw notFound('connection');
      if (deleted === 'in-use')
        throw new Problem(
          409,
          'connection-in-use',
          'Numbers are on this connection. Move them to another one or remove them first.',
        );
      await deps.onSettingsChange('');
      return reply.code(204).send(null);
    },
  );
}

const INVALID_TEXT = '22P02';

async function refusingAddresses(writing: Promise<void>) {
  await writing.catch((error: { code?: string }) => {
    if (error.code !== INVALID_TEXT) throw error;
    throw new Problem(400, 'invalid', 'addresses: each must be an IP address or a network such as 198.51.100.0/28.');
  });
}
