// Which numbers a page view is shown in place of the business's own.
//
// For each of them, the first that holds: a number that the person has in hand already; the number that the visit has;
// a placement that serves the view; the first pool that does and has a number. A number that does not work is never
// among them, and a page that still shows one is told to ask again, until it has been told of something else: if there
// is nothing else, of the business's own number.
import type { Holder } from '../core/attribution/holder.ts';
import type { Assignment, Pool } from '../core/pool/pool.ts';
import type { TargetedVisit } from '../core/source/targeting.ts';
import type { Audience } from '../store/placements.ts';
import type { CollectSite } from '../store/sites.ts';
import { groupsOf, type PoolGroup, placementFor } from './pool-groups.ts';
import type { MissedReason } from './reasons.ts';
import { createRecent } from './recent.ts';

/** A number as the page shall show it: `find` (on the page) is replaced by `show`; both E.164. */
export type PageNumber = { find: string; show: string };
/** A number of a pool, shown to a visit. `shared` and `sticky` are null where it was not for the policy to decide. */
export type Shown = PageNumber & {
  poolId: string;
  numberId: string;
  isNew: boolean;
  shared: boolean | null;
  sticky: boolean | null;
};
/** A static number, shown to a visit without a lease. */
export type Placed = PageNumber & { numberId: string };
/** A pool that was asked for a number and gave none. */
export type Missed = { poolId: string; reason: MissedReason };
/**
 * `unserved`: why target numbers stay on the page though pools were to replace them, one reason each. `own`: numbers of
 * the business that must stand on the page again, as what was shown in their place does not work. `placedAnew`: the
 * visit's placements are others than at its last view.
 */
export type Assigned = {
  shown: Shown[];
  placed: Placed[];
  placedAnew: boolean;
  missed: Missed[];
  unserved: MissedReason[];
  own: PageNumber[];
};
export type Showing = {
  visit: string;
  visitor: string;
  channel: string;
  campaign: string;
  region: string | null;
  desktop: boolean;
  at: number;
  /** E.164, what the person has tapped or copied; the latest last */
  heldNumbers?: readonly string[] | undefined;
  /** the visit that the page belonged to before this one */
  previousVisit?: string | undefined;
};
/** Which static number a visit was shown in place of which of the business's own. */
export type Placement = readonly [find: string, numberId: string];

export type Assigning = {
  /** Takes up the sites' placements and pools, in force from now on. */
  arrange(sites: readonly CollectSite[]): void;
  assign(site: Pick<CollectSite, 'id'>, showing: Showing, visit: TargetedVisit): Assigned;
  /** The static numbers for a view of somebody who is not to be known. */
  placementsFor(siteId: string, audience: Audience, visit: TargetedVisit): PageNumber[];
  /** Whether the visit's page shows a number that does not work and has not been given anything else. */
  mustAskAgain(siteId: string, visitId: string): boolean;
  /** What another node has placed; replaces what the visit was shown before. */
  notePlaced(visitId: string, placements: readonly Placement[]): void;
};

/** What is known of numbers and pools. */
type Known = {
  poolOf(id: string): Pool;
  e164Of(numberId: string): string | undefined;
  isBroken(numberId: string): boolean;
  nothingBroken(): boolean;
};

const REMEMBERED = 50_000; // visits that were shown a placement, as many as are remembered open
const IN_HAND_SECONDS = 7200; // a call was tried, perhaps more than once
const NOTHING: readonly Placement[] = [];

export function createAssigning(known: Known): Assigning {
  const groupsOfSite = new Map<string, PoolGroup[]>();
  const resigned = new Set<string>(); // visits that show the business's own number again, until something changes
  const placedOf = createRecent<string, readonly Placement[]>(REMEMBERED); // a restart forgets it

  function arrange(sites: readonly CollectSite[]): void {
    groupsOfSite.clear();
    resigned.clear();
    for (const site of sites) groupsOfSite.set(site.id, groupsOf(site));
  }

  function assign({ id }: Pick<CollectSite, 'id'>, showing: Showing, visit: TargetedVisit): Assigned {
    const assigned: Assigned = { shown: [], placed: [], placedAnew: false, missed: [], unserved: [], own: [] };
    for (const group of groupsOfSite.get(id) ?? []) {
      const reason = serve(group, showing, visit, assigned);
      if (reason) assigned.unserved.push(reason);
      if (reason && hasBrokenLease(group, showing.visit)) resign(showing.visit, group.targetNumber, assigned.own);
    }
    replacePlaced(showing.visit, assigned);
    return assigned;
  }

  function resign(visitId: string, e164: string, own: PageNumber[]): void {
    own.push({ find: e164, show: e164 });
    resigned.add(visitId);
  }

  function replacePlaced(visitId: string, assigned: Assigned): void {
    const before = placedOf.get(visitId) ?? NOTHING;
    const now = assigned.placed.map(({ find, numberId }): Placement => [find, numberId]);
    if (before.length === 0 && now.length === 0) return;
    const { shown, placed, own } = assigned;
    for (const [find, numberId] of before)
      if (known.isBroken(numberId) && ![...shown, ...placed, ...own].some((number) => number.find === find))
        resign(visitId, find, own);
    assigned.placedAnew = String(before) !== String(now);
    placedOf.set(visitId, now);
  }

  /** Why the number of the business stays on the page, if pools were to replace it. */
  function serve(
    group: PoolGroup,
    showing: Showing,
    visit: TargetedVisit,
    assigned: Assigned,
  ): MissedReason | undefined {
    const heldNumbers = inHand(group, showing);
    if (heldNumbers.length > 0 && serveHeld(group, showing, heldNumbers, assigned)) return undefined;
    if (group.placements.length > 0 && !keepsLease(group, showing.visit)) {
      const placement = placementFor(group, 'visitors', visit);
      if (placement && place(group, placement.numberId, assigned.placed)) return undefined;
    }
    return servePools(group, showing, visit, assigned);
  }

  function keepsLease(group: PoolGroup, visitId: string): boolean {
    const latest = latestOf(group, visitId);
    return latest?.poolId !== undefined && !known.isBroken(latest.number);
  }

  /** What the page says; else the number that was tapped there a moment ago, unless a new ad has brought them since. */
  function inHand(group: PoolGroup, showing: Showing): readonly string[] {
    const { heldNumbers = [], previousVisit, at } = showing;
    if (heldNumbers.length > 0 || previousVisit === undefined || previousVisit === showing.visit) return heldNumbers;
    return group.pools.flatMap(({ id }) => {
      const holder = known.poolOf(id).holderOf(previousVisit);
      const isHeld = holder?.tappedAt && at - holder.tappedAt < IN_HAND_SECONDS && !isFromNewAd(holder, showing);
      return isHeld ? (known.e164Of(holder.number) ?? []) : [];
    });
  }

  /** Of several numbers in hand the one that the visit has, else the latest. */
  function serveHeld(
    group: PoolGroup,
    showing: Showing,
    heldNumbers: readonly string[],
    { shown, placed }: Assigned,
  ): boolean {
    const isHeld = (numberId: string) => heldNumbers.indexOf(known.e164Of(numberId) ?? '');
    const current = latestOf(group, showing.visit)?.number;
    const candidates = [
      ...group.placements.map(({ numberId }) => ({ numberId, poolId: undefined })),
      ...group.pools.flatMap(({ id, numbers }) => numbers.map((number) => ({ numberId: number.id, poolId: id }))),
    ].filter(({ numberId }) => isHeld(numberId) >= 0);
    candidates.sort((one, other) => isHeld(other.numberId) - isHeld(one.numberId));
    const chosen = candidates.find(({ numberId }) => numberId === current) ?? candidates[0];
    if (!chosen) return false;
    if (chosen.poolId === undefined) return place(group, chosen.numberId, placed);
    const assignment = take(group, chosen.poolId, { ...showing, wanted: chosen.numberId }, shown);
    return assignment.kind === 'assigned';
  }

  function place({ targetNumber }: PoolGroup, numberId: string, placed: Placed[]): boolean {
    const show = known.e164Of(numberId);
    if (show) placed.push({ numberId, find: targetNumber, show });
    return show !== undefined;
  }

  function servePools(
    group: PoolGroup,
    showing: Showing,
    visit: TargetedVisit,
    { shown, missed }: Assigned,
  ): MissedReason | undefined {
    let last: MissedReason | undefined;
    for (const poolId of poolsFor(group, showing.visit, visit)) {
      const assignment = take(group, poolId, showing, shown);
      if (assignment.kind === 'assigned') return undefined;
      last = assignment.reason;
      missed.push({ poolId, reason: last });
      if (last === 'overflow') break; // the owner wants the page to keep its own number then
    }
    return last;
  }

  function take(
    { targetNumber: find }: PoolGroup,
    poolId: string,
    showing: Showing & { wanted?: string },
    shown: Shown[],
  ): Assignment {
    const pool = known.poolOf(poolId);
    const before = pool.holderOf(showing.visit)?.number;
    const assignment = pool.assign(showing);
    if (assignment.kind === 'none') return assignment;
    const { number: numberId, shared, sticky } = assignment;
    const show = known.e164Of(numberId);
    if (!show) return { kind: 'none', reason: 'pool-empty' };
    const how = showing.wanted === undefined ? { shared, sticky } : { shared: null, sticky: null };
    shown.push({ poolId, numberId, find, show, isNew: numberId !== before, ...how });
    return assignment;
  }

  /** The pool that gave the visit its number comes first, whatever its targeting says by now. */
  function poolsFor(group: PoolGroup, visitId: string, visit: TargetedVisit): string[] {
    const serving = group.pools.filter(({ serves }) => serves(visit)).map(({ id }) => id);
    const own = leaseOf(group, visitId)?.poolId;
    return own === undefined ? serving : [own, ...serving.filter((id) => id !== own)];
  }

  /** What the visit was shown last, from a pool or, without a `poolId`, a placement. */
  function latestOf(group: PoolGroup, visitId: string): { poolId: string | undefined; number: string } | undefined {
    const placed = placedOf.get(visitId)?.find(([find]) => find === group.targetNumber);
    return placed ? { poolId: undefined, number: placed[1] } : leaseOf(group, visitId);
  }

  /** Where the visit got its number from a pool; if it had to change, the last one. */
  function leaseOf(group: PoolGroup, visitId: string): { poolId: string; number: string } | undefined {
    let latest: { poolId: string; number: string } | undefined;
    let since = Number.NEGATIVE_INFINITY;
    for (const { id: poolId } of group.pools) {
      const holder = known.poolOf(poolId).holderOf(visitId);
      if (!holder || holder.startedAt < since) continue;
      latest = { poolId, number: holder.number };
      since = holder.startedAt;
    }
    return latest;
  }

  function hasBrokenLease(group: PoolGroup, visitId: string): boolean {
    if (known.nothingBroken()) return false;
    const latest = latestOf(group, visitId);
    return latest?.poolId !== undefined && known.isBroken(latest.number);
  }

  function mustAskAgain(siteId: string, visitId: string): boolean {
    if (known.nothingBroken()) return false;
    if (placedOf.get(visitId)?.some(([, numberId]) => known.isBroken(numberId))) return true;
    if (resigned.has(visitId)) return false;
    return (groupsOfSite.get(siteId) ?? []).some((group) => hasBrokenLease(group, visitId));
  }

  function placementsFor(siteId: string, audience: Audience, visit: TargetedVisit): PageNumber[] {
    const placed: Placed[] = [];
    for (const group of groupsOfSite.get(siteId) ?? []) {
      const placement = placementFor(group, audience, visit);
      if (placement) place(group, placement.numberId, placed);
    }
    return placed;
  }

  return { arrange, assign, placementsFor, mustAskAgain, notePlaced: placedOf.set };
}

function isFromNewAd(before: Holder, { channel, campaign }: Showing): boolean {
  return channel !== 'direct' && (channel !== before.channel || campaign !== before.campaign);
}
