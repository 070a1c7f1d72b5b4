// What is wrong with a route: a route without faults carries every call somewhere, on each connection that it serves.
import type { Capabilities } from './capabilities.ts';
import type { Phone, StepKind } from './plan.ts';
import type { Condition, Prompt, Ref, Route, RouteStep, Whom } from './route.ts';

export const FAULT_REASONS = [
  /** the route names no first step, or one that is not there */
  'no-start',
  /** `ref` of `place` is not a step */
  'missing-step',
  /** `steps` lead in a circle */
  'loop',
  /** nothing leads to the step */
  'unreachable',
  /** no way leads to a person, voicemail or a call back */
  'nobody-reached',
  ...(['unknown-agent', 'unknown-team', 'unknown-schedule', 'unknown-sound'] as const),
  'team-without-members',
  /** rings no one: nobody is named */
  'nobody-named',
  'no-skill',
  'menu-without-keys',
  /** not one of 0-9, * and # */
  'not-a-key',
  'key-used-twice',
  /** a choice by a list that is empty */
  'nothing-to-compare',
  'no-words',
  /** `field` is `value`, and must be `from` … `to` */
  'out-of-range',
  /** that a talk is recorded is said after somebody could have been talked to, at `after` */
  'notice-after-talk',
  /** `agent`'s phone (`phone`) can't be rung by `connection` */
  'phone-not-rung',
  /** `connection` can't carry out `needs` */
  'not-able',
  /** `connection` rings `most` phones at once, not `phones` */
  'too-many-at-once',
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

/** All of them, in the order of the steps; none: the route can be published. */
export function faultsOf(_route: Route, _known: KnownToRoutes): RouteFault[] {
  return [];
}
