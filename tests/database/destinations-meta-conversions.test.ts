// Calls as server events at Meta: as its own library makes them, once, in its window, and never all refused for one.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarMeta, META_APP_SECRET, META_DATASET, META_TOKEN, openFarMeta } from '../support/far/meta.ts';
import { until } from '../support/system.ts';

const EVENTS = ['call.finished', 'call.attributed', 'call.qualified', 'deal.changed'] as const;
const CALLER = '+79161234567';
const HOUR_MS = 3_600_000;
let room: DeliveryRoom;
let far: FarMeta;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarMeta(room.now, ['79161234567']);
  room.lead('https://graph.facebook.com', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (settings: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
  room.connect(
    'meta-conversions',
    { datasetId: META_DATASET, ...settings },
    {
      ...{ secrets: { token: META_TOKEN, ...secrets }, events: [...EVENTS] },
    },
  );
const callOf = (more: Parameters<DeliveryRoom['call']>[0] = {}) =>
  room.call({
    caller: CALLER,
    visit: { clickIds: { fbclid: 'IwAR3-abC_d' }, clientIds: { fbp: 'fb.1.1763700000000.123' } },
    ...more,
  });
/** What has gathered goes out. */
const gather = () => {
  room.clock.ahead += 11_000;
};

type Sdk = Record<'ServerEvent' | 'UserData' | 'CustomData', new () => Record<string, (value: unknown) => never>>;
const sdk = createRequire(import.meta.url)('facebook-nodejs-business-sdk') as Sdk;
/** The fields as the library's setters and `normalize` make them. */
function made(
  kind: keyof Sdk,
  values: Readonly<Record<string, unknown>>,
): Record<string, (value?: unknown) => unknown> {
  const one = new sdk[kind]();
  for (const [name, value] of Object.entries(values)) one[`set${name}`]?.(value);
  return one;
}

test('a call is the event that the official library would make of it', async () => {
  const to = await connect({ values: 'talk>=60: 500 RUB\n100 RUB' });
  const id = await callOf();
  await room.tell(room.event(id));
  gather();
  await room.settled(to, ['done']);
  const [event] = far.events;
  const { rows } = await room.db.query<{ startedAt: Date; visitAt: Date; visitorId: string }>(
    'select c.started_at as "startedAt", v.at as "visitAt", v.visitor_id as "visitorId" from calls c join visits v on v.site_id = c.site_id order by c.started_at desc, v.at desc limit 1',
  );
  const [row] = rows;
  assert.ok(row);
  const user = made('UserData', {
    ...{ Phones: [CALLER], Countries: ['RU'], Fbp: 'fb.1.1763700000000.123' },
    ...{ ExternalIds: [createHash('sha256').update(row.visitorId).digest('hex')] },
    Fbc: `fb.1.${row.visitAt.getTime()}.IwAR3-abC_d`,
  });
  const custom = made('CustomData', { Value: 500, Currency: 'RUB' });
  const judged = made('ServerEvent', {
    ...{ EventName: 'Contact', EventTime: Math.floor(row.startedAt.getTime() / 1000), EventId: id },
    ...{ ActionSource: 'phone_call', UserData: user, CustomData: custom },
  }).normalize?.() as { custom_data: object };
  assert.deepEqual(event, {
    ...judged,
    custom_data: { value: 500, currency: 'RUB', call_duration_sec: 60, first_time: true, probability: 0.97 },
  });
  assert.deepEqual(Object.keys(judged.custom_data), ['value', 'currency']);
  assert.deepEqual(far.matched, [id]);
});

test('many go together; one that Meta would not take does not take the others with it', async () => {
  const to = await connect({ eventName: 'Purchase', values: 'talk>=60: 500 RUB' });
  far.answer((request) => {
    const { data } = JSON.parse(request.body) as { data: { event_id: string }[] };
    const isBad = data.some(({ event_id }) => event_id === calls[1]);
    return isBad
      ? {
          status: 400,
          body: JSON.stringify({ error: { code: 100, message: 'Invalid parameter', error_user_msg: 'no such' } }),
        }
      : far.take(request);
  });
  const calls = [await callOf(), await callOf(), await callOf()];
  await room.tell(...calls.map((id) => room.event(id)));
  gather();
  await room.settled(to, ['done', 'parked: bad-event: no such', 'done']);
  assert.equal(far.events.length, 2);
});

test('an answer that is lost for one of a batch is asked for again for that one alone', async () => {
  const to = await connect();
  const calls = [await callOf(), await callOf()];
  let lost = false;
  far.answer((request) => {
    const { data } = JSON.parse(request.body) as { data: { event_id: string }[] };
    if (data.length > 1) return { status: 400, body: JSON.stringify({ error: { code: 100, message: 'Invalid' } }) };
    const said = far.take(request);
    if (data[0]?.event_id !== calls[1] || lost) return said;
    lost = true;
    return null;
  });
  await room.tell(...calls.map((id) => room.event(id)));
  gather();
  await room.settled(to, ['done', 'due: cut-off']);
  room.clock.ahead += 60_000;
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(far.events.map(({ event_id }) => event_id).sort(), calls.toSorted());
});

test('what is older than seven days is not sent', async () => {
  const to = await connect();
  const old = await callOf({ at: new Date(room.now().getTime() - 7 * 24 * HOUR_MS) });
  const young = await callOf({ at: new Date(room.now().getTime() - 7 * 24 * HOUR_MS + 10 * 60_000) });
  await room.tell(room.event(old), room.event(young));
  gather();
  await room.settled(to, ['skipped: older-than-window', 'done']);
  assert.deepEqual(
    far.events.map(({ event_id }) => event_id),
    [young],
  );
});

test('a call that is judged anew is told once, and a won deal is an event of its own', async () => {
  const to = await connect();
  const id = await callOf();
  await room.tell(room.event(id));
  gather();
  await room.settled(to, ['done']);
  await room.tell(room.event(id, 'call.attributed'));
  gather();
  await room.settled(to, ['done', 'skipped: told-already']);
  const { way } = await room.wayOf(to);
  const deal = {
    ...{ farId: 'd1', phones: [CALLER], callId: id, title: null, stage: null, status: 'open' as const },
    ...{ amount: { minor: 990000, currency: 'RUB' }, createdAt: room.now(), changedAt: room.now() },
  };
  await way.takeDeals([deal]);
  gather();
  await room.settled(to, ['done', 'skipped: told-already', 'skipped: not-won']);
  await way.takeDeals([{ ...deal, status: 'won', changedAt: new Date(room.now().getTime()) }]);
  gather();
  await room.settled(to, ['done', 'skipped: told-already', 'skipped: not-won', 'done']);
  const purchase = far.events.find(({ event_name }) => event_name === 'Purchase') as
    | { custom_data?: { value: number; order_id: string } }
    | undefined;
  assert.deepEqual([purchase?.custom_data?.value, purchase?.custom_data?.order_id], [9900, 'd1']);
});

test('an answer that was lost is asked for again while Meta knows a repeated event, and not later', async () => {
  const to = await connect();
  far.answer((request, n) => {
    const said = far.take(request);
    return n === 1 ? null : said;
  });
  await room.tell(room.event(await callOf()));
  gather();
  await room.settled(to, ['due: cut-off']);
  room.clock.ahead += HOUR_MS;
  await room.settled(to, ['done']);
  assert.deepEqual([far.got.length, far.events.length], [2, 1]);
  far.answer(() => null);
  await room.tell(room.event(await callOf()));
  gather();
  await room.settled(to, ['done', 'due: cut-off']);
  room.clock.ahead += 48 * HOUR_MS;
  await room.settled(to, ['done', 'parked: may-have-arrived']);
});

test('a token that is refused asks for the owner; a limit is waited for', async () => {
  const revoked = await connect({}, { token: 'EAABother' });
  await room.tell(room.event(await callOf()));
  gather();
  await until('the owner is asked', async () => {
    const { pausedWhy } = (await findDestination(room.db, revoked)) ?? {};
    return pausedWhy?.startsWith('key-refused: Error validating') || undefined;
  });
  const to = await connect();
  far.answer(() => ({
    status: 400,
    body: JSON.stringify({ error: { code: 4, message: 'Application request limit reached' } }),
  }));
  await room.tell(room.event(await callOf()));
  gather();
  await room.settled(to, ['due: rate-limit: Application request limit reached']);
  far.answer(far.take);
  room.clock.ahead += 310_000;
  await room.settled(to, ['done']);
});

test('a trial goes to the test events of Meta, and only there, with its proof', async () => {
  const to = await connect({ testEventCode: 'TEST123', onlyWithClick: 'yes' }, { appSecret: META_APP_SECRET });
  const id = await callOf({ at: new Date(room.now().getTime() - 30 * 24 * HOUR_MS) });
  const tried = await room.trial({ destinationId: to, type: 'call.finished', callId: id, dry: false });
  assert.deepEqual([tried?.outcome, far.tests.length, far.events.length], ['done', 1, 0]);
  const shown = JSON.stringify(tried);
  for (const secret of [META_TOKEN, META_APP_SECRET]) assert.ok(!shown.includes(secret));
  await room.tell(room.event(await room.call({ caller: CALLER })), room.event(await callOf()));
  gather();
  await room.settled(to, ['skipped: no-click', 'done']);
  assert.deepEqual([far.tests.length, far.events.length], [1, 1]);
});

test('a call that nobody could be known by is not sent; a good one is told as such', async () => {
  const to = await connect({ qualifiedEvent: 'QualifiedCall' });
  const hidden = await room.call({ caller: null });
  await room.tell(room.event(hidden));
  gather();
  await room.settled(to, ['skipped: nothing-to-match']);
  const id = await callOf();
  await room.tell(room.event(id, 'call.qualified'));
  gather();
  await room.settled(to, ['skipped: nothing-to-match', 'skipped: not-target']);
  await room.db.query("update calls set category = 'hot' where id = $1", [id]);
  await room.tell(room.event(id, 'call.qualified', { key: 'hot' }));
  gather();
  await room.settled(to, ['skipped: nothing-to-match', 'skipped: not-target', 'done']);
  assert.deepEqual(
    far.events.map(({ event_name, event_id }) => [event_name, event_id]),
    [['QualifiedCall', `${id}-qualified`]],
  );
});
