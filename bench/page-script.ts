// The page script beside its peers, all in one browser session on the same pages: bytes, work of the main thread, time to
// the swapped number, frames with the old one, what moves, page cases handled. Prints JSON lines and writes the table of
// docs/page-script.md. Needs Chromium. With UMAMI_TRACKER=path of umami's src/tracker/index.js umami is among the peers.
// `--only cases` (or `work`, `sight`) measures a part anew and takes the others as they were, if the scripts still are.
import { parseArgs } from 'node:util';
import { launch } from '../tests/support/browser.ts';
import { startWebsite } from '../tests/support/page-servers.ts';
import { contestants, OURS_FULL } from './page-script/contestants.ts';
import { handled } from './page-script/handling.ts';
import { isWhole, keepResults, keptResults } from './page-script/keeping.ts';
import { printLines } from './page-script/lines.ts';
import { type Results, resultsOf } from './page-script/results.ts';
import { startScriptServer } from './page-script/server.ts';
import { writeTable } from './page-script/table.ts';
import { watched } from './page-script/watching.ts';
import { worked } from './page-script/working.ts';

// Contestants take turns within a round. The whole run shall stay below six minutes: on a busy machine there are fewer.
const ROUNDS = 3;
const ROUNDS_MS = 110_000; // no round is begun later than this after the first of its kind
const RATES = [1, 4]; // 4: a mid-range phone against a desktop, as Lighthouse has it
const LATENCIES_MS = [0, 50, 450];

const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
const runs = (part: string): boolean => !only || only === part;

const all = await contestants(process.env.UMAMI_TRACKER);
const timed = all.filter(({ id }) => id !== OURS_FULL);
const server = await startScriptServer(all);
const website = await startWebsite();
const browser = await launch({ asPerson: true });
const results: Results = only ? keptResults(all) : resultsOf(all);
try {
  if (runs('work')) await rounds('work', work);
  if (runs('sight')) await rounds('sights', sight);
  if (runs('cases')) await cases();
} finally {
  await browser.close();
  await website.close();
  await server.close();
}
printLines(all, results);
keepResults(results);
if (isWhole(all, results)) writeTable(all, results);

async function rounds(part: 'work' | 'sights', round: () => Promise<void>): Promise<void> {
  for (const { id } of all) results[id]![part] = [];
  const begun = performance.now();
  for (let i = 0; i < ROUNDS && performance.now() - begun < ROUNDS_MS; i++) await round();
}

async function work(): Promise<void> {
  server.waitMs = 0;
  for (const one of timed)
    for (const rate of RATES) {
      const { first, repeat } = await worked(browser, { one, website, server, rate });
      results[one.id]!.work.push({ rate, first, repeat });
    }
}

/** Each latency at full speed, and a fast network on a slow phone. */
async function sight(): Promise<void> {
  const ways = [...LATENCIES_MS.map((waitMs) => ({ waitMs, rate: 1 })), { waitMs: 50, rate: 4 }];
  for (const one of timed) {
    if (one.does !== 'swap') continue;
    for (const { waitMs, rate } of ways) {
      server.waitMs = waitMs;
      results[one.id]!.sights.push({ rate, waitMs, ...(await watched(browser, { one, website, server, rate })) });
    }
  }
  server.waitMs = 0;
}

/** The page cases; how a script gets onto the page makes no difference to them. */
async function cases(): Promise<void> {
  const done = new Set<string>();
  for (const one of all) {
    if (one.does !== 'swap' || done.has(one.script)) continue;
    done.add(one.script);
    results[one.id]!.handled = await handled(browser, one, server);
  }
}
