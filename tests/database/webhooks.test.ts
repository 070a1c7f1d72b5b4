// What receivers of webhooks get: bodies as openapi.json describes them, two signatures while a key is replaced, and what
// was told once more, or for the first time to who came later.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { webhookDescriptions } from '../../src/api/webhooks.ts';
import { EVENT_TYPES, type EventType } from '../../src/core/event.ts';
import { replayDeliveries, tellPast } from '../../src/store/deliveries.ts';
import { openNotice } from '../../src/store/notices.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

const [OLD, NEW, OTHER] = ['b2xk', 'bmV3', 'b3Ro'].map((text) => `whsec_${text.repeat(8)}`) as [string, string, string];
let room: DeliveryRoom;
let receiver: Receiver;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await receiver.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (events: EventType[] = ['call.finished'], secrets: Record<string, string> = { secret: NEW }) =>
  room.connect('webhook', { url: receiver.url }, { events, secrets });

type Description = { post: { requestBody: { content: { 'application/json': { schema: object } } } } };
const described = webhookDescriptions() as Record<EventType, Description>;
function holdAgainstDescription(text: string): EventType {
  const body = JSON.parse(text) as { type: EventType };
  const { schema } = described[body.type].post.requestBody.content['application/json'];
  z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).parse(body);
  return body.type;
}

test('each event is told as openapi.json describes it', async () => {
  const to = await connect([...EVENT_TYPES]);
  const visit = { source: { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' } };
  const id = await room.call({ visit });
  const { way } = await room.wayOf(to);
  await way.takeDeals([
    {
      ...{ farId: '7', phones: [], callId: id, title: 'Roses', stage: { id: 'won', name: 'Won' }, status: 'won' },
      ...{ amount: { minor: 12_000, currency: 'RUB' }, createdAt: room.now(), changedAt: room.now() },
    },
  ]);
  await way.takeSpend({ from: '2026-03-01', to: '2026-03-02' }, []);
  await openNotice(room.db, {
    ...{ id: randomUUIDv7(), accountId: room.site.accountId, siteId: room.site.id, kind: 'number-back' },
    ...{ subject: '', data: { number: '+74950000000' } },
  });
  const agentId = randomUUIDv7();
  const event = (type: EventType, about: Record<string, unknown> = {}) => room.event(id, type, { about });
  await room.tell(
    ...[event('call.offered'), event('call.ringing', { agentId }), event('call.answered', { agentId: null })],
    ...[event('call.finished'), event('call.recording-ready', { recordingId: randomUUIDv7(), kind: 'talk' })],
    ...[event('call.attributed', { version: 2 }), event('call.tagged', { added: ['hot'], removed: [] })],
    ...[event('call.qualified', { category: 'spam' }), event('call-back.late', { taskId: randomUUIDv7() })],
    { ...event('day.ended', { day: '2026-03-01' }), callId: null },
  );
  await room.settled(to, Array(EVENT_TYPES.length).fill('done'));
  const told = receiver.got.map(({ body }) => holdAgainstDescription(body));
  assert.deepEqual(told.toSorted(), [...EVENT_TYPES].toSorted());
});

test('before there is a call each event can be tried with a made-up one, which says so', async () => {
  const empty = await openDeliveryRoom();
  after(() => empty.close());
  const to = await empty.connect('webhook', { url: receiver.url }, { secrets: { secret: NEW } });
  for (const type of EVENT_TYPES) {
    const tried = await empty.trial({ destinationId: to, type, dry: false });
    assert.equal(tried?.outcome, 'done', type);
  }
  assert.deepEqual(
    receiver.got.map(({ body }) => holdAgainstDescription(body)),
    EVENT_TYPES,
  );
  for (const { body } of receiver.got) assert.equal(JSON.parse(body).data.sample, true);
});

test('while a key is replaced, who has the old one and who has the new one can both tell that it is us', async () => {
  const to = await connect(['call.finished'], { secret: NEW, previousSecret: OLD });
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  const [got] = receiver.got;
  assert.ok(got);
  const headers = got.headers as Record<string, string>;
  for (const key of [OLD, NEW]) new Webhook(key).verify(got.body, headers);
  assert.throws(() => new Webhook(OTHER).verify(got.body, headers));
  assert.throws(() => new Webhook(NEW).verify(`${got.body} `, headers));
});

test('what was done goes out again under the id it had, by period and type', async () => {
  const to = await connect(['call.answered', 'call.finished']);
  const [early, late] = [await room.call(), await room.call()];
  const at = new Date(Date.now() - 5 * 86_400_000);
  await room.tell(room.event(early, 'call.answered', { at }), room.event(early, 'call.finished', { at }));
  await room.tell(room.event(late));
  await room.settled(to, ['done', 'done', 'done']);
  const first = receiver.got.find(({ body }) => {
    const { type, data } = JSON.parse(body) as { type: string; data: { call: { id: string } } };
    return type === 'call.finished' && data.call.id === early;
  });
  const wanted = { destinationId: to, to: new Date(Date.now() - 86_400_000), types: ['call.finished' as const] };
  assert.equal(await replayDeliveries(room.db, wanted), 0, 'only parked and lapsed ones, unless it is asked for');
  assert.equal(await replayDeliveries(room.db, { ...wanted, states: ['done'] }), 1);
  room.look();
  await receiver.reached(4);
  await room.settled(to, ['done', 'done', 'done']);
  assert.equal(receiver.got[3]?.headers['webhook-id'], first?.headers['webhook-id']);
  assert.equal(receiver.got.length, 4);
});

test('who is connected later can be told of what happened before, and each event once', async () => {
  const elsewhere = await room.call();
  await room.tell(room.event(elsewhere), room.event(elsewhere, 'call.answered'));
  const { rows } = await room.db.query<{ at: Date }>('select max(at) as at from events');
  const from = new Date((rows[0]?.at.getTime() ?? 0) - 1);
  const to = await connect(['call.finished']);
  assert.equal(await tellPast(room.db, { destinationId: to, from }), 1);
  assert.equal(await tellPast(room.db, { destinationId: to, from }), 0);
  room.look();
  await room.settled(to, ['done']);
  assert.equal(await tellPast(room.db, { destinationId: to, from, types: ['call.answered'] }), 1);
  room.look();
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(
    receiver.got.map(({ body }) => JSON.parse(body).type),
    ['call.finished', 'call.answered'],
  );
});
