// The process under test of bench/collect.ts: the page's room and, beside it, the peer: a bare Fastify route that inserts
// one row per request into one table, in batches of the same size. Tells its ports, its site and its own figures.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import { createPools } from '../src/collect/pools.ts';
import { openRegions } from '../src/collect/region.ts';
import { collectRoutes } from '../src/collect/routes.ts';
import { type Db, openDatabase } from '../src/store/database.ts';
import { migrate } from '../src/store/migrate.ts';
import { createRefusalCounter } from '../src/store/refusal-counter.ts';

const NUMBERS = 50;
const BATCH = 64;
const LOG_FILES = 60;
const UNLIMITED = { viewsPerMinute: Number.POSITIVE_INFINITY, activityPerMinute: Number.POSITIVE_INFINITY };
const log = { info: () => {}, warn: console.error, error: console.error };
const clock = () => Date.now() / 1000;

const db = openDatabase({ url: process.argv[2] ?? '' });
await migrate(db, new Date());
await ageLog();
const site = await makeSite();
const ours = await listen(await makeOurs());
const bare = await listen(await makeBare());
const { rows } = await db.query(
  "select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit",
);
process.send?.({ ours, bare, key: site.key, durable: rows[0] });
process.on('message', () => process.send?.(process.cpuUsage()));
process.on('disconnect', () => process.exit());

/**
 * A new database makes its log files (16 MB each) as it goes and stalls for 50 ms or more at each. One in use writes
 * over old ones. So let it have old ones.
 */
async function ageLog(): Promise<void> {
  for (let file = 0; file < LOG_FILES; file++) {
    await db.query("select pg_logical_emit_message(false, 'bench', 'x')"); // an empty file can't be left
    await db.query('select pg_switch_wal()');
  }
  await db.query('checkpoint');
}

async function makeOurs(): Promise<FastifyInstance> {
  const pools = await createPools({ db, log, clock });
  const refusals = createRefusalCounter({ db, room: 'collect', log, clock });
  const findRegion = await openRegions({ log });
  const app = Fastify({ trustProxy: true });
  await app.register(collectRoutes, { db, log, clock, pools, refusals, findRegion, limits: UNLIMITED });
  return app;
}

async function makeBare(): Promise<FastifyInstance> {
  await db.query('create table bare (id uuid primary key, at timestamptz not null, body jsonb not null)');
  const app = Fastify({ trustProxy: true });
  let queue: { id: string; body: string; done: () => void }[] = [];
  let busy = false;
  async function run() {
    while (queue.length > 0) {
      const batch = queue.slice(0, BATCH);
      queue = queue.slice(BATCH);
      await insertBare(db, batch);
      for (const { done } of batch) done();
    }
    busy = false;
  }
  app.post('/collect', async (request) => {
    const id = randomUUID();
    await new Promise<void>((done) => {
      queue.push({ id, body: JSON.stringify(request.body), done });
      if (!busy) setImmediate(run);
      busy = true;
    });
    return { id };
  });
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, app.getDefaultJsonParser('ignore', 'ignore'));
  return app;
}

async function insertBare(store: Db, batch: readonly { id: string; body: string }[]) {
  await store.query({
    name: 'insert-bare',
    text: 'insert into bare (id, at, body) select b.id, now(), b.body from unnest($1::uuid[], $2::jsonb[]) as b(id, body)',
    values: [batch.map(({ id }) => id), batch.map(({ body }) => body)],
  });
}

async function makeSite(): Promise<{ key: string }> {
  const [account, id, connection, pool] = Array.from({ length: 4 }, () => randomUUID());
  const key = 'bench0site';
  await db.query("insert into accounts (id, name) values ($1, 'Bench')", [account]);
  await db.query(
    "insert into sites (id, account_id, name, public_key, origins) values ($1, $2, 'Bench', $3, '{https://shop.example}')",
    [id, account, key],
  );
  await db.query("insert into connections (id, account_id, name, kind) values ($1, $2, 'Bench', 'sip-trunk')", [
    connection,
    account,
  ]);
  await db.query("insert into pools (id, site_id, name, target_number) values ($1, $2, 'Bench', '+74951234567')", [
    pool,
    id,
  ]);
  for (let i = 0; i < NUMBERS; i++)
    await db.query('insert into numbers (id, site_id, connection_id, e164, pool_id) values ($1, $2, $3, $4, $5)', [
      ...[randomUUID(), id, connection, `+7495777${String(i).padStart(4, '0')}`, pool],
    ]);
  return { key };
}

async function listen(app: FastifyInstance): Promise<number> {
  await app.listen({ host: '127.0.0.1', port: 0 });
  return (app.server.address() as AddressInfo).port;
}
