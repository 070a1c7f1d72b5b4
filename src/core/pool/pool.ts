// The numbers of one pool and who held them: gives numbers out, forgets nothing that a call may still need.
//
// Leases are soft: a number may have many holders at once and the posterior weighs them. The pool's clock is the
// latest time it was told; it never asks for the time and never goes back. Events may come late, twice or not at all:
// each moves a holder forward only. The same log gives the same pool.

import {
  type HeldBy,
  type Holder,
  isLeaseLive,
  isPageOpen,
  wasClosed,
  wasSeen,
  wasTapped,
} from '../attribution/holder.ts';
import {
  type Book,
  type BookTimes,
  createBook,
  type Entry,
  enter,
  forgetOldActivity,
  type Line,
  lineOf,
  othersActiveAt,
  recount,
  rememberNumber,
  tick,
} from './pool-book.ts';
import { createPolicy, type Overflow, type Policy, type PolicyName } from './pool-policy.ts';

/** All times in seconds (number-pool.md § 8). */
export type PoolParameters = BookTimes & {
  policy: PolicyName;
  leaseSeconds: number;
  /** A number counts as free only so long after its last lease's end. Without a free one, `overflow` decides. */
  quarantineSeconds: number;
  overflow: Overflow;
  /** So many visits are kept; beyond it the oldest that are over are forgotten (pool-cap.ts). */
  visitsLimit: number;
};

export const DEFAULT_POOL_PARAMETERS: PoolParameters = {
  policy: 'source-aware',
  leaseSeconds: 1200,
  quarantineSeconds: 0,
  overflow: 'share',
  visitsLimit: 200_000,
  heartbeatSeconds: 30,
  windowSeconds: 14 * 86_400,
  stickinessSeconds: 30 * 86_400,
};

export type AssignRequest = HeldBy & {
  visit: string;
  visitor: string;
  region: string | null;
  desktop: boolean;
  at: number;
  /** A number of the pool that the visitor has in hand already: it is given whatever the policy would choose. */
  wanted?: string | undefined;
};

/** `shared`: the number had an open page or a live lease. `sticky`: it is the visitor's number of last time. */
export type Assignment =
  | { kind: 'assigned'; number: string; shared: boolean; sticky: boolean }
  | { kind: 'none'; reason: 'pool-empty' | 'overflow' };

/** `forgotten`: visits that left early because there were too many. */
export type PoolStats = {
  numbers: number;
  openPages: number;
  liveLeases: number;
  visits: number;
  forgotten: number;
};

/** Times (`at`) are seconds since the epoch, or any other clock, as long as it is one clock. */
export type Pool = {
  /**
   * Shows a number to a visit. A visit asked for again keeps its number, unless another is wanted, and its page counts
   * as seen at `at`.
   */
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
  /**
   * Of equally safe numbers one of higher `preference` is given, then one of the visitor's own `region`. Told again,
   * only these change, and a number that was broken works again.
   */
  addNumber(number: string, at: number, preference?: number, region?: string | null): void;
  /** The number is not given out any more. Its holders keep it, and calls to it are still attributed. */
  removeNumber(number: string, at: number): void;
  /** Nobody who calls it reaches us: it is not given out, and its holders get another at their next view. */
  breakNumber(number: string, at: number): void;
  /** Of numbers that are equal in everything the first in this order is given. */
  arrange(numbers: readonly string[]): void;
  /** From now on numbers are chosen so. Who has one keeps it. */
  setPolicy(policy: PolicyName, overflow: Overflow): void;
  numbers(): readonly string[];
  stats(at: number): PoolStats;
};

type State = { parameters: PoolParameters; policy: Policy; book: Book };

export function createPool(numbers: readonly string[], parameters: PoolParameters = DEFAULT_POOL_PARAMETERS): Pool {
  const book = createBook(parameters, parameters.visitsLimit);
  const state: State = { parameters, policy: createPolicy(parameters.policy), book };
  for (const number of numbers) addNumber(book, number);
  return {
    assign: (request) => assign(state, request),
    hold: (holder, at) => hold(book, holder, at),
    beat: (visit, at) => tell(book, visit, at, wasSeen),
    tap: (visit, at) => tell(book, visit, at, wasTapped),
    close: (visit, at) => tell(book, visit, at, wasClosed),
    holders: (number, at) => holders(book, number, at),
    holderOf: (visit) => latestEntry(book, visit)?.holder,
    addNumber: (number, _at, preference, region) => addNumber(book, number, preference, region),
    removeNumber: (number) => removeNumber(book, number),
    breakNumber: (number) => breakNumber(book, number),
    arrange: (order) => arrange(book, order),
    setPolicy: (policy, overflow) => setPolicy(state, policy, overflow),
    numbers: () => book.inPool.map(({ number }) => number),
    stats: (at) => stats(state, at),
  };
}

function assign(state: State, request: AssignRequest): Assignment {
  const { book, parameters } = state;
  tick(book, request.at);
  const known = latestEntry(book, request.visit);
  const wanted = wantedLine(book, request);
  if (known !== undefined && (wanted ?? known.line) === known.line && keepsNumber(state, known)) {
    tell(book, request.visit, request.at, wasSeen);
    return assignmentOf(known.line, known);
  }
  const sticky = wanted ? undefined : stickyLine(state, request);
  const chosen = wanted ?? sticky ?? choose(state, request);
  if (chosen === undefined) return { kind: 'none', reason: book.inPool.length === 0 ? 'pool-empty' : 'overflow' };
  const again = returnTo(book, request, chosen);
  if (again !== undefined) return assignmentOf(chosen, again);
  const shared = book.clock < chosen.lastActivityAt + parameters.leaseSeconds;
  const how = { sharedAtFirst: shared, stuck: sticky !== undefined };
  enter(book, chosen, newHolder(request, chosen.number), how);
  return assignmentOf(chosen, how);
}

function wantedLine({ lines }: Book, { wanted }: AssignRequest): Line | undefined {
  const line = wanted === undefined ? undefined : lines.get(wanted);
  return line?.inPool ? line : undefined;
}

/** The visit had the number before another one: it holds it once, and it is the latest again. */
function returnTo(book: Book, { visit, at }: AssignRequest, line: Line): Entry | undefined {
  const entries = book.visits.get(visit);
  const index = entries?.findIndex((entry) => entry.line === line) ?? -1;
  if (entries === undefined || index < 0) return undefined;
  entries.push(...entries.splice(index, 1));
  tell(book, visit, at, wasSeen);
  return entries.at(-1);
}

function assignmentOf({ number }: Line, { sharedAtFirst, stuck }: Pick<Entry, 'sharedAtFirst' | 'stuck'>): Assignment {
  return { kind: 'assigned', number, shared: sharedAtFirst, sticky: stuck };
}

function keepsNumber({ book, parameters }: State, { holder, line }: Entry): boolean {
  return line.inPool || (!line.isBroken && isLeaseLive(holder, book.clock, parameters.leaseSeconds));
}

/**
 * A returning visitor is best found under the same number: nobody new has to share it. If the policy looks at sources,
 * only from the same source as last time; otherwise only if nobody else's lease runs on it.
 */
function stickyLine({ book, parameters, policy }: State, request: AssignRequest): Line | undefined {
  const previous = book.previous.get(request.visitor);
  if (previous === undefined || previous.lastActivityAt < book.clock - parameters.stickinessSeconds) return undefined;
  const line = book.lines.get(previous.number);
  if (!line?.inPool) return undefined;
  if (policy.sticksTo === 'same-source') {
    return previous.channel === request.channel && previous.campaign === request.campaign ? line : undefined;
  }
  return book.clock < othersActiveAt(line, request.visitor) + parameters.leaseSeconds ? undefined : line;
}

function choose({ book, parameters, policy }: State, visit: AssignRequest): Line | undefined {
  const { leaseSeconds, quarantineSeconds, overflow } = parameters;
  forgetOldActivity(book);
  const freeBefore = book.clock - leaseSeconds - quarantineSeconds;
  const facts = { numbers: book.inPool, visit, at: book.clock, pending: book.mass };
  const chosen = policy.choose({ ...facts, freeBefore, overflow });
  return chosen && book.lines.get(chosen.number);
}

function newHolder({ visit, visitor, channel, campaign, region, desktop, at }: AssignRequest, number: string): Holder {
  const source = { channel, campaign };
  const times = { startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null };
  return { visit, visitor, number, ...source, region, desktop, ...times, credited: 0 };
}

function hold(book: Book, holder: Holder, at: number): void {
  tick(book, at);
  const known = book.visits.get(holder.visit)?.find(({ line }) => line.number === holder.number);
  const own = { ...holder };
  if (known !== undefined) merge(book, known, holder);
  else if (holder.lastActivityAt < book.clock - book.times.windowSeconds) rememberNumber(book, own);
  else enter(book, lineOf(book, holder.number), own, { sharedAtFirst: false, stuck: false });
}

function merge(book: Book, entry: Entry, told: Holder): void {
  if (told.closedAt === null) wasSeen(entry.holder, told.lastActivityAt);
  else wasClosed(entry.holder, told.closedAt);
  if (told.tappedAt !== null) wasTapped(entry.holder, told.tappedAt);
  entry.holder.credited = Math.max(entry.holder.credited, told.credited);
  recount(book, entry);
}

function tell(book: Book, visit: string, at: number, change: (holder: Holder, at: number) => void): boolean {
  tick(book, at);
  const entries = book.visits.get(visit);
  if (entries === undefined) return false;
  for (const entry of entries) {
    change(entry.holder, at);
    recount(book, entry);
  }
  return true;
}

function latestEntry(book: Book, visit: string): Entry | undefined {
  return book.visits.get(visit)?.at(-1);
}

function holders(book: Book, number: string, at: number): readonly Holder[] {
  const from = at - book.times.windowSeconds;
  const found: Holder[] = [];
  for (const { holder } of book.lines.get(number)?.entries ?? []) {
    if (holder.startedAt <= at && holder.lastActivityAt >= from) found.push(holder);
  }
  return found;
}

function addNumber(book: Book, number: string, preference = 0, region: string | null = null): void {
  const line = lineOf(book, number);
  if (!line.inPool) book.inPool.push(line);
  Object.assign(line, { inPool: true, isBroken: false, preference, region });
}

function removeNumber(book: Book, number: string): void {
  const line = book.lines.get(number);
  if (line === undefined) return;
  line.inPool = false;
  line.isBroken = false;
  book.inPool = book.inPool.filter((other) => other !== line);
  if (line.entries.size === 0) book.lines.delete(number);
}

function breakNumber(book: Book, number: string): void {
  const line = lineOf(book, number); // known even without holders: another node's lease may still come
  line.inPool = false;
  line.isBroken = true;
  book.inPool = book.inPool.filter((other) => other !== line);
}

function arrange(book: Book, order: readonly string[]): void {
  const places = new Map(order.map((number, place) => [number, place]));
  const placeOf = ({ number }: Line) => places.get(number) ?? order.length;
  book.inPool.sort((one, other) => placeOf(one) - placeOf(other));
}

function setPolicy(state: State, policy: PolicyName, overflow: Overflow): void {
  const { parameters } = state;
  if (policy !== parameters.policy) state.policy = createPolicy(policy);
  state.parameters = { ...parameters, policy, overflow };
}

/** Reads only: asking must not change what the pool chooses next. */
function stats({ book, parameters }: State, at: number): PoolStats {
  const { heartbeatSeconds, leaseSeconds } = parameters;
  let openPages = 0;
  let liveLeases = 0;
  for (const { holder } of [...book.visits.values()].flat()) {
    if (isPageOpen(holder, at, heartbeatSeconds)) openPages++;
    if (isLeaseLive(holder, at, leaseSeconds)) liveLeases++;
  }
  return { numbers: book.inPool.length, openPages, liveLeases, visits: book.visits.size, forgotten: book.forgotten };
}
