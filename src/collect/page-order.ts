// Puts what a visit's pages tell into the order in which it happened, and counts it once.
//
// Messages overtake one another: the close of one page may come after the view of the next, a tap after the close. And
// what was not answered is sent again. Each message says when it happened by its browser's clock (`pageAt`), which is not
// ours, but one for all pages of a visit. So the latest message heard of a visit is a mark on both clocks, and what its
// browser puts before the mark is before it here too. Where only the pools' rules are needed to make sense of that: a
// close that is older than what was seen closes nothing, a tap opens nothing (core/attribution/holder.ts).
//
// All this is in memory and bounded: after a restart, or when a visit comes to another node before that heard of it, a
// message may count twice or come late, as it would without `pageAt`.
import type { ActivityKind } from '../store/visits.ts';
import { createRecent } from './recent.ts';

/** `pageAt`: when it happened by the browser's clock, `agoMs`: so long before it was sent. Milliseconds. */
export type Told = { kind: ActivityKind; pageAt?: number | undefined; agoMs?: number | undefined };

/** Times (`at`, `now`) are seconds since the epoch. */
export type PageOrder = {
  /** When it happened; 'again': it was told before. Changes nothing. */
  timeOf(visit: string, told: Told, now: number): number | 'again';
  /** Remembers that it happened at `at`. False: it was told before. */
  note(visit: string, told: Told, at: number): boolean;
  /** It could not be written: told again, it counts. */
  forget(visit: string, told: Told): void;
};

type Mark = { pageAt: number; at: number };
type Known = { latest: Mark; events: number[] };

const REMEMBERED = 50_000; // visits, as many as are remembered open; up to some 40 MB
const EVENTS = 32; // of each visit: a quarter of an hour of beats; what people do themselves is less
/** A message is this long on its way at most. One that would have been longer is from a clock that was set back. */
const LATE_SECONDS = 30;
const KINDS: readonly ActivityKind[] = ['view', 'beat', 'hide', 'show', 'tap', 'copy', 'close'];

export function createPageOrder(): PageOrder {
  const visits = createRecent<string, Known>(REMEMBERED);

  function timeOf(visit: string, told: Told, now: number): number | 'again' {
    const at = now - (told.agoMs ?? 0) / 1000;
    const known = told.pageAt === undefined ? undefined : visits.get(visit);
    if (told.pageAt === undefined || known === undefined) return at;
    if (known.events.includes(eventOf(told.kind, told.pageAt))) return 'again';
    const { latest } = known;
    if (told.pageAt >= latest.pageAt) return Math.min(Math.max(at, latest.at), now);
    const ordered = Math.min(at, latest.at - (latest.pageAt - told.pageAt) / 1000);
    // A close believed too easily ends a page that is open; for all else a wrong time is worse than a wrong order.
    return told.kind === 'close' || at - ordered <= LATE_SECONDS ? ordered : at;
  }

  function note(visit: string, { kind, pageAt }: Told, at: number): boolean {
    if (pageAt === undefined) return true;
    const event = eventOf(kind, pageAt);
    const known = visits.get(visit);
    if (known === undefined) visits.set(visit, { latest: { pageAt, at }, events: [event] });
    else if (known.events.includes(event)) return false;
    else {
      known.events.push(event);
      if (known.events.length > EVENTS) known.events.shift();
      if (pageAt >= known.latest.pageAt || at > known.latest.at) known.latest = { pageAt, at };
    }
    return true;
  }

  function forget(visit: string, { kind, pageAt }: Told): void {
    const known = pageAt === undefined ? undefined : visits.get(visit);
    if (known === undefined || pageAt === undefined) return;
    known.events = known.events.filter((event) => event !== eventOf(kind, pageAt));
  }

  return { timeOf, note, forget };
}

/** One number for kind and moment: below 2⁵³ for as long as moments are below 10¹⁵ (message.ts). */
function eventOf(kind: ActivityKind, pageAt: number): number {
  return Math.trunc(pageAt) * 8 + KINDS.indexOf(kind);
}
