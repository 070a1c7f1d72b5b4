// The API in process over a test database, with its real surroundings: pools in memory, LISTEN/NOTIFY, a recordings
// folder. Every JSON answer below /api/v1 is held against what openapi.json promises, and against what the route gave:
// an answer that says less or more than that fails the test that asked.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { pino } from 'pino';
import { z } from 'zod';
import { addApi } from '../../src/api/api.ts';
import { openBell } from '../../src/api/bell.ts';
import { createServer } from '../../src/api/server.ts';
import type { ScriptVersion } from '../../src/api/wire.ts';
import { type Desk, openDesk } from '../../src/calls/attribution/desk.ts';
import { type Board, openBoard } from '../../src/calls/routing/board.ts';
import { createPools, type Pools } from '../../src/collect/pools.ts';
import { openContactsFile } from '../../src/contacts/contacts-file.ts';
import { isPageOpen } from '../../src/core/attribution/holder.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../src/core/pool/pool.ts';
import type { RoutedOrder } from '../../src/core/routing/place-order.ts';
import { actingOn } from '../../src/house/acting.ts';
import { openDeliveries } from '../../src/house/deliveries.ts';
import { type Judgement, openJudgement, openWayOut } from '../../src/house/missed-calls.ts';
import { openHouseRouting } from '../../src/house/routing.ts';
import { openDealsFile } from '../../src/money/deals-file.ts';
import { openSpendFile } from '../../src/money/spend-file.ts';
import { openNumbersFile } from '../../src/numbers/csv.ts';
import { openLeakWatch } from '../../src/numbers/leaks.ts';
import { openPlanner } from '../../src/planning/planner.ts';
import { openRecordings, type Recordings } from '../../src/recordings/recordings.ts';
import { openSounds } from '../../src/sounds/sounds.ts';
import { openSpeech, type Speech } from '../../src/sounds/speech.ts';
import { firstOwner, insertAccess } from '../../src/store/access.ts';
import type { Db } from '../../src/store/database.ts';
import { announceSiteChange } from '../../src/store/sites.ts';
import { createPageChecker } from '../../src/web/page-check.ts';
import { openTestDatabase } from './database.ts';
import { openTestOperators } from './operators.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export type Asked = { body?: unknown; key?: string | null; headers?: Record<string, string> };
export type TestApi = {
  app: FastifyInstance;
  db: Db;
  pools: Pools;
  desk: Desk;
  board: Board;
  owner: { accountId: string; userId: string };
  apiKey: string;
  recordingsFolder: string;
  recordings: Recordings;
  /** sites whose settings were said to have changed, in order */
  changed: string[];
  wrongHosts: number;
  /** calls of ours that our engine was told to place, in order */
  placed: RoutedOrder[];
  judgement: Judgement;
  /** 'GET /api/v1/sites/{site}': every route of the server */
  routes: string[];
  /** asks with the owner's key, or with another; null: with none */
  ask(method: Method, url: string, asked?: Asked): Promise<LightMyRequestResponse>;
  /** asks and expects this status */
  answer<T>(status: number, method: Method, url: string, asked?: Asked): Promise<T>;
  get<T>(url: string, asked?: Asked): Promise<T>;
  /** asks, expects a problem document of this status and reason, and gives it */
  problem(status: number, reason: string, method: Method, url: string, asked?: Asked): Promise<ProblemDocument>;
  /** how many live streams are open */
  listeners(): number;
  keyFor(userId: string): Promise<string>;
  close(): Promise<void>;
};
export type ProblemDocument = { type: string; title: string; status: number; reason: string; detail: string };

const programFolders = () => (process.env.PATH ?? '').split(':');
const quiet = { info: () => {}, warn: () => {}, error: () => {} };

/** `ready`: what /readyz asks, instead of the database. */
export async function openTestApi({
  publicUrl = 'http://localhost:8080',
  scriptVersions = [],
  dashboardFolder = '/nowhere',
  ready,
  speech = openSpeech({ command: undefined }),
  instead = new Map(),
}: {
  publicUrl?: string;
  scriptVersions?: ScriptVersion[];
  /** where a browser shall find the dashboard */
  dashboardFolder?: string;
  ready?: () => Promise<void>;
  speech?: Speech;
  /** origins of outside systems and where their stand-ins listen */
  instead?: ReadonlyMap<string, string>;
} = {}): Promise<TestApi> {
  const database = await openTestDatabase();
  const { db } = database;
  const owner = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  const recordingsFolder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-recordings-'));
  const recordings = openRecordings({
    ...{ db, provider: 'asterisk', folder: recordingsFolder, programs: programFolders() },
    ...{ newId: randomUUIDv7, now: () => new Date(), log: () => {} },
  });
  const pools = await createPools({ db, log: quiet, clock: () => Date.now() / 1000 });
  let listeners = 0;
  const desk = await openDesk({
    ...{ db, holdersOf: pools.holdersOf, windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds, newId: randomUUIDv7 },
    ...{ regionOfCaller: () => null, now: () => new Date(), log: () => {} },
  });
  const operators = await openTestOperators({
    ...{ db, attributing: desk.attributing, dataDir: recordingsFolder, publicUrl },
  });
  const planner = openPlanner({
    ...{ db, parametersOf: desk.parametersOf, newId: randomUUIDv7, now: () => new Date(), log: () => {} },
  });
  const board = await openBoard({ db, now: () => new Date(), phones: async () => [], log: () => {} });
  const sounds = await openSounds({ db, folder: path.join(recordingsFolder, 'sounds'), speech, log: () => {} });
  const judgement = await openJudgement(db, () => {});
  const routing = await openHouseRouting({
    ...{ db, directory: operators.directory, board, attributing: desk.attributing, voice: sounds },
    ...{ regionOfCaller: () => null, foresee: judgement.screening.foresee, log: () => {} },
  });
  const placed: RoutedOrder[] = [];
  // The far side of the port: what our engine would be told.
  const engine = {
    async place(order: RoutedOrder) {
      placed.push(order);
      return { providerCallId: order.id };
    },
  };
  const wayOut = openWayOut({
    ...{ db, board, engine, operators: operators.operators, judgement, log: () => {} },
    ...{ regionOfCaller: () => null, whisper: () => null },
  });
  const bell = await openBell({
    ...{ db, log: () => {}, onSites: board.agentsChanged, onAgents: board.agentsChanged, onAttribution: desk.hear },
    onSpam: judgement.screening.hear,
  });
  bell.onCallChange({ changed: (_, callId) => board.callChanged(callId), missed: () => {} });
  const deliveries = await openDeliveries({
    ...{ db, publicUrl, allowed: ['127.0.0.0/8'], instead },
    regionOfCaller: () => null,
    play: recordings.desk.play,
    filesFolder: path.join(recordingsFolder, 'files'),
    actOn: actingOn({ spam: judgement.spam, placing: wayOut.placing }),
    onPaused: () => {},
    log: () => {},
  });
  const app = await createServer({
    log: pino({ level: 'silent' }),
    publicUrl,
    hosts: ['calls.shop.example'],
    trustedProxies: [],
    dashboardFolder,
    ready: ready ?? (async () => void (await db.query('select 1'))),
    metrics: () => 'dialtrace_up 1\n',
    onWrongHost: () => {
      api.wrongHosts++;
    },
  });
  let given: unknown;
  app.addHook('preSerialization', async (_request, _reply, payload) => {
    given = payload;
    return payload;
  });
  const routes: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
  });
  const changed: string[] = [];
  await addApi(app, {
    db,
    version: '0.0.0-test',
    publicUrl,
    sipServer: 'sip.example:5080',
    scriptVersions,
    recordings: recordings.desk,
    newId: randomUUIDv7,
    poolStats: (poolId) => pools.stats(poolId),
    poolNumbers: pools.numbersNow,
    openPagesOf: (numberId) =>
      pools.holdersOf(numberId, Date.now() / 1000).filter((holder) => isPageOpen(holder, Date.now() / 1000, 30)).length,
    numbersFile: openNumbersFile({ db, newId: randomUUIDv7 }),
    contactsFile: openContactsFile({ db, newId: randomUUIDv7 }),
    dealsFile: openDealsFile({ db }),
    spendFile: openSpendFile({ db }),
    leaks: openLeakWatch({ db, newId: randomUUIDv7, now: () => new Date(), log: () => {} }),
    attribution: desk,
    board,
    placing: wayOut.placing,
    spam: judgement.spam,
    routes: routing.desk,
    planner,
    operators: operators.desk,
    deliveries: deliveries.desk,
    sounds,
    checkPage: createPageChecker({
      ...{ chromium: '/nowhere', user: () => undefined, publicUrl, hosts: [], script: () => undefined, log: () => {} },
    }).check,
    async onSettingsChange(siteId) {
      changed.push(siteId);
      await pools.reload(siteId);
      await operators.reload();
      await routing.book.reload();
      await announceSiteChange(db, siteId);
    },
    onCallChange: (listener) => {
      const off = bell.onCallChange(listener);
      listeners++;
      return () => {
        listeners--;
        off();
      };
    },
  });
  await app.ready();
  const promised = promisesOf(await openApiOf(app));

  const keyFor = async (userId: string) => {
    const secret = `dt_test_${randomUUIDv7()}`;
    await insertAccess(db, { id: randomUUIDv7(), secret, kind: 'api-key', userId, name: 'test', expiresAt: null });
    return secret;
  };
  const apiKey = await keyFor(owner.userId);

  const ask: TestApi['ask'] = async (method, url, { body, key = apiKey, headers = {} } = {}) => {
    const authorization = key === null ? {} : { authorization: `Bearer ${key}` };
    const request: InjectOptions = { method, url, headers: { host: 'localhost:8080', ...authorization, ...headers } };
    given = undefined;
    const response = await app.inject(body === undefined ? request : { ...request, payload: body as object });
    const isAnswer = url.startsWith('/api/v1/') && url !== '/api/v1/openapi.json' && response.statusCode < 300;
    if (isAnswer && response.body !== '' && given !== undefined) {
      assert.deepEqual(response.json(), JSON.parse(JSON.stringify(given)), `${method} ${url} drops what it was given`);
      promised(method, url.split('?')[0] ?? '', response);
    }
    return response;
  };
  const answer: TestApi['answer'] = async (status, method, url, asked) => {
    const response = await ask(method, url, asked);
    assert.equal(response.statusCode, status, `${method} ${url}: ${response.body}`);
    return (response.body === '' ? undefined : response.json()) as never;
  };
  const api: TestApi = {
    recordings,
    ...{
      app,
      db,
      pools,
      desk,
      board,
      owner,
      apiKey,
      recordingsFolder,
      changed,
      placed,
      judgement,
      routes,
      wrongHosts: 0,
      ask,
      answer,
      keyFor,
    },
    listeners: () => listeners,
    get: (url, asked) => answer(200, 'GET', url, asked),
    async problem(status, reason, method, url, asked) {
      const response = await ask(method, url, asked);
      const said = `${method} ${url}: ${response.statusCode} ${response.body}`;
      assert.equal(response.statusCode, status, said);
      assert.match(String(response.headers['content-type']), /^application\/problem\+json/, said);
      const document = response.json<ProblemDocument>();
      assert.deepEqual([document.status, document.reason], [status, reason], said);
      assert.ok(document.title && document.detail && document.type === 'about:blank', said);
      return document;
    },
    async close() {
      await app.close();
      await recordings.close();
      bell.close();
      routing.queueing.close();
      await board.close();
      await desk.followed();
      await planner.close();
      await wayOut.stop();
      await deliveries.close();
      await operators.close();
      await desk.close();
      await pools.close();
      await database.close();
      rmSync(recordingsFolder, { recursive: true, force: true });
    },
  };
  return api;
}

export type Operation = {
  tags?: string[];
  parameters?: { name: string; in: string; required?: boolean; schema: object }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: object }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: object }> }>;
};
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; description?: string };
  servers: { url: string }[];
  security: Record<string, string[]>[];
  components: { securitySchemes: Record<string, { type: string; scheme?: string }>; schemas?: Record<string, object> };
  paths: Record<string, Record<string, Operation>>;
};

/** The document as the server has it. */
export const openApiOf = (app: FastifyInstance) =>
  app.inject({ url: '/api/v1/openapi.json', headers: { host: 'localhost' } }).then((r) => r.json<OpenApiDocument>());

function promisesOf(document: OpenApiDocument) {
  return (method: Method, url: string, response: LightMyRequestResponse) => {
    // A path that is spelled out goes before one with a parameter in its place, as the server has it.
    const found = Object.entries(document.paths)
      .filter(([template]) => matches(template, url))
      .sort(([a], [b]) => a.split('{').length - b.split('{').length)[0];
    const responses = found?.[1][method.toLowerCase()]?.responses;
    const schema = responses?.[response.statusCode]?.content?.['application/json']?.schema;
    assert.ok(schema, `openapi.json does not say what ${method} ${url} answers with ${response.statusCode}`);
    z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).parse(response.json());
  };
}

const matches = (template: string, url: string) => new RegExp(`^${template.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(url);
