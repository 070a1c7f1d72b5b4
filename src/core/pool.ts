// The numbers of one pool and who held them: gives numbers out, forgets nothing that a call may still need.
//
// Leases are soft: a number may have many holders at once and the posterior weighs them. The pool's clock is the
// latest time it was told; it never asks for the time and never goes back. Events may come late, twice or not at all:
// each moves a holder forward only. The same log gives the same pool.

import { createDueQueue, type DueQueue } from './due-queue.ts';
import {
  type HeldBy,
  type Holder,
  isLeaseLive,
  isPageOpen,
  MISSING_BEATS,
  wasClosed,
  wasSeen,
  wasTapped,
} from './holder.ts';
import {
  advance,
  createPendingMass,
  makeRoom,
  type PendingMass,
  putPage,
  takePage,
  viewPending,
} from './pending-mass.ts';
import { type Policy, type PoolNumber, sourceAware } from './pool-policy.ts';

/** All in seconds (number-pool.md § 8). */
export type PoolParameters = {
  leaseSeconds: number;
  heartbeatSeconds: number;
  windowSeconds: number;
  stickinessSeconds: number;
};

export const DEFAULT_POOL_PARAMETERS: PoolParameters = {
  leaseSeconds: 1200,
  heartbeatSeconds: 30,
  windowSeconds: 14 * 86_400,
  stickinessSeconds: 30 * 86_400,
};

export type AssignRequest = HeldBy & { visit: string; visitor: string; region: string | null; at: number };

/** `shared`: the number had an open page or a live lease. `sticky`: it is the visitor's number of last time. */
export type Assignment =
  | { kind: 'assigned'; number: string; shared: boolean; sticky: boolean }
  | { kind: 'none'; reason: 'pool-empty' };

export type PoolStats = { numbers: number; openPages: number; liveLeases: number; visits: number };

/** A Map is slow to walk from the front just after deletions there, so they are gathered. */
const FREE_EVERY_SECONDS = 3600;

/** Times (`at`) are seconds since the epoch, or any other clock, as long as it is one clock. */
export type Pool = {
  /** Shows a number to a visit. A visit asked for again keeps its number, and its page counts as seen at `at`. */
  assign(request: AssignRequest): Assignment;
  /**
   * Takes in a lease chosen before (from the log, 30 days back for the visitors to find their numbers again) or
   * elsewhere (another node's). Twice is once: later facts win.
   */
  hold(holder: Holder, at: number): void;
  /** The page is open. Answers whether the visit is known; so do `tap` and `close`. */
  beat(visit: string, at: number): boolean;
  /** A `tel:` link was pressed. */
  tap(visit: string, at: number): boolean;
  /** The page was left. Without effect if the visit was seen later than `at`: it went on to another page. */
  close(visit: string, at: number): boolean;
  /** Who was shown the number up to `at` and was active in the window before; in the order they were told. */
  holders(number: string, at: number): readonly Holder[];
  holderOf(visit: string): Holder | undefined;
  addNumber(number: string, at: number): void;
  /** The number is not given out any more. Its holders keep it, and calls to it are still attributed. */
  removeNumber(number: string, at: number): void;
  numbers(): readonly string[];
  stats(at: number): PoolStats;
};

type Line = PoolNumber & { lastActivityAt: number; inPool: boolean; entries: Set<Entry> };
/** A holder and how it is counted in the pending mass: since when its page is over, null while it is open. */
type Entry = { holder: Holder; line: Line; endedAt: number | null; assignment: Assignment };
type State = {
  parameters: PoolParameters;
  policy: Policy;
  clock: number;
  lines: Map<string, Line>;
  inPool: Line[];
  slots: number;
  mass: PendingMass;
  /** Oldest first. A visit has more than one entry only if two nodes chose for it at once. */
  visits: Map<string, Entry[]>;
  /** The last number of each visitor, least recent first. */
  previous: Map<string, Holder>;
  openPages: Set<Entry>;
  /** Open pages by when they fall silent, unless they are seen again. */
  silent: DueQueue<Entry>;
  nextFreeAt: number;
};

export function createPool(
  numbers: readonly string[],
  parameters: PoolParameters = DEFAULT_POOL_PARAMETERS,
  policy: Policy = sourceAware,
): Pool {
  const state: State = {
    parameters,
    policy,
    clock: Number.NEGATIVE_INFINITY,
    lines: new Map(),
    inPool: [],
    slots: 0,
    mass: createPendingMass(),
    visits: new Map(),
    previous: new Map(),
    openPages: new Set(),
    silent: createDueQueue(),
    nextFreeAt: Number.NEGATIVE_INFINITY,
  };
  for (const number of numbers) addNumber(state, number);
  return {
    assign: (request) => assign(state, request),
    hold: (holder, at) => hold(state, holder, at),
    beat: (visit, at) => tell(state, visit, at, wasSeen),
    tap: (visit, at) => tell(state, visit, at, wasTapped),
    close: (visit, at) => tell(state, visit, at, wasClosed),
    holders: (number, at) => holders(state, number, at),
    holderOf: (visit) => latestEntry(state, visit)?.holder,
    addNumber: (number) => addNumber(state, number),
    removeNumber: (number) => removeNumber(state, number),
    numbers: () => state.inPool.map(({ number }) => number),
    stats: (at) => stats(state, at),
  };
}

function assign(state: State, request: AssignRequest): Assignment {
  tick(state, request.at);
  const known = latestEntry(state, request.visit);
  if (known !== undefined && keepsNumber(state, known)) {
    tell(state, request.visit, request.at, wasSeen);
    return known.assignment;
  }
  const sticky = stickyLine(state, request);
  const chosen = sticky ?? choose(state, request);
  if (chosen === undefined) return { kind: 'none', reason: 'pool-empty' };
  const shared = state.clock < chosen.lastActivityAt + state.parameters.leaseSeconds;
  const assignment: Assignment = {
    kind: 'assigned',
    number: chosen.number,
    shared,
    sticky: sticky !== undefined,
  };
  enter(state, chosen, newHolder(request, chosen.number), assignment);
  return assignment;
}

function keepsNumber(state: State, { holder, line }: Entry): boolean {
  return line.inPool || isLeaseLive(holder, state.clock, state.parameters.leaseSeconds);
}

/** The same visitor from the same source is best found under the same number: nobody new has to share it. */
function stickyLine(state: State, { visitor, channel, campaign }: AssignRequest): Line | undefined {
  const previous = state.previous.get(visitor);
  if (previous === undefined || previous.channel !== channel || previous.campaign !== campaign) return undefined;
  if (previous.lastActivityAt < state.clock - state.parameters.stickinessSeconds) return undefined;
  const line = state.lines.get(previous.number);
  return line?.inPool ? line : undefined;
}

function choose(state: State, visit: HeldBy): Line | undefined {
  const pending = viewPending(state.mass, visit, state.clock);
  const chosen = state.policy({ numbers: state.inPool, visit, at: state.clock, pending });
  return chosen && state.lines.get(chosen.number);
}

function newHolder({ visit, visitor, channel, campaign, region, at }: AssignRequest, number: string): Holder {
  const source = { channel, campaign };
  const times = { startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null };
  return { visit, visitor, number, ...source, region, ...times, credited: 0 };
}

function hold(state: State, holder: Holder, at: number): void {
  tick(state, at);
  const known = state.visits.get(holder.visit)?.find(({ line }) => line.number === holder.number);
  if (known !== undefined) merge(state, known, holder);
  else if (holder.lastActivityAt >= state.clock - state.parameters.windowSeconds) takeIn(state, { ...holder });
  else rememberNumber(state, { ...holder });
}

function takeIn(state: State, holder: Holder): void {
  const line = state.lines.get(holder.number) ?? newLine(state, holder.number);
  enter(state, line, holder, { kind: 'assigned', number: holder.number, shared: false, sticky: false });
}

function merge(state: State, entry: Entry, told: Holder): void {
  if (told.closedAt === null) wasSeen(entry.holder, told.lastActivityAt);
  else wasClosed(entry.holder, told.closedAt);
  if (told.tappedAt !== null) wasTapped(entry.holder, told.tappedAt);
  entry.holder.credited = Math.max(entry.holder.credited, told.credited);
  recount(state, entry);
}

function enter(state: State, line: Line, holder: Holder, assignment: Assignment): void {
  const endedAt = pageEnd(state, holder);
  const entry: Entry = { holder, line, endedAt, assignment };
  line.entries.add(entry);
  line.lastActivityAt = Math.max(line.lastActivityAt, holder.lastActivityAt);
  const entries = state.visits.get(holder.visit);
  if (entries === undefined) state.visits.set(holder.visit, [entry]);
  else entries.push(entry);
  rememberNumber(state, holder);
  putPage(state.mass, line.slot, holder, endedAt);
  watch(state, entry);
}

function rememberNumber(state: State, holder: Holder): void {
  const previous = state.previous.get(holder.visitor);
  if (previous !== undefined && previous.startedAt > holder.startedAt) return;
  state.previous.delete(holder.visitor);
  state.previous.set(holder.visitor, holder);
}

function tell(state: State, visit: string, at: number, change: (holder: Holder, at: number) => void): boolean {
  tick(state, at);
  const entries = state.visits.get(visit);
  if (entries === undefined) return false;
  for (const entry of entries) {
    change(entry.holder, at);
    recount(state, entry);
  }
  return true;
}

function pageEnd(state: State, holder: Holder): number | null {
  return isPageOpen(holder, state.clock, state.parameters.heartbeatSeconds) ? null : holder.lastActivityAt;
}

/** Brings the pending mass in line with what the holder has become. */
function recount(state: State, entry: Entry): void {
  const { holder, line } = entry;
  line.lastActivityAt = Math.max(line.lastActivityAt, holder.lastActivityAt);
  const endedAt = pageEnd(state, holder);
  if (endedAt === entry.endedAt) return;
  putPage(state.mass, line.slot, holder, endedAt);
  takePage(state.mass, line.slot, holder, entry.endedAt);
  entry.endedAt = endedAt;
  watch(state, entry);
}

/** An open page is due once: its beats don't move it, it is looked at when it would have fallen silent without them. */
function watch(state: State, entry: Entry): void {
  if (entry.endedAt !== null) {
    state.openPages.delete(entry);
    return;
  }
  if (state.openPages.has(entry)) return;
  state.openPages.add(entry);
  state.silent.add(entry, silentAt(state, entry));
}

function silentAt(state: State, { holder }: Entry): number {
  return holder.lastActivityAt + MISSING_BEATS * state.parameters.heartbeatSeconds;
}

/** Moves the clock, finds pages that fell silent and, now and then, frees what no call can need any more. */
function tick(state: State, at: number): void {
  if (at <= state.clock) return;
  state.clock = at;
  advance(state.mass, at);
  endSilentPages(state);
  if (at >= state.nextFreeAt) free(state);
}

function endSilentPages(state: State): void {
  for (let entry = state.silent.takeBefore(state.clock); entry; entry = state.silent.takeBefore(state.clock)) {
    if (!state.openPages.delete(entry)) continue; // closed or forgotten in the meantime
    recount(state, entry);
    watch(state, entry);
  }
}

/** Forgets what has left the window. Only memory depends on it: whoever reads checks the age. */
function free(state: State): void {
  state.nextFreeAt = state.clock + FREE_EVERY_SECONDS;
  freeVisits(state, state.clock - state.parameters.windowSeconds);
  freePrevious(state, state.clock - state.parameters.stickinessSeconds);
}

function freeVisits(state: State, before: number): void {
  for (const [visit, entries] of state.visits) {
    if (entries.some(({ holder }) => holder.lastActivityAt >= before)) return;
    state.visits.delete(visit);
    for (const entry of entries) leave(state, entry);
  }
}

function leave(state: State, entry: Entry): void {
  const { line, holder } = entry;
  line.entries.delete(entry);
  state.openPages.delete(entry);
  takePage(state.mass, line.slot, holder, entry.endedAt);
  if (!line.inPool && line.entries.size === 0) state.lines.delete(line.number);
}

function freePrevious(state: State, before: number): void {
  for (const [visitor, holder] of state.previous) {
    if (holder.lastActivityAt >= before) return;
    state.previous.delete(visitor);
  }
}

function latestEntry(state: State, visit: string): Entry | undefined {
  return state.visits.get(visit)?.at(-1);
}

function holders(state: State, number: string, at: number): readonly Holder[] {
  const from = at - state.parameters.windowSeconds;
  const found: Holder[] = [];
  for (const { holder } of state.lines.get(number)?.entries ?? []) {
    if (holder.startedAt <= at && holder.lastActivityAt >= from) found.push(holder);
  }
  return found;
}

function newLine(state: State, number: string): Line {
  const lastActivityAt = Number.NEGATIVE_INFINITY;
  const line: Line = { number, slot: state.slots++, lastActivityAt, inPool: false, entries: new Set() };
  state.lines.set(number, line);
  makeRoom(state.mass, state.slots);
  return line;
}

function addNumber(state: State, number: string): void {
  const line = state.lines.get(number) ?? newLine(state, number);
  if (!line.inPool) state.inPool.push(line);
  line.inPool = true;
}

function removeNumber(state: State, number: string): void {
  const line = state.lines.get(number);
  if (line === undefined) return;
  line.inPool = false;
  state.inPool = state.inPool.filter((other) => other !== line);
  if (line.entries.size === 0) state.lines.delete(number);
}

/** Reads only: asking must not change what the pool chooses next. */
function stats(state: State, at: number): PoolStats {
  const { heartbeatSeconds, leaseSeconds } = state.parameters;
  let openPages = 0;
  let liveLeases = 0;
  for (const { holder } of [...state.visits.values()].flat()) {
    if (isPageOpen(holder, at, heartbeatSeconds)) openPages++;
    if (isLeaseLive(holder, at, leaseSeconds)) liveLeases++;
  }
  return { numbers: state.inPool.length, openPages, liveLeases, visits: state.visits.size };
}
