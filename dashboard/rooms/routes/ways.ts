// Where the steps of a route lead: the ways out of each kind of step, and a route with one of them changed.
import type { Route, RouteStep } from '../../../src/api/wire.ts';

/** Name of the step a way leads to; null: the call ends there. */
export type Ref = string | null;

/** A way out of a step: what comes next by itself, one of its rules, a key of its menu, or leaving its queue. */
export type Way = 'next' | 'else' | 'leave' | `rule:${number}` | `key:${string}`;

/** A place of the route that names a step: its start, or a way out of a step; `join`: wherever the step is named. */
export type Place = { of: 'start' } | { of: 'step'; step: string; way: Way } | { of: 'join'; to: string };

export const START: Place = { of: 'start' };

/** Every way out of a step, in the order in which they are drawn. */
export function waysOf(step: RouteStep): { way: Way; ref: Ref }[] {
  switch (step.do) {
    case 'choose':
      return [
        ...step.rules.map(({ then }, at) => ({ way: `rule:${at}` as const, ref: then })),
        { way: 'else', ref: step.else },
      ];
    case 'menu':
      return [
        ...Object.entries(step.on)
          .toSorted(([a], [b]) => KEYS.indexOf(a) - KEYS.indexOf(b))
          .map(([key, ref]) => ({ way: `key:${key}` as const, ref })),
        { way: 'else', ref: step.else },
      ];
    case 'queue':
      return [...(step.leave ? [{ way: 'leave' as const, ref: step.leave.to }] : []), { way: 'else', ref: step.else }];
    case 'dial':
      return [{ way: 'else', ref: step.else }];
    case 'hang-up':
      return [];
    default:
      return [{ way: 'next', ref: step.next }];
  }
}

/** Keys of a telephone in the order in which menus tell them. */
export const KEYS = '1234567890*#';

/** The way a call takes when nothing special happens; null: there is none. */
export function mainWay(step: RouteStep): 'next' | 'else' | null {
  if (step.do === 'hang-up') return null;
  return 'next' in step ? 'next' : 'else';
}

/** The step with one way leading elsewhere. */
export function withWay(step: RouteStep, way: Way, ref: Ref): RouteStep {
  const [kind, name = ''] = way.split(':');
  if (kind === 'next' && 'next' in step) return { ...step, next: ref };
  if (kind === 'else' && 'else' in step) return { ...step, else: ref };
  if (kind === 'leave' && step.do === 'queue' && step.leave) return { ...step, leave: { ...step.leave, to: ref } };
  if (kind === 'key' && step.do === 'menu') return { ...step, on: { ...step.on, [name]: ref } };
  if (kind === 'rule' && step.do === 'choose')
    return { ...step, rules: step.rules.map((rule, at) => (at === Number(name) ? ruleTo(rule.if, ref) : rule)) };
  return step;
}

export const stepOf = (route: Route, name: string): RouteStep | undefined =>
  Object.hasOwn(route.steps, name) ? route.steps[name] : undefined;

/** What a place names now. */
export function refAt(route: Route, place: Place): Ref {
  if (place.of === 'start') return route.start || null;
  if (place.of === 'join') return place.to;
  const step = stepOf(route, place.step);
  return (step && waysOf(step).find(({ way }) => way === place.way)?.ref) ?? null;
}

/** The route with this place naming another step. */
export function withRef(route: Route, place: Place, ref: Ref): Route {
  if (place.of === 'start') return { ...route, start: ref ?? '' };
  if (place.of === 'join') return renamed(route, (name) => (name === place.to ? ref : name));
  const step = stepOf(route, place.step);
  if (!step) return route;
  return { ...route, steps: { ...route.steps, [place.step]: withWay(step, place.way, ref) } };
}

/** The route with every name of a step, wherever it stands as a reference, put through `change`. */
export function renamed(route: Route, change: (name: string) => Ref): Route {
  const moved = (step: RouteStep) =>
    waysOf(step).reduce((now, { way, ref }) => (ref === null ? now : withWay(now, way, change(ref))), step);
  return {
    start: route.start ? (change(route.start) ?? '') : '',
    steps: Object.fromEntries(Object.entries(route.steps).map(([name, step]) => [name, moved(step)])),
  };
}

/** Names of all steps that can be reached from one; those that are not there are left out. */
export function reachable(route: Route, from: Ref): Set<string> {
  const found = new Set<string>();
  const open = [from];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const step = name === null ? undefined : stepOf(route, name);
    if (name === null || !step || found.has(name)) continue;
    found.add(name);
    open.push(...waysOf(step).map(({ ref }) => ref));
  }
  return found;
}

export type Rule = (RouteStep & { do: 'choose' })['rules'][number];

/** A rule and the way it opens. */
export function ruleTo(conditions: Rule['if'], ref: Ref): Rule {
  // biome-ignore lint/suspicious/noThenProperty: the API's word for the way of a rule; a rule is data and never awaited
  return { if: conditions, then: ref };
}
