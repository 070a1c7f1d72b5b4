// The house before its rooms: what each of them is given, its database and its telephony.
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config.ts';
import { type Disk, watchDisk } from '../machine/disk.ts';
import { openLog } from '../machine/log.ts';
import { engineUser, reachableFolder, type SystemUser } from '../machine/system-user.ts';
import { type Db, openDatabase } from '../store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../store/embedded-postgres.ts';
import { migrate } from '../store/migrate.ts';
import { createRefusalCounter, type RefusalCounter } from '../store/refusal-counter.ts';
import { engineFolders } from '../telephony/asterisk/configuration.ts';
import { installAsterisk } from '../telephony/asterisk/install.ts';
import { startTelephony, type Telephony } from '../telephony/asterisk/telephony.ts';

const DATABASE_RETRY_MS = 3000;

/** What every room is given. `say` tells people what goes on, and the log what went wrong. */
export type House = {
  config: Config;
  dataDir: string;
  user: SystemUser | undefined;
  log: Logger;
  say: (message: string, error?: unknown) => void;
  /** seconds since the epoch */
  clock: () => number;
};
export type Refusals = Record<'collect' | 'telephony' | 'api', RefusalCounter>;

/** `onProgress` is told what goes on in plain words; without it that goes to the log. */
export function enter(config: Config, onProgress?: (message: string) => void): House {
  const log = openLog(config.logLevel);
  const say = (message: string, error?: unknown) => {
    if (error) log.error({ err: error }, message);
    else if (onProgress) onProgress(message);
    else log.info(message);
  };
  const user = engineUser();
  return { config, dataDir: reachableFolder(config.dataDir, user), user, log, say, clock: () => Date.now() / 1000 };
}

/** Facts of calls find room on the disk whatever else fills it; recordings are not begun while it runs low. */
export function openDisk({ dataDir, log, say }: House): Disk {
  return watchDisk({
    folder: dataDir,
    reserve: path.join(dataDir, 'reserve'),
    growing: [engineFolders(path.join(dataDir, 'asterisk')).journal],
    onChange: (state, free) => {
      log.warn({ state, freeBytes: free }, 'the disk of the data folder');
      if (state === 'fine') say('There is room on the disk again: calls are recorded.');
      else say(`The disk of ${dataDir} is ${state}: calls go on, and are not recorded until there is room again.`);
    },
  });
}

export function openTelephony({ config, dataDir, user, say }: House): Promise<Telephony> {
  const install = installAsterisk({ cacheDir: config.cacheDir, log: say });
  const { sip, enginePort, nodeName } = config;
  return startTelephony({ install, user, dataDir, nodeName, sip, enginePort, log: say });
}

// A database that is down at start is waited for: Asterisk takes calls by itself meanwhile.
export async function openStore({
  config,
  dataDir,
  user,
  say,
}: House): Promise<{ db: Db; postgres?: EmbeddedPostgres }> {
  const { databaseUrl, cacheDir } = config;
  const postgres = databaseUrl ? undefined : await startEmbeddedPostgres({ dataDir, cacheDir, user, log: say });
  const url = databaseUrl ?? postgres?.url ?? '';
  const db = openDatabase({ url, onError: (error) => say('a database connection was lost', error) });
  for (;;) {
    try {
      const applied = await migrate(db, new Date());
      if (applied.length > 0) say(`The database has its newest shape now (${applied.join(', ')})`);
      return postgres ? { db, postgres } : { db };
    } catch (error) {
      if (postgres || !isAway(error)) throw error;
      say('The database does not answer: trying again. Calls go on by the plans on disk.', error);
      await sleep(DATABASE_RETRY_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|57P03|08)/.test((error as { code?: string }).code ?? '');
}

/** Counters of what is refused or dropped, one for each room that refuses. */
export function openRefusals(given: Pick<House, 'log' | 'clock'> & { db: Db }): Refusals {
  const counter = (room: keyof Refusals) => createRefusalCounter({ ...given, room });
  return { collect: counter('collect'), telephony: counter('telephony'), api: counter('api') };
}
