// The pool's book: which visit holds which number, since when its page is over, and what can be forgotten.

import { type Holder, isPageOpen, MISSING_BEATS } from '../attribution/holder.ts';
import { createDueQueue, type DueQueue } from './due-queue.ts';
import { advance, createPendingMass, makeRoom, type PendingMass, putPage, takePage } from './pending-mass.ts';
import { keepWithinLimit } from './pool-cap.ts';
import type { PoolNumber } from './pool-policy.ts';

/** All in seconds (number-pool.md § 8). */
export type BookTimes = { heartbeatSeconds: number; windowSeconds: number; stickinessSeconds: number };

/** A number and its holders. Of the latest activity it is known whose it was, and when anybody else was active last. */
export type Line = PoolNumber & {
  preference: number;
  region: string | null;
  lastActivityAt: number;
  lastVisitor: string | null;
  othersLastActivityAt: number;
  inPool: boolean;
  isBroken: boolean;
  entries: Set<Entry>;
};
/** A holder and how it is counted in the pending mass: since when its page is over, null while it is open. */
export type Entry = { holder: Holder; line: Line; endedAt: number | null; sharedAtFirst: boolean; stuck: boolean };

export type Book = {
  times: BookTimes;
  clock: number;
  lines: Map<string, Line>;
  inPool: Line[];
  slots: number;
  mass: PendingMass;
  /** The number shown last comes last. A visit has more than one only if it had to change or two nodes chose at once. */
  visits: Map<string, Entry[]>;
  /** The last number of each visitor, least recent first. */
  previous: Map<string, Holder>;
  openPages: Set<Entry>;
  /** Open pages by when they fall silent, unless they are seen again. */
  silent: DueQueue<Entry>;
  nextFreeAt: number;
  visitsLimit: number;
  /** Visits that left early because there were too many. */
  forgotten: number;
};

/** A Map is slow to walk from the front just after deletions there, so they are gathered. */
const FREE_EVERY_SECONDS = 3600;
const NEVER = Number.NEGATIVE_INFINITY;

export function createBook(times: BookTimes, visitsLimit: number): Book {
  const empty = { lines: new Map(), inPool: [], slots: 0, mass: createPendingMass(), visits: new Map() };
  const pages = { previous: new Map(), openPages: new Set<Entry>(), silent: createDueQueue<Entry>() };
  return { times, clock: NEVER, ...empty, ...pages, nextFreeAt: NEVER, visitsLimit, forgotten: 0 };
}

export function lineOf(book: Book, number: string): Line {
  const known = book.lines.get(number);
  if (known !== undefined) return known;
  const latest = { lastActivityAt: NEVER, lastVisitor: null, othersLastActivityAt: NEVER };
  const likes = { preference: 0, region: null, inPool: false, isBroken: false };
  const line: Line = { number, slot: book.slots++, ...likes, ...latest, entries: new Set() };
  book.lines.set(number, line);
  makeRoom(book.mass, book.slots);
  return line;
}

/** Writes down a new holder. `sharedAtFirst` and `stuck` are how it came to the number. */
export function enter(book: Book, line: Line, holder: Holder, how: Pick<Entry, 'sharedAtFirst' | 'stuck'>): void {
  const endedAt = pageEnd(book, holder);
  const entry: Entry = { holder, line, endedAt, ...how };
  line.entries.add(entry);
  noteActivity(line, holder);
  const entries = book.visits.get(holder.visit);
  if (entries === undefined) book.visits.set(holder.visit, [entry]);
  else entries.push(entry);
  rememberNumber(book, holder);
  putPage(book.mass, line.slot, holder, endedAt);
  watch(book, entry);
  keepWithinLimit(book);
}

export function rememberNumber(book: Book, holder: Holder): void {
  const previous = book.previous.get(holder.visitor);
  if (previous !== undefined && previous.startedAt > holder.startedAt) return;
  book.previous.delete(holder.visitor);
  book.previous.set(holder.visitor, holder);
}

/** Brings the book in line with what the holder has become. */
export function recount(book: Book, entry: Entry): void {
  const { holder, line } = entry;
  noteActivity(line, holder);
  const endedAt = pageEnd(book, holder);
  if (endedAt === entry.endedAt) return;
  putPage(book.mass, line.slot, holder, endedAt);
  takePage(book.mass, line.slot, holder, entry.endedAt);
  entry.endedAt = endedAt;
  watch(book, entry);
}

/** Moves the clock, finds pages that fell silent and, now and then, frees what no call can need any more. */
export function tick(book: Book, at: number): void {
  if (at <= book.clock) return;
  book.clock = at;
  advance(book.mass, at);
  endSilentPages(book);
  if (at >= book.nextFreeAt) free(book);
}

/** When anybody but the visitor was active last on the number. */
export function othersActiveAt(line: Line, visitor: string): number {
  return line.lastVisitor === visitor ? line.othersLastActivityAt : line.lastActivityAt;
}

function noteActivity(line: Line, { visitor, lastActivityAt }: Holder): void {
  if (visitor === line.lastVisitor) line.lastActivityAt = Math.max(line.lastActivityAt, lastActivityAt);
  else if (lastActivityAt < line.lastActivityAt) {
    line.othersLastActivityAt = Math.max(line.othersLastActivityAt, lastActivityAt);
  } else {
    line.othersLastActivityAt = line.lastActivityAt;
    line.lastActivityAt = lastActivityAt;
    line.lastVisitor = visitor;
  }
}

function pageEnd({ clock, times }: Book, holder: Holder): number | null {
  return isPageOpen(holder, clock, times.heartbeatSeconds) ? null : holder.lastActivityAt;
}

/** An open page is due once: its beats don't move it, it is looked at when it would have fallen silent without them. */
function watch(book: Book, entry: Entry): void {
  if (entry.endedAt !== null) {
    book.openPages.delete(entry);
    return;
  }
  if (book.openPages.has(entry)) return;
  book.openPages.add(entry);
  book.silent.add(entry, entry.holder.lastActivityAt + MISSING_BEATS * book.times.heartbeatSeconds);
}

function endSilentPages(book: Book): void {
  for (let entry = book.silent.takeBefore(book.clock); entry; entry = book.silent.takeBefore(book.clock)) {
    if (!book.openPages.delete(entry)) continue; // closed or forgotten in the meantime
    recount(book, entry);
    watch(book, entry);
  }
}

/** Forgets what has left the window. Only memory depends on it: whoever reads checks the age. */
function free(book: Book): void {
  book.nextFreeAt = book.clock + FREE_EVERY_SECONDS;
  freeVisits(book, book.clock - book.times.windowSeconds);
  freePrevious(book, book.clock - book.times.stickinessSeconds);
}

/** What was before the window makes no difference any more, whether or not the process has been on since then. */
export function forgetOldActivity({ inPool, clock, times }: Book): void {
  const before = clock - times.windowSeconds;
  for (const line of inPool) {
    if (line.lastActivityAt === NEVER || line.lastActivityAt >= before) continue;
    line.lastActivityAt = line.othersLastActivityAt = NEVER;
    line.lastVisitor = null;
  }
}

function freeVisits(book: Book, before: number): void {
  for (const [visit, entries] of book.visits) {
    if (entries.some(({ holder }) => holder.lastActivityAt >= before)) return;
    forgetVisit(book, visit, entries);
  }
}

export function forgetVisit(book: Book, visit: string, entries: readonly Entry[]): void {
  book.visits.delete(visit);
  for (const entry of entries) leave(book, entry);
}

function leave(book: Book, entry: Entry): void {
  const { line, holder } = entry;
  line.entries.delete(entry);
  book.openPages.delete(entry);
  takePage(book.mass, line.slot, holder, entry.endedAt);
  if (!line.inPool && !line.isBroken && line.entries.size === 0) book.lines.delete(line.number);
}

function freePrevious(book: Book, before: number): void {
  for (const [visitor, holder] of book.previous) {
    if (holder.lastActivityAt >= before) return;
    book.previous.delete(visitor);
  }
}
