// What a page view leaves behind once it is taken in: rows of the log, facts for other nodes, the open visit.
import { clientIdsOf } from './client-ids.ts';
import type { LaneItem } from './lanes.ts';
import type { ActivityMessage, ViewMessage } from './message.ts';
import type { OpenVisit } from './open-visits.ts';
import type { ActivityFact, Fact } from './peers.ts';
import { addressOf, landingPageOf, showingOf, type View } from './view.ts';

/** What other nodes shall know of the view: what it is shown that is new, and that the page of a visit they know was seen. */
export function factsOf(view: View): Fact[] {
  const { visit, visitor, channel, campaign, region, desktop, at } = showingOf(view);
  const { site, message, assigned } = view;
  const source = [channel, campaign, region, desktop] as const;
  const facts: Fact[] = assigned.shown
    .filter(({ isNew }) => isNew)
    .map(({ poolId, numberId }) => ['lease', poolId, numberId, visit, visitor, ...source, at, site.id]);
  const placements = assigned.placed.map(({ find, numberId }) => [find, numberId] as const);
  if (assigned.placedAnew) facts.push(['placed', site.id, visit, placements]);
  if (view.known) facts.push(seenAt(['seen', site.id, visit, at], message.at));
  return facts;
}

/** The fact with the browser's own time, if that is known. */
export function seenAt([kind, siteId, visit, at]: ActivityFact, pageAt: number | undefined): ActivityFact {
  return pageAt === undefined ? [kind, siteId, visit, at] : [kind, siteId, visit, at, pageAt];
}

/** The view as open visits remember it. */
export function openVisitOf(view: View): OpenVisit {
  const { site, visitorId, source, clickIds, place, at } = view;
  const landingPage = landingPageOf(view);
  const clientIds = view.known ? view.known.clientIds : clientIdsOf(view.message.ids ?? []);
  const open = { siteId: site.id, visitorId, source, clickIds, region: place.region, landingPage, lastActivityAt: at };
  return { ...open, clientIds };
}

/** What the message tells of client ids that the visit had not when it began; undefined: nothing. */
export function newClientIds(
  message: ActivityMessage | ViewMessage,
  open: OpenVisit | undefined,
): Record<string, string> | undefined {
  const kept = open?.clientIds;
  if (!message.ids || !kept) return undefined;
  const added = Object.entries(clientIdsOf(message.ids)).filter(([name]) => !Object.hasOwn(kept, name));
  return added.length > 0 ? Object.fromEntries(added) : undefined;
}

/** The rows that this view adds to the log: the visit if it is new, the leases that are new, and the view itself. */
export function rowsOf(view: View): LaneItem {
  const { site, visitId, at, assigned, page } = view;
  const leases = assigned.shown
    .filter(({ isNew }) => isNew)
    .map(({ poolId, numberId, shared, sticky }) => ({ visitId, poolId, numberId, at, shared, sticky }));
  const activity = [{ visitId, at, kind: 'view' as const, page: addressOf(page) }];
  return { siteId: site.id, visits: view.known ? [] : [visitRow(view)], leases, activity };
}

function visitRow(view: View): LaneItem['visits'][number] {
  const { message, agent, place, clickIds } = view;
  return {
    id: view.visitId,
    at: view.at,
    visitorId: view.visitorId,
    newVisitor: view.newVisitor,
    ...view.source,
    landingPage: addressOf(view.page),
    referrer: message.ref ? referrerOf(message.ref) : null,
    clickIds: filled(clickIds),
    clientIds: filled(clientIdsOf(message.ids ?? [])),
    device: agent.device,
    os: agent.os,
    browser: agent.browser,
    language: message.lang ?? null,
    ...place,
  };
}

function filled<T extends object>(record: T): T | null {
  return Object.keys(record).length > 0 ? record : null;
}

function referrerOf(referrer: string): string | null {
  const url = URL.parse(referrer);
  return url?.host ? addressOf(url) : null;
}
