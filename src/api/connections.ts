// Connections to telephony operators: whose calls are let in, how they are spoken to, and how checks go out.
import { z } from 'zod';
import {
  type ConnectionRow,
  deleteConnection,
  insertConnection,
  listConnections,
  updateConnection,
} from '../store/connections.ts';
import { type Queryable, transaction } from '../store/database.ts';
import { type HookOutcome, listHookOutcomes } from '../store/hook-outcomes.ts';
import { insertNumber, numbersInUse } from '../store/numbers.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import type { OperatorField } from './operator-desk.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const ConnectionParams = z.object({ connection: z.uuid() });
const tags = ['connections'];

/** The routes about connections, below /api/v1. */
export function connectionRoutes(api: Api, deps: ApiDeps) {
  const { db, operators } = deps;
  const rowOf = async (accountId: string, id: string, at: Queryable = db) => {
    const row = (await listConnections(at, accountId)).find((one) => one.id === id);
    if (!row) throw notFound('connection');
    return row;
  };
  const shown = async (accountId: string, rows: readonly ConnectionRow[]): Promise<wire.Connection[]> => {
    const outcomes = Map.groupBy(await listHookOutcomes(db, accountId), (one) => one.connectionId);
    return rows.map((row) => shownConnection(deps, row, outcomes.get(row.id) ?? []));
  };
  const one = async (accountId: string, id: string) => {
    const [connection] = await shown(accountId, [await rowOf(accountId, id)]);
    return connection as wire.Connection;
  };
  const write = async (tx: Queryable, accountId: string, id: string, body: Partial<Written>) => {
    const { outboundPassword, registerPassword, settings, ...fields } = body;
    const row = await rowOf(accountId, id, tx);
    const said = { ...row, ...known(fields), ...settingsOf(deps, row, settings) };
    refuseWrong(said);
    const passwords = { ...known({ password: outboundPassword, registerPassword }) };
    await refusingAddresses(updateConnection(tx, accountId, { ...said, ...passwords }));
  };
  const written = async (accountId: string, id: string) => {
    await deps.onSettingsChange('');
    return one(accountId, id);
  };

  api.get('/connections', { schema: { response: { 200: z.array(wire.Connection) }, tags } }, async ({ person }) =>
    shown(person.accountId, await listConnections(db, person.accountId)),
  );

  api.get('/connections/kinds', { schema: { response: { 200: z.array(wire.OperatorFacts) }, tags } }, async () =>
    operators.kinds().map(({ kind, capabilities, fields }) => ({
      kind: wire.ConnectionKind.parse(kind),
      capabilities: { ...capabilities, steps: [...capabilities.steps], phones: [...capabilities.phones] },
      fields: fields.map((field) => ({ ...field })),
    })),
  );

  api.post(
    '/connections',
    { schema: { body: wire.ConnectionCreate, response: { 201: wire.Connection }, tags } },
    async ({ person, body }, reply) => {
      const { name, kind, addresses = [], ...more } = body;
      const id = deps.newId();
      refuseWrong({ kind, registerUri: more.registerUri ?? null, registerUser: more.registerUser ?? null });
      settingsOf(deps, { kind, settings: {}, secretsSet: [] }, more.settings ?? {});
      await transaction(db, async (tx) => {
        await refusingAddresses(insertConnection(tx, person.accountId, { id, name, kind, addresses }));
        await write(tx, person.accountId, id, more);
      });
      return reply.code(201).send(await written(person.accountId, id));
    },
  );

  api.patch(
    '/connections/:connection',
    { schema: { params: ConnectionParams, body: wire.ConnectionPatch, response: { 200: wire.Connection }, tags } },
    async ({ person, params, body }) => {
      await write(db, person.accountId, params.connection, body);
      return written(person.accountId, params.connection);
    },
  );

  api.delete(
    '/connections/:connection',
    { schema: { params: ConnectionParams, response: { 204: z.null() }, tags } },
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

  api.post(
    '/connections/:connection/test',
    { schema: { params: ConnectionParams, response: { 200: wire.ConnectionTest }, tags } },
    async ({ person, params }) => {
      const row = await rowOf(person.accountId, params.connection);
      if (!listsNumbers(deps, row)) throw NOTHING_TO_ASK;
      const numbers = await operators.numbersOf(row.id).catch(wordsOf);
      if (typeof numbers === 'string') return { ok: false, detail: numbers, numbers: null };
      return { ok: true, detail: '', numbers: numbers.length };
    },
  );

  api.get(
    '/connections/:connection/operator-numbers',
    { schema: { params: ConnectionParams, response: { 200: z.array(wire.OperatorNumber) }, tags } },
    async ({ person, params }) => {
      const row = await rowOf(person.accountId, params.connection);
      if (!listsNumbers(deps, row)) throw NOTHING_TO_ASK;
      const numbers = await operators.numbersOf(row.id).catch(wordsOf);
      if (typeof numbers === 'string') throw new Problem(502, 'operator-refused', numbers);
      const inUse = await numbersInUse(
        db,
        numbers.map(({ e164 }) => e164),
      );
      return numbers.map((number) => ({ ...number, known: inUse.has(number.e164) }));
    },
  );

  api.post(
    '/connections/:connection/import',
    {
      schema: { params: ConnectionParams, body: wire.OperatorImport, response: { 200: wire.OperatorImported }, tags },
    },
    async ({ person, params, body }) => {
      const { id: connectionId } = await rowOf(person.accountId, params.connection);
      const site = await siteOf(deps, person.accountId, body.site);
      const inUse = await numbersInUse(db, body.numbers);
      const added = body.numbers.filter((e164) => !inUse.has(e164));
      const place = { siteId: site.id, connectionId, poolId: null, staticSource: null, region: null };
      for (const e164 of new Set(added))
        await insertNumber(db, { id: deps.newId(), e164, ...place, state: 'ready', userId: person.userId });
      await deps.onSettingsChange(site.id);
      return { added: [...new Set(added)], left: body.numbers.filter((e164) => inUse.has(e164)) };
    },
  );
}

type Written = wire.ConnectionPatch;

function shownConnection(
  { operators }: ApiDeps,
  row: ConnectionRow,
  outcomes: readonly HookOutcome[],
): wire.Connection {
  const { hookSecret, ...connection } = row;
  return {
    ...connection,
    kind: wire.ConnectionKind.parse(row.kind),
    hooks: operators.hooksOf({ id: row.id, kind: row.kind, hookSecret }),
    outcomes: outcomes.map(({ outcome, count, lastAt, detail }) => ({
      ...{ outcome, count, detail, lastAt: lastAt.toISOString() },
    })),
  };
}

const listsNumbers = ({ operators }: ApiDeps, { kind }: Pick<ConnectionRow, 'kind'>) =>
  operators.kinds().find((one) => one.kind === kind)?.capabilities.listsNumbers ?? false;

const NOTHING_TO_ASK = new Problem(
  409,
  'nothing-to-ask',
  'This operator has no list of numbers to ask for: add the numbers by hand, and call one to see that calls arrive.',
);

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

// What is given of an operator's fields: the secret ones apart. Without `settings` they stay as they are.
function settingsOf(
  { operators }: ApiDeps,
  { kind, settings: before, secretsSet }: Pick<ConnectionRow, 'kind' | 'settings' | 'secretsSet'>,
  given: Readonly<Record<string, string>> | undefined,
): { settings: Record<string, string>; secrets: Record<string, string> } {
  if (!given) return { settings: before, secrets: {} };
  const fields = operators.kinds().find((one) => one.kind === kind)?.fields ?? [];
  const problems = Object.keys(given)
    .filter((name) => given[name] !== before[name] && !fields.some((field) => field.name === name))
    .map((name) => `${name}: there is no such field`);
  for (const field of fields) problems.push(...faultsOf(field, given[field.name] ?? '', secretsSet));
  if (problems.length > 0) throw new Problem(400, 'invalid', `settings: ${problems.join('; ')}`);
  const isSecret = (name: string) => fields.some((field) => field.name === name && field.secret);
  const filled = Object.entries(given).filter(([, value]) => value !== '');
  // Where its API is looked for instead is set by who runs the server, in the database: it stays.
  const elsewhere = before.apiUrl ? { apiUrl: before.apiUrl } : {};
  return {
    settings: { ...elsewhere, ...Object.fromEntries(filled.filter(([name]) => !isSecret(name))) },
    secrets: Object.fromEntries(filled.filter(([name]) => isSecret(name))),
  };
}

function faultsOf({ name, secret, required, pattern, example }: OperatorField, value: string, kept: readonly string[]) {
  if (value === '') return required && !(secret && kept.includes(name)) ? [`${name} is missing`] : [];
  if (pattern && !new RegExp(`^(?:${pattern})$`, 's').test(value)) return [`${name} must look like ${example}`];
  return [];
}

function refuseWrong(row: Pick<ConnectionRow, 'kind' | 'registerUri' | 'registerUser'>) {
  if (row.kind !== 'sip-trunk') return;
  if (row.registerUri && !row.registerUser)
    throw new Problem(400, 'invalid', 'registerUser: say the name we register with.');
}

const INVALID_TEXT = '22P02';

async function refusingAddresses(writing: Promise<void>) {
  await writing.catch((error: { code?: string }) => {
    if (error.code !== INVALID_TEXT) throw error;
    throw new Problem(400, 'invalid', 'addresses: each must be an IP address or a network such as 198.51.100.0/28.');
  });
}
