// Promises: page views are taken in durably (PostgreSQL with fsync and synchronous_commit on) at 60 % or more of what a
// bare Fastify route with one batched insert reaches in the same run; at 1,000 views/s the median answer takes at most
// 1 ms and 99 of 100 at most 5 ms.
//
// "New visitors": every request is a new visitor from an ad, a visit, a lease and an activity row: the dearest thing a
// page can ask. "Visits": what pages ask in a visit's life, a first view, a second page, five beats and the close.
// Prints JSON lines. Throughput: closed loop over 64 connections, `peer` is the bare route. Latency: open loop, new
// visitors come at random moments whether or not earlier ones were answered; `peer` is the limit, `ratio` limit / value.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import { readConfig } from '../src/config.ts';
import { engineUser, reachableFolder } from '../src/machine/system-user.ts';
import { seededRandom } from '../src/simulation/random.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { type Interference, watchInterference } from './interference.ts';

const CONNECTIONS = 64;
const RATE = 1000;
const OPEN_SECONDS = 3;
const CLOSED_SECONDS = 3;
const WARM_SECONDS = 5;
const P50_LIMIT_MS = 1;
const P99_LIMIT_MS = 5;
const BODIES = 500;
const PAGE_CLOCK = 1_790_000_000_000; // the browsers', in milliseconds
/** Rounds of both, one after the other. Those beside other work on the machine are taken again, so many times. */
const ROUNDS = 6;
const ROUNDS_AT_MOST = Number(process.env.ROUNDS_AT_MOST ?? 30);
const QUIET_SHARE = 0.05;

type Server = { ours: number; bare: number; key: string; durable: { fsync: string; commit: string } };
type Headers = Record<string, string>;
type Request = { body: string; headers: Headers };
type Load = (port: number, seconds: number) => Promise<number>;
const random = seededRandom(11);

await withServer(async (server, child, interference) => {
  console.error(`PostgreSQL: fsync ${server.durable.fsync}, synchronous_commit ${server.durable.commit}`);
  const requests = Array.from({ length: BODIES }, () => makeRequest(server.key));
  const loads: [name: string, load: Load][] = [
    ['new visitors', (port, seconds) => closedLoop(port, seconds, requests.map(post))],
    ['visits', (port, seconds) => closedLoop(port, seconds, lifeOfVisit(server.key, requests[0] as Request))],
  ];
  for (const [, load] of loads) for (const port of [server.bare, server.ours]) await load(port, WARM_SECONDS);

  const open = await inRounds(interference, {
    bare: () => openLoop(server.bare, requests),
    ours: () => openLoop(server.ours, requests),
  });
  for (const name of ['bare', 'ours'] as const) {
    const latencies = open[name].flatMap((round) => round.latencies);
    const late = open[name].flatMap((round) => round.lateness);
    console.error(`${name}: sent late by ${quantile(late, 0.5)} ms (median), ${quantile(late, 0.99)} ms (p99)`);
    print(`collect ${name} at 1,000/s, p50`, 'ms', quantile(latencies, 0.5), P50_LIMIT_MS);
    print(`collect ${name} at 1,000/s, p99`, 'ms', quantile(latencies, 0.99), P99_LIMIT_MS);
  }

  for (const [name, load] of loads) {
    const closed = await inRounds(interference, {
      bare: () => measured(child, () => load(server.bare, CLOSED_SECONDS)),
      ours: () => measured(child, () => load(server.ours, CLOSED_SECONDS)),
    });
    const [ours, bare] = [medians(closed.ours), medians(closed.bare)];
    console.error(`server's own CPU a request: ours ${ours.cpu} µs, bare ${bare.cpu} µs`);
    const ratio = rounded(ours.perSecond / bare.perSecond);
    const line = {
      name: `collect ${name}, closed loop`,
      value: ours.perSecond,
      unit: 'requests/s',
      peer: bare.perSecond,
      ratio,
    };
    console.log(JSON.stringify(line));
  }
});

/** Takes turns until so many rounds were quiet, and gives those; if there are too few, the quietest. */
async function inRounds<T>(
  interference: Interference,
  turns: { bare: () => Promise<T>; ours: () => Promise<T> },
): Promise<{ bare: T[]; ours: T[] }> {
  const rounds: { others: number; bare: T; ours: T }[] = [];
  const isQuiet = ({ others }: { others: number }) => others <= QUIET_SHARE;
  while (rounds.filter(isQuiet).length < ROUNDS && rounds.length < ROUNDS_AT_MOST) {
    interference.sinceLast();
    const bare = await turns.bare();
    const others = interference.sinceLast() ?? 0;
    const ours = await turns.ours();
    rounds.push({ others: Math.max(others, interference.sinceLast() ?? 0), bare, ours });
  }
  const taken = rounds.sort((a, b) => a.others - b.others).slice(0, ROUNDS);
  const shares = taken.map(({ others }) => `${Math.round(others * 100)} %`);
  console.error(
    `${rounds.length} rounds, ${taken.length} taken; others used ${shares.join(', ')} of the machine meanwhile`,
  );
  return { bare: taken.map((round) => round.bare), ours: taken.map((round) => round.ours) };
}

async function measured(child: ChildProcess, work: () => Promise<number>): Promise<{ perSecond: number; cpu: number }> {
  const before = await cpuOf(child);
  const perSecond = await work();
  return { perSecond, cpu: ((await cpuOf(child)) - before) / (perSecond * CLOSED_SECONDS) };
}

function medians(rounds: readonly { perSecond: number; cpu: number }[]): { perSecond: number; cpu: number } {
  return {
    perSecond: quantile(
      rounds.map(({ perSecond }) => perSecond),
      0.5,
    ),
    cpu: Math.round(
      quantile(
        rounds.map(({ cpu }) => cpu),
        0.5,
      ),
    ),
  };
}

/** Views from real-looking browsers, addresses and ads. */
function makeRequest(key: string): Request {
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const number = (below: number) => Math.floor(random() * below);
  const source = pick(['yandex', 'google', 'vk', 'telegram']);
  const campaign = `campaign-${number(10)}`;
  const url = `https://shop.example/p/${number(1000)}?utm_source=${source}&utm_medium=cpc&utm_campaign=${campaign}&utm_term=roses+${number(300)}&yclid=${number(1e9)}`;
  const ids = { ga: `${number(1e9)}.${number(1e9)}`, ym: String(number(1e15)) };
  return {
    body: JSON.stringify({
      t: 'view',
      at: PAGE_CLOCK,
      site: key,
      url,
      ref: 'https://yandex.ru/',
      held: [],
      ids,
      lang: 'ru',
    }),
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      origin: 'https://shop.example',
      'user-agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${120 + number(30)}.0.0.0 Safari/537.36`,
      'x-forwarded-for': `95.${number(256)}.${number(256)}.${number(256)}`,
    },
  };
}

function post({ body, headers }: Request): autocannon.Request {
  return { method: 'POST', path: '/collect', body, headers };
}

/** What one page after another sends, with the ids it was given. The bare route gives none, and is sent as much. */
function lifeOfVisit(key: string, { body, headers }: Request): autocannon.Request[] {
  type Context = { visit?: string; visitor?: string };
  const stranger = '01a20034-9a06-7cbf-8b73-cdd3149dbcc4';
  let at = PAGE_CLOCK;
  const say = (message: (ids: Required<Context>) => object): autocannon.Request => ({
    ...post({ body: '', headers }),
    setupRequest: (request, context: Context) => {
      const { visit = stranger, visitor = stranger } = context;
      at++; // what a visit tells twice at one moment would count once
      return { ...request, body: JSON.stringify({ site: key, at, ...message({ visit, visitor }) }) };
    },
  });
  const first: autocannon.Request = {
    ...post({ body, headers }),
    onResponse: (_status, answer, context) => {
      const { visit, visitor } = JSON.parse(answer);
      Object.assign(context, { visit, visitor });
    },
  };
  const beat = say(({ visit }) => ({ t: 'beat', visit, ago: 0 }));
  const page = say((ids) => ({
    t: 'view',
    url: 'https://shop.example/2',
    ref: 'https://shop.example/',
    held: [],
    ...ids,
  }));
  const close = say(({ visit }) => ({ t: 'close', visit, ago: 0 }));
  return [first, beat, beat, page, beat, beat, beat, close];
}

async function closedLoop(port: number, duration: number, requests: autocannon.Request[]): Promise<number> {
  const url = `http://127.0.0.1:${port}`;
  const result = await autocannon({ url, connections: CONNECTIONS, duration, requests });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return Math.round(result.requests.average);
}

type OpenLoop = { latencies: number[]; lateness: number[] };

/** Sends at Poisson moments and never waits for answers. Latency counts from the sending; how late that was is told apart. */
async function openLoop(port: number, requests: readonly Request[]): Promise<OpenLoop> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });
  const result: OpenLoop = { latencies: [], lateness: [] };
  const answers: Promise<void>[] = [];
  const start = performance.now();
  const end = start + OPEN_SECONDS * 1000;
  for (let due = start; due < end; ) {
    const now = performance.now();
    for (; due <= now; due += (-Math.log(1 - random()) * 1000) / RATE) {
      result.lateness.push(now - due);
      answers.push(send(agent, { port, request: requests[answers.length % requests.length] as Request, result }));
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await Promise.all(answers);
  agent.destroy();
  return result;
}

type Sending = { port: number; request: Request; result: OpenLoop };

function send(agent: http.Agent, { port, request: { body, headers }, result }: Sending): Promise<void> {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const request = http.request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/collect', headers },
      (response) => {
        response.resume().on('end', () => {
          result.latencies.push(performance.now() - began);
          if (response.statusCode === 200) resolve();
          else reject(new Error(`a view was answered ${response.statusCode}`));
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** CPU time the server has used, in µs. */
async function cpuOf(child: ChildProcess): Promise<number> {
  child.send('cpu?');
  const [{ user, system }] = await once(child, 'message');
  return user + system;
}

type Work = (server: Server, child: ChildProcess, interference: Interference) => Promise<void>;

async function withServer(work: Work): Promise<void> {
  const user = engineUser();
  const scratch = reachableFolder(mkdtempSync(path.join(os.tmpdir(), 'dialtrace-bench-')), user);
  chmodSync(scratch, 0o755); // the database's own user must get in
  const { cacheDir } = readConfig(process.env);
  const postgres = await startEmbeddedPostgres({ dataDir: scratch, cacheDir, user, log: console.error });
  const child = fork(path.join(import.meta.dirname, 'collect-server.ts'), [postgres.url]);
  try {
    const ended = once(child, 'exit').then(() => Promise.reject(new Error('the server ended: its words are above')));
    const [server] = await Promise.race([once(child, 'message'), ended]);
    ended.catch(() => {});
    const postmaster = Number(readFileSync(path.join(scratch, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    await work(server, child, watchInterference([postmaster]));
  } finally {
    if (child.exitCode === null) {
      child.kill();
      await once(child, 'exit');
    }
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return rounded(sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN);
}

function rounded(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function print(name: string, unit: string, value: number, peer: number): void {
  console.log(JSON.stringify({ name, value, unit, peer, ratio: rounded(peer / value) }));
}
