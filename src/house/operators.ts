// Operators beside our own Asterisk, introduced to the calls: their requests are answered, their facts stored, ours
// carried to them.
import path from 'node:path';
import { type Directory, linePlan } from '../calls/directory.ts';
import { type FactSpool, openFactSpool } from '../calls/fact-spool.ts';
import type { Story } from '../calls/story.ts';
import type { Taking } from '../calls/taking.ts';
import type { Config } from '../config.ts';
import type { CallFact, Offer } from '../core/call.ts';
import type { RoutedOrder } from '../core/routing/place-order.ts';
import type { Plan, QueueAsk, QueueTurn } from '../core/routing/plan.ts';
import { agentMeant } from '../store/agents.ts';
import { findCallPlan, isCallAnswered } from '../store/calls.ts';
import { listOperatorConnections, type OperatorConnectionRow } from '../store/connections.ts';
import type { Db } from '../store/database.ts';
import { createHookCounter, type HookCounter } from '../store/hook-counter.ts';
import type { Hooked, HookOptions } from '../telephony/operators/hook-server.ts';
import { operatorOf } from '../telephony/operators/operators.ts';
import type {
  Operator,
  OperatorConnection,
  House as OperatorHouse,
  RecordingRef,
} from '../telephony/operators/port.ts';
import type { House, Refusals } from './house.ts';
import { startReconciling } from './reconciling.ts';
import { startSubscribing } from './subscribing.ts';

/** What of the house they need. */
type Housed = Pick<House, 'dataDir' | 'log' | 'say'> & { config: Pick<Config, 'publicUrl'> };
type OperatorsOptions = {
  house: Housed;
  db: Db;
  directory: Directory;
  taking: Taking;
  story: Story;
  refusals: Pick<Refusals, 'telephony'>;
  /** whom a waiting caller rings next; without it: all of the step's targets at once */
  queue?: (ask: QueueAsk) => Promise<QueueTurn>;
  /** what became of calls, once it is stored: who waits no more, who is rung no more */
  hear?: (facts: readonly CallFact[]) => void;
};
export type Connected = OperatorConnectionRow & { operator: Operator };
export type Operators = Awaited<ReturnType<typeof openOperators>>;

const ROUTED_WITHIN_MS = 3000; // clouds wait five seconds at least; routing itself answers much sooner
const PLANS_KEPT = 5000;

/** The name calls of a connection bear in the store. */
export const providerOf = ({ kind, id }: Pick<OperatorConnectionRow, 'kind' | 'id'>) => `${kind}:${id}`;

/** Reads the connections; `reload` after any change of them. */
export async function openOperators(options: OperatorsOptions) {
  const { house, db, story, refusals, hear = () => {} } = options;
  const { dataDir, say, config } = house;
  const spool = openFactSpool({
    ...{ folder: path.join(dataDir, 'hooks'), log: say },
    async store(provider, facts) {
      await story.tell(provider, facts);
      hear(facts);
    },
  });
  const counter = createHookCounter(db, say);
  let connected = new Map<string, Connected>();
  const reload = async () => {
    const rows = await listOperatorConnections(db);
    connected = new Map(
      rows.flatMap((row) => {
        const operator = operatorOf(row.kind);
        return operator ? [[row.id, { ...row, operator }] as const] : [];
      }),
    );
  };
  await reload();
  const calls = openCallsOfOperators(options, spool);
  const find = (id: string) => connected.get(id);
  const got = (id: string): Connected => {
    const found = connected.get(id);
    if (!found) throw new Error('the connection is not there any more, or is no operator that takes commands');
    return found;
  };
  const houseOf = (row: OperatorConnectionRow) => calls.houseOf(row, hooksAt(config.publicUrl, row));
  const subscribing = startSubscribing({ connected: () => [...connected.values()], houseOf, log: say });
  const stopReconciling = startReconciling({
    ...{ db, connected: () => [...connected.values()], tell: calls.tell, log: say },
    isOurs: (did) => options.directory.find(did) !== undefined,
  });

  return {
    /** asks operators to send their requests, where that is due */
    subscribe: subscribing.look,
    reload,
    find,
    connectionOf,
    /** what the hook server asks and tells */
    hooks: hookOptions({ house, refusals, counter, find, houseOf }),
    /** where requests of the connection come to; `path` as in Operator.hooks */
    hookUrl: (row: Pick<OperatorConnectionRow, 'id' | 'hookSecret'>, at: string) => hooksAt(config.publicUrl, row)(at),
    tell: calls.tell,
    /** A call of ours through a connection of an operator. Throws an Error that says why it can't be. */
    place(order: RoutedOrder) {
      const row = got(order.connectionId);
      if (!row.operator.place) throw new Error(`${row.name} places no calls`);
      return row.operator.place(order, connectionOf(row), houseOf(row));
    },
    hangUp(connectionId: string, providerCallId: string) {
      const row = got(connectionId);
      return row.operator.hangUp?.(providerCallId, connectionOf(row));
    },
    /** The audio of a fact `recording-offered`. */
    fetchRecording(connectionId: string, recording: RecordingRef) {
      const row = got(connectionId);
      return row.operator.fetchRecording?.(recording, connectionOf(row)) ?? Promise.resolve('gone' as const);
    },
    deleteRecording(connectionId: string, recording: RecordingRef) {
      const row = got(connectionId);
      return row.operator.deleteRecording?.(recording, connectionOf(row));
    },
    async close() {
      subscribing.stop();
      stopReconciling();
      await spool.close();
      await counter.close();
    },
  };
}

export const connectionOf = ({ id, kind, settings }: OperatorConnectionRow): OperatorConnection => ({
  ...{ id, kind, settings },
});

const hooksAt =
  (publicUrl: string, { id, hookSecret }: Pick<OperatorConnectionRow, 'id' | 'hookSecret'>) =>
  (at: string) =>
    `${publicUrl}/hooks/${id}/${hookSecret}${at ? `/${at}` : ''}`;

type HookGiven = {
  house: Housed;
  refusals: Pick<Refusals, 'telephony'>;
  counter: HookCounter;
  find: (id: string) => Connected | undefined;
  houseOf: (row: OperatorConnectionRow) => OperatorHouse;
};

function hookOptions({ house, refusals, counter, find, houseOf }: HookGiven): HookOptions {
  return {
    publicUrl: house.config.publicUrl,
    log: house.say,
    find(id) {
      const row = find(id);
      return row && { connection: connectionOf(row), secret: row.hookSecret, operator: row.operator };
    },
    houseOf({ connection }: Hooked) {
      const row = find(connection.id);
      if (!row) throw new Error('the connection was deleted this moment');
      return houseOf(row);
    },
    onTaken: (id, at) => counter.count(id, 'taken', at),
    onRefused(id, reason, detail, at) {
      refusals.telephony.count(null, `hook-${reason}`);
      if (!id) return;
      counter.count(id, reason, at, detail);
      house.log.warn({ connection: id, reason, detail }, "an operator's request was refused");
    },
  };
}

// What operators ask and tell of calls, put to the rooms that know.
function openCallsOfOperators({ house, db, directory, taking, refusals, queue }: OperatorsOptions, spool: FactSpool) {
  // Plans of the calls that this process was offered, the oldest forgotten first: the store has them all.
  const plans = new Map<string, Plan>();
  const arriving = new Map<string, Promise<void>>();
  const keep = (key: string, plan: Plan) => {
    plans.set(key, plan);
    if (plans.size > PLANS_KEPT) plans.delete(plans.keys().next().value ?? '');
  };
  // A call must be stored before what happened in it: facts of a call that is not there are nobody's.
  const tell = async (provider: string, facts: readonly CallFact[]) => {
    const calls = new Set(facts.map((fact) => fact.providerCallId));
    await Promise.all([...calls].map((id) => arriving.get(`${provider} ${id}`)));
    await spool.tell(provider, facts);
  };
  const arrive = (offer: Offer) => {
    const key = `${offer.provider} ${offer.providerCallId}`;
    const { did, callerRaw, at, providerCallId } = offer;
    const stored = spool
      .tell(offer.provider, [{ providerCallId, key: 'offered', at, kind: 'offered', did, callerRaw }])
      .catch((error) => house.say('a call could not be stored', error))
      .finally(() => arriving.delete(key));
    arriving.set(key, stored);
  };
  const planOf = async (provider: string, providerCallId: string): Promise<Plan | undefined> => {
    const known = plans.get(`${provider} ${providerCallId}`);
    if (known) return known;
    const stored = await findCallPlan(db, provider, providerCallId);
    const number = stored && directory.byId(stored.numberId);
    return stored?.plan ?? (number && linePlan(number));
  };
  const offered = async (offer: Offer): Promise<Plan> => {
    const key = `${offer.provider} ${offer.providerCallId}`;
    const known = plans.get(key);
    if (known) return known;
    const taken = taking.now(offer);
    if (taken.kind === 'refused') {
      refusals.telephony.count(null, taken.reason);
      house.log.warn({ did: offer.did, provider: offer.provider }, 'a call to a number that is not ours was refused');
      return taken.plan;
    }
    const routed = await within(ROUTED_WITHIN_MS, taken.routed);
    const number = directory.find(offer.did);
    const plan = routed?.plan ?? (number ? linePlan(number) : NOWHERE);
    keep(key, plan);
    arrive(offer);
    return plan;
  };
  const ringAll = async (provider: string, { providerCallId, step }: QueueAsk): Promise<QueueTurn> => {
    const plan = await planOf(provider, providerCallId);
    const queueing = plan?.steps[step];
    if (!plan || queueing?.do !== 'queue') return { do: 'leave' };
    return { do: 'ring', targets: queueing.targets, seconds: queueing.ringSeconds, say: [] };
  };

  return {
    tell,
    houseOf(row: OperatorConnectionRow, hookUrl: (path: string) => string): OperatorHouse {
      const provider = providerOf(row);
      return {
        offer: (offer) => offered({ ...offer, provider }),
        planOf: (providerCallId) => planOf(provider, providerCallId),
        async foresee(unnamed) {
          return (await taking.foresee({ ...unnamed, provider })) ?? NOWHERE;
        },
        queue: (ask) => (queue ? queue(ask) : ringAll(provider, ask)),
        isTaken: (providerCallId) => isCallAnswered(db, provider, providerCallId),
        async agentMeant(did, word) {
          const number = directory.find(did);
          return (number && word && (await agentMeant(db, number.siteId, word))) || null;
        },
        tell: (facts) => tell(provider, facts),
        soundUrl: (sound) => `${house.config.publicUrl}/sounds/${sound}.wav`,
        hookUrl,
        log: (message, error) => house.say(`${row.name}: ${message}`, error),
      };
    },
  };
}

const NOWHERE: Plan = { record: false, steps: [{ do: 'hangup', cause: 'unavailable' }] };

async function within<T>(ms: number, work: Promise<T>): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(resolve, ms, undefined);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
