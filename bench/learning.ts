// What it costs to learn from 1,000 calls (20 rounds), beside one plain posterior of each of these calls a round.
// Prints JSON lines; `peer` is 20 times the attributions alone, `ratio` is peer / value: above 1 learning is cheaper.

import { attribute } from '../src/core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../src/core/attribution/default-prior.ts';
import { createExposureCounter } from '../src/core/attribution/exposure.ts';
import type { Holder } from '../src/core/attribution/holder.ts';
import { type LearningCall, learn, prepareCall } from '../src/core/attribution/learning.ts';
import { createPool } from '../src/core/pool/pool.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { makeWorld, REFERENCE_WORLD } from '../src/simulation/world.ts';

const CALLS = 1000;
const ROUNDS = 20;
const DAY = 86_400;
/** 1,000 visits a day on 20 numbers: some 700 holders a call. */
const NUMBERS = 20;
const DAYS = 60;

const { calls, exposure, days } = gather();
const holders = calls.reduce((sum, call) => sum + call.holders.length, 0);

let began = performance.now();
const lessons = calls.map((call) => prepareCall(call, DEFAULT_PRIOR));
const prepared = performance.now() - began;
const facts = { exposure, numberSeconds: NUMBERS * days * DAY, prior: DEFAULT_PRIOR, version: 'bench', rounds: ROUNDS };
began = performance.now();
learn({ ...facts, calls: lessons });
const learned = performance.now() - began;
began = performance.now();
for (const { at, region, holders: own } of calls) {
  attribute({ holders: own, call: { at, region, caller: null }, parameters: DEFAULT_PRIOR });
}
const attributed = (performance.now() - began) * ROUNDS;

print(`learning, ${CALLS} calls with ${Math.round(holders / CALLS)} holders, ${ROUNDS} rounds`, learned, attributed);
print(`the same with preparing the calls`, learned + prepared, attributed);

function gather() {
  const pool = createPool(Array.from({ length: NUMBERS }, (_, index) => String(index)));
  const counter = createExposureCounter(DEFAULT_PRIOR);
  const seen = new Map<string, Holder>();
  const found: LearningCall[] = [];
  let last = 0;
  for (const event of makeWorld({ ...REFERENCE_WORLD, days: DAYS, numbers: NUMBERS }, seededRandom(1))) {
    if (found.length === CALLS) break;
    last = event.t;
    if (event.type === 'visit') {
      pool.assign({ ...event, desktop: !event.mobile, at: event.t });
      seen.set(event.visit, pool.holderOf(event.visit)!);
    } else if (event.type !== 'call') pool[event.type](event.visit, event.t);
    else if (event.truth.kind === 'first') {
      const { number } = seen.get(event.truth.visit!)!;
      // As they are now: the pool goes on to change them.
      const own = pool.holders(number, event.t).map((holder) => ({ ...holder }));
      found.push({ at: event.t, number, region: event.region, holders: own });
    }
  }
  for (const { tappedAt, closedAt, ...holder } of seen.values()) {
    counter.add({ ...holder, taps: tappedAt === null ? [] : [tappedAt], closed: closedAt !== null }, last);
  }
  return { calls: found, exposure: counter.result(), days: last / DAY };
}

function print(name: string, value: number, peer: number): void {
  const rounded = (figure: number) => Number(figure.toPrecision(3));
  const line = { name, value: rounded(value), unit: 'ms', peer: rounded(peer), ratio: rounded(peer / value) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
