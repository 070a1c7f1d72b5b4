// What would happen if somebody called now: a route's way with all that is known. Nothing is rung and nothing is learned.
import { countryOf, toE164 } from '../../core/phone.ts';
import type { Plan } from '../../core/routing/plan.ts';
import type { AgentNow } from '../../core/routing/route.ts';
import { compile } from '../../core/routing/routing.ts';
import type { RouteDesk, WouldHappenQuestion } from '../../core/routing/would-happen.ts';
import { openCallerList } from '../../core/spam.ts';
import type { CallNumber } from '../../store/numbers.ts';
import { callerLists } from '../../store/spam.ts';
import type { Attributing } from '../attribution/attributing.ts';
import { type Directory, linePlan } from '../directory.ts';
import type { Foreseen, Screened } from '../spam/screening.ts';
import type { Asks, RouteBook } from './route-book.ts';
import { type FactsOptions, gatherFacts } from './route-facts.ts';
import { soundsOfCall, type Voice } from './route-sounds.ts';
import { missing } from './routing.ts';

export type RouteDeskOptions = FactsOptions & {
  book: RouteBook;
  directory: Pick<Directory, 'all'>;
  board: { now(): ReadonlyMap<string, AgentNow> };
  attributing: Pick<Attributing, 'guess'>;
  voice: Voice;
  capabilitiesOf: RouteDesk['capabilitiesOf'];
  now: () => Date;
  /** what would be said of the call before any route is asked (calls/spam/screening.ts) */
  foresee?: (call: Foreseen) => Screened | null;
  /** who was rung first last time by the steps of a route */
  lastFirstOf?: (routeId: string) => ReadonlyMap<string, string>;
  finish?: (plan: Plan, of: { number: CallNumber; caller: string | null }) => Plan;
};

const ALL: Asks = { caller: true, visits: true, pages: true };
const ABOUT_NOW_MS = 60_000;
const WITHIN_MS = 5000; // nobody waits at a phone

/** Answers questions about routes. */
export function openRouteDesk(options: RouteDeskOptions): RouteDesk {
  const { book, directory, board, attributing, voice, capabilitiesOf, finish = (plan) => plan } = options;

  const numberFor = ({ siteId, number, routeId }: WouldHappenQuestion): CallNumber | undefined => {
    const own = directory.all().filter((one) => one.siteId === siteId);
    if (number !== null) return own.find((one) => one.e164 === number);
    return own.find((one) => routeId !== null && one.routeId === routeId) ?? own[0];
  };
  const routeFor = (asked: WouldHappenQuestion, number: CallNumber | undefined) => {
    const { draft, routeId, siteId } = asked;
    const booked = book.route(routeId ?? number?.routeId ?? '');
    const own = booked?.siteId === siteId ? booked : undefined;
    if (draft) return { id: routeId, name: own?.name ?? null, version: null, route: draft };
    return own ?? (routeId === null ? null : 'no-such-route');
  };

  // Who talks just now tells nothing of tomorrow: then everybody on shift is free.
  const isNow = (at: Date) => Math.abs(at.getTime() - options.now().getTime()) < ABOUT_NOW_MS;

  const isBlocked = async (siteId: string, caller: string | null) => {
    const list = openCallerList(await callerLists(options.db, siteId));
    return list.listed(caller, caller === null) !== null;
  };

  return {
    capabilitiesOf,
    async wouldHappen(asked) {
      const site = book.site(asked.siteId);
      const number = numberFor(asked);
      const route = routeFor(asked, number);
      if (route === 'no-such-route') return route;
      if (!site || (asked.number !== null && !number)) return 'no-such-number';
      const caller = callerOf(asked.caller, number);
      const of = { siteId: asked.siteId, caller, callerRaw: asked.caller ?? '', at: asked.at };
      const spam = (number && options.foresee?.({ ...of, numberId: number.id })) ?? null;
      const gathered = await gatherFacts(
        { ...options, withinMs: WITHIN_MS },
        {
          ...{
            site,
            caller,
            at: asked.at,
            isBlocked: spam !== null || (await isBlocked(asked.siteId, caller)),
            board: () => (isNow(asked.at) ? board.now() : new Map()),
          },
          number: { e164: number?.e164 ?? '', siteId: site.id, staticSource: number?.staticSource ?? null },
          attribution: () => (number ? attributing.guess({ number, caller, at: asked.at }) : Promise.reject()),
          lastFirst: () => options.lastFirstOf?.(route?.id ?? '') ?? new Map(),
          asks: asked.visits || !number ? { ...ALL, visits: false, pages: false } : ALL,
        },
      );
      const { late } = gathered;
      const facts = gathered.facts();
      const known = asked.visits ? { ...facts, visits: asked.visits } : facts;
      const line = number?.line ?? [];
      const sound = soundsOfCall(voice, known, site.language);
      const made = route
        ? compile(route.route, known, { sound, line, queueOf: (step) => `would-${step}` })
        : { plan: linePlan({ line }), trail: [] };
      return {
        ...{ number: number?.e164 ?? null, route, facts: known, spam },
        trail: [...(route ? missing(route.route, late) : []), ...made.trail],
        plan: number ? finish(made.plan, { number, caller }) : made.plan,
      };
    },
  };
}

function callerOf(raw: string | null, number: CallNumber | undefined): string | null {
  if (raw === null) return null;
  const parsed = toE164(raw, (number && countryOf(number.e164)) ?? '');
  return parsed.kind === 'phone' ? parsed.e164 : null;
}
