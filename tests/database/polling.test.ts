// Destinations that are asked now and then: in their turn, by one node, and what goes wrong is kept to be looked at.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { openEgress } from '../../src/deliver/egress.ts';
import { openPolling, type Polling } from '../../src/deliver/polling.ts';
import type { Destination } from '../../src/deliver/port.ts';
import { whatNow } from '../../src/deliver/what-now.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

const MINUTE = 60_000;
/** A system with deals: it is asked for them each ten minutes. */
const kind: Destination = {
  ...{ kind: 'with-deals', group: 'crm', fields: [], takes: [], byDefault: [], repeats: 'known', reasons: [] },
  limits: { perSecond: 10, parallel: 1 },
  deliver: async () => [],
  poll: {
    every: 10 * MINUTE,
    async run({ settings }, way) {
      const answer = await way.ask({ method: 'GET', url: settings.url ?? '' });
      return whatNow(answer);
    },
  },
};

let room: DeliveryRoom;
let far: Receiver;
let nodes: Polling[];
const paused: string[] = [];
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  far = await openReceiver();
  room.clock.ahead = 0;
  nodes = [openNode(), openNode()];
});
afterEach(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
});

function openNode(kinds = [kind]): Polling {
  const egress = openEgress({ allowed: ['127.0.0.0/8'] });
  const { db, now } = room;
  return openPolling({
    ...{
      db,
      now,
      egress,
      publicUrl: 'https://calls.example.test',
      filesFolder: '',
      recordingOf: async () => undefined,
    },
    ...{ kinds: new Map(kinds.map((one) => [one.kind, one])), newId: randomUUIDv7, everyMs: 3_600_000 },
    onPaused: ({ name }, why) => void paused.push(`${name}: ${why}`),
    log: (_, error) => void room.problems.push(error),
  });
}
const look = () => Promise.all(nodes.map((node) => node.look()));
const connect = () => room.connect(kind.kind, { url: far.url });

test('each is asked in its turn, by one node, and again when its time has come', async () => {
  await connect();
  await connect();
  await look();
  await look();
  assert.equal(far.got.length, 2);
  room.clock.ahead = 9 * MINUTE;
  await look();
  assert.equal(far.got.length, 2);
  room.clock.ahead = 11 * MINUTE;
  await look();
  assert.equal(far.got.length, 4);
});

test('one that answers wrong is asked again at its next time, and how it went is kept', async () => {
  const id = await connect();
  far.answer(() => ({ status: 503 }));
  await look();
  assert.equal((await room.exchanges(id))[0]?.response?.status, 503);
  assert.equal((await findDestination(room.db, id))?.pollTrouble, 'http-503');
  far.answer(() => null);
  room.clock.ahead = 11 * MINUTE;
  await look();
  assert.equal((await room.exchanges(id))[1]?.error?.reason, 'cut-off');
  far.answer(() => ({}));
  room.clock.ahead = 22 * MINUTE;
  await look();
  assert.deepEqual([far.got.length, (await room.exchanges(id)).length], [3, 2]);
  assert.equal((await findDestination(room.db, id))?.pollTrouble, null);
});

test('a system that takes its time keeps no other kind waiting', async () => {
  await connect();
  await room.connect('other-deals', { url: far.url });
  let letGo = () => {};
  const slow = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const other: Destination = {
    ...kind,
    ...{ kind: 'other-deals', poll: { every: 10 * MINUTE, run: async () => slow.then(() => ({ kind: 'done' })) } },
  };
  const node = openNode([other, kind]);
  const looked = node.look();
  await far.reached(1);
  letGo();
  await looked;
  await node.close();
});

test('one whose key is refused waits for its owner and is asked no more', async () => {
  const id = await connect();
  far.answer(() => ({ status: 401 }));
  await look();
  assert.equal((await findDestination(room.db, id))?.pausedBy, 'refusal');
  assert.deepEqual(paused.splice(0), ['Ours: key-refused']);
  room.clock.ahead = 60 * MINUTE;
  await look();
  assert.equal(far.got.length, 1);
});
