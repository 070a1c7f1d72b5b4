// What is wrong with a route: one without faults carries every call somewhere, on each connection that it serves.
import type { Capabilities } from './capabilities.ts';
import type { Phone } from './plan.ts';
import type { Route, RouteStep } from './route.ts';
import { faultsOfConnections } from './route-faults-connections.ts';
import { faultsOfStep } from './route-faults-steps.ts';
import { faultsOfWays } from './route-faults-ways.ts';
import { refsOf, stepNamed } from './route-refs.ts';
import { compileWithin, MOST_PLAN_BYTES, planBytes } from './routing.ts';
import { factsOfNothing } from './routing-fallback.ts';

export const FAULT_REASONS = [
  /** the route names no first step, or one that is not there: `ref` */
  'no-start',
  /** `ref`, named at `place`, is not a step */
  'missing-step',
  /** `steps` lead in a circle */
  'loop',
  /** nothing leads to the step */
  'unreachable',
  /** no way leads to a person, voicemail or a call back */
  'nobody-reached',
  'unknown-agent',
  'unknown-team',
  'unknown-schedule',
  'unknown-sound',
  /** `team` is its name */
  'team-without-members',
  /** rings no one: nobody is named */
  'nobody-named',
  /** rings by skill, and names none */
  'no-skill',
  'menu-without-keys',
  /** `key` is not one of 0-9, * and # */
  'not-a-key',
  'key-used-twice',
  /** a condition compares with an empty list; `rule` counts from 1 */
  'nothing-to-compare',
  /** words that are to be spoken are empty */
  'no-words',
  /** `field` is `value`, and must be `from` … `to` */
  'out-of-range',
  /** that a talk is recorded is said only after somebody could have been talked to, at the step `after` */
  'notice-after-talk',
  /** `agent`'s phone (of the kind `phone`) can't be rung through `connection` */
  'phone-not-rung',
  /** `connection` can't do what the step `needs`: a kind of step of plans, 'whisper' or 'accept-key' */
  'not-able',
  /** `connection` rings `most` phones at once, and there are `phones` */
  'too-many-at-once',
  /** `connection` rings the first agent only: nobody who comes after in this step, nor in one that comes after another */
  'only-first-rings',
  /** `connection` never asks where a call goes */
  'never-asked',
  /** the plan of a call may have `bytes`, more than `most` */
  'too-big',
] as const;
export type FaultReason = (typeof FAULT_REASONS)[number];
/** `step` null: of the route as a whole. */
export type RouteFault = {
  step: string | null;
  reason: FaultReason;
  with: Readonly<Record<string, string | number | readonly string[]>>;
};

/** What the route's names are held against, all of one site. */
export type KnownToRoutes = {
  agents: ReadonlyMap<string, { name: string; phone: Phone }>;
  teams: ReadonlyMap<string, { name: string; members: readonly string[] }>;
  schedules: ReadonlySet<string>;
  sounds: ReadonlySet<string>;
  /** those whose numbers the route serves */
  connections: readonly { id: string; name: string; capabilities: Capabilities; numbers: readonly string[] }[];
};

/** All of them: of the route as a whole first, then by its steps. None: it can be published. */
export function faultsOf(route: Route, known: KnownToRoutes): RouteFault[] {
  const faults = [
    ...faultsOfWays(route),
    ...Object.entries(route.steps).flatMap(([name, step]) => faultsOfStep(name, step, known)),
    ...faultsOfConnections(route, known),
  ];
  if (faults.length === 0) faults.push(...faultsOfSize(route, known)); // of a route that can be compiled
  const places = ['', ...Object.keys(route.steps)];
  return faults.sort((one, other) => places.indexOf(one.step ?? '') - places.indexOf(other.step ?? ''));
}

const A_SOUND = 'a'.repeat(40);

// The longest plan that a call may get: everybody is free, and choices go where most is to do.
function faultsOfSize(route: Route, known: KnownToRoutes): RouteFault[] {
  const members = (all: readonly string[]) => all.map((agent) => ({ agent, priority: 1 }));
  const teams = new Map([...known.teams].map(([id, { name, members: all }]) => [id, { name, members: members(all) }]));
  const facts = factsOfNothing({ number: '', agents: known.agents, teams });
  const options = { sound: () => A_SOUND, line: [], queueOf: () => A_SOUND, mostRung: Number.POSITIVE_INFINITY };
  const sizes = new Map(
    Object.entries(route.steps).map(([name, step]) => {
      const alone = { start: name, steps: { [name]: withoutWays(step) } };
      return [name, step.do === 'choose' ? 0 : planBytes(compileWithin(alone, facts, options).plan)];
    }),
  );
  const sum = (names: ReadonlySet<string>) => [...names].reduce((total, name) => total + (sizes.get(name) ?? 0), 0);
  const reached = new Map<string, ReadonlySet<string>>();
  const reachOf = (name: string | null): ReadonlySet<string> => {
    const step = stepNamed(route, name);
    if (name === null || !step) return new Set();
    const seen = reached.get(name);
    if (seen) return seen;
    const ways = refsOf(step).map(({ ref }) => reachOf(ref));
    const longest = ways.reduce((best, way) => (sum(way) > sum(best) ? way : best), new Set<string>());
    const all = step.do === 'choose' ? longest : new Set([name, ...ways.flatMap((way) => [...way])]);
    reached.set(name, all);
    return all;
  };
  const bytes = sum(reachOf(route.start));
  return bytes <= MOST_PLAN_BYTES ? [] : [{ step: null, reason: 'too-big', with: { bytes, most: MOST_PLAN_BYTES } }];
}

function withoutWays(step: RouteStep): RouteStep {
  switch (step.do) {
    case 'choose':
    case 'hang-up':
      return step;
    case 'menu':
      return { ...step, on: Object.fromEntries(Object.keys(step.on).map((key) => [key, null])), else: null };
    case 'dial':
      return { ...step, else: null };
    case 'queue':
      return { ...step, else: null, leave: step.leave && { ...step.leave, to: null } };
    default:
      return { ...step, next: null };
  }
}
