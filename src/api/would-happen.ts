// "What would happen if … called now?" in the shapes of the API.
import type { RoutingFacts } from '../core/routing/route.ts';
import type { WouldHappenAnswer, WouldHappenQuestion } from '../core/routing/would-happen.ts';
import type * as wire from './wire.ts';

type Asked = { [K in keyof wire.WouldHappenAsk]: wire.WouldHappenAsk[K] };

/** The question as calls/ takes it. */
export function questionOf(siteId: string, asked: Asked, now: Date): WouldHappenQuestion {
  const { source } = asked;
  const assumed = source && {
    ...{ probability: 1, channel: source.channel, source: source.source ?? null, medium: source.medium ?? null },
    ...{ campaign: source.campaign ?? null, term: source.term ?? null, landingPage: source.landingPage ?? null },
  };
  return {
    ...{ siteId, draft: asked.route ?? null, routeId: asked.routeId ?? null, number: asked.number ?? null },
    ...{ caller: asked.caller ?? null, visits: assumed ? [assumed] : null, at: asked.at ? new Date(asked.at) : now },
  };
}

/** The answer, with the faults of the route it went by. */
export function answerOf(answer: WouldHappenAnswer, faults: wire.RouteFault[]): wire.WouldHappen {
  const { facts, route, spam } = answer;
  const { e164, region, earlierCalls, lastManager, contact, isBlocked } = facts.caller;
  return {
    at: facts.at.toISOString(),
    number: answer.number,
    route: route && { id: route.id, name: route.name, version: route.version },
    caller: {
      ...{ number: e164, region, earlierCalls, isBlocked, lastManager: managerOf(facts, lastManager) },
      contact: contact && { ...contact, tags: [...contact.tags], manager: managerOf(facts, contact.manager) },
    },
    spam: spam && { reasons: [...spam.reasons], heldBack: spam.isRejected },
    visits: facts.visits.map((visit) => ({ ...visit })),
    trail: answer.trail as wire.RouteTrail,
    plan: answer.plan as wire.CallPlan,
    faults,
  };
}

function managerOf(facts: RoutingFacts, id: string | null) {
  return id === null ? null : { id, name: facts.agents.get(id)?.name ?? '' };
}
