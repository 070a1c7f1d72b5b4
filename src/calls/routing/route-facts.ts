// What is known of a call when it rings, gathered for its route: most lies in memory; what is in the database is asked
// for only if the route wants it, and not waited for longer than a caller hears nothing.
import { type Attribution, topCandidates } from '../../core/attribution/attribution.ts';
import type { AgentNow, RoutingFacts } from '../../core/routing/route.ts';
import { readCampaignKey } from '../../core/source/source.ts';
import type { Db } from '../../store/database.ts';
import type { CallNumber } from '../../store/numbers.ts';
import { type KnownCaller, knownCaller, visitDetails } from '../../store/route-facts.ts';
import { type Asks, agentsNow, type BookedSite } from './route-book.ts';

export type FactsOptions = {
  db: Db;
  /** callers in the queue of a team */
  waiting: (teamId: string) => number;
  regionOfCaller: (e164: string, siteId: string) => string | null;
  /** how long the database is waited for (default 300 ms) */
  withinMs?: number;
};
export type CallToKnow = {
  site: BookedSite;
  number: Pick<CallNumber, 'e164' | 'siteId' | 'staticSource'>;
  caller: string | null;
  at: Date;
  isBlocked: boolean;
  /** asked when all else is known: who is rung changes with each call */
  board: () => ReadonlyMap<string, AgentNow>;
  attribution: () => Promise<Attribution>;
  lastFirst: () => ReadonlyMap<string, string>;
  asks: Asks;
};
/**
 * `facts`: as of the moment they are asked for, agents and turns; who then rings somebody says so before any other call
 * can ask. `late`: what was asked for and is not known in time: 'caller', 'visits' or 'pages'.
 */
export type Gathered = { facts: () => RoutingFacts; late: readonly (keyof Asks)[] };

const WITHIN_MS = 300; // silence that a caller does not notice yet; operators wait for seconds
const DAY_MS = 86_400_000;
const WINDOW_DAYS = 17; // holders are two weeks old at most, and a visit a little older than its lease
const NOBODY: KnownCaller = { earlierCalls: 0, lastManager: null, contact: null };

export async function gatherFacts(options: FactsOptions, call: CallToKnow): Promise<Gathered> {
  const { db, waiting, regionOfCaller, withinMs = WITHIN_MS } = options;
  const { site, number, caller, at, asks, attribution } = call;
  const late: (keyof Asks)[] = [];
  const inTime = async <T>(what: keyof Asks, asked: boolean, work: () => Promise<T>, without: T): Promise<T> => {
    if (!asked) return without;
    const timeUp = Promise.withResolvers<'late'>();
    const timer = setTimeout(() => timeUp.resolve('late'), withinMs);
    const found = await Promise.race([work().catch(() => 'late' as const), timeUp.promise]);
    clearTimeout(timer);
    if (found !== 'late') return found;
    late.push(what);
    return without;
  };
  const known = inTime(
    'caller',
    asks.caller && caller !== null,
    () => knownCaller(db, { siteId: number.siteId, caller: caller ?? '', before: at }),
    NOBODY,
  );
  const visits = inTime('visits', asks.visits, async () => visitsOf(await attribution(), number), []);
  const withPages = inTime(
    'pages',
    asks.pages && !number.staticSource,
    async () => pagesOf(db, { attribution: await attribution(), siteId: number.siteId, at }),
    null,
  );
  const [who, byPages, bySource] = await Promise.all([known, withPages, visits]);
  const region = caller === null ? null : regionOfCaller(caller, number.siteId);
  const facts = (): RoutingFacts => ({
    ...{ at, timeZone: site.timeZone, number: number.e164, teams: site.teams, schedules: site.schedules },
    ...{ agents: agentsNow(site, call.board(), at), lastFirst: call.lastFirst() },
    waiting: new Map([...site.teams.keys()].map((team) => [team, waiting(team)])),
    caller: { e164: caller, isBlocked: call.isBlocked, ...who, region },
    visits: byPages ?? bySource,
  });
  return { facts, late };
}

type Visits = RoutingFacts['visits'];

/** By source: the whole mass, as far as memory knows it. */
export function visitsOf({ sources }: Attribution, { staticSource }: Pick<CallNumber, 'staticSource'>): Visits {
  return sources.map(({ channel, campaign, probability }) => ({
    ...{ probability, channel, ...readCampaignKey(campaign), term: staticSource?.term ?? null, landingPage: null },
  }));
}

const MOST_VISITS = 50; // the others together are less likely than any condition asks for

/** By visit, with keyword and landing page: only the likeliest are looked up; the others count by their source. */
async function pagesOf(
  db: Db,
  { attribution, siteId, at }: { attribution: Attribution; siteId: string; at: Date },
): Promise<Visits> {
  const likeliest = topCandidates(attribution, MOST_VISITS);
  const since = new Date(at.getTime() - WINDOW_DAYS * DAY_MS);
  const found = await visitDetails(db, { siteId, visitIds: likeliest.map(({ visit }) => visit), since });
  const details = new Map(found.map((one) => [one.id, one]));
  const left = new Map(attribution.sources.map((source) => [`${source.channel} ${source.campaign}`, { ...source }]));
  const visits = likeliest.map(({ visit, probability, channel, campaign }) => {
    const source = left.get(`${channel} ${campaign}`);
    if (source) source.probability -= probability;
    const { term = null, landingPage = null } = details.get(visit) ?? {};
    return { probability, channel, ...readCampaignKey(campaign), term, landingPage };
  });
  const others = { sources: [...left.values()].filter(({ probability }) => probability > 1e-6) };
  return [...visits, ...visitsOf({ ...attribution, ...others }, { staticSource: null })];
}
