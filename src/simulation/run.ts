// One run of the reference world through the production code, and how right it was.

import { DEFAULT_PRIOR } from '../core/attribution/default-prior.ts';
import type { PoolParameters } from '../core/pool/pool.ts';
import { type Accuracy, createJudge } from './accuracy.ts';
import type { Rule } from './classic.ts';
import { seededRandom } from './random.ts';
import { createReplay, type ReplaySummary } from './replay.ts';
import { makeWorld, REFERENCE_WORLD, type Truth, type WorldParameters } from './world.ts';

export type SimulationOptions = {
  visitsPerDay: number;
  numbers: number;
  seed: number;
  /** Without it as many days as give some 400,000 visits (number-pool.md § 2, "Runs"). */
  days?: number | undefined;
  pool?: Partial<PoolParameters>;
  rule?: Rule;
  mix?: WorldParameters['mix'] | undefined;
};
export type SimulationResult = { accuracy: Accuracy; summary: ReplaySummary };

const DAY = 86_400;
/** The first part of a run warms the pool up and is learned from; the rest is judged. */
const WARM_UP = 0.25;
const DAYS_OF: Readonly<Record<number, number>> = { 100: 3000, 1000: 400, 10000: 44 };

export function worldOf({ visitsPerDay, numbers, days, mix }: SimulationOptions): WorldParameters {
  const length = days ?? DAYS_OF[visitsPerDay] ?? Math.ceil(400_000 / visitsPerDay);
  return { ...REFERENCE_WORLD, visitsPerDay, numbers, days: length, mix: mix ?? REFERENCE_WORLD.mix };
}

export function simulate(options: SimulationOptions): SimulationResult {
  const world = worldOf(options);
  const judgedFrom = world.days * DAY * WARM_UP;
  const judge = createJudge(DEFAULT_PRIOR.sureFrom);
  let truth: Truth | undefined;
  const { numbers, pool, rule } = options;
  const replay = createReplay({
    numbers,
    pool: pool ?? {},
    rule: rule ?? 'posterior',
    learnUntil: rule === undefined || rule === 'posterior' ? judgedFrom : undefined,
    onAttribution: ({ t }, attribution) => {
      if (truth !== undefined && t >= judgedFrom) judge.add(truth, attribution);
    },
  });
  for (const event of makeWorld(world, seededRandom(options.seed))) {
    if (event.type === 'call') truth = event.truth;
    replay.take(event);
  }
  return { accuracy: judge.result(), summary: replay.summary() };
}
