// Promises: page views are taken in durably (PostgreSQL with fsync and synchronous_commit on) at 60 % or more of what a
// bare Fastify route with one batched insert reaches in the same run; at 1,000 views/s the median answer takes at most
// 1 ms and 99 of 100 at most 5 ms.
//
// Every request is a new visitor from an ad: a visit, a lease and an activity row, the dearest thing a page can ask.
// Prints JSON lines. Throughput: closed loop over 64 connections, `peer` is the bare route. Latency: open loop, views
// come at random moments whether or not earlier ones were answered; `peer` is the limit and `ratio` is limit / value.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import autocannon from 'autocannon';
import { readConfig } from '../src/config.ts';
import { seededRandom } from '../src/core/random.ts';
import { engineUser, reachableFolder } from '../src/machine/system-user.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';

const CONNECTIONS = 64;
const ROUNDS = 3;
const ROUND_SECONDS = 6;
const WARM_SECONDS = 3;
const RATE = 1000;
const OPEN_SECONDS = Number(process.env.OPEN_SECONDS ?? 90); // longer than it takes for the first pages to fall silent (60 s)
const P50_LIMIT_MS = 1;
const P99_LIMIT_MS = 5;
const BODIES = 500;

type Server = { ours: number; bare: number; key: string; durable: { fsync: string; commit: string } };
type Request = { body: string; headers: Record<string, string> };
const random = seededRandom(11);

await withServer(async (server, child) => {
  console.error(`PostgreSQL: fsync ${server.durable.fsync}, synchronous_commit ${server.durable.commit}`);
  const requests = Array.from({ length: BODIES }, () => makeRequest(server.key));
  for (const port of [server.ours, server.bare]) await closedLoop(port, requests, WARM_SECONDS);

  const idle = await openLoop(server.bare, requests, 10);
  print('bare p50 at 1,000/s', 'ms', quantile(idle.latencies, 0.5), P50_LIMIT_MS);
  print('bare p99 at 1,000/s', 'ms', quantile(idle.latencies, 0.99), P99_LIMIT_MS);
  const before = await usageOf(child);
  const open = await openLoop(server.ours, requests, OPEN_SECONDS);
  const after = await usageOf(child);
  console.error(
    `sent late (median, p99): ${quantile(open.lateness, 0.5)}, ${quantile(open.lateness, 0.99)} ms; failed ${open.failed}`,
  );
  console.error(
    `server: ${Math.round(((after.cpu - before.cpu) / OPEN_SECONDS / 1e6) * 100)} % of a core, ${Math.round(after.memory / 1e6)} MB`,
  );
  print('collect p50 at 1,000/s', 'ms', quantile(open.latencies, 0.5), P50_LIMIT_MS);
  print('collect p99 at 1,000/s', 'ms', quantile(open.latencies, 0.99), P99_LIMIT_MS);

  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(await closedLoop(server.bare, requests, ROUND_SECONDS));
    ours.push(await closedLoop(server.ours, requests, ROUND_SECONDS));
  }
  const [value, peer] = [quantile(ours, 0.5), quantile(bare, 0.5)];
  console.log(
    JSON.stringify({
      name: 'collect views, closed loop',
      value,
      unit: 'requests/s',
      peer,
      ratio: rounded(value / peer),
    }),
  );
});

/** Views from real-looking browsers, addresses and ads. */
function makeRequest(key: string): Request {
  const pick = <T>(of: readonly T[]) => of[Math.floor(random() * of.length)] as T;
  const number = (below: number) => Math.floor(random() * below);
  const source = pick(['yandex', 'google', 'vk', 'telegram']);
  const campaign = `campaign-${number(10)}`;
  const url = `https://shop.example/p/${number(1000)}?utm_source=${source}&utm_medium=cpc&utm_campaign=${campaign}&utm_term=roses+${number(300)}&yclid=${number(1e9)}`;
  const ids = { ga: `${number(1e9)}.${number(1e9)}`, ym: String(number(1e15)) };
  return {
    body: JSON.stringify({ t: 'view', site: key, url, ref: 'https://yandex.ru/', ids, lang: 'ru' }),
    headers: {
      'content-type': 'text/plain;charset=UTF-8',
      origin: 'https://shop.example',
      'user-agent': `Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${120 + number(30)}.0.0.0 Safari/537.36`,
      'x-forwarded-for': `95.${number(256)}.${number(256)}.${number(256)}`,
    },
  };
}

async function closedLoop(port: number, requests: readonly Request[], duration: number): Promise<number> {
  const result = await autocannon({
    url: `http://127.0.0.1:${port}`,
    connections: CONNECTIONS,
    duration,
    requests: requests.map((request) => ({ method: 'POST', path: '/collect', ...request })),
  });
  if (result.non2xx + result.errors > 0) throw new Error(`${result.non2xx} refusals, ${result.errors} errors`);
  return Math.round(result.requests.average);
}

type OpenLoop = { latencies: number[]; lateness: number[]; failed: number };

/** Sends at Poisson moments and never waits for answers. Latency counts from the sending; how late that was is told apart. */
async function openLoop(port: number, requests: readonly Request[], seconds: number): Promise<OpenLoop> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 512 });
  const result: OpenLoop = { latencies: [], lateness: [], failed: 0 };
  const answers: Promise<void>[] = [];
  const start = performance.now();
  const end = start + seconds * 1000;
  for (let due = start; due < end; ) {
    const now = performance.now();
    for (; due <= now; due += (-Math.log(1 - random()) * 1000) / RATE) {
      result.lateness.push(now - due);
      answers.push(send(agent, port, requests[answers.length % requests.length] as Request, result));
    }
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, due - performance.now())));
  }
  await Promise.all(answers);
  agent.destroy();
  return result;
}

function send(agent: http.Agent, port: number, { body, headers }: Request, result: OpenLoop): Promise<void> {
  return new Promise((resolve) => {
    const began = performance.now();
    const request = http.request(
      { agent, port, host: '127.0.0.1', method: 'POST', path: '/collect', headers },
      (response) => {
        response.resume().on('end', () => {
          result.latencies.push(performance.now() - began);
          if (response.statusCode !== 200) result.failed++;
          resolve();
        });
      },
    );
    request.on('error', () => {
      result.failed++;
      resolve();
    });
    request.end(body);
  });
}

async function usageOf(child: ChildProcess): Promise<{ cpu: number; memory: number }> {
  child.send('usage');
  const [usage] = await once(child, 'message');
  return { cpu: usage.cpu.user + usage.cpu.system, memory: usage.memory };
}

async function withServer(work: (server: Server, child: ChildProcess) => Promise<void>): Promise<void> {
  const user = engineUser();
  const scratch = reachableFolder(mkdtempSync(path.join(os.tmpdir(), 'dialtrace-bench-')), user);
  chmodSync(scratch, 0o755); // the database's own user must get in
  const { cacheDir } = readConfig(process.env);
  const postgres = await startEmbeddedPostgres({ dataDir: scratch, cacheDir, user, log: console.error });
  const child = fork(path.join(import.meta.dirname, 'collect-server.ts'), [postgres.url]);
  try {
    const [server] = await Promise.race([
      once(child, 'message'),
      once(child, 'exit').then(() => Promise.reject(new Error('the server ended'))),
    ]);
    await work(server, child);
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
