// Dialtrace whole: opens every room, introduces them to each other, closes them again. The only file that knows all.
import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { type Logger, pino } from 'pino';
import { newSignInLink } from './api/access.ts';
import { addApi } from './api/api.ts';
import { createServer } from './api/server.ts';
import { openAttributing } from './calls/attributing.ts';
import { openDirectory, planFor } from './calls/directory.ts';
import { openRecordings } from './calls/recordings.ts';
import { openStory } from './calls/story.ts';
import { openTaking } from './calls/taking.ts';
import { createPools } from './collect/pools.ts';
import { openRegions } from './collect/region.ts';
import { collectRoutes } from './collect/routes.ts';
import type { Config } from './config.ts';
import { DEFAULT_PRIOR } from './core/default-prior.ts';
import { dialledForms } from './core/phone.ts';
import { DEFAULT_POOL_PARAMETERS } from './core/pool.ts';
import { engineUser, reachableFolder } from './machine/system-user.ts';
import { firstOwner } from './store/access.ts';
import { journalPlace } from './store/calls.ts';
import { type Db, openDatabase } from './store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { listen } from './store/listen.ts';
import { migrate } from './store/migrate.ts';
import { listTrunks } from './store/numbers.ts';
import { makePartitions } from './store/partitions.ts';
import { createRefusalCounter } from './store/refusal-counter.ts';
import { announceSiteChange } from './store/sites.ts';
import { installAsterisk } from './telephony/asterisk/install.ts';
import { startTelephony } from './telephony/asterisk/telephony.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PROVIDER = 'asterisk';
const HOUR_MS = 3_600_000;

export type System = {
  db: Db;
  app: FastifyInstance;
  log: Logger;
  dataDir: string;
  /** a link that signs its reader in as the first owner */
  signInLink(): Promise<string>;
  owner: { accountId: string; userId: string };
  settingsChanged(siteId: string): Promise<void>;
  /** ends everything that was started, Asterisk and PostgreSQL included; talks are cut */
  stop(): Promise<void>;
};

/**
 * Opens Dialtrace as configured. Asterisk comes first, so that calls are taken whatever else fails to start.
 * `onProgress` is told what goes on in plain words; without it that goes to the log.
 */
export async function openSystem(config: Config, onProgress?: (message: string) => void): Promise<System> {
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const say = (message: string, error?: unknown) => {
    if (error) log.error({ err: error }, message);
    else if (onProgress) onProgress(message);
    else log.info(message);
  };
  const user = engineUser();
  const dataDir = reachableFolder(config.dataDir, user);
  const clock = () => Date.now() / 1000;
  const version = (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;

  const install = installAsterisk({ cacheDir: config.cacheDir, log: say });
  const telephony = await startTelephony({
    install,
    user,
    dataDir,
    nodeName: 'dialtrace',
    sip: config.sip,
    enginePort: config.enginePort,
    log: say,
  });
  const { db, postgres } = await openStore({ config, dataDir, say });

  const refusals = createRefusalCounter<string>({ db, room: 'collect', log, clock });
  const sipRefusals = createRefusalCounter<string>({ db, room: 'telephony', log, clock });
  const apiRefusals = createRefusalCounter<string>({ db, room: 'api', log, clock });

  const pools = await createPools({ db, log, clock });
  const directory = await openDirectory(db);
  const attributing = await openAttributing({
    db,
    parameters: DEFAULT_PRIOR,
    windowSeconds: DEFAULT_POOL_PARAMETERS.windowSeconds,
    holdersOf: pools.holdersOf,
    now: new Date(),
  });
  const taking = openTaking({ db, directory, attributing, newId: randomUUIDv7 });
  const recordings = openRecordings({
    db,
    folder: path.join(dataDir, 'recordings'),
    rawFolder: path.join(dataDir, 'recordings/raw'),
    log: say,
  });
  const story = openStory({
    db,
    taking,
    onRefused: (reason, offer) => {
      sipRefusals.count(null, reason);
      log.warn(
        { did: offer.did, caller: offer.callerRaw, call: offer.providerCallId },
        'a call to a number that is not ours was refused',
      );
    },
    onEnded: () => void recordings.keep(),
  });

  const applyRouting = oneAtATime(async () => {
    await directory.reload();
    const plans = directory.all().map((number) => ({ dialledForms: dialledForms(number.e164), plan: planFor(number) }));
    await telephony.apply({ trunks: await listTrunks(db), plans });
  });
  await applyRouting();
  await telephony.open({
    onOffer: async (offer) => {
      const taken = taking.now(offer);
      if (taken.kind === 'taken')
        taken
          .stored()
          .catch((error) =>
            log.error(
              { err: error, call: offer.providerCallId },
              'a call could not be stored yet; the journal will bring it again',
            ),
          );
      return taken.plan;
    },
    onFacts: (facts, place) => story.tell(PROVIDER, facts, place),
    from: await journalPlace(db, PROVIDER),
    onRefused: (reason, times) => sipRefusals.count(null, reason, times),
    onAlive: (alive) => story.cutOff(PROVIDER, alive, new Date()),
  });
  void recordings.keep();

  const callListeners = new Set<(siteId: string, callId: string) => void>();
  const listening = await listen({
    db,
    log: say,
    channels: {
      dialtrace_calls: (payload) => {
        const [siteId = '', callId = ''] = payload.split(' ');
        for (const listener of callListeners) listener(siteId, callId);
      },
      dialtrace_sites: () => void applyRouting().catch((error) => say('changed numbers could not be read', error)),
    },
    onReturn: () => void applyRouting().catch((error) => say('changed numbers could not be read', error)),
  });
  const settingsChanged = async (siteId: string) => {
    await pools.reload(siteId);
    await applyRouting();
    await announceSiteChange(db, siteId);
  };
  const housekeeping = setInterval(
    () =>
      void makePartitions(db, new Date()).catch((error) =>
        say('partitions of the months to come could not be made', error),
      ),
    HOUR_MS,
  );
  housekeeping.unref();

  const app = await createServer({
    log,
    publicUrl: config.publicUrl,
    hosts: config.extraHosts,
    trustedProxies: config.trustedProxies,
    dashboardFolder: path.join(ROOT, 'dist/dashboard'),
    ready: async () => void (await db.query('select 1')),
    metrics: () =>
      metricsText({ collect: refusals.totals(), telephony: sipRefusals.totals(), api: apiRefusals.totals() }),
    onWrongHost: () => apiRefusals.count(null, 'wrong-host'),
  });
  const findRegion = await openRegions({ file: config.geoipFile, log });
  await app.register(collectRoutes, {
    db,
    log,
    clock,
    pools,
    refusals,
    findRegion,
    scriptFile: path.join(ROOT, 'dist/snippet/dt.js'),
  });
  await addApi(app, {
    db,
    version,
    publicUrl: config.publicUrl,
    recordingsFolder: path.join(dataDir, 'recordings'),
    newId: randomUUIDv7,
    poolStats: (poolId) => pools.stats(poolId),
    onSettingsChange: settingsChanged,
    onCallChange: (listener) => {
      callListeners.add(listener);
      return () => callListeners.delete(listener);
    },
  });
  await app.listen({ port: config.port, host: config.host });
  const owner = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });

  return {
    db,
    app,
    log,
    dataDir,
    owner,
    settingsChanged,
    signInLink: () => newSignInLink({ db, publicUrl: config.publicUrl, userId: owner.userId }),
    async stop() {
      clearInterval(housekeeping);
      const steps = [
        () => app.close(),
        () => telephony.stop(),
        () => recordings.keep(),
        async () => listening.close(),
        () => pools.close(),
        ...[refusals, sipRefusals, apiRefusals].map((counter) => () => counter.close()),
        () => db.end(),
        async () => postgres?.stop(),
      ];
      // Whatever fails, the rest is still ended.
      for (const step of steps) await step().catch((error) => say('something could not be ended cleanly', error));
    },
  };
}

const DATABASE_RETRY_MS = 3000;

// A database that is down at start is waited for: Asterisk takes calls by itself meanwhile.
async function openStore({
  config,
  dataDir,
  say,
}: {
  config: Config;
  dataDir: string;
  say: (message: string, error?: unknown) => void;
}): Promise<{ db: Db; postgres: EmbeddedPostgres | undefined }> {
  const postgres = config.databaseUrl
    ? undefined
    : await startEmbeddedPostgres({ dataDir, cacheDir: config.cacheDir, user: engineUser(), log: say });
  const db = openDatabase({
    url: config.databaseUrl ?? postgres?.url ?? '',
    onError: (error) => say('a database connection was lost', error),
  });
  for (;;) {
    try {
      const applied = await migrate(db, new Date());
      if (applied.length > 0) say(`The database has its newest shape now (${applied.join(', ')})`);
      return { db, postgres };
    } catch (error) {
      if (!config.databaseUrl || !isAway(error)) throw error;
      say('The database does not answer: trying again. Calls go on by the plans on disk.', error);
      await sleep(DATABASE_RETRY_MS);
    }
  }
}

function isAway(error: unknown): boolean {
  return /^(ECONN|ENOTFOUND|ETIMEDOUT|EHOST|57P03|08)/.test((error as { code?: string }).code ?? '');
}

// A run that is asked for while another goes on begins after it: what it applies is never older than the asking.
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}

function metricsText(rooms: Record<string, Readonly<Record<string, number | undefined>>>): string {
  const lines = Object.entries(rooms).flatMap(([room, totals]) =>
    Object.entries(totals).map(
      ([reason, count]) => `dialtrace_refusals_total{room="${room}",reason="${reason}"} ${count}`,
    ),
  );
  return `# HELP dialtrace_refusals_total Requests and calls refused or dropped since the start, by reason\n# TYPE dialtrace_refusals_total counter\n${lines.join('\n')}\n`;
}
