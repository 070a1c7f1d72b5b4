// A page view on its way in: small named steps from a message to a visit with numbers. `drop…` may end it, with a
// reason; `put…` only adds.
//
// A view of somebody who is not to be known (a program, a person without consent) ends too, with static numbers where the
// owner has placed some for them. They are chosen by this view alone, and nothing of it is kept.
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { regionKey } from '../core/numbers/russian-regions.ts';
import { isOriginOf } from '../core/source/origin.ts';
import { type ClickIds, campaignKey, isNewCampaign, type Source, sourceOf } from '../core/source/source.ts';
import type { TargetedVisit } from '../core/source/targeting.ts';
import { clip } from '../core/text.ts';
import type { Db } from '../store/database.ts';
import type { Audience } from '../store/placements.ts';
import type { CollectSite } from '../store/sites.ts';
import { findVisit } from '../store/visits.ts';
import type { Agent } from './agent.ts';
import type { ViewMessage } from './message.ts';
import { type OpenVisit, type OpenVisits, VISIT_SECONDS } from './open-visits.ts';
import type { Assigned, PageNumber, Pools, Showing } from './pools.ts';
import type { DroppedReason, EndReason } from './reasons.ts';
import type { FindRegion, Region } from './region.ts';

/** What the steps work with. */
export type ViewTools = { db: Db; pools: Pools; openVisits: OpenVisits; findRegion: FindRegion };

/** What came with the message. `origin` is the browser's word for where the page is, `page` the message's. */
export type Arrived = {
  message: ViewMessage;
  page: URL;
  origin: string | undefined;
  site: CollectSite;
  agent: Agent;
  /** the visitor id of our cookie */
  cookie: string | undefined;
  address: string;
  at: number;
};

/** What the steps find out. `known` is the visit that goes on; without one `visitId` is a new one's. */
type Found = {
  known: OpenVisit | undefined;
  visitId: string;
  visitorId: string;
  newVisitor: boolean;
  source: Source;
  clickIds: ClickIds;
  place: Region;
  assigned: Assigned;
};
export type View = Arrived & Found;
/** A view that is not taken in. `numbers`: what it may be shown nevertheless. */
export type Ended = { reason: EndReason; numbers: PageNumber[] };

type Step = (view: View, tools: ViewTools) => EndReason | undefined | Promise<EndReason | undefined>;

const STEPS: readonly Step[] = [
  dropForeignOrigin,
  dropLyingPage,
  dropBot,
  dropWithoutConsent,
  putKnownVisit,
  putVisitor,
  putSource,
  putRegion,
  putNumbers,
];

/** Who the placements for those are for that are not to be known. */
const AUDIENCES: Partial<Record<EndReason, Audience>> = {
  ...{ crawler: 'robots', automation: 'robots', 'without-consent': 'without-consent' },
} satisfies Partial<Record<DroppedReason, Audience>>;

const ADDRESS_LIMIT = 1000;
const DIRECT: Source = {
  channel: 'direct',
  ...{ source: null, medium: null, campaign: null, adGroup: null, content: null, term: null },
};

/** Takes a view through the steps: the finished view, or why it ended. Throws when the database fails. */
export async function takeIn(arrived: Arrived, tools: ViewTools): Promise<View | Ended> {
  const view: View = {
    ...arrived,
    known: undefined,
    visitId: '',
    visitorId: '',
    newVisitor: false,
    source: DIRECT,
    clickIds: {},
    place: { country: null, region: null, city: null },
    assigned: { shown: [], placed: [], placedAnew: false, missed: [], unserved: [], own: [] },
  };
  for (const step of STEPS) {
    const outcome = step(view, tools);
    const reason = outcome instanceof Promise ? await outcome : outcome;
    if (reason) return { reason, numbers: numbersWithout(view, AUDIENCES[reason], tools) };
  }
  return view;
}

/** The region is looked up in memory: the address is not kept, nor sent anywhere. */
function numbersWithout(view: View, audience: Audience | undefined, { pools, findRegion }: ViewTools): PageNumber[] {
  const { site, address } = view;
  if (!audience || !site.placements.some(({ audiences }) => audiences.includes(audience))) return [];
  const { source, clickIds } = readSource(view);
  return pools.placementsFor(
    site.id,
    audience,
    targetedOf({ ...view, known: undefined, source, clickIds, place: findRegion(address) }),
  );
}

/** Only pages of the site's own origins speak for it. */
export function dropForeignOrigin({ origin, site }: Pick<View, 'origin' | 'site'>): EndReason | undefined {
  return origin !== undefined && isOriginOf(origin, site.origins) ? undefined : 'origin-not-allowed';
}

function dropLyingPage({ page, origin }: View): EndReason | undefined {
  return page.origin === origin ? undefined : 'page-origin-mismatch';
}

/** No number for programs: it would only make real callers harder to tell apart. */
function dropBot({ agent, message, site }: View): EndReason | undefined {
  if (agent.kind === 'crawler') return 'crawler';
  const automated = agent.kind === 'automation' || message.auto === true;
  return automated && !site.serveAutomation ? 'automation' : undefined;
}

/** Who may not be known gets no number that would tell visits apart. */
function dropWithoutConsent({ message }: View): EndReason | undefined {
  return message.consent === false ? 'without-consent' : undefined;
}

/** The visit the page says it belongs to, unless it is over, another visitor's, or this is a new campaign. */
function putKnownVisit(view: View, tools: ViewTools): undefined | Promise<undefined> {
  return view.message.visit ? findKnownVisit(view, view.message.visit, tools) : undefined;
}

async function findKnownVisit(view: View, visitId: string, tools: ViewTools): Promise<undefined> {
  const { message, site, cookie, at } = view;
  const open = await findOpenVisit({ siteId: site.id, visitId, at }, tools);
  // Neither where the browser keeps nothing for us; the visit id is proof enough. A visit that was handed over from another
  // host comes with its visitor, whom a cookie of this host need not know.
  const claimed = [cookie, message.visitor].filter((id) => id !== undefined);
  if (!open || (claimed.length > 0 && !claimed.includes(open.visitorId)) || isNewCampaign(message.url, open)) return;
  view.known = open;
}

async function findOpenVisit(
  { siteId, visitId, at }: { siteId: string; visitId: string; at: number },
  { db, openVisits }: ViewTools,
): Promise<OpenVisit | undefined> {
  const open = openVisits.get(visitId);
  if (open && at - open.lastActivityAt < VISIT_SECONDS) return open.siteId === siteId ? open : undefined;
  const found = await findVisit(db, { siteId, visitId, activeSince: at - VISIT_SECONDS });
  if (!found || at - found.lastActivityAt >= VISIT_SECONDS) return undefined;
  const { visitorId, clickIds, region, landingPage, lastActivityAt, ...source } = found;
  return { siteId, visitorId, source: source as Source, clickIds, region, landingPage, lastActivityAt };
}

/** The cookie is ours alone; the page's own copy counts where the browser keeps cookies of other sites back. */
function putVisitor(view: View): undefined {
  const known = view.known?.visitorId ?? view.cookie ?? view.message.visitor;
  view.newVisitor = known === undefined;
  view.visitorId = known ?? randomUUID();
  view.visitId = view.known && view.message.visit ? view.message.visit : randomUUIDv7(); // in order of time: kind to the index
}

function putSource(view: View): undefined {
  const { source, clickIds } = view.known ?? readSource(view);
  view.source = source;
  view.clickIds = clickIds;
}

function readSource({ message, site }: View): { source: Source; clickIds: ClickIds } {
  return sourceOf({ landing: message.url, referrer: message.ref ?? '', ownOrigins: site.origins });
}

function putRegion(view: View, { findRegion }: ViewTools): undefined {
  if (view.known) view.place.region = view.known.region;
  else view.place = findRegion(view.address);
}

function putNumbers(view: View, { pools }: ViewTools): undefined {
  const { held: heldNumbers, visit: previousVisit } = view.message;
  const showing = { ...showingOf(view), heldNumbers, previousVisit };
  view.assigned = pools.assign(view.site, showing, targetedOf(view));
}

export function showingOf({ visitId, visitorId, source, place, agent, at }: View): Showing {
  const { channel } = source;
  const region = regionKey(place.region);
  const desktop = agent.device === 'desktop';
  return { visit: visitId, visitor: visitorId, channel, campaign: campaignKey(source), region, desktop, at };
}

function targetedOf(view: View): TargetedVisit {
  const { channel, source, campaign } = view.source;
  const { place, agent } = view;
  return { channel, source, campaign, landingPage: landingPageOf(view), region: place.region, device: agent.device };
}

export function landingPageOf({ known, page }: View): string {
  return known?.landingPage ?? addressOf(page);
}

/** Origin and path: the query may hold what people typed. */
export function addressOf({ protocol, host, pathname }: URL): string {
  return clip(`${protocol}//${host}${pathname}`, ADDRESS_LIMIT);
}
