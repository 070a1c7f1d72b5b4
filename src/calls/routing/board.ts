// The live board: who is free, talking, wrapping up, away or off shift at this moment. In memory, made from the store
// and kept up by what PostgreSQL notifies, so that every node has the same one and a restart makes it anew.

import type { CallFact } from '../../core/call.ts';
import { type Doing, doingOf, isTalkForgotten } from '../../core/routing/agent-state.ts';
import type { Plan } from '../../core/routing/plan.ts';
import { createReservations } from '../../core/routing/reservations.ts';
import type { AgentNow } from '../../core/routing/route.ts';
import { isOpen } from '../../core/routing/schedule.ts';
import { insertAgentChange } from '../../store/agents.ts';
import { type BoardAgentRow, boardAgents, boardAgentsOfCalls, boardAgentsOfSites } from '../../store/board.ts';
import type { Db } from '../../store/database.ts';
import { openPhoneWatch, type PhoneList } from './phone-watch.ts';

/** One agent as people see them; `isOnline` null: its phone does not register with us, or it is not known. */
export type BoardLine = AgentNow & {
  siteId: string;
  since: Date | null;
  /** when wrap-up ends by itself */
  until: Date | null;
  awayReason: string;
  isOnline: boolean | null;
  /** the call they talk in, else the one that rings them */
  callId: string | null;
  /** when the talk in it, or its ringing, began */
  callSince: Date | null;
  isRinging: boolean;
};
export type BoardChange = { siteIds: ReadonlySet<string>; agentIds: ReadonlySet<string> };

export type Board = {
  /** every agent by id, with their state at this moment; a phone that is not registered makes its agent away */
  now(): ReadonlyMap<string, AgentNow>;
  /** the agents of a site, by name */
  lines(siteId: string): BoardLine[];
  /** is told of agents who do something else now, until the returned function is called */
  onChange(listener: (change: BoardChange) => void): () => void;
  /** a call goes by this plan: whom it rings is being rung from this moment on */
  given(providerCallId: string, plan: Plan): void;
  /** a queue's turn rings these for the caller; none: not any more */
  turn(providerCallId: string, agents: readonly string[], seconds: number): void;
  /** what became of calls, sooner than the store's news of it: who is rung no more, or next */
  hear(facts: readonly CallFact[]): void;
  /** a call has changed, here or at another node */
  callChanged(callId: string): void;
  /** agents of a site have changed, '' : of any */
  agentsChanged(siteId: string): void;
  /** resolves when all that was heard so far is on the board */
  followed(): Promise<void>;
  close(): Promise<void>;
};
export type BoardOptions = {
  db: Db;
  now: () => Date;
  /** phones registered with us; rejects when telephony can't tell: then they count as reachable */
  phones: PhoneList;
  phonesEveryMs?: number;
  log: (message: string, error: unknown) => void;
};

type Entry = { row: BoardAgentRow; doing: Doing; seen: string };

/** No phone rings for longer: the end of what does was never told. */
const LONGEST_RING_MS = 180_000;
const MINUTE_MS = 60_000; // shifts begin and end at full minutes

/** Reads the board; keeps itself up from then on. */
export async function openBoard({ db, now, phones, phonesEveryMs, log }: BoardOptions): Promise<Board> {
  const entries = new Map<string, Entry>();
  const reservations = createReservations();
  const listeners = new Set<(change: BoardChange) => void>();
  const watch = openPhoneWatch({ phones, onChange: () => lookAgain(), everyMs: phonesEveryMs });
  let timer: ReturnType<typeof setTimeout> | undefined;

  const talkOf = ({ talks, freedAt }: BoardAgentRow, at: Date) =>
    talks.find(({ since }) => !isTalkForgotten(since, freedAt, at));
  const doing = (row: BoardAgentRow, at: Date): Doing =>
    doingOf({ ...row, talkingSince: talkOf(row, at)?.since ?? null, isOnShift: isOnShift(row, at) }, at);
  // A look at a calendar costs as much as a thousand looks at memory, and every call asks for every agent.
  const shifts = new Map<string, { minute: number; isOn: boolean }>();
  const isOnShift = ({ schedule, scheduleId, timeZone }: BoardAgentRow, at: Date) => {
    if (!schedule || !scheduleId) return true;
    const minute = Math.floor(at.getTime() / MINUTE_MS);
    const known = shifts.get(scheduleId);
    if (known?.minute === minute) return known.isOn;
    const isOn = isOpen(schedule, at, timeZone);
    shifts.set(scheduleId, { minute, isOn });
    return isOn;
  };
  const isOnline = (row: BoardAgentRow) => (row.phone.kind === 'registered' ? watch.isOnline(row.phone.login) : null);

  /** Puts agents on the board as they were just read, and tells what has changed by it. */
  const put = (rows: readonly BoardAgentRow[]) => {
    const at = now();
    const changes = { siteIds: new Set<string>(), agentIds: new Set<string>() };
    for (const row of rows) {
      const before = entries.get(row.id);
      const after = doing(row, at);
      const seen = JSON.stringify([row.name, after.state, row.awayReason, row.talks, row.rings, isOnline(row)]);
      const state = before?.doing.state ?? row.last?.state;
      if (state !== after.state) note(row, after, at);
      const since = after.since ?? (state === after.state ? (before?.doing.since ?? row.last?.at ?? null) : at);
      entries.set(row.id, { row, seen, doing: { ...after, since } });
      if (before?.seen === seen) continue;
      changes.siteIds.add(row.siteId);
      changes.agentIds.add(row.id);
    }
    if (changes.agentIds.size > 0) for (const listener of listeners) listener(changes);
    wakeAtNextChange(at);
  };
  const lookAgain = () => put([...entries.values()].map(({ row }) => row));
  const note = ({ id, talks, awayReason }: BoardAgentRow, { state, since }: Doing, at: Date) => {
    const reason = state === 'away' ? awayReason : '';
    const change = { agentId: id, at: since ?? at, state, reason, userId: null, callId: talks[0]?.callId ?? null };
    last = last
      .then(() => insertAgentChange(db, change))
      .catch((error) => log('a change of an agent was not noted', error));
  };

  // Wrap-up ends by itself, shifts begin and end with a minute.
  const wakeAtNextChange = (at: Date) => {
    clearTimeout(timer);
    const ends = [...entries.values()].flatMap(({ doing: { until } }) => (until ? [until.getTime()] : []));
    const next = Math.min(at.getTime() - (at.getTime() % MINUTE_MS) + MINUTE_MS, ...ends);
    if (!closed) timer = setTimeout(lookAgain, Math.max(0, next - now().getTime()));
    timer?.unref();
  };

  // What was heard while one reading goes on is read by the next: never twice at once, never in the wrong order.
  let closed = false;
  let last: Promise<unknown> = Promise.resolve();
  const heard = { calls: new Set<string>(), sites: new Set<string>(), isWaiting: false };
  const hear = () => {
    if (heard.isWaiting || closed) return;
    heard.isWaiting = true;
    last = last.then(read).catch((error) => log('the live board could not be read', error));
  };
  const read = async () => {
    heard.isWaiting = false;
    const [calls, sites] = [[...heard.calls], [...heard.sites]];
    heard.calls.clear();
    heard.sites.clear();
    if (sites.length > 0)
      replace(sites, sites.includes('') ? await boardAgents(db) : await boardAgentsOfSites(db, sites));
    if (calls.length > 0) put(await boardAgentsOfCalls(db, calls, agentsIn(calls)));
  };
  const replace = (siteIds: readonly string[], rows: readonly BoardAgentRow[]) => {
    const kept = new Set(rows.map(({ id }) => id));
    const gone = [...entries.values()].filter(
      ({ row }) => !kept.has(row.id) && (siteIds.includes('') || siteIds.includes(row.siteId)),
    );
    for (const { row } of gone) entries.delete(row.id);
    shifts.clear(); // a schedule may be what has changed
    watch.follow(rows.some(({ phone }) => phone.kind === 'registered'));
    put(rows);
    const siteIdsGone = new Set(gone.map(({ row }) => row.siteId));
    const agentIds = new Set(gone.map(({ row }) => row.id));
    if (gone.length > 0) for (const listener of listeners) listener({ siteIds: siteIdsGone, agentIds });
  };
  // An agent whose leg was told to be another's must be read too.
  const agentsIn = (calls: readonly string[]) =>
    [...entries.values()]
      .filter(({ row }) => [...row.talks, ...row.rings].some(({ callId }) => calls.includes(callId)))
      .map(({ row }) => row.id);

  const lineAt = (at: Date) => {
    const rung = reservations.rung(at.getTime());
    return (entry: Entry) => line(entry, at, rung.has(entry.row.id) || isRinging(entry.row, at));
  };
  const line = ({ row, doing: { since } }: Entry, at: Date, isRung: boolean): BoardLine => {
    const { id, name, phone, skills, siteId, awayReason, talkedUntil } = row;
    const { state, until, ...current } = doing(row, at);
    const talk = talkOf(row, at);
    const call = talk ?? row.rings[0];
    return {
      ...{ id, name, phone, skills, siteId, state, until, since: current.since ?? since, awayReason },
      ...{ isOnShift: isOnShift(row, at), isOnline: isOnline(row), idleSince: talkedUntil, isRung },
      ...{
        callId: call?.callId ?? null,
        callSince: call?.since ?? null,
        isRinging: !talk && row.rings.length > 0,
      },
    };
  };

  replace([''], await boardAgents(db));
  return {
    now() {
      const agents = [...entries.values()].map(lineAt(now()));
      return new Map(agents.map((agent) => [agent.id, agentNow(agent)]));
    },
    lines(siteId) {
      return [...entries.values()].filter(({ row }) => row.siteId === siteId).map(lineAt(now()));
    },
    given: (providerCallId, plan) => reservations.give(providerCallId, plan, now().getTime()),
    turn: (providerCallId, agents, seconds) => reservations.turn(providerCallId, agents, seconds, now().getTime()),
    hear(facts) {
      const nobody = { siteIds: new Set<string>(), agentIds: new Set<string>() };
      if (reservations.hear(facts, now().getTime())) for (const listener of listeners) listener(nobody);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    callChanged(callId) {
      heard.calls.add(callId);
      hear();
    },
    agentsChanged(siteId) {
      heard.sites.add(siteId);
      hear();
    },
    async followed() {
      let waited: Promise<unknown> | undefined;
      while (waited !== last) {
        waited = last;
        await waited;
      }
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await watch.close();
      await last;
    },
  };
}

const isRinging = ({ rings }: BoardAgentRow, at: Date) =>
  rings.some(({ since }) => at.getTime() - since.getTime() < LONGEST_RING_MS);

function agentNow({ isOnline, ...line }: BoardLine): AgentNow {
  const { id, name, phone, skills, state, isOnShift, idleSince, isRung = false } = line;
  const isUnreachable = state === 'free' && isOnline === false;
  return { id, name, phone, skills, state: isUnreachable ? 'away' : state, isOnShift, idleSince, isRung };
}
