// Promise: a flood does not slow honest calls. What it costs to screen one call for spam, alone and in the middle of a
// flood of a million calls to the same number. Prints JSON lines; `peer` is the limit and `ratio` is limit / value.
import { openScreening, type Ringing } from '../src/calls/spam/screening.ts';
import { seededRandom } from '../src/simulation/random.ts';
import type { Db } from '../src/store/database.ts';

const LIMIT_MICROSECONDS = 100; // a hundredth of what routing may add to the time until it rings
const FLOOD = 1_000_000;
const HONEST_EVERY = 100;
const KNOWN = 200_000;
const BLOCKED = 10_000;
const PREFIXES = 1000;
const SITE = 'site';

const random = seededRandom(1);
const phone = () => `+79${String(Math.floor(random() * 1e9)).padStart(9, '0')}`;
const entries = [
  ...Array.from({ length: BLOCKED }, () => ({ list: 'blocked', match: 'phone', phone: phone() })),
  ...Array.from({ length: PREFIXES }, () => ({ list: 'blocked', match: 'prefix', phone: phone().slice(0, 8) })),
];
const known = Array.from({ length: KNOWN }, phone);
// Memory is what is measured: the store only fills it.
const store = {
  query: async (sql: string) => {
    if (sql.includes('from caller_list')) return { rows: entries.map((entry) => ({ ...entry, siteId: SITE })) };
    if (sql.includes('from contacts')) return { rows: known.map((one) => ({ siteId: SITE, phone: one })) };
    return { rows: [] };
  },
} as unknown as Db;

const screening = await openScreening({ db: store, now: () => new Date(0), log: () => {}, onFlood: () => {} });
let calls = 0;
const ringing = (caller: string | null, at: number): Ringing => ({
  ...{ provider: 'asterisk', providerCallId: `${++calls}`, siteId: SITE, numberId: 'n0', caller },
  ...{ callerRaw: caller ?? '', at: new Date(at) },
});

measure('alone', () => honest(20_000, 0));
measure('in a flood of one caller', () => flood(() => '+79160000001', 1e6));
measure('in a flood of made-up callers', () => flood(phone, 2e6));
measure('in a flood of callers who show no number', () => flood(() => null, 3e6));

/** An honest call each half a minute. */
function honest(count: number, from: number): number[] {
  return Array.from({ length: count }, (_, call) => screened(ringing(phone(), from + call * 30_000)));
}

/** A thousand calls a second; every hundredth is honest, and only those are told. */
function flood(caller: () => string | null, from: number): number[] {
  const times: number[] = [];
  for (let call = 0; call < FLOOD; call++) {
    if (call % HONEST_EVERY === 0) times.push(screened(ringing(phone(), from + call)));
    else screening.screen(ringing(caller(), from + call));
  }
  return times;
}

function screened(call: Ringing): number {
  const began = performance.now();
  screening.screen(call);
  return (performance.now() - began) * 1000;
}

function measure(what: string, run: () => number[]): void {
  const used = process.cpuUsage();
  const before = calls;
  const times = run().sort((one, other) => one - other);
  const { user, system } = process.cpuUsage(used);
  print(`${what}, honest calls, median`, times[Math.floor(times.length * 0.5)] ?? 0);
  print(`${what}, honest calls, p99`, times[Math.floor(times.length * 0.99)] ?? 0);
  print(`${what}, all calls, mean of cpu`, (user + system) / (calls - before));
}

function print(label: string, value: number): void {
  const rounded = (figure: number) => Number(figure.toPrecision(3));
  const figures = { value: rounded(value), unit: 'µs', peer: LIMIT_MICROSECONDS };
  const line = { name: `screening, ${label}`, ...figures, ratio: rounded(LIMIT_MICROSECONDS / value) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
