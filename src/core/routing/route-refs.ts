// Where the steps of a route lead.
import type { Ref, Route, RouteStep } from './route.ts';

/** `place`: 'next', 'else', 'leave', 'rule 1' … or 'key 1' … */
export type Way = { place: string; ref: Ref };

export function refsOf(step: RouteStep): Way[] {
  switch (step.do) {
    case 'choose':
      return [
        ...step.rules.map((rule, at) => ({ place: `rule ${at + 1}`, ref: rule.then })),
        { place: 'else', ref: step.else },
      ];
    case 'menu':
      return [
        ...Object.entries(step.on).map(([key, ref]) => ({ place: `key ${key}`, ref })),
        { place: 'else', ref: step.else },
      ];
    case 'dial':
      return [{ place: 'else', ref: step.else }];
    case 'queue':
      return [...(step.leave ? [{ place: 'leave', ref: step.leave.to }] : []), { place: 'else', ref: step.else }];
    case 'hang-up':
      return [];
    default:
      return [{ place: 'next', ref: step.next }];
  }
}

/** The step of this name; undefined: there is none. */
export function stepNamed(route: Route, name: Ref): RouteStep | undefined {
  return name !== null && Object.hasOwn(route.steps, name) ? route.steps[name] : undefined;
}

/** The names of all steps that a call may come to. */
export function reachable(route: Route): Set<string> {
  const found = new Set<string>();
  const open: Ref[] = [route.start];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const step = stepNamed(route, name);
    if (name === null || !step || found.has(name)) continue;
    found.add(name);
    open.push(...refsOf(step).map(({ ref }) => ref));
  }
  return found;
}
