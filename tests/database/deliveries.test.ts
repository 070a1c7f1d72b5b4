// The way out with a real database and a real server on the far side: told once, in order, and not lost.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { EventType } from '../../src/core/event.ts';
import { replayDeliveries } from '../../src/store/deliveries.ts';
import { findDestination, resumeDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { until } from '../support/system.ts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
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
  await receiver.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (events: EventType[] = ['call.finished'], settings: Record<string, string> = {}) =>
  room.connect('webhook', { url: `${receiver.url}/hook`, ...settings }, { events, secrets: { secret: SECRET } });

test('an event reaches a webhook, signed as the specification says, and is told once', async () => {
  const to = await connect();
  const id = await room.call();
  await room.tell(room.event(id));
  await room.tell(room.event(id));
  await room.settled(to, ['done']);
  const [got] = receiver.got;
  assert.ok(got);
  const said = new Webhook(SECRET).verify(got.body, got.headers as Record<string, string>) as {
    type: string;
    data: { call: { id: string; talkSeconds: number } };
  };
  assert.deepEqual([said.type, said.data.call.id, said.data.call.talkSeconds], ['call.finished', id, 60]);
  assert.equal(receiver.got.length, 1);
});

test('what is not taken now is tried again with the same id, as late as the receiver asks', async () => {
  const to = await connect();
  receiver.answer((_, n) => (n === 1 ? { status: 503, headers: { 'retry-after': '120' } } : {}));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['due: http-503']);
  room.clock.ahead = 110_000;
  await receiver.reached(1);
  assert.equal(receiver.got.length, 1);
  room.clock.ahead = 121_000;
  await room.settled(to, ['done']);
  assert.equal(receiver.got.length, 2);
  assert.equal(receiver.got[0]?.headers['webhook-id'], receiver.got[1]?.headers['webhook-id']);
  assert.notEqual(receiver.got[0]?.headers['webhook-timestamp'], receiver.got[1]?.headers['webhook-timestamp']);
});

test('a destination that is down for two days gets all when it is back, newest calls first, each call in order', async () => {
  const to = await connect(['call.answered', 'call.finished']);
  await receiver.down();
  const calls = [await room.call(), await room.call(), await room.call()];
  for (const id of calls) await room.tell(room.event(id, 'call.answered'), room.event(id));
  await until('it rests', async () => ((await findDestination(room.db, to))?.restsUntil ? true : undefined));
  room.clock.ahead = 48 * 3_600_000;
  await until(
    'it is tried in vain',
    async () => ((await findDestination(room.db, to))?.failures ?? 0) > 3 || undefined,
  );
  await receiver.back();
  room.clock.ahead = 49 * 3_600_000;
  await room.settled(to, Array(6).fill('done'));
  const told = receiver.got.map(({ body }) => JSON.parse(body) as { type: string; data: { call: { id: string } } });
  for (const id of calls)
    assert.deepEqual(
      told.filter(({ data }) => data.call.id === id).map(({ type }) => type),
      ['call.answered', 'call.finished'],
    );
});

test('a refusal that only the owner can mend pauses the destination; what waited goes out when it is resumed', async () => {
  const to = await connect();
  receiver.answer(() => ({ status: 401 }));
  await room.tell(room.event(await room.call()));
  await until('it is paused', async () => (await findDestination(room.db, to))?.pausedBy === 'refusal' || undefined);
  await room.tell(room.event(await room.call()));
  await new Promise((resolve) => setTimeout(resolve, 100));
  assert.equal(receiver.got.length, 1);
  receiver.answer(() => ({}));
  await resumeDestination(room.db, to);
  await room.settled(to, ['done', 'done']);
});

test('what will never be taken is parked, and goes out again when somebody wants it to', async () => {
  const to = await connect();
  receiver.answer(() => ({ status: 422, body: 'no such thing' }));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: http-422']);
  receiver.answer(() => ({}));
  assert.equal(await replayDeliveries(room.db, { destinationId: to }), 1);
  room.look();
  await room.settled(to, ['done']);
});

test('a private address is reached only if whoever runs the machine allows it', async () => {
  await room.restart([]);
  const by = new URL(receiver.url);
  for (const url of [
    receiver.url,
    `http://localhost:${by.port}/`,
    `http://[::1]:${by.port}/`,
    `http://[::ffff:127.0.0.1]:${by.port}/`,
  ]) {
    const to = await connect(['call.finished'], { url });
    await room.tell(room.event(await room.call(), 'call.finished', { key: url }));
    await until(`${url} is refused`, async () => {
      const { pausedWhy } = (await findDestination(room.db, to)) ?? {};
      return pausedWhy?.startsWith('private-address') || undefined;
    });
  }
  assert.equal(receiver.got.length, 0);
  await room.restart();
});

test('a redirect is not followed', async () => {
  const to = await connect();
  receiver.answer(() => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } }));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: http-302']);
  assert.deepEqual(
    receiver.got.map(({ path }) => path),
    ['/hook'],
  );
});

test('each try is kept with request and answer, and without the secret', async () => {
  const to = await connect(['call.finished'], { url: `${receiver.url}/hook?token=${encodeURIComponent(SECRET)}` });
  receiver.answer(() => ({ status: 200, body: 'thanks' }));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  const attempts = await until('the try is kept', async () => {
    const { rows } = await room.db.query<{ exchanges: { request: { url: string }; response: { body: string } }[] }>(
      'select exchanges from attempts where destination_id = $1',
      [to],
    );
    return rows.length > 0 ? rows : undefined;
  });
  const [exchange] = attempts[0]?.exchanges ?? [];
  assert.equal(exchange?.response.body, 'thanks');
  assert.ok(!JSON.stringify(exchange).includes(SECRET.slice(6)));
});

test('two nodes send each event once', async () => {
  const to = await connect();
  const other = await room.openNode();
  for (let n = 0; n < 10; n++) await room.tell(room.event(await room.call()));
  await room.settled(to, Array(10).fill('done'));
  assert.equal(receiver.got.length, 10);
  await other.close();
});
