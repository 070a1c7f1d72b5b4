// A CRM of the owner's own choice, by the whole way: what it is asked, what its answers say, deals it tells.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { crmWebhook } from '../../src/deliver/destinations/crm-webhook.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';

let room: DeliveryRoom;
let far: Receiver;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openReceiver();
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const connect = (
  settings: Record<string, string>,
  events: EventType[] = ['call.finished'],
  secrets: Record<string, string> = {},
) =>
  room.connect(
    'crm-webhook',
    { url: `${far.url}/calls`, ...settings },
    { events, secrets: { token: 'key-of-the-crm', ...secrets } },
  );
let phones = 5_000_000;
const freshPhone = () => `+7916${++phones}`;
const SOURCE = { channel: 'paid-search', source: 'google', campaign: 'say "yes" & <b>\\', term: null };

test('a call is told by a template of JSON; whatever a campaign is called, it stays JSON', async () => {
  const to = await connect({
    headers: 'Authorization: Bearer {token}\nX-Campaign: {campaign}',
    body: '{"phone": "{caller}", "campaign": "{campaign}", "talk": {talk_seconds}, "card": "{card_url}"}',
  });
  const caller = freshPhone();
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const [got] = far.got;
  const card = `https://calls.example.test/calls/${call}`;
  assert.deepEqual(JSON.parse(got?.body ?? ''), { phone: caller, campaign: SOURCE.campaign, talk: 60, card });
  assert.equal(got?.headers.authorization, 'Bearer key-of-the-crm');
  assert.equal(got?.headers['x-campaign'], SOURCE.campaign);
  assert.match(`${got?.headers['idempotency-key']}`, /^[0-9a-f-]{36}$/);
  assert.ok(!JSON.stringify(await room.exchanges(to)).includes('key-of-the-crm'));
});

test('without a template all that is known is told; as a form and in an address it is encoded', async () => {
  const whole = await connect({});
  const form = await connect({ format: 'form', body: 'phone={caller}&c={campaign}' });
  const address = await connect({ method: 'GET', url: `${far.url}/{call_id}?c={campaign}` });
  const caller = freshPhone();
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call));
  for (const to of [whole, form, address]) await room.settled(to, ['done']);
  const bodies = far.got.map(({ body }) => body).sort();
  const [none, formed = '', json = ''] = bodies;
  assert.equal(none, '');
  assert.deepEqual([JSON.parse(json).caller, JSON.parse(json).token], [caller, undefined]);
  assert.deepEqual(
    [...new URLSearchParams(formed)],
    [
      ['phone', caller],
      ['c', SOURCE.campaign],
    ],
  );
  const asked = new URL(far.got.find(({ method }) => method === 'GET')?.path ?? '', far.url);
  assert.deepEqual([asked.pathname, asked.searchParams.get('c')], [`/${call}`, SOURCE.campaign]);
});

test('while the phone rings the CRM says who calls and who looks after them; its id goes with what follows', async () => {
  const to = await connect(
    {
      lookupUrl: `${far.url}/clients?phone={caller}`,
      ...{ idPointer: '/client/id', namePointer: '/client/name', managerPointer: '/client/manager' },
      ...{ owners: 'Anna = anna@example.com', body: '{"client": "{client_id}", "event": "{event}"}' },
    },
    ['call.offered', 'call.finished'],
  );
  const caller = freshPhone();
  far.answer(({ path }) =>
    path.startsWith('/clients')
      ? { body: JSON.stringify({ client: { id: 77, name: 'Павел', manager: 'Anna@example.com' } }) }
      : {},
  );
  const call = await room.call({ caller });
  await room.tell(room.event(call, 'call.offered'), room.event(call));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(
    far.got.map(({ method, path, body }) => [method, decodeURIComponent(path), body]),
    [
      ['GET', `/clients?phone=${caller}`, ''],
      ['POST', '/calls', '{"client": "77", "event": "call.finished"}'],
    ],
  );
  const { rows } = await room.db.query(
    'select k.name, m.name as manager from contacts k join agents m on m.id = k.manager_id where k.phone = $1',
    [caller],
  );
  assert.deepEqual(rows, [{ name: 'Павел', manager: 'Anna' }]);
});

test('a client is looked up until the CRM knows them; a ring that nobody hears any more is not told', async () => {
  const to = await connect(
    { lookupUrl: `${far.url}/clients?phone={caller}`, idPointer: '/id', body: '{"client": "{client_id}"}' },
    ['call.offered', 'call.finished', 'call.attributed'],
  );
  far.answer(({ path }) => (path.startsWith('/clients') ? { body: '{"id": 9}' } : {}));
  const call = await room.call({ caller: freshPhone() });
  const at = new Date(room.now().getTime() - 700_000);
  await room.tell(room.event(call, 'call.offered', { at }), room.event(call), room.event(call, 'call.attributed'));
  await room.settled(to, ['lapsed: too-late', 'done', 'done']);
  assert.equal(far.got.filter(({ path }) => path.startsWith('/clients')).length, 1);
  assert.deepEqual(
    far.got.filter(({ path }) => path === '/calls').map(({ body }) => body),
    Array(2).fill('{"client": "9"}'),
  );
});

test('a look-up that fails is no "not found": nothing is told before it is answered', async () => {
  const to = await connect(
    { lookupUrl: `${far.url}/clients?phone={caller}`, idPointer: '/id', bodyRing: '{"client": "{client_id}"}' },
    ['call.offered'],
  );
  far.answer(({ path }) => (path.startsWith('/clients') ? { status: 500 } : {}));
  await room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await room.settled(to, ['due: http-500']);
  assert.equal(far.got.filter(({ path }) => path === '/calls').length, 0);
  far.answer(({ path }) => (path.startsWith('/clients') ? { status: 404 } : {}));
  room.clock.ahead = 30_000;
  await room.settled(to, ['done']);
  assert.equal(far.got.at(-1)?.body, '{"client": ""}');
});

test('an answer of 200 that says no is no success; a template that comes to no JSON is told', async () => {
  const no = await connect({ okPointer: '/result', okValue: 'ok' });
  far.answer(() => ({ body: '{"result": "error", "why": "no such phone"}' }));
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(no, ['parked: said-no: {"result": "error", "why": "no such phone"}']);
  await room.db.query('update destinations set removed_at = now()');
  const broken = await connect({ body: '{"talk": {no_such_place}}' });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(broken, ['parked: not-json: {"talk": }']);
});

test('what may have arrived waits for a person, unless the CRM is said to know a repeated request', async () => {
  far.answer(() => null);
  const unknown = await connect({});
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(unknown, ['parked: may-have-arrived']);
  const known = await connect({ repeats: 'known' });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(known, ['due: cut-off']);
});

test('nothing that a caller brings leads elsewhere or adds a header', async () => {
  const to = await connect({ url: `${far.url}/{campaign}/x?y={campaign}`, headers: 'X-A: {campaign}' });
  const source = { ...SOURCE, campaign: '../../admin?z=1#\r\nX-Evil: 1' };
  const call = await room.call({ caller: freshPhone(), visit: { source } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const [got] = far.got;
  assert.equal(got?.path, `/${encodeURIComponent(source.campaign)}/x?y=${encodeURIComponent(source.campaign)}`);
  assert.equal(got?.headers['x-evil'], undefined);
});

test('deals are taken by the pointers that the owner has named, with the right secret', async () => {
  const id = await connect(
    {
      ...{
        dealsPointer: '/data/list',
        currency: 'RUB',
        country: 'RU',
        wonWords: 'Оплачено\nЗакрыта',
        lostWords: 'Отказ',
      },
      dealPointers:
        'id = /ID\nphone = /contact/phones\namount = /sum\nstage = /step\nstatus = /step\nchanged = /time\ntitle = /name',
    },
    [],
    { hookSecret: 'open sesame' },
  );
  const caller = freshPhone();
  const call = await room.call({ caller });
  const { to, way } = await room.wayOf(id);
  const list = [
    {
      ID: 5,
      contact: { phones: [`8${caller.slice(2)}`] },
      sum: '1 500,50',
      step: 'Оплачено',
      time: Math.floor(Date.now() / 1000),
      name: 'Окна',
    },
    { ID: 'six', sum: -20, step: 'В работе' },
  ];
  const hook = (secret: string, body: unknown = { data: { list } }) => ({
    ...{ method: 'POST' as const, path: '/deals', query: {}, body: JSON.stringify(body) },
    headers: { 'x-secret': secret, 'content-type': 'application/json' },
  });
  const receive = async (...args: Parameters<typeof hook>) => {
    const answer = await crmWebhook.receive?.(hook(...args), to, way);
    return [answer?.status, JSON.parse(answer?.body ?? 'null')];
  };
  assert.equal((await receive('open barley'))[0], 401);
  assert.equal((await receive(''))[0], 401);
  assert.deepEqual(await receive('open sesame', { data: {} }), [
    400,
    { error: 'There is no deal where deals are looked for.' },
  ]);
  assert.deepEqual(await receive('open sesame', { data: { list: [{ sum: 1 }] } }), [
    400,
    { error: 'Deal 1 has no id at /ID.' },
  ]);
  assert.deepEqual(await receive('open sesame'), [200, { taken: 2 }]);
  const { rows } = await room.db.query(
    'select far_id, call_id, status, stage_name, amount_minor, currency, title from deals where destination_id = $1 order by far_id',
    [id],
  );
  assert.deepEqual(rows, [
    {
      far_id: '5',
      call_id: call,
      status: 'won',
      stage_name: 'Оплачено',
      amount_minor: 150_050,
      currency: 'RUB',
      title: 'Окна',
    },
    {
      far_id: 'six',
      call_id: null,
      status: 'open',
      stage_name: 'В работе',
      amount_minor: -2000,
      currency: 'RUB',
      title: null,
    },
  ]);
  const bare = await room.wayOf(await connect({}, []));
  assert.equal((await crmWebhook.receive?.(hook(''), bare.to, bare.way))?.status, 401, 'no secret opens nothing');
});
