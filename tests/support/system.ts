// Dialtrace as its users run it, in a process of its own that a test may kill: a database from the test run, free ports,
// a throw-away data folder.
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { readConfig } from '../../src/config.ts';
import { stopDaemon } from '../../src/machine/daemon.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import { firstOwner, insertAccess } from '../../src/store/access.ts';
import { insertConnection } from '../../src/store/connections.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { migrate } from '../../src/store/migrate.ts';
import { insertNumber } from '../../src/store/numbers.ts';
import { insertPool } from '../../src/store/pools.ts';
import { insertSite, replaceTargets } from '../../src/store/sites.ts';
import { openTestDatabase, type TestDatabase } from './database.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

export type TestSystem = {
  url: string;
  db: pg.Pool;
  dataDir: string;
  sipPort: number;
  enginePort: number;
  owner: { accountId: string; userId: string };
  apiKey: string;
  get<T>(path: string): Promise<T>;
  /** asks in writing, as the owner; throws unless the answer has this status (by default: any of success) */
  send<T>(method: 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: unknown, status?: number): Promise<T>;
  start(): Promise<void>;
  /** kill -9: nothing is said goodbye to; resolves when the process is gone */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /** of the running process; 0: none runs */
  pid(): number;
  /** what the process has said */
  words(): string;
  close(): Promise<void>;
};

/**
 * Makes the place for a system; `start` runs it. `embedded`: with a PostgreSQL of its own that it has to keep running.
 * `own`: a database and a data folder that the caller has made and will end.
 */
export async function prepareSystem({
  env = {},
  embedded = false,
  own,
}: {
  env?: NodeJS.ProcessEnv;
  embedded?: boolean;
  own?: { database: TestDatabase; dataDir: string };
} = {}): Promise<TestSystem> {
  const dataDir = own?.dataDir ?? mkdtempSync(path.join(os.tmpdir(), 'dialtrace-system-'));
  chmodSync(dataDir, 0o755);
  const database: TestDatabase & { release?(): Promise<void> } =
    own?.database ?? (embedded ? await embeddedDatabase(dataDir) : await openTestDatabase());
  const [port, sipPort, enginePort] = await freePorts(3);
  const owner = await firstOwner(database.db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  const apiKey = `dt_test_${randomUUIDv7()}`;
  await insertAccess(database.db, {
    id: randomUUIDv7(),
    secret: apiKey,
    kind: 'api-key',
    userId: owner.userId,
    expiresAt: null,
  });
  const url = `http://127.0.0.1:${port}`;
  const logFile = path.join(dataDir, 'test.log');
  let child: ChildProcess | undefined;
  let beforeStart = database.release;
  const settings = {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: dataDir,
    DATABASE_URL: embedded ? '' : database.url,
    SIP_LISTEN: `127.0.0.1:${sipPort}`,
    ENGINE_PORT: String(enginePort),
    RTP_PORTS: '24000-24999',
    LOG_LEVEL: 'info',
  };
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    if (signal === 'SIGKILL' || signal === 'SIGTERM') await gone;
  };
  const ask = async <T>(method: string, at: string, body?: unknown, status?: number) => {
    const headers = { authorization: `Bearer ${apiKey}`, ...(body ? { 'content-type': 'application/json' } : {}) };
    const response = await fetch(`${url}${at}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (status ? response.status !== status : !response.ok)
      throw new Error(`${method} ${at} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const words = () => (existsSync(logFile) ? readFileSync(logFile, 'utf8') : '');

  return {
    url,
    db: database.db,
    dataDir,
    sipPort: sipPort ?? 0,
    enginePort: enginePort ?? 0,
    owner,
    apiKey,
    words,
    pid: () => child?.pid ?? 0,
    get: (at) => ask('GET', at),
    send: (method, at, body = {}, status) => ask(method, at, body, status),
    async start() {
      await beforeStart?.();
      beforeStart = undefined;
      const log = openSync(logFile, 'a');
      const running = spawn(process.execPath, ['src/cli/main.ts', 'serve'], {
        cwd: ROOT,
        env: { ...process.env, ...settings, ...env },
        stdio: ['ignore', log, log],
      });
      child = running;
      await until('Dialtrace serves', async () => {
        if (running.exitCode !== null) throw new Error(`Dialtrace ended at its start:\n${words()}`);
        return (await fetch(`${url}/readyz`).catch(() => undefined))?.ok;
      });
    },
    kill,
    async close() {
      await kill(); // a clean stop takes Asterisk three seconds; fail-open.test.ts tells of it
      await endEngines(dataDir, embedded);
      await database.close();
      if (!process.env.KEEPDB && !own) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

// A PostgreSQL in the system's own data folder: filled by the test, then left to the system.
async function embeddedDatabase(dataDir: string): Promise<TestDatabase & { release(): Promise<void> }> {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    cacheDir: readConfig(process.env).cacheDir,
    user: engineUser(),
    log: () => {},
  });
  const db = openDatabase({ url: postgres.url });
  await migrate(db, new Date());
  return { db, url: postgres.url, release: () => postgres.stop(), close: () => db.end() };
}

// Engines outlive their parent, as they should.
async function endEngines(dataDir: string, withPostgres: boolean): Promise<void> {
  const end = async (file: string, signal: NodeJS.Signals) => {
    const full = path.join(dataDir, file);
    const pid = existsSync(full) ? Number(readFileSync(full, 'utf8').split('\n')[0]) : 0;
    if (pid > 0) await stopDaemon(pid, dataDir, [[signal, 10]]);
  };
  await end('asterisk/pid', 'SIGKILL');
  await end('demo/pid', 'SIGKILL');
  if (withPostgres) await end('postgres/postmaster.pid', 'SIGQUIT'); // without a word to its clients, but it tidies up
}

export type TestSite = {
  siteId: string;
  publicKey: string;
  pool: string;
  numbers: string[];
  targets: { id: string; name: string }[];
};

/** A site with its own trunk from `trunkAddress`, a pool with these numbers, and these targets in order. */
export async function addSite(
  system: Pick<TestSystem, 'db' | 'owner'>,
  options: {
    numbers: string[];
    targets: { name: string; sipUri: string; ringSeconds?: number }[];
    trunkAddress?: string;
    origins?: string[];
    targetNumber?: string;
  },
): Promise<TestSite> {
  const { db, owner } = system;
  const siteId = randomUUIDv7();
  const publicKey = `site${randomUUIDv7().slice(-12)}`;
  await insertSite(db, {
    id: siteId,
    accountId: owner.accountId,
    name: publicKey,
    publicKey,
    timeZone: 'Europe/Moscow',
    currency: 'RUB',
    origins: options.origins ?? [],
    serveAutomation: true,
  });
  const targets = options.targets.map((target) => ({ id: randomUUIDv7(), ringSeconds: 20, ...target }));
  await replaceTargets(db, siteId, targets);
  const connectionId = await trunkOf(db, owner.accountId, options.trunkAddress ?? '127.0.0.1/32');
  const pool = randomUUIDv7();
  await insertPool(db, { id: pool, siteId, name: 'pool', targetNumber: options.targetNumber ?? '+74951234567' });
  for (const e164 of options.numbers)
    await insertNumber(db, {
      id: randomUUIDv7(),
      siteId,
      connectionId,
      e164,
      poolId: pool,
      staticSource: null,
      region: null,
    });
  return { siteId, publicKey, pool, numbers: options.numbers, targets };
}

async function trunkOf(db: pg.Pool, accountId: string, address: string): Promise<string> {
  const { rows } = await db.query<{ id: string }>('select id from connections where $1::cidr = any(addresses)', [
    address,
  ]);
  if (rows[0]) return rows[0].id;
  const id = randomUUIDv7();
  await insertConnection(db, accountId, { id, name: address, kind: 'sip-trunk', addresses: [address] });
  return id;
}

const WAIT_SECONDS = 30;

/** Waits for a fact: asks until the answer is true-ish and returns it. */
export async function until<T>(
  what: string,
  ask: () => Promise<T> | T,
  seconds = WAIT_SECONDS,
): Promise<NonNullable<T>> {
  for (const end = Date.now() + seconds * 1000; ; await sleep(50)) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain until ${what}`);
  }
}

/** Ports that are free now; the one after each is free too. */
export async function freePorts(count: number): Promise<number[]> {
  const ports: number[] = [];
  while (ports.length < count) {
    const port = await freePort();
    if (!ports.some((taken) => Math.abs(taken - port) < 2) && (await isFree(port + 1))) ports.push(port);
  }
  return ports;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
