// Channels of team chats through the whole way; Slack's own library is the judge of what Slack is sent.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { IncomingWebhook } from '@slack/webhook';
import type { EventType } from '../../src/core/event.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type Chat, type FarChat, openChat } from '../support/far/chat.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarChat;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  await room.db.query('update destinations set removed_at = now()'); // events are told to those of this test
});
afterEach(async () => {
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (form: Chat | 'text', url = far.url, settings = {}, events: EventType[] = ['call.finished']) =>
  room.connect('chat-webhook', { form, ...settings }, { secrets: { url }, events });
const pausedWhy = (to: string) =>
  until('it is paused', async () => (await findDestination(room.db, to))?.pausedWhy ?? undefined);

for (const chat of ['slack', 'mattermost', 'rocket-chat', 'google-chat'] as const)
  test(`${chat} takes a call, and an address it knows nothing of waits for the owner`, async () => {
    far = await openChat(chat);
    const to = await connect(chat);
    await room.tell(room.event(await room.call({ answeredAfter: null })));
    await room.settled(to, ['done']);
    assert.match(JSON.stringify(far.posted), /❌ \**Missed call: \+7 916 123-45-67/);
    await room.db.query('update destinations set removed_at = now()');
    const removed = await connect(chat, `${far.origin}/hooks/elsewhere`);
    await room.tell(room.event(await room.call()));
    assert.match(await pausedWhy(removed), /^webhook-gone: ./);
    assert.equal(far.posted.length, 1);
  });

test('Slack is sent what its own library sends', async () => {
  far = await openChat('slack');
  const to = await connect('slack');
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  const ours = far.got[0];
  const said = JSON.parse(ours?.body ?? '') as Parameters<IncomingWebhook['send']>[0];
  assert.deepEqual((await new IncomingWebhook(far.url).send(said)).text, 'ok');
  const theirs = far.got[1];
  assert.deepEqual([ours?.method, ours?.path, ours?.body], [theirs?.method, theirs?.path, theirs?.body]);
});

test('a chat that asks for peace is left in it; one that is unwell is tried again', async () => {
  far = await openChat('slack');
  const to = await connect('slack');
  far.interrupt((n) => (n === 1 ? { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' } : undefined));
  await room.tell(room.event(await room.call()));
  const asked = Date.now();
  await room.settled(to, ['due: http-429']);
  const { rows } = await room.db.query<{ at: Date }>('select next_at as at from deliveries where destination_id = $1', [
    to,
  ]);
  assert.ok((rows[0]?.at.getTime() ?? 0) - asked > 29_000);
  far.interrupt((n) => (n === 2 ? { status: 500, body: 'rollup_error' } : undefined));
  room.clock.ahead = 60_000;
  await room.settled(to, ['due: http-500']);
  room.clock.ahead = 240_000;
  await room.settled(to, ['done']);
});

test('what a chat will never take is parked with its words, also when it says so with 200', async () => {
  far = await openChat('slack');
  const to = await connect('slack');
  far.interrupt(() => ({ status: 400, body: 'invalid_blocks' }));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: refused: invalid_blocks']);
  far.interrupt(() => ({ body: '{"success":false,"error":"channel is read-only"}' }));
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: refused: invalid_blocks', 'parked: refused: channel is read-only']);
});

test('a message that may have arrived is not posted twice, and its address is shown to nobody', async () => {
  far = await openChat('mattermost');
  const to = await connect('mattermost');
  far.interrupt(() => null);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['parked: may-have-arrived']);
  assert.equal(far.got.length, 1);
  const kept = await until('the try is kept', async () => {
    const exchanges = await room.exchanges(to);
    return exchanges.length > 0 ? exchanges : undefined;
  });
  assert.ok(!JSON.stringify(kept).includes('generatedkey'));
});

test('the talk is a link to it, the day has its figures', async () => {
  far = await openChat('mattermost');
  const to = await connect('mattermost', far.url, { dayAt: '00:00', language: 'ru' }, [
    'call.recording-ready',
    'day.ended',
  ]);
  const id = await room.call();
  await room.tell(room.event(id, 'call.recording-ready'));
  await room.settled(to, ['done']);
  assert.match(
    `${far.posted[0]?.text}`,
    new RegExp(`\\[Послушать\\]\\(https://calls.example.test/shared/${to}/${id}/`),
  );
  const at = room.now();
  const day = at.toLocaleDateString('sv-SE', { timeZone: 'Europe/Moscow' });
  await room.tell(room.event(null, 'day.ended', { key: day, at, about: { day } }));
  room.clock.ahead = 25 * 3_600_000;
  await room.settled(to, ['done', 'done']);
  assert.match(`${far.posted[1]?.text}`, /^📊 \*\*Shop .*: итоги дня, .*\*\*\n\nЗвонки: \d+\nОтвечено: \d+\n/);
});
