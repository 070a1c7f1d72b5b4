// An operator's side of the hooks: a server of ours at a real port with a real database behind it, and requests to it as
// operators make them. Their own API is a server on loopback, too.
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import Fastify from 'fastify';
import { openAttributing } from '../../src/calls/attribution/attributing.ts';
import type { RouteCall } from '../../src/calls/taking.ts';
import { createPools } from '../../src/collect/pools.ts';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import type { CallFact } from '../../src/core/call.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import type { Phone } from '../../src/core/routing/plan.ts';
import { callLines, type LegLine, legsOf } from '../../src/reports/calls.ts';
import { transaction } from '../../src/store/database.ts';
import { hookRoutes } from '../../src/telephony/operators/hook-server.ts';
import { openTestDatabase } from './database.ts';
import { openTestOperators } from './operators.ts';
import { addAccount, addSite, freshE164 } from './records.ts';

export const PUBLIC_URL = 'https://calls.example.test';
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

export type Hooks = Awaited<ReturnType<typeof openHooks>>;
export type TestAgent = { id: string; name: string; phone: Phone };

/** `route`: instead of the line of a site; `hear`: is told facts that are stored. */
export async function openHooks({
  route,
  hear,
}: {
  route?: RouteCall;
  hear?: (facts: readonly CallFact[]) => void;
} = {}) {
  const database = await openTestDatabase();
  const { db } = database;
  const { accountId } = await addAccount(db);
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-hooks-'));
  const pools = await createPools({ db, log: quiet, clock: () => Date.now() / 1000 });
  const attributing = await openAttributing({
    ...{ db, windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds, parametersOf: () => DEFAULT_PRIOR },
    ...{ holdersOf: pools.holdersOf, regionOfCaller: () => null, now: () => new Date() },
  });
  const opened = await openTestOperators({
    ...{ db, attributing, dataDir, publicUrl: PUBLIC_URL, ...(route ? { route } : {}), ...(hear ? { hear } : {}) },
  });
  const { operators } = opened;
  const app = Fastify();
  await app.register(hookRoutes, operators.hooks);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const base = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;

  return {
    ...{ db, accountId, dataDir, base, ...opened },
    /** A connection with a number bound to radio, and agents in the line, rung in turn for `ringSeconds` each. */
    async connect(kind: string, settings: Record<string, string>, agents: readonly Omit<TestAgent, 'id'>[]) {
      const site = await addSite(db, { accountId, statics: [{ source: 'radio' }] });
      const connectionId = randomUUIDv7();
      const { rows } = await db.query<{ secret: string }>(
        'insert into connections (id, account_id, name, kind, settings) values ($1, $2, $3, $3, $4) returning hook_secret as secret',
        [connectionId, accountId, kind, JSON.stringify(settings)],
      );
      await db.query('update numbers set connection_id = $1 where site_id = $2', [connectionId, site.id]);
      await db.query('update agents set line_position = null where site_id = $1', [site.id]);
      const line: TestAgent[] = agents.map((agent) => ({ id: randomUUIDv7(), ...agent }));
      for (const [at, { id, name, phone }] of line.entries())
        await db.query(
          `insert into agents (id, site_id, name, line_position, ring_seconds, phone_kind, sip_uri, phone_number)
           values ($1, $2, $3, $4, 25, $5, $6, $7)`,
          [
            ...[id, site.id, name, at + 1, phone.kind],
            ...(phone.kind === 'sip' ? [phone.uri, null] : [null, phone.kind === 'number' ? phone.e164 : null]),
          ],
        );
      await opened.reload();
      const [radio] = site.statics;
      const hook = `/hooks/${connectionId}/${rows[0]?.secret}`;
      return { site, connectionId, hook, line, did: radio?.e164 ?? '', provider: `${kind}:${connectionId}` };
    },
    /** The stored call by the operator's own id, when it is there and `isEnough`. */
    // Of one moment: facts go on being stored while this reads.
    call: (provider: string, providerCallId: string) =>
      transaction(db, async (tx) => {
        await tx.query('set transaction isolation level repeatable read');
        const { rows } = await tx.query<{ id: string }>(
          'select id from calls where provider = $1 and provider_call_id = $2',
          [provider, providerCallId],
        );
        const id = rows[0]?.id;
        if (!id) return undefined;
        const facts = await tx.query<{ kind: string; facts: Record<string, unknown> }>(
          'select kind, facts from call_events where call_id = $1 order by at, seq',
          [id],
        );
        const legs: LegLine[] = await legsOf(tx, id);
        const [line] = await callLines(tx, [id]);
        return { id, line: line as NonNullable<typeof line>, legs, facts: facts.rows };
      }),
    async close() {
      await app.close();
      await opened.close();
      await pools.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type ApiCall = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** An operator's own API on loopback: `answer` says what each request gets; all are kept. */
export async function openOperatorApi(
  answer: (asked: ApiCall) => { status?: number; json?: unknown; body?: Buffer; type?: string },
) {
  const asked: ApiCall[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const call = {
        ...{ method: request.method ?? '', url: request.url ?? '', headers: request.headers },
        body: Buffer.concat(parts).toString('utf8'),
      };
      asked.push(call);
      const { status = 200, json, body, type = 'application/json' } = answer(call);
      response.writeHead(status, { 'content-type': type });
      response.end(body ?? (json === undefined ? '' : JSON.stringify(json)));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    asked,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

export const numberPhone = (e164 = freshE164()): Phone => ({ kind: 'number', e164, connectionId: null });

/** The words of attributes and elements of a document, as its reader has them. */
export function valuesOf(xml: string, name: string): string[] {
  const found = [...xml.matchAll(new RegExp(`\\b${name}="([^"]*)"`, 'g'))].map(([, value = '']) => value);
  return found.map((value) =>
    value
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>')
      .replaceAll('&quot;', '"')
      .replaceAll('&apos;', "'")
      .replaceAll('&amp;', '&'),
  );
}
