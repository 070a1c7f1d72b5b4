// Dialtrace whole: opens every room, introduces them to each other, closes them again. How each is opened: house/.
import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { newSignInLink } from './api/access.ts';
import { openBell } from './api/bell.ts';
import { createPools } from './collect/pools.ts';
import type { Config } from './config.ts';
import { actingOn } from './house/acting.ts';
import { openCalls } from './house/calls.ts';
import { openDeliveries } from './house/deliveries.ts';
import { enter, openDisk, openRefusals, openStore, openTelephony } from './house/house.ts';
import { keepHouse } from './house/housekeeping.ts';
import { openNumbering } from './house/numbering.ts';
import { openServer } from './house/server.ts';
import { openHouseSounds } from './house/sounds.ts';
import { openHouseNotices } from './house/standing-notices.ts';
import { openLeakWatch } from './numbers/leaks.ts';
import { openPlanner } from './planning/planner.ts';
import { firstOwner } from './store/access.ts';
import type { Db } from './store/database.ts';
import { announceSiteChange } from './store/sites.ts';

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

/**
 * Opens Dialtrace as configured. Asterisk comes first, so that calls are taken whatever else fails to start.
 * `onProgress` is told what goes on in plain words; without it that goes to the log.
 */
export async function openSystem(config: Config, onProgress?: (message: string) => void): Promise<System> {
  const house = enter(config, onProgress);
  const { say, log, clock } = house;
  const disk = openDisk(house);
  const telephony = await openTelephony(house);
  const { db, postgres } = await openStore(house);
  const refusals = openRefusals({ db, log, clock });
  const pools = await createPools({ db, log, clock });
  const numbering = openNumbering(house, db);
  const { regionOfCaller } = numbering;
  const speaking = await openHouseSounds(house, db);
  const { sounds } = speaking;
  const calls = await openCalls({ house, disk, db, telephony, pools, refusals, regionOfCaller, sounds });
  const { desk, board } = calls;
  const follow = (siteId: string) => {
    board.agentsChanged(siteId);
    calls.applyRouting().catch((error) => say('changed numbers could not be read', error));
    numbering.fillIn();
    speaking.follow();
  };
  const bell = await openBell({
    db,
    log: say,
    onSites: follow,
    onAgents: board.agentsChanged,
    onNumbering: numbering.follow,
    onAttribution: desk.hear,
    onSpam: calls.judgement.screening.hear,
  });
  bell.onCallChange({ changed: (_, callId) => board.callChanged(callId), missed: () => {} }); // then all agents are read
  board.agentsChanged(''); // what changed before the bell could hear
  const settingsChanged = async (siteId: string) => {
    await pools.reload(siteId);
    await calls.applyRouting();
    await announceSiteChange(db, siteId);
  };
  const leaks = openLeakWatch({ db, newId: randomUUIDv7, now: () => new Date(), log: say });
  const planner = openPlanner({
    ...{ db, parametersOf: desk.parametersOf, newId: randomUUIDv7, now: () => new Date(), log: say },
  });
  const deliveries = await openDeliveries({
    ...{ db, allowed: config.privateDestinations, publicUrl: config.publicUrl, regionOfCaller, log: say },
    play: calls.recordings.desk.play,
    filesFolder: path.join(house.dataDir, 'files'),
    actOn: actingOn({ spam: calls.judgement.spam, placing: calls.wayOut.placing }),
    onPaused: ({ name, kind }, why) => log.warn({ destination: name, kind, why }, 'a destination takes nothing more'),
  });
  const app = await openServer({
    ...{
      house,
      db,
      pools,
      refusals,
      settingsChanged,
      onCallChange: bell.onCallChange,
      desk,
      board,
      planner,
      leaks,
      sounds,
    },
    ...{
      operators: calls.operators,
      operatorDesk: calls.operatorDesk,
      deliveries: deliveries.desk,
      recordings: calls.recordings.desk,
    },
    ...{ placing: calls.wayOut.placing, spam: calls.judgement.spam, routeDesk: calls.routeDesk },
  });
  const owner = await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() });
  const notices = openHouseNotices(house, { db, disk, unsaid: calls.unsaid, prepared: speaking.prepared });
  const stopKeeping = keepHouse(house, { db, planner, leaks, desk, speaking });

  return {
    db,
    dataDir: house.dataDir,
    owner,
    settingsChanged,
    signInLink: () => newSignInLink({ db, publicUrl: config.publicUrl, userId: owner.userId }),
    async stop() {
      stopKeeping();
      const steps = [
        () => app.close(),
        () => notices.close(),
        () => deliveries.close(),
        () => calls.operators.close(),
        async () => calls.queueing.close(),
        () => calls.stopChecks(),
        () => leaks.close(),
        () => planner.close(),
        () => speaking.close(),
        () => desk.close(),
        () => calls.wayOut.stop(),
        () => telephony.stop().then(calls.nodes.gone),
        () => calls.nodes.close(),
        () => calls.recordings.close(),
        async () => bell.close(),
        () => board.close(),
        () => desk.followed(),
        () => pools.close(),
        ...Object.values(refusals).map((counter) => () => counter.close()),
        () => db.end(),
        async () => disk.stop(),
        async () => postgres?.stop(),
      ];
      // Whatever fails, the rest is still ended.
      for (const step of steps) await step().catch((error) => say('something could not be ended cleanly', error));
    },
  };
}
