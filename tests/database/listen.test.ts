// The connection that hears other nodes, when it is cut and when it only falls silent.
import assert from 'node:assert/strict';
import net from 'node:net';
import { after, before, test } from 'node:test';
import { openDatabase } from '../../src/store/database.ts';
import { listen } from '../../src/store/listen.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

/** A way to the database that can fall silent: connections made until then stay open, and nothing passes any more. */
async function openWay() {
  const real = new URL(database.url);
  const folder = real.searchParams.get('host'); // a Unix socket's, for the embedded server
  const target = folder
    ? { path: `${folder}/.s.PGSQL.${real.port || 5432}` }
    : { port: Number(real.port || 5432), host: real.hostname };
  const pairs = new Set<[net.Socket, net.Socket]>();
  const server = net.createServer((near) => {
    const far = net.connect(target);
    pairs.add([near, far]);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(database.url);
  url.searchParams.delete('host');
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as net.AddressInfo).port);
  return {
    url: url.toString(),
    fallSilent() {
      for (const [near, far] of pairs) {
        near.unpipe(far);
        far.unpipe(near);
        for (const socket of [near, far]) socket.resume();
      }
    },
    close() {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
}

test('a connection that fell silent without a word is noticed, and what comes later is heard', async (t) => {
  const way = await openWay();
  const db = openDatabase({ url: way.url, connections: 3 });
  t.after(async () => {
    way.close();
    await db.end().catch(() => {});
  });
  const heard: string[] = [];
  const complaints: string[] = [];
  let returned!: () => void;
  const back = new Promise<void>((resolve) => {
    returned = resolve;
  });
  let wake = () => {};
  const listening = await listen({
    ...{ db, pingMs: 100, onReturn: returned },
    channels: {
      dialtrace_test: (payload) => {
        heard.push(payload);
        wake();
      },
    },
    log: (message) => complaints.push(message),
  });
  t.after(listening.close);
  const say = async (word: string) => {
    const told = new Promise<void>((resolve) => {
      wake = resolve;
    });
    await database.db.query("select pg_notify('dialtrace_test', $1)", [word]);
    return told;
  };
  await say('before');
  way.fallSilent();
  await database.db.query("select pg_notify('dialtrace_test', 'lost')");
  await back;
  await say('after');
  assert.deepEqual(heard, ['before', 'after']);
  assert.deepEqual(complaints, ['the database connection that hears changes was lost']);
});
