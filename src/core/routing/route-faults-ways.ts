// Faults of where a route leads: nowhere, in a circle, past everybody, or to a notice that comes too late.
import type { Route, RouteStep } from './route.ts';
import type { RouteFault } from './route-faults.ts';
import { reachable, refsOf, stepNamed } from './route-refs.ts';

export function faultsOfWays(route: Route): RouteFault[] {
  if (!stepNamed(route, route.start)) return [{ step: null, reason: 'no-start', with: { ref: route.start } }];
  const reached = reachable(route);
  const does = (kinds: readonly RouteStep['do'][]) =>
    [...reached].some((name) => kinds.includes((route.steps[name] as RouteStep).do));
  const reaches = does(['dial', 'queue', 'voicemail', 'call-back']);
  return [
    ...(reaches ? [] : [{ step: null, reason: 'nobody-reached', with: {} } as const]),
    ...missing(route),
    ...Object.keys(route.steps).flatMap((step) =>
      reached.has(step) ? [] : [{ step, reason: 'unreachable', with: {} } as const],
    ),
    ...loops(route),
    ...lateNotices(route),
  ];
}

function missing(route: Route): RouteFault[] {
  return Object.entries(route.steps).flatMap(([name, step]) =>
    refsOf(step).flatMap(({ place, ref }) =>
      ref === null || stepNamed(route, ref)
        ? []
        : [{ step: name, reason: 'missing-step', with: { ref, place } } as const],
    ),
  );
}

/** One for each way back, at the step that goes back. */
function loops(route: Route): RouteFault[] {
  const faults: RouteFault[] = [];
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]) => {
    const step = stepNamed(route, name);
    if (!step || done.has(name)) return;
    for (const { place, ref } of refsOf(step)) {
      const began = ref === null ? -1 : [...path, name].indexOf(ref);
      if (began !== -1)
        faults.push({ step: name, reason: 'loop', with: { steps: [...path, name].slice(began), place } });
      else if (ref !== null) walk(ref, [...path, name]);
    }
    done.add(name);
  };
  for (const name of [route.start, ...Object.keys(route.steps)]) walk(name, []);
  return faults;
}

/** Notices, and questions for consent, before which a person could have been talked to without either. */
function lateNotices(route: Route): RouteFault[] {
  const faults = new Map<string, RouteFault>();
  const seen = new Set<string>();
  const walk = (name: string | null, talk: string | null, isTold: boolean) => {
    const step = stepNamed(route, name);
    if (name === null || !step || seen.has(`${talk !== null} ${isTold} ${name}`)) return;
    seen.add(`${talk !== null} ${isTold} ${name}`);
    const tells = step.do === 'notice' || step.do === 'consent';
    if (tells && talk !== null && !isTold)
      faults.set(name, { step: name, reason: 'notice-after-talk', with: { after: talk } });
    const talks = step.do === 'dial' || step.do === 'queue';
    for (const { ref } of refsOf(step)) walk(ref, talk ?? (talks ? name : null), isTold || tells);
  };
  walk(route.start, null, false);
  return [...faults.values()];
}
