// How fast a log is replayed, beside only reading and parsing it: visits per second, both from a file on disk; and the
// memory that a log three times as long takes more.
// Prints JSON lines; `peer` is the bare parse and `ratio` is value / peer: 1 would be for nothing.

import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readLog } from '../src/simulation/log-lines.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { createReplay } from '../src/simulation/replay.ts';
import { makeWorld, REFERENCE_WORLD } from '../src/simulation/world.ts';

const NUMBERS = 20;
const DAY = 86_400;
const SHORT_DAYS = 40;
const LONG_DAYS = 120;
const WARM_UP = 0.25;

const folder = mkdtempSync(path.join(os.tmpdir(), 'dialtrace-replay-'));
try {
  const [short, long] = [path.join(folder, 'short.jsonl'), path.join(folder, 'long.jsonl')];
  await writeWorld(short, SHORT_DAYS);
  await writeWorld(long, LONG_DAYS);
  await parse(short); // warm
  const parsed = await parse(long);
  const shortRun = await replay(short, SHORT_DAYS);
  const longRun = await replay(long, LONG_DAYS);
  print('replay, visits a second', longRun.visits / longRun.seconds, 'visits/s', longRun.visits / parsed);
  print(`memory of ${LONG_DAYS} days, beside ${SHORT_DAYS} days`, longRun.megabytes, 'MB', shortRun.megabytes);
} finally {
  rmSync(folder, { recursive: true });
}

async function writeWorld(file: string, days: number): Promise<void> {
  const world = makeWorld({ ...REFERENCE_WORLD, days, numbers: NUMBERS }, seededRandom(1));
  await pipeline(Readable.from(world.map((event) => `${JSON.stringify(event)}\n`)), createWriteStream(file));
}

function linesOf(file: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
}

async function parse(file: string): Promise<number> {
  const began = performance.now();
  for await (const line of linesOf(file)) JSON.parse(line);
  return (performance.now() - began) / 1000;
}

async function replay(file: string, days: number) {
  const began = performance.now();
  const run = createReplay({ numbers: NUMBERS, learnUntil: days * DAY * WARM_UP });
  let most = 0;
  let events = 0;
  for await (const { event } of readLog(linesOf(file))) {
    run.take(event);
    if (++events % 50_000 === 0) most = Math.max(most, process.memoryUsage().heapUsed);
  }
  return { visits: run.summary().visits, seconds: (performance.now() - began) / 1000, megabytes: most / 2 ** 20 };
}

function print(name: string, value: number, unit: string, peer: number): void {
  const rounded = (figure: number) => Number(figure.toPrecision(3));
  const line = { name, value: rounded(value), unit, peer: rounded(peer), ratio: rounded(value / peer) };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
