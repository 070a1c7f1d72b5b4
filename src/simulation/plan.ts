// How right the answers would be with so many numbers: the production pool and attribution over a log whose calls are
// drawn, for one number of numbers after another (number-pool.md § 7, "Advisor").

import { type AttributionParameters, sourceRate } from '../core/attribution/attribution.ts';
import { sourceKey } from '../core/attribution/holder.ts';
import { overflowShare, startValue } from '../core/pool/sizing.ts';
import { createJudge, LEVELS, type Level } from './accuracy.ts';
import { drawLog, type LoggedVisit } from './logged-visits.ts';
import { seededRandom } from './random.ts';
import { createReplay } from './replay.ts';
import {
  CHANNELS_OF_WORLD,
  HOURLY,
  makeWorld,
  REFERENCE_WORLD,
  sourcesOfWorld,
  type Truth,
  type WorldEvent,
} from './world.ts';

/** Either the site's own log with what its calls have taught, or the size of a site that is still to come. */
export type PlanBasis =
  | { kind: 'log'; visits: readonly LoggedVisit[]; parameters: AttributionParameters }
  | { kind: 'assumed'; visitsPerDay: number; sources: number; opensAt: number; closesAt: number };

/** `visitsARun`: of an assumed site, how many visits each run goes through: the more, the surer and the slower. */
export type PlanRequest = { basis: PlanBasis; numbersNow: number; visitsARun?: number };

/** Share of first-time calls told right: the mean over the runs, and the range. */
export type Range = { mean: number; low: number; high: number };
export type PlannedPoint = Record<Level, Range> & { numbers: number; shared: number; overflow: number };
export type PlanResult = {
  days: number;
  visitsPerDay: number;
  sources: number;
  channels: number;
  /** Calls judged for each point, all runs together. */
  calls: number;
  startWith: number;
  points: PlannedPoint[];
};

const SEEDS = [1, 2, 3];
const DAY = 86_400;
const CALLS_A_RUN = 1000;
const WARM_UP = 0.25;
const VISITS_A_RUN = 15_000;
/** Twice the calls of the reference world: as much to judge by in half the time. */
const CALL_RATE = 0.04;
/** An assumed site is lived through for so many days, whatever its visits. */
const FEWEST_DAYS = 6;
const MOST_DAYS = 200;
const LEASE_SECONDS = 1200;
/** How much larger each step of the curve is than the one before. */
const STEP = 1.4;
const STEPS_BEYOND = 3;

/** Runs everything, some tens of seconds: belongs into a thread of its own. `onProgress` is told a share 0..1. */
export function makePlan(
  { basis, numbersNow, visitsARun = VISITS_A_RUN }: PlanRequest,
  onProgress: (share: number) => void = () => {},
): PlanResult {
  const world = basis.kind === 'log' ? ofLog(basis) : ofAssumed(basis, visitsARun);
  const { days, visitsPerDay, calls, channels, newShare, heldSeconds, hourly } = world;
  const startWith = startValue(channels, [...calls.values()]);
  const sizes = sizesToTry(startWith, numbersNow);
  const points: PlannedPoint[] = [];
  let judged = 0;
  for (const [index, numbers] of sizes.entries()) {
    const runs = SEEDS.map((seed) => runOnce(world, basis, numbers, seed));
    judged = runs.reduce((sum, run) => sum + run.calls, 0);
    const overflow = overflowShare({ numbers, visitsPerDay, newShare, heldSeconds, hourly });
    points.push({ numbers, ...ranges(runs), shared: mean(runs.map(({ shared }) => shared)), overflow });
    onProgress((index + 1) / sizes.length);
  }
  return { days, visitsPerDay, sources: calls.size, channels, calls: judged, startWith, points };
}

/** A geometric row around what there is and what is advised, down to two numbers and well beyond. */
export function sizesToTry(startWith: number, numbersNow: number): number[] {
  const most = Math.max(startWith, numbersNow) * STEP ** STEPS_BEYOND;
  const sizes = new Set([startWith, startWith + 1]);
  if (numbersNow > 0) for (const size of [numbersNow, numbersNow + 1]) sizes.add(size);
  for (let size = 2; size <= most; size = Math.max(size + 2, Math.round(size * STEP))) sizes.add(size);
  return [...sizes].sort((one, other) => one - other);
}

type World = {
  days: number;
  visitsPerDay: number;
  /** Calls expected of each source, in any unit. */
  calls: ReadonlyMap<string, number>;
  channels: number;
  newShare: number;
  heldSeconds: number;
  hourly: readonly number[];
  events: (seed: number, numbers: number) => Iterable<WorldEvent>;
};

function ofLog({ visits, parameters }: PlanBasis & { kind: 'log' }): World {
  const starts = visits.map(({ startedAt }) => startedAt);
  const from = starts.reduce((least, at) => Math.min(least, at), Number.POSITIVE_INFINITY);
  const until = starts.reduce((most, at) => Math.max(most, at), from);
  const days = Math.max(1, (until - from) / DAY);
  const calls = new Map<string, number>();
  const hourly = Array.from({ length: 24 }, () => 0);
  for (const visit of visits) {
    const key = sourceKey(visit);
    calls.set(key, (calls.get(key) ?? 0) + sourceRate(parameters.rates, key, visit.channel));
    hourly[Math.floor((visit.startedAt % DAY) / 3600)]! += 24 / visits.length;
  }
  const sticky = new Set(visits.map((visit) => `${visit.visitor} ${sourceKey(visit)}`)).size;
  const stay = mean(visits.map(({ startedAt, lastActivityAt }) => lastActivityAt - startedAt));
  return {
    ...{ days: Math.round(days), visitsPerDay: visits.length / days, calls, hourly },
    channels: new Set(visits.map(({ channel }) => channel)).size,
    newShare: sticky / visits.length,
    heldSeconds: stay + LEASE_SECONDS,
    events: (seed, numbers) =>
      drawLog(visits, { parameters, random: seededRandom(seed), calls: CALLS_A_RUN, numbers, until }),
  };
}

type Assumed = PlanBasis & { kind: 'assumed' };

function ofAssumed({ visitsPerDay, sources, opensAt, closesAt }: Assumed, visitsARun: number): World {
  const days = Math.round(Math.min(MOST_DAYS, Math.max(FEWEST_DAYS, visitsARun / visitsPerDay)));
  const campaigns = Math.max(1, Math.round(sources / CHANNELS_OF_WORLD));
  const shares = sourcesOfWorld(campaigns);
  const world = { ...REFERENCE_WORLD, visitsPerDay, days, campaigns, opensAt, closesAt, callRate: CALL_RATE };
  return {
    ...{ days, visitsPerDay, hourly: HOURLY },
    calls: new Map(shares.map(({ channel, campaign, calls }) => [sourceKey({ channel, campaign }), calls])),
    channels: new Set(shares.map(({ channel }) => channel)).size,
    newShare: 0.85,
    heldSeconds: 174 + LEASE_SECONDS,
    events: (seed, numbers) => makeWorld({ ...world, numbers }, seededRandom(seed)),
  };
}

type Run = Record<Level, number> & { calls: number; shared: number };

function runOnce(world: World, basis: PlanBasis, numbers: number, seed: number): Run {
  let judgedFrom = Number.POSITIVE_INFINITY;
  let truth: Truth | undefined;
  const judge = createJudge(0.9);
  const own = basis.kind === 'log' ? { parameters: basis.parameters } : { learnUntil: world.days * DAY * WARM_UP };
  const replay = createReplay({
    numbers,
    ...own,
    onAttribution: ({ t }, attribution) => {
      if (truth !== undefined && t >= judgedFrom) judge.add(truth, attribution);
    },
  });
  for (const event of world.events(seed, numbers)) {
    if (judgedFrom === Number.POSITIVE_INFINITY) judgedFrom = event.t + world.days * DAY * WARM_UP;
    if (event.type === 'call') truth = event.truth;
    replay.take(event);
  }
  const { right, calls } = judge.result();
  const { channel, campaign, visit } = right;
  return {
    ...{ channel: channel ?? 0, campaign: campaign ?? 0, visit: visit ?? 0 },
    ...{ calls, shared: replay.summary().rates.shared },
  };
}

function ranges(runs: readonly Run[]): Record<Level, Range> {
  const range = (level: Level) => {
    const shares = runs.map((run) => run[level]);
    return { mean: mean(shares), low: Math.min(...shares), high: Math.max(...shares) };
  };
  const [channel, campaign, visit] = LEVELS.map(range) as [Range, Range, Range];
  return { channel, campaign, visit };
}

function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
