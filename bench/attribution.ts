// Promise: a call with 10,000 candidates is attributed within 5 ms.
// Prints JSON lines; `peer` is the limit and `ratio` is limit / value: above 1 the promise is kept. `cpu` is what the
// process itself used (garbage collection too): on a busy machine the honest figure.

import { attribute, credit } from '../src/core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../src/core/attribution/default-prior.ts';
import { createPool } from '../src/core/pool/pool.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD } from '../src/simulation/world.ts';
import { watchInterference } from './interference.ts';

const CANDIDATES = 10_000;
const LIMIT_MILLISECONDS = 5;
const ATTRIBUTIONS = 1000;
const WARM_ATTRIBUTIONS = 100;

const { pool, at } = fullPool();
const holders = pool.holders('n0', at);
const parameters = { ...DEFAULT_PRIOR, regionShares: { R1: 0.45, R2: 0.15, R3: 0.1 } };
const times: number[] = [];
const interference = watchInterference([]);
let used = process.cpuUsage();
for (let round = 0; round < WARM_ATTRIBUTIONS + ATTRIBUTIONS; round++) {
  if (round === WARM_ATTRIBUTIONS) used = process.cpuUsage();
  const call = { at: at + round / 10, region: `R${1 + (round % 3)}`, caller: '+79160000001' };
  const began = performance.now();
  const attribution = attribute({ holders, call, parameters });
  const took = performance.now() - began;
  if (attribution.candidates.length !== CANDIDATES) throw new Error(`${attribution.candidates.length} candidates`);
  if (round >= WARM_ATTRIBUTIONS) times.push(took);
}
const { user, system } = process.cpuUsage(used);
times.sort((one, other) => one - other);
const others = interference.sinceLast();
print('median', times[Math.floor(times.length * 0.5)]!);
print('p99', times[Math.floor(times.length * 0.99)]!);
print('mean of cpu', (user + system) / 1000 / ATTRIBUTIONS);

const began = performance.now();
for (let round = 0; round < 100; round++) {
  credit(attribute({ holders, call: { at: at + round, region: null, caller: null }, parameters }), holders);
}
print('with credit, mean', (performance.now() - began) / 100);

function fullPool() {
  const full = createPool(['n0']);
  let visits = 0;
  let last = 0;
  for (const event of makeWorld({ ...REFERENCE_WORLD, days: 2, visitsPerDay: CANDIDATES }, seededRandom(1))) {
    if (visits === CANDIDATES) break;
    if (event.type === 'visit') {
      full.assign({ ...event, desktop: !event.mobile, at: event.t });
      visits++;
    } else if (event.type !== 'call') full[event.type](event.visit, event.t);
    last = event.t;
  }
  return { pool: full, at: last };
}

function print(label: string, value: number): void {
  const figures = { value: rounded(value), unit: 'ms', peer: LIMIT_MILLISECONDS };
  const load = others === null ? {} : { machineTakenByOthers: rounded(others) };
  const line = { name: `attribution, 10,000 candidates, ${label}`, ...figures };
  process.stdout.write(`${JSON.stringify({ ...line, ratio: rounded(LIMIT_MILLISECONDS / value), ...load })}\n`);
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
