// "What would happen if somebody called": the question, and the answer step by step.
import type { Capabilities } from './capabilities.ts';
import type { Plan } from './plan.ts';
import type { Route, RoutingFacts, Trail } from './route.ts';

export type WouldHappenQuestion = {
  siteId: string;
  /** a draft; null: as published */
  draft: Route | null;
  /** null: the one that serves the number */
  routeId: string | null;
  /** E.164; null: one that the route serves */
  number: string | null;
  /** as people write it; null: hidden */
  caller: string | null;
  /** null: what attribution says now */
  visits: RoutingFacts['visits'] | null;
  at: Date;
};
export type WouldHappenAnswer = {
  number: string | null;
  /** null: the line; `version` null: a draft */
  route: { id: string | null; name: string | null; version: number | null; route: Route } | null;
  facts: RoutingFacts;
  /** taken for spam before any route is asked; null: not so */
  spam: { reasons: readonly string[]; isRejected: boolean } | null;
  trail: Trail;
  plan: Plan;
};
export type RouteDesk = {
  /** of a connection of this kind */
  capabilitiesOf(kind: string): Capabilities;
  wouldHappen(asked: WouldHappenQuestion): Promise<WouldHappenAnswer | 'no-such-number' | 'no-such-route'>;
};
