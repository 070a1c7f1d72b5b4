// Where a call goes: by the published route of its number with what is known when it rings, else to the site's line.
// Answers within its time limit, whatever is down.
import type { Plan } from '../../core/routing/plan.ts';
import type { AgentNow, Route, Trail } from '../../core/routing/route.ts';
import { compile } from '../../core/routing/routing.ts';
import { factsOfNothing, fallbackPlan } from '../../core/routing/routing-fallback.ts';
import type { CallNumber } from '../../store/numbers.ts';
import { linePlan } from '../directory.ts';
import type { CallToRoute, RouteCall, Routed } from '../taking.ts';
import { queueName } from './queue-name.ts';
import type { BookedRoute, RouteBook } from './route-book.ts';
import { type FactsOptions, gatherFacts } from './route-facts.ts';
import { soundsOfCall, type Voice } from './route-sounds.ts';

export type RoutingOptions = FactsOptions & {
  book: RouteBook;
  board: { now(): ReadonlyMap<string, AgentNow>; given(providerCallId: string, plan: Plan): void };
  voice: Voice;
  /** what else is done to every plan, on disk too: the notice that talks are recorded; `caller` null: not known */
  finish?: (plan: Plan, of: { number: CallNumber; caller: string | null }) => Plan;
  log: (message: string, error?: unknown) => void;
};
export type Routing = {
  route: RouteCall;
  /** for Asterisk's disk: what happens to a call of which nothing is known */
  fallbackOf(number: CallNumber): Plan;
  /** who was rung first last time by the steps of a route */
  lastFirstOf(routeId: string): ReadonlyMap<string, string>;
};

/** Routes calls. Who takes turns (round robin) is remembered in memory, by step. */
export function openRouting(options: RoutingOptions): Routing {
  const { book, board, voice, log, finish = (plan) => plan } = options;
  const turns = new Map<string, Map<string, string>>();

  const byRoute = async (route: BookedRoute, call: CallToRoute): Promise<Routed> => {
    const { number, caller, judged, offer } = call;
    const site = book.site(number.siteId);
    if (!site) return toLine(call);
    const lastFirst = () => turns.get(route.id) ?? new Map<string, string>();
    const { facts: factsNow, late } = await gatherFacts(options, {
      ...{ site, number, caller, at: offer.at, isBlocked: call.isBlocked, board: board.now, lastFirst },
      ...{ attribution: judged.attribution, asks: route.asks },
    });
    // From here to the reservation nothing is waited for: a call of the same moment sees it.
    const facts = factsNow();
    const sound = soundsOfCall(voice, facts, site.language);
    const queueOf = (step: string) => queueName(route, step);
    const { plan, trail, firsts } = compile(route.route, facts, { sound, line: number.line, queueOf });
    turns.set(route.id, new Map([...lastFirst(), ...firsts]));
    if (offer.providerCallId) board.given(offer.providerCallId, plan);
    const { id, version } = route;
    const said = [...missing(route.route, late), ...trail];
    return { plan: finish(plan, { number, caller }), route: { id, version }, trail: said, spam: null };
  };
  const toLine = ({ number, caller, offer }: CallToRoute): Routed => {
    const plan = finish(linePlan(number), { number, caller });
    if (offer.providerCallId) board.given(offer.providerCallId, plan);
    return { plan, route: null, trail: null, spam: null };
  };

  return {
    lastFirstOf: (routeId) => turns.get(routeId) ?? new Map(),
    async route(call) {
      const route = call.number.routeId === null ? undefined : book.route(call.number.routeId);
      if (!route) return toLine(call);
      try {
        return await byRoute(route, call);
      } catch (error) {
        log(`the route "${route.name}" failed: the call went to the line`, error);
        return toLine(call);
      }
    },
    fallbackOf(number) {
      const route = number.routeId === null ? undefined : book.route(number.routeId);
      const site = book.site(number.siteId);
      const finished = (plan: Plan) => finish(plan, { number, caller: null });
      if (!route || !site) return finished(linePlan(number));
      const known = { number: number.e164, agents: site.agents, teams: site.teams };
      const sound = soundsOfCall(voice, factsOfNothing(known), site.language);
      const queueOf = (step: string) => queueName(route, step);
      return finished(fallbackPlan(route.route, known, { sound, line: number.line, queueOf }));
    },
  };
}

/** Where calls go without routes: to the line. */
export const routeToLine: RouteCall = async ({ number }) => ({
  ...{ plan: linePlan(number), route: null, trail: null, spam: null },
});

/** What the route asked for and went on without. */
export function missing(route: Route, late: readonly string[]): Trail {
  if (late.length === 0) return [];
  const do_ = route.steps[route.start]?.do ?? 'choose';
  return [{ step: route.start, do: do_, said: 'not-known-in-time', with: { what: late }, next: route.start }];
}
