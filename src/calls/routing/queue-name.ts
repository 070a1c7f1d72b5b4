// The name by which telephony asks for a queue: a step of a published route. It says all that a restarted Dialtrace needs
// to find the step again.
import type { Route } from '../../core/routing/route.ts';

export type QueueRef = { routeId: string; version: number; step: string };

/** '<route id>-<version>-<place of the step among the names>' : steps may be called anything, telephony takes [a-z0-9-]. */
export function queueName({ id, version, route }: { id: string; version: number; route: Route }, step: string): string {
  return `${id}-${version}-${stepNames(route).indexOf(step)}`;
}

/** What a name says; undefined: it is no name of ours. */
export function readQueueName(name: string): { routeId: string; version: number; place: number } | undefined {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-(\d{1,9})-(\d{1,3})$/.exec(name);
  if (!match?.[1]) return undefined;
  return { routeId: match[1], version: Number(match[2]), place: Number(match[3]) };
}

/** In an order that does not depend on how the route was kept. */
export const stepNames = (route: Route): string[] => Object.keys(route.steps).sort();
