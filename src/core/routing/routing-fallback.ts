// The plan that lies on Asterisk's disk for a route: what happens to a call of which nothing is known.
import type { Plan } from './plan.ts';
import type { AgentNow, Route, RouteStep, RoutingFacts } from './route.ts';
import { type CompileOptions, compile } from './routing.ts';

export type KnownAtRest = Pick<RoutingFacts, 'number' | 'teams'> & {
  agents: ReadonlyMap<string, Pick<AgentNow, 'name' | 'phone'>>;
};

/** The business is open, the caller is somebody new, and all of a team are rung at once, as long as the step may take. */
export function fallbackPlan(route: Route, known: KnownAtRest, options: CompileOptions): Plan {
  const steps = Object.entries(route.steps).map(([name, step]) => [name, togetherToTheLimit(step)] as const);
  return compile({ ...route, steps: Object.fromEntries(steps) }, factsOfNothing(known), options).plan;
}

const togetherToTheLimit = (step: RouteStep): RouteStep =>
  step.do === 'dial' ? { ...step, strategy: 'all-at-once', ringSeconds: step.seconds } : step;

/** Everybody is free, every schedule is open (one that is not there is), and nobody waits. */
export function factsOfNothing({ number, teams, agents }: KnownAtRest): RoutingFacts {
  const somebody = { e164: '', region: null, earlierCalls: 0, lastManager: null, contact: null, isBlocked: false };
  const ready = { skills: {}, state: 'free', isOnShift: true, idleSince: null } as const;
  return {
    ...{ at: new Date(0), timeZone: 'UTC', number, caller: somebody, visits: [], teams },
    ...{ schedules: new Map(), waiting: new Map(), lastFirst: new Map() },
    agents: new Map([...agents].map(([id, { name, phone }]) => [id, { id, name, phone, ...ready }])),
  };
}
