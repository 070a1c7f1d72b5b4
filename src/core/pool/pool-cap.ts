// Keeps a pool's memory bounded: a flood of visits must not fill it.
//
// The oldest visits whose page is over and that pressed no `tel:` link leave first: a call from them is the least
// likely. If that is not enough, the oldest leave whatever they did. What it costs: at 20,000 visits a day a pool knows
// the last 10 days instead of 14, and 0.1 % of the calls come from visits it forgot (delays of number-pool.md § 2); at
// 100,000 a day it knows two days, and that is 2 %. The log keeps them all.
import { type Book, type Entry, forgetVisit } from './pool-book.ts';

/** So many leave at once, of the limit: a Map is slow to walk from the front just after deletions there. */
const SHARE_AT_ONCE = 0.05;
/** Sums kept for campaigns, in numbers × campaigns: 32 bytes each. Campaign names are made up by whoever links to us. */
const CAMPAIGN_SUMS_LIMIT = 4_000_000;
/** A visitor's number of last time outlives the visit; so many of them as visits, times this. */
const VISITORS_PER_VISIT = 2;

/** Forgets visits and visitors when there are too many. */
export function keepWithinLimit(book: Book): void {
  const { visits, previous, visitsLimit, mass } = book;
  if (visits.size > visitsLimit || mass.byCampaign.size * mass.capacity > CAMPAIGN_SUMS_LIMIT) {
    const wanted = Math.ceil(visits.size * SHARE_AT_ONCE);
    const gone = forget(book, wanted, (entries) => entries.every(isSpent));
    if (gone < wanted) forget(book, wanted - gone, () => true);
  }
  if (previous.size > visitsLimit * VISITORS_PER_VISIT) forgetVisitors(book, Math.ceil(previous.size * SHARE_AT_ONCE));
}

function isSpent({ endedAt, holder }: Entry): boolean {
  return endedAt !== null && holder.tappedAt === null;
}

/** Oldest first; how many it was. */
function forget(book: Book, wanted: number, mayGo: (entries: readonly Entry[]) => boolean): number {
  let gone = 0;
  for (const [visit, entries] of book.visits) {
    if (gone === wanted) break;
    if (!mayGo(entries)) continue;
    forgetVisit(book, visit, entries);
    gone++;
  }
  book.forgotten += gone;
  return gone;
}

function forgetVisitors({ previous }: Book, wanted: number): void {
  let left = wanted;
  for (const visitor of previous.keys()) {
    if (left-- === 0) return;
    previous.delete(visitor);
  }
}
