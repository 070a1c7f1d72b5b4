// Dialtrace whole: opens every room, introduces them to each other, closes them again. The only file that knows all.
import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Logger, pino } from 'pino';
import { newSignInLink } from './api/access.ts';
import { addApi } from './api/api.ts';
import { type Bell, openBell } from './api/bell.ts';
import { createServer } from './api/server.ts';
import { type Desk, openDesk } from './calls/desk.ts';
import { openDirectory, planFor } from './calls/directory.ts';
import { openRecordings } from './calls/recordings.ts';
import { openStory } from './calls/story.ts';
import { openTaking, type TakeRefusal } from './calls/taking.ts';
import { createPools, type Pools } from './collect/pools.ts';
import { openRegions } from './collect/region.ts';
import { collectRoutes } from './collect/routes.ts';
import type { Config } from './config.ts';
import type { Offer } from './core/call.ts';
import { isPageOpen } from './core/holder.ts';
import { dialledForms } from './core/phone.ts';
import { DEFAULT_POOL_PARAMETERS } from './core/pool.ts';
import { regionKey } from './core/russian-regions.ts';
import { engineUser, reachableFolder, type SystemUser } from './machine/system-user.ts';
import { openChecks } from './numbers/checks.ts';
import { openNumbersFile } from './numbers/csv.ts';
import { type LeakWatch, openLeakWatch } from './numbers/leaks.ts';
import { wakeRested } from './numbers/lifecycle.ts';
import { startSchedule } from './numbers/schedule.ts';
import { warnOfEnds } from './numbers/warnings.ts';
import { openPlanner, type Planner } from './planning/planner.ts';
import { firstOwner } from './store/access.ts';
import { journalPlace } from './store/calls.ts';
import { listWaysOut } from './store/checks.ts';
import { type Db, openDatabase } from './store/database.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './store/embedded-postgres.ts';
import { migrate } from './store/migrate.ts';
import { fillCapacityOwners } from './store/numbering.ts';
import { createNumberingInMemory } from './store/numbering-in-memory.ts';
import { listTrunks } from './store/numbers.ts';
import { makePartitions } from './store/partitions.ts';
import { createRefusalCounter, type RefusalCounter } from './store/refusal-counter.ts';
import { announceSiteChange } from './store/sites.ts';
import { installAsterisk } from './telephony/asterisk/install.ts';
import { startTelephony, type Telephony } from './telephony/asterisk/telephony.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const PROVIDER = 'asterisk';
const HOUR_MS = 3_600_000;
const LEARNING_MS = 60_000; // how often it is asked whose time to learn it is
const DATABASE_RETRY_MS = 3000;

export type System = {
  db: Db;
  dataDir: string;
  /** the first account and its user */
  owner: { accountId: string; userId: string };
  /** a link that signs its reader in as the first owner */
  signInLink(): Promise<string>;
  /** numbers, targets or origins of a site have changed: everyone follows */
  settingsChanged(siteId: string): Promise<void>;
  /** ends everything that was started, Asterisk and PostgreSQL included; talks are cut */
  stop(): Promise<void>;
};

/** What every room is given. `say` tells people what goes on, and the log what went wrong. */
type House = {
  config: Config;
  dataDir: string;
  user: SystemUser | undefined;
  log: Logger;
  say: (message: string, error?: unknown) => void;
  /** seconds since the epoch */
  clock: () => number;
};
type Refusals = Record<'collect' | 'telephony' | 'api', RefusalCounter>;

/**
 * Opens Dialtrace as configured. Asterisk comes first, so that calls are taken whatever else fails to start.
 * `onProgress` is told what goes on in plain words; without it that goes to the log.
 */
export async function openSystem(config: Config, onProgress?: (message: string) => void): Promise<System> {
  const house = enter(config, onProgress);
  const { say, log, clock } = house;
  const telephony = await openTelephony(house);
  const { db, postgres } = await openStore(house);
  const refusals = openRefusals({ db, log, clock });
  const pools = await createPools({ db, log, clock });
  const numbering = openNumbering(house, db);
  const { regionOfCaller } = numbering;
  const calls = await openCalls({ house, db, telephony, pools, refusals, regionOfCaller });
  const follow = () => {
    calls.applyRouting().catch((error) => say('changed numbers could not be read', error));
    numbering.fillIn();
  };
  const bell = await openBell({
    db,
    log: say,
    onSites: follow,
    onNumbering: numbering.follow,
    onAttribution: calls.desk.hear,
  });
  const settingsChanged = async (siteId: string) => {
    await pools.reload(siteId);
    await calls.applyRouting();
    await announceSiteChange(db, siteId);
  };
  const { desk } = calls;
  const leaks = openLeakWatch({ db, newId: randomUUIDv7, now: () => new Date(), log: say });
  const planner = openPlanner({
    ...{ db, parametersOf: desk.parametersOf, newId: randomUUIDv7, now: () => new Date(), log: say },
  });
  const app = await openServer({
    ...{ house, db, pools, refusals, settingsChanged, onCallChange: bell.onCallChange, desk, planner, leaks },
  });
  const owner = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  const keep = () => keepHouse(house, db, { planner, leaks });
  keep();
  const housekeeping = setInterval(keep, HOUR_MS);
  const learning = setInterval(() => learnAtNight(house, desk), LEARNING_MS);

  return {
    db,
    dataDir: house.dataDir,
    owner,
    settingsChanged,
    signInLink: () => newSignInLink({ db, publicUrl: config.publicUrl, userId: owner.userId }),
    async stop() {
      clearInterval(housekeeping);
      clearInterval(learning);
      const steps = [
        () => app.close(),
        () => calls.stopChecks(),
        () => leaks.close(),
        () => planner.close(),
        () => desk.close(),
        () => telephony.stop(),
        () => calls.keepRecordings(),
        async () => bell.close(),
        () => desk.followed(),
        () => pools.close(),
        ...Object.values(refusals).map((counter) => () => counter.close()),
        () => db.end(),
        async () => postgres?.stop(),
      ];
      // Whatever fails, the rest is still ended.
      for (const step of steps) await step().catch((error) => say('something could not be ended cleanly', error));
    },
  };
}

function enter(config: Config, onProgress?: (message: string) => void): House {
  const log = pino({ level: config.logLevel }, pino.destination({ dest: 2, sync: true }));
  const say = (message: string, error?: unknown) => {
    if (error) log.error({ err: error }, message);
    else if (onProgress) onProgress(message);
    else log.info(message);
  };
  const user = engineUser();
  return { config, dataDir: reachableFolder(config.dataDir, user), user, log, say, clock: () => Date.now() / 1000 };
}

function openTelephony({ config, dataDir, user, say }: House): Promise<Telephony> {
  const install = installAsterisk({ cacheDir: config.cacheDir, log: say });
  const { sip, enginePort } = config;
  return startTelephony({ install, user, dataDir, nodeName: 'dialtrace', sip, enginePort, log: say });
}

// A database that is down at start is waited for: Asterisk takes calls by itself meanwhile.
async function openStore({ config, dataDir, user, say }: House): Promise<{ db: Db; postgres?: EmbeddedPostgres }> {
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

/** Whose capacity numbers are and where they are from: read in the background, nothing waits for it. */
function openNumbering({ say }: House, db: Db) {
  const { lookUp, reload } = createNumberingInMemory(db);
  const fill = () => fillCapacityOwners(db, lookUp);
  const failed = (error: unknown) => say('the numbering register could not be read', error);
  const follow = () => void reload().then(fill).catch(failed);
  follow();
  return {
    follow,
    fillIn: () => void fill().catch(failed),
    /** where a phone is from, as holders' regions are called; null: not known, or not of one region */
    regionOfCaller: (e164: string) => regionKey(lookUp(e164)?.region ?? null),
  };
}

function openRefusals(given: Pick<House, 'log' | 'clock'> & { db: Db }): Refusals {
  const counter = (room: keyof Refusals) => createRefusalCounter({ ...given, room });
  return { collect: counter('collect'), telephony: counter('telephony'), api: counter('api') };
}

type CallsOptions = {
  house: House;
  db: Db;
  telephony: Telephony;
  pools: Pools;
  refusals: Refusals;
  regionOfCaller: (e164: string) => string | null;
};

/** From here on Asterisk is answered, and what it did while we were away is told. */
async function openCalls({ house, db, telephony, pools, refusals, regionOfCaller }: CallsOptions) {
  const { dataDir, log, say } = house;
  const directory = await openDirectory(db);
  const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
  const { holdersOf } = pools;
  const desk = await openDesk({
    ...{ db, windowSeconds, holdersOf, newId: randomUUIDv7, now: () => new Date(), log: say, regionOfCaller },
  });
  const { attributing } = desk;
  const taking = openTaking({ db, directory, attributing, newId: randomUUIDv7 });
  const folder = path.join(dataDir, 'recordings');
  const recordings = openRecordings({ db, folder, rawFolder: path.join(folder, 'raw'), log: say });
  const onRefused = (reason: TakeRefusal, { did, callerRaw, providerCallId }: Offer) => {
    refusals.telephony.count(null, reason);
    log.warn({ did, caller: callerRaw, call: providerCallId }, 'a call to a number that is not ours was refused');
  };
  const story = openStory({ db, taking, onRefused, onEnded: () => void recordings.keep() });

  const { dialOut, maxCalls } = telephony;
  const checks = await openChecks({
    db,
    dialOut,
    maxCalls,
    numberIdOf: (did) => directory.find(did)?.id,
    newId: randomUUIDv7,
    clock: house.clock,
    log: say,
  });
  const applyRouting = oneAtATime(async () => {
    await directory.reload();
    const plans = directory.all().map((number) => ({ dialledForms: dialledForms(number.e164), plan: planFor(number) }));
    const ways = new Map((await listWaysOut(db)).map((way) => [way.connectionId, way]));
    const trunks = (await listTrunks(db)).map((trunk) => ({ ...trunk, out: ways.get(trunk.id) }));
    await telephony.apply({ trunks, plans });
  });
  await applyRouting();
  await telephony.open({
    onOffer: async (offer) => {
      const test = checks.now(offer);
      if (test) return test;
      const taken = taking.now(offer);
      if (taken.kind === 'taken')
        taken.stored().catch((error) => say('a call could not be stored yet; the journal will bring it again', error));
      return taken.plan;
    },
    onFacts: async (facts, place) => story.tell(PROVIDER, await checks.withoutTestCalls(facts), place),
    from: await journalPlace(db, PROVIDER),
    onRefused: (reason, times) => refusals.telephony.count(null, reason, times),
    onAlive: (alive) => story.cutOff(PROVIDER, alive, new Date()),
  });
  void recordings.keep();
  void checks.look();
  const schedule = startSchedule({ db, checks, newId: randomUUIDv7, log: say });
  const stopChecks = () => {
    schedule.stop();
    return checks.close();
  };
  return { applyRouting, keepRecordings: recordings.keep, stopChecks, desk };
}

// A run that is asked for while another goes on begins after it: what it applies is never older than the asking.
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}

type ServerOptions = {
  house: House;
  db: Db;
  pools: Pools;
  refusals: Refusals;
  settingsChanged: (siteId: string) => Promise<void>;
  onCallChange: Bell['onCallChange'];
  desk: Desk;
  planner: Planner;
  leaks: LeakWatch;
};

async function openServer(options: ServerOptions) {
  const { house, db, pools, refusals, settingsChanged, onCallChange, desk, planner, leaks } = options;
  const { config, dataDir, log, clock } = house;
  const { publicUrl, trustedProxies } = config;
  const app = await createServer({
    log,
    publicUrl,
    trustedProxies,
    hosts: config.extraHosts,
    dashboardFolder: path.join(ROOT, 'dist/dashboard'),
    ready: async () => void (await db.query('select 1')),
    metrics: () => metricsText(refusals),
    onWrongHost: () => refusals.api.count(null, 'wrong-host'),
  });
  const findRegion = await openRegions({ file: config.geoipFile, log });
  const scriptFile = path.join(ROOT, 'dist/snippet/dt.js');
  await app.register(collectRoutes, { db, log, clock, pools, refusals: refusals.collect, findRegion, scriptFile });
  await addApi(app, {
    db,
    publicUrl,
    version: versionOfPackage(),
    recordingsFolder: path.join(dataDir, 'recordings'),
    newId: randomUUIDv7,
    poolStats: (poolId) => pools.stats(poolId),
    poolNumbers: pools.numbersNow,
    openPagesOf: (numberId) => openPagesOf(pools, numberId, clock()),
    numbersFile: openNumbersFile({ db, newId: randomUUIDv7 }),
    leaks,
    attribution: desk,
    planner,
    onSettingsChange: settingsChanged,
    onCallChange,
  });
  await app.listen({ port: config.port, host: config.host });
  return app;
}

function openPagesOf(pools: Pools, numberId: string, at: number): number {
  const { heartbeatSeconds } = DEFAULT_POOL_PARAMETERS;
  return pools.holdersOf(numberId, at).filter((holder) => isPageOpen(holder, at, heartbeatSeconds)).length;
}

type Keepers = { planner: Planner; leaks: LeakWatch };

function keepHouse({ say }: House, db: Db, { planner, leaks }: Keepers) {
  const now = new Date();
  makePartitions(db, now).catch((error) => say('partitions of the months to come could not be made', error));
  wakeRested(db, now).catch((error) => say('numbers that have rested could not be made ready', error));
  warnOfEnds(db, { now, newId: randomUUIDv7 }).catch((error) => say('ends of contracts could not be looked up', error));
  leaks.scanDue().catch((error) => say('leaked numbers could not be looked for', error));
  planner.watch().catch((error) => say('plans could not be held against what came', error));
}

function learnAtNight({ say }: House, desk: Desk) {
  desk.learnAtNight().catch((error) => say('a site could not learn from its calls', error));
}

function versionOfPackage(): string {
  return (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}

function metricsText(refusals: Refusals): string {
  const lines = Object.entries(refusals).flatMap(([room, counter]) =>
    Object.entries(counter.totals()).map(
      ([reason, count]) => `dialtrace_refusals_total{room="${room}",reason="${reason}"} ${count}`,
    ),
  );
  return `# HELP dialtrace_refusals_total Requests and calls refused or dropped since the start, by reason
# TYPE dialtrace_refusals_total counter
${lines.join('\n')}
`;
}
