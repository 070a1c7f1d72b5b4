// Telephony, calls, numbers' checks and whoever judges them, introduced to each other.
import { randomUUIDv7 } from 'node:crypto';
import { openDesk } from '../calls/attribution/desk.ts';
import { openDirectory } from '../calls/directory.ts';
import { openBoard } from '../calls/routing/board.ts';
import { openRecordingNotice } from '../calls/routing/recording-notice.ts';
import { openStory } from '../calls/story.ts';
import { openTaking, type TakeRefusal } from '../calls/taking.ts';
import type { Pools } from '../collect/pools.ts';
import type { CallFact, Offer } from '../core/call.ts';
import { dialledForms } from '../core/phone.ts';
import { DEFAULT_POOL_PARAMETERS } from '../core/pool/pool.ts';
import type { Disk } from '../machine/disk.ts';
import { openChecks } from '../numbers/checks.ts';
import { startSchedule } from '../numbers/schedule.ts';
import type { Sounds } from '../sounds/sounds.ts';
import { listAgentPhones } from '../store/agents.ts';
import { journalPlace } from '../store/calls.ts';
import { listWaysOut } from '../store/checks.ts';
import type { Db } from '../store/database.ts';
import { listTrunks } from '../store/numbers.ts';
import type { Telephony } from '../telephony/asterisk/telephony.ts';
import { engineProvider } from './engine-files.ts';
import type { House, Refusals } from './house.ts';
import { openJudgement, openWayOut } from './missed-calls.ts';
import { openNodes } from './nodes.ts';
import { openOperatorDesk } from './operator-desk.ts';
import { openOperators } from './operators.ts';
import { openHouseRecordings } from './recordings.ts';
import { openHouseRouting } from './routing.ts';

type CallsOptions = {
  house: House;
  disk: Disk;
  db: Db;
  telephony: Telephony;
  pools: Pools;
  refusals: Refusals;
  regionOfCaller: (e164: string) => string | null;
  /** what callers and agents hear: of(prompt), speakSoon(words, language), position(n, language) */
  sounds: Sounds;
};

/** From here on Asterisk is answered, and what it did while we were away is told. */
export async function openCalls({ house, disk, db, telephony, pools, refusals, regionOfCaller, sounds }: CallsOptions) {
  const { log, say } = house;
  const { nodeName: node } = house.config;
  const provider = engineProvider(node);
  const directory = await openDirectory(db);
  const { windowSeconds } = DEFAULT_POOL_PARAMETERS;
  const { holdersOf } = pools;
  const desk = await openDesk({
    ...{ db, windowSeconds, holdersOf, newId: randomUUIDv7, now: () => new Date(), log: say, regionOfCaller },
  });
  const { attributing } = desk;
  const board = await openBoard({ db, now: () => new Date(), phones: telephony.phones, log: say });
  const judgement = await openJudgement(db, say);
  const { screen, foresee } = judgement.screening;
  const notice = await openRecordingNotice({ db, voice: sounds, regionOfCaller, log: say });
  const { book, queueing, routing, ...routes } = await openHouseRouting({
    ...{ db, directory, board, attributing, voice: sounds, regionOfCaller, foresee, finish: notice.finish, log: say },
  });
  const { route } = routing;
  const taking = openTaking({ db, directory, attributing, route, newId: randomUUIDv7, screen });
  const recordings = openHouseRecordings(house, {
    ...{ db, provider, fetch: (connectionId, ref) => operators.fetchRecording(connectionId, ref) },
    onKept: judgement.onKept,
  });
  const onRefused = (reason: TakeRefusal, { did, callerRaw, providerCallId }: Offer) => {
    refusals.telephony.count(null, reason);
    log.warn({ did, caller: callerRaw, call: providerCallId }, 'a call to a number that is not ours was refused');
  };
  const story = openStory({
    ...{ db, taking, onRefused, onEnded: () => void recordings.keep(), follow: judgement.follow },
  });

  const hear = (facts: readonly CallFact[]) => {
    board.hear(facts);
    queueing.hear(facts);
  };
  const operators = await openOperators({ house, db, directory, taking, story, refusals, queue: queueing.turn, hear });

  const nodes = await openNodes({ db, name: node, provider, story, log: say });
  const { dialOut, maxCalls } = telephony;
  const checks = await openChecks({
    ...{ db, node, dialOut, maxCalls, ...telephony.foreignChecks },
    numberIdOf: (did) => directory.find(did)?.id,
    newId: randomUUIDv7,
    clock: house.clock,
    log: say,
  });
  const applyRouting = oneAtATime(async () => {
    await Promise.all([directory.reload(), book.reload(), notice.reload()]);
    await operators.reload();
    const plans = directory
      .all()
      .map((number) => ({ ...number, dialledForms: dialledForms(number.e164), plan: routing.fallbackOf(number) }));
    const ways = new Map((await listWaysOut(db)).map((way) => [way.connectionId, way]));
    const trunks = (await listTrunks(db)).map((trunk) => ({ ...trunk, out: ways.get(trunk.id) }));
    await telephony.apply({ trunks, plans, phones: await listAgentPhones(db) });
  });
  await applyRouting();
  await telephony.open({
    onOffer: async (asked) => {
      const offer = { ...asked, provider };
      const test = checks.now(offer);
      if (test) return test;
      const taken = taking.now(offer);
      if (taken.kind === 'refused') return taken.plan;
      const { plan } = await taken.routed;
      taken.stored().catch((error) => say('a call could not be stored yet; the journal will bring it again', error));
      if (!plan) throw new Error('the call was taken by the plan on disk already');
      return disk.state() === 'fine' ? plan : { ...plan, record: false };
    },
    onQueue: queueing.turn,
    onFacts: async (facts, place) => {
      await story.tell(provider, await checks.withoutTestCalls(facts), place);
      hear(facts);
    },
    from: await journalPlace(db, provider),
    onRefused: (reason, times) => refusals.telephony.count(null, reason, times),
    onAlive: (alive) => story.cutOff(provider, alive, new Date()),
  });
  void recordings.keep();
  void checks.look();
  const schedule = startSchedule({ db, checks, newId: randomUUIDv7, log: say });
  const stopChecks = () => {
    schedule.stop();
    return checks.close();
  };
  const wayOut = openWayOut({
    ...{ db, board, engine: telephony, operators, regionOfCaller, judgement, log: say },
    whisper: (language) => sounds.builtIn('call-back-whisper', language),
  });
  const operatorDesk = openOperatorDesk({ db, directory, operators });
  const routeDesk = routes.desk;
  return {
    queueing,
    routeDesk,
    applyRouting,
    recordings,
    nodes,
    stopChecks,
    desk,
    board,
    operators,
    operatorDesk,
    judgement,
    wayOut,
    /** sites whose calls are not recorded, since nobody can tell callers */
    unsaid: () => notice.unsaid(directory.all()),
  };
}

// A run that is asked for while another goes on begins after it: what it applies is never older than the asking.
function oneAtATime(work: () => Promise<void>): () => Promise<void> {
  let last = Promise.resolve();
  return () => {
    last = last.then(work, work);
    return last;
  };
}
