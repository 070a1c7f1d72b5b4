// Promises: a pool of 200 numbers decides within 30 µs, and a call with 10,000 candidates is attributed within 5 ms.
// Prints JSON lines; `peer` is the limit and `ratio` is limit / value: above 1 the promise is kept.

import { attribute } from '../src/core/attribution.ts';
import { DEFAULT_PRIOR } from '../src/core/default-prior.ts';
import { createPool, type Pool } from '../src/core/pool.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD, type WorldEvent } from '../src/simulation/world.ts';

const VISITS_PER_DAY = 10_000;
const DAY = 86_400;
const NUMBERS = 200;
const DECISION_LIMIT_MICROSECONDS = 30;
/** The pool is full of two days' visits before its decisions are timed. */
const DECISION_DAYS = 3;
const WARM_DAYS = 2;
const CANDIDATES = 10_000;
const ATTRIBUTION_LIMIT_MILLISECONDS = 5;
const ATTRIBUTIONS = 300;
const WARM_ATTRIBUTIONS = 50;

print('pool decision, 200 numbers', 'µs', timeDecisions(), DECISION_LIMIT_MICROSECONDS);
print('attribution, 10,000 candidates', 'ms', timeAttributions(), ATTRIBUTION_LIMIT_MILLISECONDS);

function timeDecisions(): number[] {
  const pool = createPool(Array.from({ length: NUMBERS }, (_, index) => `n${index}`));
  const times: number[] = [];
  for (const event of worldOf(DECISION_DAYS)) {
    const began = performance.now();
    tell(pool, event);
    const took = (performance.now() - began) * 1000;
    if (event.type === 'visit' && event.t > WARM_DAYS * DAY) times.push(took);
  }
  return times;
}

function timeAttributions(): number[] {
  const pool = createPool(['n0']);
  const calls: WorldEvent[] = [];
  let visits = 0;
  let at = 0;
  for (const event of worldOf(2)) {
    if (visits === CANDIDATES) break;
    tell(pool, event);
    if (event.type === 'visit') visits++;
    if (event.type === 'call') calls.push(event);
    at = event.t;
  }
  const holders = pool.holders('n0', at);
  const parameters = { ...DEFAULT_PRIOR, regionShares: { R1: 0.45, R2: 0.15, R3: 0.1 } };
  const times: number[] = [];
  for (let round = 0; round < WARM_ATTRIBUTIONS + ATTRIBUTIONS; round++) {
    const call = { at: at + round, region: `R${1 + (round % 3)}`, caller: '+79160000001' };
    const began = performance.now();
    const { candidates } = attribute({ holders, call, parameters });
    const took = performance.now() - began;
    if (candidates.length !== CANDIDATES) throw new Error(`${candidates.length} candidates instead of ${CANDIDATES}`);
    if (round >= WARM_ATTRIBUTIONS) times.push(took);
  }
  return times;
}

function worldOf(days: number): Generator<WorldEvent> {
  return makeWorld({ ...REFERENCE_WORLD, days, visitsPerDay: VISITS_PER_DAY, numbers: NUMBERS }, seededRandom(1));
}

function tell(pool: Pool, event: WorldEvent): void {
  if (event.type === 'visit') pool.assign({ ...event, at: event.t });
  else if (event.type === 'beat') pool.beat(event.visit, event.t);
  else if (event.type === 'tap') pool.tap(event.visit, event.t);
  else if (event.type === 'close') pool.close(event.visit, event.t);
}

function print(name: string, unit: string, times: number[], peer: number): void {
  times.sort((one, other) => one - other);
  for (const [label, part] of [
    ['median', 0.5],
    ['p99', 0.99],
  ] as const) {
    const value = times[Math.floor(times.length * part)]!;
    const line = { name: `${name}, ${label}`, value: rounded(value), unit, peer, ratio: rounded(peer / value) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
