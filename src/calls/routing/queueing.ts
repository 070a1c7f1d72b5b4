// Callers who wait for a team: in the order in which they came, one agent each as agents get free. In memory; telephony
// keeps asking for each caller, so after a restart the queue is as it was within seconds.
import type { CallFact } from '../../core/call.ts';
import type { QueueAsk, QueueTurn, Sound } from '../../core/routing/plan.ts';
import { whoIsOnShift, whoRings } from '../../core/routing/ringing-order.ts';
import type { AgentNow, RouteStep } from '../../core/routing/route.ts';
import { factsOfNothing } from '../../core/routing/routing-fallback.ts';
import type { Db } from '../../store/database.ts';
import { findRouteVersion } from '../../store/routes.ts';
import { readQueueName, stepNames } from './queue-name.ts';
import { agentsNow, type RouteBook } from './route-book.ts';
import type { Voice } from './route-sounds.ts';

export type QueueingOptions = {
  db: Db;
  book: RouteBook;
  board: {
    now(): ReadonlyMap<string, AgentNow>;
    onChange(listener: () => void): () => void;
    turn(providerCallId: string, agents: readonly string[], seconds: number): void;
  };
  voice: Voice;
  now: () => Date;
  /** how long an ask waits for an agent to get free (default 4 s) */
  longPollMs?: number;
};
export type Queueing = {
  /** the caller's next turn; rejects if the queue is none of a published route: telephony then rings its own targets */
  turn(ask: QueueAsk): Promise<QueueTurn>;
  /** callers who wait for the team, those who are being rung through among them */
  waiting(teamId: string): number;
  /** the caller has hung up or talks with somebody */
  left(providerCallId: string): void;
  /** what became of calls: who has left, or ended, waits no more */
  hear(facts: readonly Pick<CallFact, 'kind' | 'providerCallId'>[]): void;
  close(): void;
};

const LONG_POLL_MS = 4000;
/** Telephony asks again at once after each turn; who has not for so long has left. */
const GONE_MS = 12_000;
const SAY_EVERY_MS = 20_000;
/** An agent who did not take a call is left in peace so long. */
const REST_MS = 5000;
/** So long it may take until the board knows who took a call. */
const SETTLE_MS = 2000;
const LEAST_RING_SECONDS = 3;

type QueueStep = RouteStep & { do: 'queue' };
type Queue = { siteId: string; step: QueueStep; callers: Caller[]; lastFirst: string | null };
type Caller = {
  id: string;
  /** when they began to wait, in milliseconds since the epoch */
  since: number;
  /** they have left if they do not ask again by then */
  until: number;
  /** answers the ask that waits */
  pending: ((turn: QueueTurn) => void) | null;
  /** agents who are being rung for them */
  ringing: readonly string[];
  /** agents who were rung for them and did not take the call */
  tried: Set<string>;
  said: { position: number; at: number } | null;
};

/** Opens the queues of all published routes. */
export function openQueueing(options: QueueingOptions): Queueing {
  const { db, book, board, voice, now, longPollMs = LONG_POLL_MS } = options;
  const queues = new Map<string, Queue>();
  /** until when agents are not to be rung: they are, or were just now */
  const held = new Map<string, number>();
  let wake: ReturnType<typeof setTimeout> | undefined;

  const openQueue = async (name: string): Promise<Queue> => {
    const known = queues.get(name);
    if (known) return known;
    const ref = readQueueName(name);
    const found = ref && (await findRouteVersion(db, ref.routeId, ref.version));
    const step = found && ref && found.route.steps[stepNames(found.route)[ref.place] ?? ''];
    if (!found || step?.do !== 'queue') throw new Error(`there is no queue "${name}"`);
    const queue = queues.get(name) ?? { siteId: found.siteId, step, callers: [], lastFirst: null };
    queues.set(name, queue);
    return queue;
  };

  const serveAll = () => {
    for (const [name, queue] of queues) {
      serve(queue);
      if (queue.callers.length === 0) queues.delete(name);
    }
    clearTimeout(wake);
    const at = now().getTime();
    for (const [agent, until] of held) if (until <= at) held.delete(agent);
    const waits = [...queues.values()].some(({ callers }) => callers.length > 0);
    if (!waits) return;
    const next = Math.min(...held.values(), at + longPollMs);
    wake = setTimeout(serveAll, Math.max(50, next - at + 1)).unref();
  };

  /** Gives each caller who asks the first agent who is free for them, in the order in which they came. */
  const serve = (queue: Queue) => {
    const at = now();
    const site = book.site(queue.siteId);
    const agents = site && agentsNow(site, board.now(), at);
    queue.callers = queue.callers.filter((caller) => {
      const isServed = caller.ringing.some((agent) => agents?.get(agent)?.state === 'talking');
      const stays = caller.pending !== null || (caller.until > at.getTime() && !isServed);
      if (!stays) release(caller); // nobody may tell of this caller's leaving any more
      return stays;
    });
    if (!site || !agents) return;
    const { team, strategy, skill } = queue.step;
    const facts = { ...factsOfNothing({ number: '', teams: site.teams, agents: new Map() }), agents };
    const to = [{ team }];
    if (whoIsOnShift(to, facts).length === 0) {
      for (const caller of queue.callers.filter(({ pending }) => pending)) answer(queue, caller, { do: 'leave' });
      return;
    }
    const ringing = whoRings({ to, strategy, skill, lastFirst: queue.lastFirst }, facts);
    // Who is rung for another call is waited for: this caller is in no hurry.
    let free = ringing.agents.filter(({ id, isRung }) => !isRung && (held.get(id) ?? 0) <= at.getTime());
    for (const caller of queue.callers.slice()) {
      if (free.length === 0) break;
      const rung = caller.pending ? chosen(queue, caller, free) : free.slice(0, 1);
      if (!caller.pending && caller.ringing.length > 0) continue;
      free = free.filter((agent) => !rung.includes(agent)); // who just hears something keeps their turn
      if (caller.pending) ring(queue, caller, rung);
    }
    for (const [position, caller] of queue.callers.entries()) {
      const say = caller.pending ? wordsFor(queue, caller, position + 1) : [];
      if (say.length > 0) answer(queue, caller, { do: 'wait', say });
    }
  };

  const chosen = ({ step }: Queue, caller: Caller, free: readonly AgentNow[]): readonly AgentNow[] => {
    if (step.strategy === 'all-at-once') return free;
    const fresh = free.find(({ id }) => !caller.tried.has(id));
    if (!fresh) caller.tried.clear();
    return [fresh ?? (free[0] as AgentNow)];
  };

  const ring = (queue: Queue, caller: Caller, agents: readonly AgentNow[]) => {
    const at = now().getTime();
    const left = queue.step.seconds - (at - caller.since) / 1000;
    const seconds = Math.floor(Math.max(LEAST_RING_SECONDS, Math.min(queue.step.ringSeconds, left)));
    for (const { id } of agents) {
      held.set(id, at + seconds * 1000 + REST_MS);
      caller.tried.add(id);
    }
    caller.ringing = agents.map(({ id }) => id);
    board.turn(caller.id, caller.ringing, seconds);
    queue.lastFirst = agents[0]?.id ?? queue.lastFirst;
    const targets = agents.map(({ id, name, phone }) => ({ id, name, phone }));
    answer(queue, caller, { do: 'ring', targets, seconds, say: [] });
  };

  // At the beginning, and then when the place has changed, but not all the time.
  const wordsFor = ({ siteId, step }: Queue, caller: Caller, position: number): Sound[] => {
    const at = now().getTime();
    const isFirst = caller.said === null;
    if (caller.said && (caller.said.position === position || at - caller.said.at < SAY_EVERY_MS)) return [];
    caller.said = { position, at };
    const language = book.site(siteId)?.language ?? 'ru';
    const words = [
      isFirst ? voice.builtIn('queue', language) : null,
      step.announcePosition ? voice.position(position, language) : null,
    ];
    return words.filter((sound) => sound !== null);
  };

  const answer = (queue: Queue, caller: Caller, turn: QueueTurn) => {
    const { pending } = caller;
    caller.pending = null;
    caller.until = now().getTime() + GONE_MS + (turn.do === 'ring' ? turn.seconds * 1000 : 0);
    if (turn.do === 'leave') queue.callers = queue.callers.filter((one) => one !== caller);
    pending?.(turn);
  };

  /** The caller, who asks: nobody took the call who was rung for them. */
  const asking = (queue: Queue, { providerCallId, waited }: QueueAsk): Caller => {
    const at = now().getTime();
    const known = queue.callers.find(({ id }) => id === providerCallId);
    if (known?.pending) answer(queue, known, { do: 'wait', say: [] }); // asked twice: one turn only
    if (known) {
      for (const agent of known.ringing) held.set(agent, at + REST_MS);
      known.ringing = [];
      board.turn(known.id, [], 0);
      return known;
    }
    const since = at - waited * 1000;
    const caller: Caller = {
      ...{ id: providerCallId, since, until: at + GONE_MS, pending: null, ringing: [], tried: new Set() },
      // Who has waited for long heard it all before we were restarted.
      said: waited > SAY_EVERY_MS / 1000 ? { position: 0, at } : null,
    };
    queue.callers.push(caller);
    queue.callers.sort((one, other) => one.since - other.since);
    return caller;
  };

  /** Who was rung for them is the board's to tell again, as soon as it knows. */
  const release = ({ ringing }: Caller) => {
    for (const agent of ringing) held.set(agent, now().getTime() + SETTLE_MS);
  };

  const left = (providerCallId: string) => {
    for (const queue of queues.values()) {
      const caller = queue.callers.find(({ id }) => id === providerCallId);
      if (!caller) continue;
      release(caller);
      answer(queue, caller, { do: 'leave' });
    }
    serveAll();
  };

  const off = board.onChange(serveAll);
  return {
    async turn(ask) {
      const opened = await openQueue(ask.queue);
      const queue = queues.get(ask.queue) ?? opened; // an empty one may have been put away meanwhile
      queues.set(ask.queue, queue);
      const caller = asking(queue, ask);
      const { promise, resolve } = Promise.withResolvers<QueueTurn>();
      caller.pending = resolve;
      if (ask.waited >= queue.step.seconds) answer(queue, caller, { do: 'leave' });
      serveAll();
      const timer = setTimeout(() => {
        if (caller.pending === resolve) answer(queue, caller, { do: 'wait', say: [] });
      }, longPollMs);
      return promise.finally(() => clearTimeout(timer));
    },
    waiting(teamId) {
      const at = now().getTime();
      const isHere = ({ pending, until }: Caller) => pending !== null || until > at;
      const own = [...queues.values()].filter(({ step }) => step.team === teamId);
      return own.reduce((sum, { callers }) => sum + callers.filter(isHere).length, 0);
    },
    left,
    hear(facts) {
      for (const { kind, providerCallId } of facts) if (kind === 'left-queue' || kind === 'ended') left(providerCallId);
    },
    close() {
      off();
      clearTimeout(wake);
      for (const queue of queues.values())
        for (const caller of queue.callers.slice()) answer(queue, caller, { do: 'wait', say: [] });
      queues.clear();
    },
  };
}
