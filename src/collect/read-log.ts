// Gives pools back what the log knows: after a start, and after other nodes could not be heard for a while.
import { campaignKey } from '../core/source.ts';
import type { Db } from '../store/database.ts';
import { activityBetween, creditsSince, leasesBetween } from '../store/visits.ts';
import type { Fact } from './peers.ts';

const SLICE_SECONDS = 86_400; // read day by day, so that memory holds one day's rows

/**
 * Passes on, in order, the leases of [from, to) and what their visits did, as facts. A fact that is known already
 * does no harm.
 */
export async function readLog(db: Db, { from, to, take }: { from: number; to: number; take: (fact: Fact) => void }) {
  for (let start = from; start < to; start += SLICE_SECONDS) {
    const end = Math.min(start + SLICE_SECONDS, to);
    for (const l of await leasesBetween(db, start, end))
      take(['lease', l.poolId, l.numberId, l.visitId, l.visitorId, l.channel, campaignKey(l), l.region, l.at]);
    for (const activity of await activityBetween(db, start, end)) for (const fact of inOrder(activity)) take(fact);
  }
}

/** A tap's beacon may come just after the close's, and a page may be seen again after a close: so by time, not by kind. */
function inOrder(did: {
  siteId: string;
  visitId: string;
  seenAt: number | null;
  tappedAt: number | null;
  closedAt: number | null;
}): Fact[] {
  const facts: [kind: 'seen' | 'tap' | 'close', at: number | null][] = [
    ['seen', did.seenAt],
    ['tap', did.tappedAt],
    ['close', did.closedAt],
  ];
  return facts
    .flatMap(([kind, at]) => (at === null ? [] : [[kind, did.siteId, did.visitId, at] as const]))
    .sort((one, other) => one[3] - other[3]);
}

/** Passes on how much of each visit earlier calls explain. */
export async function readCredits(
  db: Db,
  from: number,
  take: (credit: { poolId: string; visitId: string; numberId: string; credited: number }) => void,
) {
  for (const credit of await creditsSince(db, from)) take(credit);
}
