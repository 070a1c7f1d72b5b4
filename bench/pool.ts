// Promise: a pool of 200 numbers decides within 30 µs. Beside it what a decision of each policy costs, and an event.
// Prints JSON lines; `peer` is the limit and `ratio` is limit / value: above 1 the promise is kept.

import { createPool, DEFAULT_POOL_PARAMETERS, type Pool } from '../src/core/pool/pool.ts';
import { POLICIES, type PolicyName } from '../src/core/pool/pool-policy.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type WorldEvent } from '../src/simulation/world.ts';
import { watchInterference } from './interference.ts';

const VISITS_PER_DAY = 10_000;
const DAY = 86_400;
const NUMBERS = 200;
const LIMIT_MICROSECONDS = 30;
/** The pool is full of two days' visits before its decisions are timed. */
const WARM_DAYS = 2;
const DAYS = 3;

const interference = watchInterference([]);
for (const policy of POLICIES) {
  interference.sinceLast();
  const times = timeDecisions(policy).sort((one, other) => one - other);
  const others = interference.sinceLast();
  for (const [label, part] of [
    ['median', 0.5],
    ['p99', 0.99],
  ] as const) {
    const value = times[Math.floor(times.length * part)]!;
    const figures = { value: rounded(value), unit: 'µs', peer: LIMIT_MICROSECONDS };
    const line = { name: `pool decision, 200 numbers, ${policy}, ${label}`, ...figures };
    const load = others === null ? {} : { machineTakenByOthers: rounded(others) };
    process.stdout.write(`${JSON.stringify({ ...line, ratio: rounded(LIMIT_MICROSECONDS / value), ...load })}\n`);
  }
}

function timeDecisions(policy: PolicyName): number[] {
  const pool = createPool(
    Array.from({ length: NUMBERS }, (_, index) => `n${index}`),
    { ...DEFAULT_POOL_PARAMETERS, policy },
  );
  const times: number[] = [];
  const world = { ...REFERENCE_WORLD, days: DAYS, visitsPerDay: VISITS_PER_DAY, numbers: NUMBERS };
  for (const event of makeWorld(world, seededRandom(1))) {
    const began = performance.now();
    tell(pool, event);
    const took = (performance.now() - began) * 1000;
    if (event.type === 'visit' && event.t > WARM_DAYS * DAY) times.push(took);
  }
  return times;
}

function tell(pool: Pool, event: WorldEvent): void {
  if (event.type === 'visit') pool.assign({ ...event, desktop: !event.mobile, at: event.t });
  else if (event.type !== 'call') pool[event.type](event.visit, event.t);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
