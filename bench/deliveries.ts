// Promises: an event goes the whole way (told in a transaction, read with its call, signed, sent, settled, the exchange
// kept) as often a second as graphile-worker only sends the same request from a job; a backlog of a hundred thousand goes
// out without growing slower; what is told while the phone rings is at the receiver at once, backlog or not.
//
// Told and received in this process, sent by another, PostgreSQL with fsync and synchronous_commit on. Prints JSON lines.
// Sizes: EVENTS, BACKLOG, RINGS.
import { type ChildProcess, fork } from 'node:child_process';
import { randomUUIDv7 } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeWorkerUtils } from 'graphile-worker';
import { readConfig } from '../src/config.ts';
import type { EventType } from '../src/core/event.ts';
import { webhook } from '../src/deliver/destinations/webhook.ts';
import { engineUser, reachableFolder } from '../src/machine/system-user.ts';
import { type Db, openDatabase } from '../src/store/database.ts';
import { insertDestination } from '../src/store/destinations.ts';
import { startEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import { type EventToTell, tellEvents } from '../src/store/events.ts';
import { migrate } from '../src/store/migrate.ts';
import { addAccount, addCall, addSite, addVisit, answerOf, type RecordedSite } from '../tests/support/records.ts';
import { type Interference, watchInterference } from './interference.ts';

const EVENTS = Number(process.env.EVENTS ?? 10_000);
const BACKLOG = Number(process.env.BACKLOG ?? 100_000);
const RINGS = Number(process.env.RINGS ?? 300);
const CALLS = 500;
const PARALLEL = 16;
const ROUNDS = 3;
const TOGETHER = 20; // told in one transaction
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const ANY_RATE = '10000';

const received = new Map<string, number>();
let sample = { headers: {} as Record<string, string>, body: '' };
let onReceived = () => {};
const receiver = createServer(async (request, response) => {
  const at = performance.now();
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { 'webhook-id': id = '', ...headers } = request.headers;
  received.set(`${id}`.replace('msg_', '') || randomUUIDv7(), at);
  if (id) sample = { headers: headers as Record<string, string>, body: Buffer.concat(chunks).toString() };
  response.end();
  onReceived();
});

await withDatabase(async (db, url, interference) => {
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const to = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
  const { site, calls } = await aSite(db, to);
  const shares: number[] = [];
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round <= ROUNDS; round++) {
    const [mine, peer] = [await oursPerSecond(db, url, site, calls), await peerPerSecond(db, url, to)];
    if (round === 0) continue; // to warm up
    ours.push(mine);
    peers.push(peer);
    shares.push(interference.sinceLast() ?? 0);
  }
  const [mine, peer] = [median(ours), median(peers)];
  print('deliveries, told to settled', mine, 'deliveries/s', peer, mine / peer);
  await backlogDrain(db, url, site, calls[0] ?? '');
  await rings(db, url, site, 'nothing else due', ANY_RATE);
  await fill(db, site, calls[0] ?? '', BACKLOG);
  await rings(db, url, site, `${BACKLOG} others due, 50 a second`, '50');
  await fill(db, site, calls[0] ?? '', BACKLOG);
  await rings(db, url, site, `${BACKLOG} others due, as fast as it goes`, ANY_RATE);
  console.error(
    `others used ${shares.map((share) => `${Math.round(share * 100)} %`).join(', ')} of the machine meanwhile`,
  );
});

async function oursPerSecond(db: Db, url: string, site: RecordedSite, calls: readonly string[]): Promise<number> {
  return withSender([url, ANY_RATE, `${PARALLEL}`], async () => {
    const wanted = received.size + EVENTS;
    const started = performance.now();
    for (let n = 0; n < EVENTS; n += TOGETHER)
      await tellEvents(
        db,
        calls.slice(n % CALLS, (n % CALLS) + TOGETHER).map((id) => eventOf(site, id, 'call.finished')),
      );
    while (received.size < wanted) await nextReceived();
    await nothingDue(db);
    return (EVENTS / (performance.now() - started)) * 1000;
  });
}

async function peerPerSecond(db: Db, url: string, to: string): Promise<number> {
  const utils = await makeWorkerUtils({ pgPool: db });
  await utils.migrate();
  return withSender([url, 'peer', `${PARALLEL}`], async () => {
    const wanted = received.size + EVENTS;
    const started = performance.now();
    for (let n = 0; n < EVENTS; n += TOGETHER)
      await utils.addJobs(Array.from({ length: TOGETHER }, () => ({ identifier: 'tell', payload: { to, ...sample } })));
    while (received.size < wanted) await nextReceived();
    for (;;) {
      const { rows } = await db.query<{ left: boolean }>(
        'select exists (select from graphile_worker._private_jobs) as left',
      );
      if (!rows[0]?.left) break;
    }
    return (EVENTS / (performance.now() - started)) * 1000;
  });
}

async function backlogDrain(db: Db, url: string, site: RecordedSite, call: string): Promise<void> {
  await fill(db, site, call, BACKLOG);
  await withSender([url, ANY_RATE, `${PARALLEL}`], async () => {
    const [started, first] = [performance.now(), received.size];
    const marks: number[] = [];
    for (let tenth = 1; tenth <= 10; tenth++) {
      while (received.size < first + (BACKLOG * tenth) / 10) await nextReceived();
      marks.push(performance.now());
    }
    await nothingDue(db);
    const seconds = (performance.now() - started) / 1000;
    print(`deliveries, a backlog of ${BACKLOG} drained`, BACKLOG / seconds, 'deliveries/s', null, null);
    const tenth = (n: number) => ((marks[n] ?? 0) - (n === 0 ? started : (marks[n - 1] ?? 0))) / 1000;
    print('deliveries, the last tenth of the backlog beside the first', tenth(9), 's', tenth(0), tenth(0) / tenth(9));
  });
}

/** call.offered told, the request at the receiver. */
async function rings(db: Db, url: string, site: RecordedSite, beside: string, rate: string): Promise<void> {
  await withSender([url, rate, '8'], async () => {
    await sleep(1000);
    const took: number[] = [];
    for (let n = 0; n < RINGS; n++) {
      const call = await addCall(db, site, { at: new Date(), answeredAfter: null, endedAfter: null });
      const event = eventOf(site, call, 'call.offered');
      const told = performance.now();
      await tellEvents(db, [event]);
      const { rows } = await db.query<{ id: string }>('select id from events where call_id = $1', [call]);
      const id = rows[0]?.id ?? '';
      while (!received.has(id)) await nextReceived();
      took.push((received.get(id) ?? 0) - told);
      await sleep(20 + Math.random() * 60);
    }
    for (const [name, q] of [
      ['median', 0.5],
      ['p99', 0.99],
    ] as const)
      print(`deliveries, ring to receiver, ${beside}, ${name}`, quantile(took, q), 'ms', null, null);
  });
  await db.query("delete from deliveries where state in ('due', 'sending')");
}

function eventOf(site: RecordedSite, callId: string, type: EventType): EventToTell {
  return { type, key: randomUUIDv7(), at: new Date(), about: {}, siteId: site.id, callId };
}

/** As if the receiver had been down for long: other calls each, so that none waits for another. */
async function fill(db: Db, site: RecordedSite, call: string, count: number): Promise<void> {
  await db.query(
    `with made as (
       insert into events (id, site_id, call_id, type, key, revision, at)
       select gen_random_uuid(), $1, $2, 'call.finished', gen_random_uuid()::text, 1, now() from generate_series(1, $3::int)
       returning id, seq)
     insert into deliveries (id, site_id, destination_id, event_id, seq, type, is_urgent, created_at)
     select gen_random_uuid(), $1, (select id from destinations limit 1), id, seq, 'call.finished', false, now() - interval '1 day'
     from made`,
    [site.id, call, count],
  );
  await db.query('analyze deliveries');
}

async function nothingDue(db: Db): Promise<void> {
  for (;;) {
    const { rows } = await db.query<{ left: boolean }>(
      "select exists (select from deliveries where state in ('due', 'sending')) as left",
    );
    if (!rows[0]?.left) return;
    await sleep(2);
  }
}

/** A site with calls that came of visits, and a webhook. */
async function aSite(db: Db, url: string): Promise<{ site: RecordedSite; calls: string[] }> {
  const site = await addSite(db, { accountId: (await addAccount(db)).accountId });
  const calls: string[] = [];
  for (let n = 0; n < CALLS; n++) {
    const at = new Date(Date.now() - 3_600_000 - n * 1000);
    const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: `campaign-${n % 10}` };
    const { visitId, visitorId } = await addVisit(db, site, { at: new Date(at.getTime() - 120_000), source });
    calls.push(await addCall(db, site, { at, answer: answerOf([{ p: 0.97, visitId, visitorId, ...source }]) }));
  }
  await insertDestination(db, {
    ...{ id: randomUUIDv7(), siteId: site.id, kind: webhook.kind, name: 'Bench', settings: { url } },
    ...{ secrets: { secret: SECRET }, events: ['call.offered', 'call.finished'], filter: {} },
  });
  await db.query('analyze');
  return { site, calls };
}

async function withSender<T>(args: string[], work: () => Promise<T>): Promise<T> {
  const child: ChildProcess = fork(path.join(import.meta.dirname, 'deliveries-sender.ts'), args);
  try {
    await once(child, 'message');
    return await work();
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
}

async function withDatabase(work: (db: Db, url: string, interference: Interference) => Promise<void>): Promise<void> {
  const user = engineUser();
  const scratch = reachableFolder(mkdtempSync(path.join(os.tmpdir(), 'dialtrace-bench-')), user);
  chmodSync(scratch, 0o755); // the database's own user must get in
  const { cacheDir } = readConfig(process.env);
  const postgres = await startEmbeddedPostgres({ dataDir: scratch, cacheDir, user, log: console.error });
  const db = openDatabase({ url: postgres.url, connections: 5 });
  try {
    await migrate(db, new Date());
    const postmaster = Number(readFileSync(path.join(scratch, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);
    await work(db, postgres.url, watchInterference([postmaster]));
  } finally {
    receiver.close();
    receiver.closeAllConnections();
    await db.end();
    await postgres.stop();
    rmSync(scratch, { recursive: true, force: true });
  }
}

function nextReceived(): Promise<void> {
  return new Promise((resolve) => {
    onReceived = resolve;
  });
}

function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function print(name: string, value: number, unit: string, peer: number | null, ratio: number | null): void {
  const rounded = (figure: number | null) => (figure === null ? null : Math.round(figure * 1000) / 1000);
  console.log(JSON.stringify({ name, value: rounded(value), unit, peer: rounded(peer), ratio: rounded(ratio) }));
}
