// The room: what a page said, from bytes to rows on disk and the answer it gets.
import { type AnsweredNumber, answeredNumber } from '../core/numbers/page-number.ts';
import { DEFAULT_POOL_PARAMETERS } from '../core/pool/pool.ts';
import type { Db } from '../store/database.ts';
import type { RefusalCounter } from '../store/refusal-counter.ts';
import type { CollectSite } from '../store/sites.ts';
import { type ActivityKind, addClientIds, visitExists } from '../store/visits.ts';
import { readAgent } from './agent.ts';
import { limitKey, plainAddress } from './client-address.ts';
import { createLanes } from './lanes.ts';
import { type Log, sparing } from './log.ts';
import { type ActivityMessage, readMessage, type ViewMessage } from './message.ts';
import { createOpenVisits, type OpenVisit } from './open-visits.ts';
import type { ActivityFact } from './peers.ts';
import type { PageNumber, Pools } from './pools.ts';
import { createRateLimit, DEFAULT_RATE_LIMITS, type RateLimits } from './rate-limit.ts';
import { type DroppedReason, isRefused, type Reason, type RefusedReason } from './reasons.ts';
import { createRecent } from './recent.ts';
import type { FindRegion } from './region.ts';
import { createShortages } from './shortages.ts';
import { dropForeignOrigin, type Ended, takeIn, type View } from './view.ts';
import { factsOf, newClientIds, openVisitOf, rowsOf, seenAt } from './view-records.ts';

export type CollectOptions = {
  db: Db;
  log: Log;
  /** seconds since the epoch */
  clock: () => number;
  pools: Pools;
  refusals: Pick<RefusalCounter<Reason>, 'count'>;
  findRegion: FindRegion;
  limits?: RateLimits;
};

/** A message as it came. `origin`, `agent`: the headers; `cookie`: the visitor id of our cookie. */
export type Heard = {
  body: Buffer;
  origin: string | undefined;
  agent: string | undefined;
  cookie: string | undefined;
  address: string;
};

type Came<Message> = { message: Message; site: CollectSite; at: number };

/**
 * `origin`: the page may read the answer; undefined where we can't tell that it belongs to the site. `askAgain`: what the
 * page shows does not work, a new view gets it something else.
 */
export type Outcome = { origin?: string | undefined } & (
  | { kind: 'shown'; visitorId: string; answer: PageAnswer }
  | { kind: 'noted'; askAgain: boolean }
  | { kind: 'dropped'; reason: DroppedReason; answer?: PageAnswer; forgetsVisitor?: boolean }
  | { kind: 'refused'; reason: RefusedReason }
);

/** Answer to a view (page contract). `ttl`: how long the numbers may be shown without asking again, in seconds. */
export type PageAnswer = {
  visitor: string | null;
  visit: string | null;
  ttl: number;
  numbers: AnsweredNumber[];
};

export type Collect = { hear(heard: Heard): Promise<Outcome>; close(): Promise<void> };

const REMEMBERED = 5000; // numbers in place of numbers: to write one takes 20 µs
const TTL_SECONDS = DEFAULT_POOL_PARAMETERS.leaseSeconds;

/** What pools make of a page's activity. A hidden page was seen until now; then it is silent. */
const FACT_KINDS: Readonly<Record<ActivityKind, ActivityFact[0]>> = {
  ...{ view: 'seen', beat: 'seen', show: 'seen', hide: 'seen', copy: 'seen' },
  ...{ tap: 'tap', close: 'close' },
};

export function createCollect(options: CollectOptions): Collect {
  const { db, log, clock, pools, refusals, findRegion } = options;
  const { order } = pools;
  const complain = sparing(log);
  const lanes = createLanes({ db, log });
  const openVisits = createOpenVisits();
  const shortages = createShortages({ db, log });
  const allow = createRateLimit(options.limits ?? DEFAULT_RATE_LIMITS);
  const tools = { db, pools, openVisits, findRegion };

  async function hear(heard: Heard): Promise<Outcome> {
    const message = readMessage(heard.body);
    if (!message) return refuse('malformed');
    const address = plainAddress(heard.address);
    const at = clock();
    if (!allow(limitKey(address), message.t === 'view' ? 'view' : 'activity', at)) return refuse('rate-limited');
    const found = pools.siteByKey(message.site);
    const site = found instanceof Promise ? await failing(found) : found;
    if (site === 'store-unavailable') return refuse(site);
    if (!site) return refuse('unknown-site');
    if (dropForeignOrigin({ origin: heard.origin, site })) return refuse('origin-not-allowed', site.id);
    const outcome = await failing(
      message.t === 'view' ? view({ heard, message, site, address, at }) : activity({ message, site, at }),
    );
    return { ...(typeof outcome === 'string' ? refuse(outcome, site.id) : outcome), origin: heard.origin };
  }

  /** The database may be away, at whatever step it is needed. */
  async function failing<T>(work: Promise<T>): Promise<T | 'store-unavailable'> {
    try {
      return await work;
    } catch (error) {
      complain({ err: error }, 'Pages could not be served: they keep their own numbers');
      return 'store-unavailable';
    }
  }

  function refuse(reason: RefusedReason, siteId: string | null = null): Outcome {
    refusals.count(siteId, reason);
    return { kind: 'refused', reason };
  }

  async function view({
    heard,
    message,
    site,
    address,
    at,
  }: Came<ViewMessage> & { heard: Heard; address: string }): Promise<Outcome> {
    const page = URL.parse(message.url);
    if (!page) return refuse('malformed', site.id);
    const { origin, cookie } = heard;
    const taken = await takeIn(
      { message, page, origin, site, agent: readAgent(heard.agent), cookie, address, at },
      tools,
    );
    if ('reason' in taken) return end(taken, site.id);
    noteOrder(taken);
    const written = await lanes.write(rowsOf(taken));
    if (written !== 'written') return refuse(written, site.id);
    openVisits.set(taken.visitId, await withClientIds(taken.visitId, message, openVisitOf(taken)));
    for (const fact of factsOf(taken)) pools.tell(fact);
    for (const reason of taken.assigned.unserved) refusals.count(site.id, reason);
    for (const { poolId, reason } of taken.assigned.missed) shortages.count({ siteId: site.id, poolId, reason, at });
    return { kind: 'shown', visitorId: taken.visitorId, answer: answerTo(taken) };
  }

  function end({ reason, numbers }: Ended, siteId: string): Outcome {
    if (isRefused(reason)) return refuse(reason, siteId);
    refusals.count(siteId, reason);
    const answer = answerWith(null, null, numbers);
    return { kind: 'dropped', reason, answer, forgetsVisitor: reason === 'without-consent' };
  }

  /** At once, not when it is written: the close of the page before may already be here. */
  function noteOrder({ visitId, message, at }: View): void {
    const told = { kind: 'view', pageAt: message.at } as const;
    const ordered = order.timeOf(visitId, told, at);
    if (ordered !== 'again') order.note(visitId, told, ordered);
  }

  async function activity({ message, site, at: now }: Came<ActivityMessage>): Promise<Outcome> {
    const { t: kind, visit, at: pageAt, ago: agoMs } = message;
    const told = { kind, pageAt, agoMs };
    const noted = (): Outcome => ({ kind: 'noted', askAgain: pools.mustAskAgain(site.id, visit) });
    const at = order.timeOf(visit, told, now);
    if (at === 'again') return noted();
    const fact = seenAt([FACT_KINDS[kind], site.id, visit, at], pageAt);
    const open = openVisits.get(visit);
    const known = pools.take(fact) || open?.siteId === site.id || (await visitExists(db, site.id, visit));
    if (!known) {
      refusals.count(site.id, 'unknown-visit');
      return { kind: 'dropped', reason: 'unknown-visit' };
    }
    if (!order.note(visit, told, at)) return noted();
    const rows = { siteId: site.id, visits: [], leases: [], activity: [{ visitId: visit, at, kind, page: null }] };
    const written = await lanes.write(rows);
    if (written !== 'written') {
      order.forget(visit, told);
      return refuse(written, site.id);
    }
    if (open) {
      const lastActivityAt = Math.max(open.lastActivityAt, at);
      openVisits.set(visit, await withClientIds(visit, message, { ...open, lastActivityAt }));
    }
    pools.tell(fact);
    return noted();
  }

  /** Keeps the ids of counters that loaded after the visit's first view. */
  async function withClientIds(
    visitId: string,
    message: ActivityMessage | ViewMessage,
    open: OpenVisit,
  ): Promise<OpenVisit> {
    const clientIds = newClientIds(message, open);
    if (!clientIds) return open;
    await addClientIds(db, { siteId: open.siteId, visitId, clientIds });
    return { ...open, clientIds: { ...clientIds, ...open.clientIds } };
  }

  async function close(): Promise<void> {
    await lanes.close();
    await shortages.close();
  }

  return { hear, close };
}

function answerTo({ visitorId, visitId, assigned: { shown, placed, own } }: View): PageAnswer {
  return answerWith(visitorId, visitId, [...shown, ...placed, ...own]);
}

function answerWith(visitor: string | null, visit: string | null, numbers: readonly PageNumber[]): PageAnswer {
  return { visitor, visit, ttl: TTL_SECONDS, numbers: numbers.map(written) };
}

const writtenNumbers = createRecent<string, AnsweredNumber>(REMEMBERED);

function written({ find, show }: PageNumber): AnsweredNumber {
  const key = `${find} ${show}`;
  const known = writtenNumbers.get(key);
  if (known) return known;
  const number = answeredNumber({ find, show });
  writtenNumbers.set(key, number);
  return number;
}
