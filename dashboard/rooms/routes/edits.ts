// Every change a person makes to a route, as a new route. What a change leaves without a way to it goes with it.
import type { Route, RouteStep } from '../../../src/api/wire.ts';
import { mainWay, type Place, type Ref, reachable, refAt, renamed, stepOf, withRef, withWay } from './ways.ts';

/** Puts a step in: what the place named before comes after it. */
export function inserted(route: Route, place: Place, step: RouteStep): { route: Route; name: string } {
  const name = freeName(route, step.do);
  const before = refAt(route, place);
  const way = mainWay(step);
  const joined = withRef(route, place, name);
  const steps = { ...joined.steps, [name]: way ? withWay(step, way, before) : step };
  return { name, route: pruned(route, { ...joined, steps }) };
}

/** Takes a step out: what led to it leads to what came after it. Its other ways go with it. */
export function removed(route: Route, name: string): Route {
  const step = stepOf(route, name);
  if (!step) return route;
  const way = mainWay(step);
  const after = way ? refAt(route, { of: 'step', step: name, way }) : null;
  const bridged = renamed(route, (to) => (to === name ? (after === name ? null : after) : to));
  const { [name]: _, ...steps } = bridged.steps;
  return pruned(route, { ...bridged, steps });
}

/** The place leads elsewhere, or nowhere. */
export function redirected(route: Route, place: Place, ref: Ref): Route {
  return pruned(route, withRef(route, place, ref));
}

export function replaced(route: Route, name: string, step: RouteStep): Route {
  return pruned(route, { ...route, steps: { ...route.steps, [name]: step } });
}

/**
 * Changes places with the step before it in its run. Both have one main way, and what the run goes on with stays. Null:
 * nothing is before it, or ways part there.
 */
export function movedUp(route: Route, name: string, before: string | null): Route | null {
  const step = stepOf(route, name);
  const upper = before === null ? undefined : stepOf(route, before);
  if (!step || !upper || before === null) return null;
  const [way, upperWay] = [mainWay(step), mainWay(upper)];
  if (!way || !upperWay || refAt(route, { of: 'step', step: before, way: upperWay }) !== name) return null;
  const after = refAt(route, { of: 'step', step: name, way });
  const swapped = renamed(route, (to) => (to === before ? name : to));
  const steps = {
    ...swapped.steps,
    [before]: withWay(swapped.steps[before] as RouteStep, upperWay, after),
    [name]: withWay(swapped.steps[name] as RouteStep, way, before),
  };
  return { ...swapped, steps };
}

/** Gives a step another name; null: it is taken, or empty. */
export function called(route: Route, from: string, to: string): Route | null {
  if (to === from) return route;
  if (!to.trim() || Object.hasOwn(route.steps, to)) return null;
  const moved = renamed(route, (name) => (name === from ? to : name));
  return {
    ...moved,
    steps: Object.fromEntries(Object.entries(moved.steps).map(([name, step]) => [name === from ? to : name, step])),
  };
}

/** Steps to which this place may lead without a circle, and that it does not lead to now. */
export function targetsFor(route: Route, place: Place): string[] {
  if (place.of === 'join') return [];
  const now = refAt(route, place);
  const from = place.of === 'step' ? place.step : null;
  return Object.keys(route.steps).filter(
    (name) => name !== now && (from === null || !reachable(route, name).has(from)),
  );
}

function freeName(route: Route, wanted: string): string {
  if (!Object.hasOwn(route.steps, wanted)) return wanted;
  for (let n = 2; ; n++) if (!Object.hasOwn(route.steps, `${wanted}-${n}`)) return `${wanted}-${n}`;
}

// Steps that nothing led to before are not ours to take away: they may have come with pasted JSON.
function pruned(before: Route, after: Route): Route {
  const was = reachable(before, before.start || null);
  const still = reachable(after, after.start || null);
  const steps = Object.entries(after.steps).filter(([name]) => still.has(name) || !was.has(name));
  return { ...after, steps: Object.fromEntries(steps) };
}
