// Makes test calls to numbers: dials one like anybody, knows it again when it comes back, listens at both ends, puts down
// what was found and lets what follows follow.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact, Offer } from '../core/call.ts';
import { dueChecks } from '../core/numbers/check-schedule.ts';
import { type CheckFound, judgeCheck } from '../core/numbers/number-check.ts';
import { isSamePhone } from '../core/phone.ts';
import type { Plan } from '../core/routing/plan.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneLevel } from '../core/tone.ts';
import {
  CHECKS_CHANNEL,
  type CheckNumber,
  checksBetween,
  connectionsWithNumbersOut,
  FLIGHTS_CHANNEL,
  finishCheck,
  interruptChecks,
  listCheckCallers,
  listCheckLines,
  listNumbersToCheck,
  startCheck,
} from '../store/checks.ts';
import { listen } from '../store/listen.ts';
import { otherNodes } from '../store/nodes.ts';
import { type Flight, openFlights } from './flights.ts';
import { type SharedFlightsOptions, shareFlights } from './shared-flights.ts';
import { type JudgeDeps, judgeConnection } from './verdicts.ts';

export type Dialled = {
  ended: Promise<{ cause: number | null; lost: boolean }>;
  hangUp(): Promise<void>;
  heard(): Promise<{ there: Int16Array; back: Int16Array }>;
};
export type ChecksOptions = Omit<JudgeDeps, 'log'> &
  Pick<SharedFlightsOptions, 'node' | 'expect' | 'heardThere'> & {
    /** places the call through the number's connection; throws if it can't be placed */
    dialOut(order: { id: string; connectionId: string; number: string; callerId: string }): Promise<Dialled>;
    maxCalls: number;
    /** the number that an operator means by these digits, if it is one of ours */
    numberIdOf(did: string): string | undefined;
    log: (message: string, error?: unknown) => void;
  };
export type Checks = {
  /** the plan of a test call that has come back; undefined: a call like any other */
  now(offer: Offer): Plan | undefined;
  /** the facts that are of real calls: what is told of a test call would make it one */
  withoutTestCalls(facts: readonly CallFact[]): Promise<CallFact[]>;
  /** dials what is due */
  look(): Promise<void>;
  close(): Promise<void>;
};

/** From dialling to coming back, at the most: the ring time of telephony/asterisk/outbound.ts and a margin. */
const LATE_MS = 40_000;
const CLOCK_SLACK_MS = 1000;
/** A check that takes longer was lost, with the node that made it. */
const LOST_MS = 120_000;
/** Before a test call is dialled, so that every other node knows of it when it comes there. */
const ANNOUNCED_MS = 1000;

/** Puts down checks of this node that were cut off by its earlier end, and listens for new wishes and other nodes' checks. */
export async function openChecks(options: ChecksOptions): Promise<Checks> {
  const { db, node, clock, log, maxCalls } = options;
  await interruptChecks(db, new Date(clock() * 1000), node);
  let callers = await listCheckCallers(db);
  const flights = openFlights(node, () => callers);
  const shared = shareFlights({ ...options, flights, now: () => clock() * 1000 });
  const running = new Map<Promise<void>, Flight>();
  const openedAt = clock() * 1000;
  const now = (offer: Offer) => flights.recognise(offer, options.numberIdOf(offer.did));
  let closed = false;
  let looking: Promise<void> = Promise.resolve();

  const lookOnce = async () => {
    if (closed) return;
    await shared.follow(); // should a word of another node have been lost
    callers = await listCheckCallers(db);
    for (const connectionId of await connectionsWithNumbersOut(db)) await judgeConnection(options, connectionId, false);
    const at = clock() * 1000;
    await interruptChecks(db, new Date(at - LOST_MS));
    const lines = await listCheckLines(db, new Date(at)); // before the numbers: a check that ends meanwhile is not dialled twice
    const numbers = await listNumbersToCheck(db);
    const due = dueChecks(
      clock(),
      numbers,
      lines.map((line) => ({ ...line, maxCalls })),
    );
    if (due.length === 0) return;
    const others = await otherNodes(db, node);
    if (others.silent > 0) return log('checks wait: a node is silent, and would let a test call that comes there ring');
    for (const number of due)
      await begin(
        numbers.find(({ numberId }) => numberId === number.numberId),
        others.living > 0,
      );
  };
  // One look at a time, so that no line is taken twice; a look that is asked for meanwhile begins after it.
  const look = () => {
    looking = looking.then(lookOnce).catch((error) => log('numbers could not be checked; they are next time', error));
    return looking;
  };
  const begin = async (number: CheckNumber | undefined, hasOthers: boolean) => {
    if (!number) return;
    const dialledAt = new Date(clock() * 1000);
    const id = number.wish?.id ?? options.newId();
    const checkId = await startCheck(db, { id, numberId: number.numberId, node, at: dialledAt });
    if (!checkId) return;
    const { numberId, checkCaller } = number;
    const flight: Flight = { checkId, numberId, checkCaller, dialledAt, hangUp: () => {} };
    shared.begin(flight);
    const run = check(number, flight, hasOthers ? ANNOUNCED_MS : 0)
      .catch((error) => log(`the check of ${number.e164} could not be brought to its end`, error))
      .finally(() => {
        shared.end(flight);
        running.delete(run);
        void look();
      });
    running.set(run, flight);
  };
  const check = async (number: CheckNumber, flight: Flight, waitMs: number) => {
    if (waitMs > 0) await sleep(waitMs);
    if (closed) return;
    const found = await dial(number, flight);
    if (closed) return; // what was cut off by our own end is put down at the next start
    await finishCheck(db, { ...flightRow(flight), ...judgeCheck(found), ...tones(found) });
    await judgeConnection(options, number.connectionId, number.wish?.now ?? false);
  };
  const dial = async (number: CheckNumber, flight: Flight): Promise<CheckFound> => {
    if (flight.gaveWayTo !== undefined) return found(flight, { ...NOTHING_HEARD, cause: null, placed: true });
    try {
      flight.dialledAt = new Date(clock() * 1000);
      const { connectionId, e164, checkCaller } = number;
      const order = { id: flight.checkId, connectionId, number: e164, callerId: checkCaller };
      const call = await options.dialOut(order);
      flight.hangUp = () => void call.hangUp().catch((error) => log('a test call could not be given up', error));
      if (flight.gaveWayTo !== undefined) flight.hangUp();
      const { cause, lost } = await call.ended;
      const heard = { ...NOTHING_HEARD, ...tonesOf(await call.heard()) };
      await shared.follow();
      if (flight.reached && flight.reached.node !== node)
        Object.assign(heard, (await shared.heardElsewhere(flight)) ?? { unheard: true });
      return found(flight, { ...heard, cause, placed: !lost });
    } catch (error) {
      log(`${number.e164} could not be dialled for its check`, error);
      return found(flight, { ...NOTHING_HEARD, cause: null, placed: false });
    }
  };

  // Facts that come after the first one's batch need no look: a call whose first fact is left out is not in the log.
  const isTestCall = async (fact: CallFact): Promise<boolean> => {
    if (fact.kind !== 'offered') return flights.isTestCall(fact.providerCallId);
    // The engine's journal may be read before the engine's question is: whoever comes first decides for both.
    if (fact.at.getTime() >= openedAt) return now({ ...fact, provider: '' }) !== undefined;
    if (!callers.some((caller) => isSamePhone(fact.callerRaw, caller))) return false;
    const from = new Date(fact.at.getTime() - LATE_MS);
    const to = new Date(fact.at.getTime() + CLOCK_SLACK_MS);
    const dialled = await checksBetween(db, from, to);
    return dialled.some(({ caller, e164 }) => isSamePhone(fact.callerRaw, caller) && isSamePhone(fact.did, e164));
  };

  const listening = await listen({
    db,
    channels: { [CHECKS_CHANNEL]: () => void look(), [FLIGHTS_CHANNEL]: () => void shared.follow() },
    onReturn() {
      void shared.follow();
      void look();
    },
    log,
  });
  await shared.follow();
  return {
    now,
    async withoutTestCalls(facts) {
      const tests = new Set<string>();
      for (const fact of facts) if (await isTestCall(fact)) tests.add(fact.providerCallId);
      for (const { kind, providerCallId } of facts) if (kind === 'ended') shared.over(providerCallId);
      return facts.filter((fact) => !tests.has(fact.providerCallId));
    },
    look,
    async close() {
      closed = true;
      listening.close();
      for (const flight of running.values()) flight.hangUp();
      await looking;
      await Promise.all(running.keys());
    },
  };
}

const NOTHING_HEARD = { toneThere: null as number | null, toneBack: null as number | null, unheard: false };
type Ended = typeof NOTHING_HEARD & { cause: number | null; placed: boolean };

const tonesOf = ({ there, back }: { there: Int16Array; back: Int16Array }) => ({
  toneThere: toneLevel(there, TONE_THERE_HZ),
  toneBack: toneLevel(back, TONE_BACK_HZ),
});

function found({ reached, gaveWayTo, dialledAt }: Flight, ended: Ended): CheckFound {
  return {
    ...ended,
    gaveWay: gaveWayTo !== undefined,
    reachedMs: reached ? Math.max(0, reached.at.getTime() - dialledAt.getTime()) : null,
    didRight: reached?.right ?? false,
  };
}

const tones = ({ reachedMs, toneThere, toneBack }: CheckFound) => ({ reachedMs, toneThere, toneBack });

function flightRow({ checkId, numberId, dialledAt, reached, gaveWayTo }: Flight) {
  return {
    id: checkId,
    numberId,
    at: dialledAt,
    did: reached?.did ?? null,
    caller: reached?.caller ?? gaveWayTo ?? null,
  };
}
