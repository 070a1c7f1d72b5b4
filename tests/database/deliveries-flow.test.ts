// Many deliveries at once: who goes first, who waits for whom, and how fast.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { until } from '../support/system.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
/** Of webhooks. */
const [PER_SECOND, PARALLEL] = [50, 8];
let room: DeliveryRoom;
let receiver: Receiver;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  receiver = await openReceiver();
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await receiver.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (events: EventType[] = ['call.finished'], url = `${receiver.url}/hook`) =>
  room.connect('webhook', { url }, { events, secrets: { secret: SECRET } });
type Body = { type: EventType; data: { call: { id: string } } };
const bodies = (of: Receiver = receiver) => of.got.map(({ body }) => JSON.parse(body) as Body);
/** So many calls that are over, told of as such. */
async function backlog(count: number): Promise<string[]> {
  const calls: string[] = [];
  for (let n = 0; n < count; n++) calls.push(await room.call());
  await room.tell(...calls.map((id) => room.event(id)));
  return calls;
}
const isSpaced = (times: readonly number[], most: number) =>
  times.every((time, n) => n < most || time - (times[n - most] ?? 0) > 900);

test('when a destination is back the newest calls go first, each call in order, and no faster than it may', async () => {
  const times: number[] = [];
  const to = await connect(['call.answered', 'call.finished']);
  await receiver.down();
  const calls: string[] = [];
  for (let n = 0; n < 70; n++) calls.push(await room.call());
  for (const id of calls) await room.tell(room.event(id, 'call.answered'), room.event(id));
  await until('it rests', async () => ((await findDestination(room.db, to))?.restsUntil ? true : undefined));
  receiver.answer(() => {
    times.push(performance.now());
    return {};
  });
  await receiver.back();
  room.clock.ahead = 48 * 3_600_000;
  await room.settled(to, Array(140).fill('done'));
  const order = calls.map((id) => bodies().flatMap(({ type, data }, n) => (data.call.id === id ? [{ type, n }] : [])));
  for (const one of order)
    assert.deepEqual(
      one.map(({ type }) => type),
      ['call.answered', 'call.finished'],
    );
  const means = (of: typeof order) => of.flat().reduce((sum, { n }) => sum + n, 0) / of.flat().length;
  assert.ok(means(order.slice(35)) + 50 < means(order.slice(0, 35)), 'newer calls come well before older ones');
  assert.ok(isSpaced(times, PER_SECOND + PARALLEL), 'more in a second than it may be sent');
});

test('what is told while the phone rings does not wait behind thousands', async () => {
  const to = await connect(['call.offered', 'call.ringing', 'call.finished']);
  receiver.answer(() => ({ afterMs: 30 }));
  const [old] = await backlog(1);
  await room.db.query(
    `with made as (insert into events (id, site_id, call_id, type, key, revision, at)
       select gen_random_uuid(), site_id, call_id, type, n::text, n + 1, at from events, generate_series(1, 5000) n where call_id = $1
       returning id, seq, site_id)
     insert into deliveries (id, site_id, destination_id, event_id, seq, type, is_urgent)
     select gen_random_uuid(), site_id, $2, id, seq, 'call.finished', false from made`,
    [old, to],
  );
  room.look();
  await receiver.reached(20);
  const rings = await room.call({ endedAfter: null, answeredAfter: null });
  const before = receiver.got.length;
  await room.tell(room.event(rings, 'call.offered'), room.event(rings, 'call.ringing'));
  await until('the ring is told', async () => bodies().some(({ type }) => type === 'call.ringing') || undefined);
  const urgent = bodies().flatMap(({ type }, n) => (type === 'call.finished' ? [] : [[type, n - before] as const]));
  assert.deepEqual(
    urgent.map(([type]) => type),
    ['call.offered', 'call.ringing'],
  );
  assert.ok(Math.max(...urgent.map(([, n]) => n)) < 4 * PARALLEL, `so many went before: ${urgent}`);
});

test('destinations that do not answer hold nobody else up, however many they are', async () => {
  const silent = await openReceiver(() => ({ after: new Promise(() => {}) }));
  for (let n = 0; n < 25; n++) await connect(['call.finished'], `${silent.url}/${n}`);
  await backlog(12);
  await silent.reached(25);
  const to = await connect();
  await backlog(3);
  await room.settled(to, ['done', 'done', 'done']);
  await silent.close();
  await room.restart();
  room.problems.splice(0);
});

test('one slow answer does not keep the next from beginning', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const slow = await openReceiver((_, n) => (n === 1 ? { after: held } : {}));
  const to = await connect(['call.finished'], slow.url);
  await backlog(40);
  await until('all the others are done', async () => {
    const states = await room.states(to);
    return states.filter((state) => state === 'done').length === 39 || undefined;
  });
  assert.ok((await room.states(to)).includes('sending'), 'the others went while the first had no answer');
  release();
  await room.settled(to, Array(40).fill('done'));
  await slow.close();
});

test('a destination that asks for peace gets it alone', async () => {
  const [asks, other] = [await connect(), await connect(['call.finished'], `${receiver.url}/other`)];
  receiver.answer(({ path }) => (path === '/hook' ? { status: 429, headers: { 'retry-after': '600' } } : {}));
  await backlog(30);
  await room.settled(other, Array(30).fill('done'));
  const asked = receiver.got.filter(({ path }) => path === '/hook').length;
  assert.ok(asked <= PARALLEL, `${asked} went to who had asked for peace`);
  receiver.answer(() => ({}));
  room.clock.ahead = 590_000;
  await backlog(1);
  await room.settled(other, Array(31).fill('done'));
  assert.equal(receiver.got.filter(({ path }) => path === '/hook').length, asked);
  room.clock.ahead = 610_000;
  await room.settled(asks, Array(31).fill('done'));
});

test('an answer that no database can hold is an answer', async () => {
  const to = await connect();
  receiver.answer(() => ({ status: 200, body: 'null \0 and half \ud83d' }));
  await backlog(1);
  await room.settled(to, ['done']);
  const [exchange] = await room.exchanges(to);
  assert.match(exchange?.response?.body ?? '', /^null \ufffd and half/);
});

test('what follows something that is put off waits with it, and is not looked at meanwhile', async () => {
  const to = await connect(['call.answered', 'call.finished']);
  receiver.answer(({ body }) => ((JSON.parse(body) as Body).type === 'call.answered' ? { status: 503 } : {}));
  const id = await room.call();
  await room.tell(room.event(id, 'call.answered'), room.event(id));
  await until('both are put off', async () => {
    const { rows } = await room.db.query('select from deliveries where destination_id = $1 and next_at is not null', [
      to,
    ]);
    return rows.length === 2 || undefined;
  });
  receiver.answer(() => ({}));
  room.clock.ahead = 10_000;
  await room.settled(to, ['done', 'done']);
});
