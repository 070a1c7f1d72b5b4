// The public server: the page's routes, the API and the dashboard.
import { randomUUIDv7 } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { addApi } from '../api/api.ts';
import type { Bell } from '../api/bell.ts';
import type { DeliveryDesk } from '../api/delivery-desk.ts';
import type { OperatorDesk } from '../api/operator-desk.ts';
import { createServer } from '../api/server.ts';
import type { Desk } from '../calls/attribution/desk.ts';
import type { Placing } from '../calls/missed/placing.ts';
import type { Board } from '../calls/routing/board.ts';
import type { SpamDesk } from '../calls/spam/spam.ts';
import { readPublishedVersions } from '../collect/page-script.ts';
import type { Pools } from '../collect/pools.ts';
import { openRegions } from '../collect/region.ts';
import { collectRoutes } from '../collect/routes.ts';
import { scriptRoutes } from '../collect/script-routes.ts';
import type { Config } from '../config.ts';
import { openContactsFile } from '../contacts/contacts-file.ts';
import { isPageOpen } from '../core/attribution/holder.ts';
import { DEFAULT_POOL_PARAMETERS } from '../core/pool/pool.ts';
import type { RouteDesk } from '../core/routing/would-happen.ts';
import { openDealsFile } from '../money/deals-file.ts';
import { openSpendFile } from '../money/spend-file.ts';
import { openNumbersFile } from '../numbers/csv.ts';
import type { LeakWatch } from '../numbers/leaks.ts';
import type { Planner } from '../planning/planner.ts';
import type { Recordings } from '../recordings/recordings.ts';
import { publicSoundRoutes } from '../sounds/public-routes.ts';
import type { Sounds } from '../sounds/sounds.ts';
import type { Db } from '../store/database.ts';
import { hookRoutes } from '../telephony/operators/hook-server.ts';
import type { House, Refusals } from './house.ts';
import { openMetrics } from './metrics.ts';
import type { Operators } from './operators.ts';
import { openPageChecker } from './page-checker.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

type ServerOptions = {
  house: House;
  db: Db;
  pools: Pools;
  refusals: Refusals;
  settingsChanged: (siteId: string) => Promise<void>;
  onCallChange: Bell['onCallChange'];
  desk: Desk;
  board: Board;
  planner: Planner;
  leaks: LeakWatch;
  recordings: Recordings['desk'];
  sounds: Sounds;
  routeDesk: RouteDesk;
  operators: Operators;
  operatorDesk: OperatorDesk;
  deliveries: DeliveryDesk;
  placing: Placing;
  spam: SpamDesk;
};

/** Listens when it resolves. */
export async function openServer(options: ServerOptions) {
  const { house, db, pools, refusals, settingsChanged, onCallChange, desk, board, planner, leaks, sounds } = options;
  const { operators, operatorDesk, recordings } = options;
  const { config, log, clock } = house;
  const { publicUrl, trustedProxies } = config;
  const app = await createServer({
    log,
    publicUrl,
    trustedProxies,
    hosts: config.extraHosts,
    dashboardFolder: path.join(ROOT, 'dist/dashboard'),
    ready: async () => void (await db.query('select 1')),
    metrics: openMetrics({ db, refusals }),
    onWrongHost: () => refusals.api.count(null, 'wrong-host'),
  });
  const findRegion = await openRegions({ file: config.geoipFile, log });
  await app.register(collectRoutes, { db, log, clock, pools, refusals: refusals.collect, findRegion });
  await app.register(hookRoutes, operators.hooks);
  const publishedFolder = path.join(ROOT, 'snippet/published');
  await app.register(scriptRoutes, { builtFolder: path.join(ROOT, 'dist/snippet'), publishedFolder });
  await app.register(publicSoundRoutes, { sounds });
  const checker = openPageChecker(config, house.say);
  app.addHook('preClose', checker.close);
  await addApi(app, {
    db,
    publicUrl,
    sipServer: sipServerOf(config),
    scriptVersions: readPublishedVersions(publishedFolder),
    version: versionOfPackage(),
    recordings,
    newId: randomUUIDv7,
    poolStats: (poolId) => pools.stats(poolId),
    poolNumbers: pools.numbersNow,
    openPagesOf: (numberId) => openPagesOf(pools, numberId, clock()),
    numbersFile: openNumbersFile({ db, newId: randomUUIDv7 }),
    contactsFile: openContactsFile({ db, newId: randomUUIDv7 }),
    dealsFile: openDealsFile({ db }),
    spendFile: openSpendFile({ db }),
    leaks,
    attribution: desk,
    board,
    placing: options.placing,
    spam: options.spam,
    routes: options.routeDesk,
    planner,
    operators: operatorDesk,
    deliveries: options.deliveries,
    sounds,
    checkPage: checker.check,
    onSettingsChange: settingsChanged,
    onCallChange,
  });
  await app.listen({ port: config.port, host: config.host });
  return app;
}

// Listening everywhere is no address to enter into a phone: then it is the name people reach the dashboard by.
function sipServerOf({ sip, publicUrl }: Config): string {
  const isAnywhere = sip.address === '0.0.0.0' || sip.address === '[::]';
  return `${sip.externalAddress ?? (isAnywhere ? new URL(publicUrl).hostname : sip.address)}:${sip.port}`;
}

function openPagesOf(pools: Pools, numberId: string, at: number): number {
  const { heartbeatSeconds } = DEFAULT_POOL_PARAMETERS;
  return pools.holdersOf(numberId, at).filter((holder) => isPageOpen(holder, at, heartbeatSeconds)).length;
}

function versionOfPackage(): string {
  return (JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string }).version;
}
