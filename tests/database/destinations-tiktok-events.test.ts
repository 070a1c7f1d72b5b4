// Calls as events at TikTok: told once, in its window; what has happened is read in its body.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarTiktok, openFarTiktok, TIKTOK_SET, TIKTOK_TOKEN } from '../support/far/tiktok.ts';
import { until } from '../support/system.ts';

const EVENTS = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'] as const;
const CALLER = '+79161234567';
const DAY_MS = 86_400_000;
let room: DeliveryRoom;
let far: FarTiktok;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarTiktok(room.now, [CALLER]);
  room.lead('https://business-api.tiktok.com', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (settings: Record<string, string> = {}, token = TIKTOK_TOKEN) =>
  room.connect(
    'tiktok-events',
    { eventSourceId: TIKTOK_SET, ...settings },
    { secrets: { token }, events: [...EVENTS] },
  );
const callOf = (more: Parameters<DeliveryRoom['call']>[0] = {}) =>
  room.call({ caller: CALLER, visit: { clickIds: { ttclid: 'E.C.P.abc' }, clientIds: { ttp: 'ttp-1' } }, ...more });
const gather = () => {
  room.clock.ahead += 11_000;
};

test('a call is told with the hashed phone, its plus among it, and the click as it is', async () => {
  const to = await connect({ values: '12.50 USD' });
  const id = await callOf();
  await room.tell(room.event(id));
  gather();
  await room.settled(to, ['done']);
  const [got] = far.got;
  const { data, ...envelope } = JSON.parse(got?.body ?? '') as { data: Record<string, unknown>[] };
  assert.deepEqual(envelope, { event_source: 'offline', event_source_id: TIKTOK_SET, partner_name: 'Dialtrace' });
  const [event] = data;
  assert.deepEqual(
    { ...event, event_time: 0, user: { ...(event?.user as object), external_id: 'hashed' } },
    {
      ...{ event: 'Contact', event_time: 0, event_id: id },
      user: {
        ...{ phone: [createHash('sha256').update(CALLER).digest('hex')], external_id: 'hashed' },
        ...{ ttclid: 'E.C.P.abc', ttp: 'ttp-1' },
      },
      properties: { value: 12.5, currency: 'USD', description: 'talk 60 s, probability 0.97' },
      page: { url: 'https://shop.example/' },
    },
  );
  assert.deepEqual(far.matched, [id]);
  await room.tell(room.event(id, 'call.attributed'));
  gather();
  await room.settled(to, ['done', 'skipped: told-already']);
});

test('an answer of 200 may be a refusal, of one event or of the key', async () => {
  const to = await connect();
  const calls = [await callOf(), await callOf()];
  far.answer((request) => {
    const { data } = JSON.parse(request.body) as { data: { event_id: string }[] };
    return data.some(({ event_id }) => event_id === calls[0])
      ? { body: JSON.stringify({ code: 40002, message: 'event is malformed' }) }
      : far.take(request);
  });
  await room.tell(...calls.map((id) => room.event(id)));
  gather();
  await room.settled(to, ['parked: bad-event: event is malformed', 'done']);
  far.answer(far.take);
  for (const [settings, token, why] of [
    [{}, 'of-another', 'key-refused: Access token'],
    [{ eventSourceId: '7000000000000000000' }, TIKTOK_TOKEN, 'no-permission: No permission'],
  ] as const) {
    const other = await connect(settings, token);
    await room.tell(room.event(await callOf()));
    gather();
    await until(why, async () => (await findDestination(room.db, other))?.pausedWhy?.startsWith(why) || undefined);
  }
});

test('trouble and limits over there are waited for', async () => {
  const to = await connect();
  const answers = [{ code: 50000, message: 'System error' }, { code: 40100, message: 'Too many requests' }, undefined];
  far.answer((request, n) => {
    const said = answers[n - 1];
    return said ? { body: JSON.stringify(said) } : far.take(request);
  });
  await room.tell(room.event(await callOf()));
  gather();
  await room.settled(to, ['due: far-trouble: System error']);
  room.clock.ahead += 60_000;
  await room.settled(to, ['due: rate-limit: Too many requests']);
  room.clock.ahead += 120_000;
  await room.settled(to, ['done']);
  assert.equal(far.events.length, 1);
});

test('each kind of source has its window', async () => {
  const ago = (days: number) => new Date(room.now().getTime() - days * DAY_MS);
  const [web, offline] = [await connect({ eventSource: 'web' }), await connect({ eventSource: 'crm' })];
  for (const days of [8, 29]) await room.tell(room.event(await callOf({ at: ago(days) })));
  gather();
  await room.settled(web, ['skipped: older-than-window', 'skipped: older-than-window']);
  await room.settled(offline, ['done', 'skipped: older-than-window']);
  const { data } = JSON.parse(far.got[0]?.body ?? '') as { data: { lead?: object; page?: object; event_id: string }[] };
  assert.deepEqual(
    [data[0]?.lead, data[0]?.page],
    [{ lead_id: data[0]?.event_id, lead_event_source: 'Dialtrace' }, undefined],
  );
});

test('a trial is a test event', async () => {
  const to = await connect({ testEventCode: 'TEST123' });
  const tried = await room.trial({ destinationId: to, type: 'call.finished', callId: await callOf(), dry: false });
  assert.deepEqual([tried?.outcome, far.tests.length, far.events.length], ['done', 1, 0]);
  assert.ok(!JSON.stringify(tried).includes(TIKTOK_TOKEN));
});
