// Gives pools back what the log knows: after a start, and after other nodes could not be heard for a while.
import { type Holder, wasClosed, wasSeen, wasTapped } from '../core/attribution/holder.ts';
import { regionKey } from '../core/numbers/russian-regions.ts';
import { campaignKey } from '../core/source/source.ts';
import type { Db } from '../store/database.ts';
import {
  activityBetween,
  creditsSince,
  type EndedLease,
  type LoggedLease,
  leasesBetween,
  leasesWithEnds,
} from '../store/visits.ts';
import type { ActivityFact, Fact, LeaseFact } from './peers.ts';

export type Recall = (lease: { siteId: string; poolId: string; holder: Holder }) => void;

const SLICE_SECONDS = 86_400; // read day by day, so that memory holds one day's rows

/**
 * Passes on, in order, the leases of [from, to) and what their visits did, as facts. A fact that is known already
 * does no harm.
 */
export async function readLog(db: Db, { from, to, take }: { from: number; to: number; take: (fact: Fact) => void }) {
  for (let start = from; start < to; start += SLICE_SECONDS) {
    const end = Math.min(start + SLICE_SECONDS, to);
    for (const lease of await leasesBetween(db, start, end)) take(factOf(lease));
    for (const activity of await activityBetween(db, start, end)) for (const fact of inOrder(activity)) take(fact);
  }
}

function factOf({
  poolId,
  numberId,
  visitId,
  visitorId,
  channel,
  region,
  desktop,
  at,
  siteId,
  ...source
}: LoggedLease): LeaseFact {
  return [
    'lease',
    poolId,
    numberId,
    visitId,
    visitorId,
    channel,
    campaignKey(source),
    regionKey(region),
    desktop,
    at,
    siteId,
  ];
}

/**
 * Passes on the leases of [from, to) as they ended, for visitors who may return. A visit goes on for two days after its
 * lease at most.
 */
export async function readVisitors(db: Db, { from, to, recall }: { from: number; to: number; recall: Recall }) {
  for (let start = from; start < to; start += SLICE_SECONDS) {
    const end = Math.min(start + SLICE_SECONDS, to);
    for (const lease of await leasesWithEnds(db, { from: start, to: end, until: end + 2 * SLICE_SECONDS }))
      recall({ siteId: lease.siteId, poolId: lease.poolId, holder: holderOf(lease) });
  }
}

function holderOf(lease: EndedLease): Holder {
  const { visitId: visit, visitorId: visitor, numberId: number, channel, desktop, at } = lease;
  const source = { channel, campaign: campaignKey(lease), region: regionKey(lease.region) };
  const who = { visit, visitor, number, ...source, desktop };
  const holder = { ...who, startedAt: at, lastActivityAt: at, closedAt: null, tappedAt: null, credited: 0 };
  for (const [kind, , , when] of inOrder(lease)) CHANGES[kind](holder, when);
  return holder;
}

const CHANGES = { seen: wasSeen, tap: wasTapped, close: wasClosed } as const;

/** A tap's beacon may come just after the close's, and a page may be seen again after a close: so by time, not by kind. */
function inOrder(did: {
  siteId: string;
  visitId: string;
  seenAt: number | null;
  tappedAt: number | null;
  closedAt: number | null;
}): ActivityFact[] {
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
