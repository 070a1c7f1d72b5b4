// amoCRM as an owner has it: contacts with leads at the ring, never twice; calls in the history; leads that come back.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { amocrm } from '../../src/deliver/destinations/amocrm.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import {
  ACCOUNT,
  type FarAmocrm,
  type FarElement,
  hookBody,
  INTEGRATION,
  openFarAmocrm,
  REDIRECT,
  TOKEN,
} from '../support/far/amocrm.ts';
import { until } from '../support/system.ts';

const CALLER = '+79161234567';
let room: DeliveryRoom;
let far: FarAmocrm;

before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarAmocrm();
  room.lead(`https://${ACCOUNT}`, far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const ALL: EventType[] = [...amocrm.byDefault];
const connect = (settings: Record<string, string> = {}, events = ALL) =>
  room.connect('amocrm', { account: ACCOUNT, access: 'token', ...settings }, { events, secrets: { token: TOKEN } });
const integration = () =>
  room.connect(
    'amocrm',
    { account: ACCOUNT, access: 'integration', clientId: INTEGRATION.clientId },
    {
      ...{ events: ALL },
      secrets: {
        ...{ clientSecret: INTEGRATION.clientSecret, redirectUri: REDIRECT },
        ...{ accessToken: 'access-0', refreshToken: 'refresh-0' },
      },
    },
  );
const ad = { visit: { source: { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'spring' } } };
const ringing = (more: object = {}) => room.call({ at: room.now(), answeredAfter: null, endedAfter: null, ...more });
const params = (note: FarElement | undefined) => note?.params as Record<string, unknown> | undefined;

test('a stranger has a contact and a lead with the source while the phone rings; the end and the talk are in its history', async () => {
  const to = await connect({ fields: '{"555001": "{probability}"}' });
  const id = await room.call({ ...ad, visit: { ...ad.visit, clientIds: { ym: '1699' } } });
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  const [lead] = far.leads;
  assert.equal(lead?.name, `${CALLER}: yandex spring`);
  assert.deepEqual(
    ['UTM_SOURCE', 'UTM_MEDIUM', 'UTM_CAMPAIGN', 'UTM_TERM', '_YM_UID', 'YCLID', 'mapped'].map((code) =>
      far.valueOf(lead, code),
    ),
    ['yandex', 'cpc', 'spring', undefined, '1699', '7', '0.97'],
  );
  await room.tell(room.event(id));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual(
    [far.notes[0]?.on, far.notes[0]?.note_type, params(far.notes[0])],
    [
      `leads/${lead?.id}`,
      'call_in',
      {
        ...{ uniq: id, duration: 60, source: 'Dialtrace', phone: CALLER, call_status: 4 },
        ...{ call_result: 'yandex / cpc / spring · 97 %', call_responsible: 501 },
      },
    ],
  );
  assert.equal(lead?.responsible_user_id, 501); // theirs who took it
  await room.db.query("update calls set recording_state = 'ready' where id = $1", [id]);
  await room.tell(room.event(id, 'call.recording-ready'));
  await room.settled(to, ['done', 'done', 'done']);
  assert.equal(far.notes.length, 1);
  assert.match(`${params(far.notes[0])?.link}`, new RegExp(`^https://calls.example.test/shared/${to}/${id}/`));
});

test('two calls of one moment from the same phone make one contact and one lead', async () => {
  const to = await connect();
  const calls = await Promise.all([ringing(), ringing(), ringing()]);
  await room.tell(...calls.map((id) => room.event(id, 'call.offered')));
  await room.settled(to, ['done', 'done', 'done']);
  assert.deepEqual([far.contacts.length, far.leads.length], [1, 1]);
});

test('a client is known by phone however it was typed in, and not by what only contains it', async () => {
  const to = await connect();
  far.addContact('9161234567 is not their phone', '+7 495 000-00-00');
  const known = far.addContact('Ольга', '8 (916) 123-45-67');
  const open = far.addLead({ name: 'Шкаф' }, [known.id]);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  assert.deepEqual([far.contacts.length, far.leads.length, far.notes[0]?.on], [2, 1, `leads/${open.id}`]);
});

test('a client who calls again gets a lead where the owner wants that, unless one is open', async () => {
  const to = await connect({ again: 'lead' });
  const known = far.addContact('Ольга', CALLER);
  const lead = far.addLead({ name: 'Шкаф', status_id: 142 }, [known.id]);
  for (let n = 1; n < 3; n++) {
    await room.tell(room.event(await room.call(ad), 'call.offered'));
    await room.settled(to, Array(n).fill('done'));
  }
  assert.equal(far.leads.length, 2);
  assert.equal(lead.name, 'Шкаф');
});

test('a search that fails is not "not found": nothing is made until it answers', async () => {
  const to = await connect();
  far.faults.push({ method: 'GET', path: /^\/contacts$/, times: 1, answer: { status: 502, html: 'Bad Gateway' } });
  await room.tell(room.event(await ringing(), 'call.offered'));
  await room.settled(to, ['due: http-502']);
  assert.equal(far.contacts.length, 0);
  room.clock.ahead = 10_000;
  await room.settled(to, ['done']);
  assert.deepEqual([far.contacts.length, far.leads.length], [1, 1]);
});

test('what was made before a restart is waited for, though the search does not know of it yet', async () => {
  const to = await connect();
  far.faults.push({ method: 'POST', path: /^\/leads\/complex$/, times: 1, cut: true });
  const id = await ringing();
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['due: cut-off']);
  far.searchLags(1);
  await room.restart();
  room.clock.ahead = 10_000;
  await room.settled(to, ['due: settling']);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  assert.deepEqual([far.contacts.length, far.leads.length], [1, 1]);
  await room.tell(room.event(id, 'call.attributed'));
  await room.settled(to, ['done', 'done']); // the lead is known for the call's, too
});

test('a note whose answer was lost is written once', async () => {
  const to = await connect();
  far.faults.push({ method: 'POST', path: /\/notes$/, times: 1, cut: true });
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['due: cut-off']);
  room.clock.ahead = 10_000;
  await room.settled(to, ['done']);
  assert.deepEqual([far.notes.length, far.leads.length], [1, 1]);
});

test('strangers wait among the unsorted where the owner wants that, once, and clients do not', async () => {
  const to = await connect({ makes: 'unsorted' });
  const id = await room.call(ad);
  far.faults.push({ method: 'POST', path: /unsorted/, times: 1, cut: true });
  await room.tell(room.event(id, 'call.offered'), room.event(id));
  await room.settled(to, ['skipped: stranger', 'due: cut-off']);
  room.clock.ahead = 10_000;
  await room.settled(to, ['skipped: stranger', 'done']);
  const [entry] = far.unsorted;
  const { from, duration, uniq, link } = (entry?.metadata ?? {}) as Record<string, unknown>;
  assert.deepEqual([far.unsorted.length, far.contacts.length, from, duration, uniq], [1, 0, CALLER, 60, id]);
  assert.match(`${link}`, /^https:\/\/calls\.example\.test\/shared\//);
  far.addContact('Ольга', '+79160000003');
  await room.tell(room.event(await room.call({ caller: '+79160000003' })));
  await room.settled(to, ['skipped: stranger', 'done', 'done']);
  assert.deepEqual([far.unsorted.length, far.notes.length], [1, 1]);
});

test('what the account’s own control of duplicates has put together is not ours to correct', async () => {
  const to = await connect();
  far.merging.on = true;
  const known = far.addContact('Ольга', CALLER);
  const open = far.addLead({ name: 'Шкаф' }, [known.id]);
  far.searchLags(1);
  const id = await room.call(ad);
  await room.tell(room.event(id, 'call.offered'), room.event(id, 'call.attributed'), room.event(id));
  await room.settled(to, ['done', 'skipped: nothing-made', 'done']);
  assert.deepEqual([far.leads.length, open.name, far.notes[0]?.on], [1, 'Шкаф', `leads/${open.id}`]);
});

test('a contact that was merged or deleted there is looked for anew', async () => {
  const to = await connect();
  await room.tell(room.event(await room.call(), 'call.offered'));
  await room.settled(to, ['done']);
  far.contacts.splice(0);
  far.leads.splice(0);
  room.clock.ahead = 60_000;
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done', 'done']);
  assert.deepEqual([far.contacts.length, far.notes.length], [1, 1]);
});

test('another source found later is written into the lead; spam closes it unless somebody has', async () => {
  const to = await connect();
  const id = await room.call(ad);
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  await room.db.query('update attributions set campaign = null, medium = null where call_id = $1', [id]);
  await room.tell(room.event(id, 'call.attributed'));
  await room.settled(to, ['done', 'done']);
  const [lead] = far.leads;
  assert.deepEqual([far.valueOf(lead, 'UTM_SOURCE'), far.valueOf(lead, 'UTM_CAMPAIGN')], ['yandex', '']);
  await room.db.query("update calls set spam = true, spam_by = 'person' where id = $1", [id]);
  await room.tell(room.event(id, 'call.qualified'));
  await room.settled(to, ['done', 'done', 'done']);
  assert.equal(far.leads[0]?.status_id, 143);
  await room.tell(room.event(id, 'call.qualified', { key: '2' }));
  await room.settled(to, ['done', 'done', 'done', 'skipped: closed-there']);
});

test('a token that has expired is refreshed once, with the address it was had by; a long-lived one needs the owner', async () => {
  const to = await integration();
  far.tokens.expired = true;
  const calls = [await ringing(), await ringing({ caller: '+79160000004' }), await ringing({ caller: '+79160000005' })];
  await room.tell(...calls.map((id) => room.event(id, 'call.offered')));
  await room.settled(to, ['done', 'done', 'done']);
  assert.deepEqual([far.tokens.issued, (await findDestination(room.db, to))?.settings.refreshToken], [1, 'refresh-1']);
  const other = await room.connect(
    'amocrm',
    { account: ACCOUNT, access: 'token' },
    { events: ['call.finished'], secrets: { token: 'ended' } },
  );
  await room.tell(room.event(await room.call()));
  await until('it is paused', async () => (await findDestination(room.db, other))?.pausedBy === 'refusal' || undefined);
  assert.equal((await findDestination(room.db, other))?.pausedWhy, 'key-refused');
});

test('two ways to one account refresh its token one after the other, never with one that was used', async () => {
  const to = await integration();
  far.tokens.expired = true;
  const [one, other] = [await room.wayOf(to), await room.wayOf(to)];
  const both = await Promise.all([amocrm.check?.(one.to, one.way), amocrm.check?.(other.to, other.way)]);
  assert.deepEqual(both, [{ kind: 'done' }, { kind: 'done' }]);
  assert.equal(far.tokens.issued, 1);
});

test('what was refused was not made: it is made as soon as it may be, without waiting for the search', async () => {
  const to = await connect();
  const answer = { status: 429, body: { title: 'Too Many Requests' } };
  far.faults.push({ method: 'POST', path: /complex/, times: 1, answer });
  await room.tell(room.event(await ringing(), 'call.offered'));
  await room.settled(to, ['due: limit-reached']);
  room.clock.ahead = 5_000;
  await room.settled(to, ['done']);
  assert.deepEqual([far.contacts.length, far.leads.length], [1, 1]);
});

test('when the limit is reached it waits, and no try is counted; an address that is blocked rests', async () => {
  const to = await connect();
  far.fill();
  await room.tell(room.event(await ringing(), 'call.offered'));
  await room.settled(to, ['due: limit-reached']);
  const { rows } = await room.db.query('select attempts from deliveries where destination_id = $1', [to]);
  assert.deepEqual(rows, [{ attempts: 0 }]);
  far.leak();
  far.faults.push({ method: 'GET', path: /./, times: 1, answer: { status: 403, html: '<h1>403</h1>' } });
  room.clock.ahead = 5_000;
  await room.settled(to, ['due: blocked-for-load']);
  const rests = (await findDestination(room.db, to))?.restsUntil?.getTime() ?? 0;
  assert.ok(rests > room.now().getTime() + 14 * 60_000);
  room.clock.ahead = 20 * 60_000;
  await room.settled(to, ['done']);
});

test('an account that is not paid for, a right that is missing and a field it refuses are told in its own words', async () => {
  const refusals = [
    [402, { status: 402, body: { title: 'Payment Required' } }, /^not-paid$/],
    [403, { status: 403, body: { title: 'Forbidden', detail: 'Нет прав' } }, /^rights-missing: Нет прав$/],
  ] as const;
  for (const [, answer, why] of refusals) {
    const to = await connect();
    far.faults.push({ method: 'GET', path: /./, times: 1, answer });
    await room.tell(room.event(await ringing(), 'call.offered'));
    await until('it is paused', async () => (await findDestination(room.db, to))?.pausedBy === 'refusal' || undefined);
    assert.match((await findDestination(room.db, to))?.pausedWhy ?? '', why);
    await room.db.query('update destinations set removed_at = now() where id = $1', [to]);
  }
  const to = await connect();
  const detail = 'This value is not valid.';
  const errors = [{ code: 'InvalidType', path: 'status_id', detail }];
  const body = { title: 'Bad Request', status: 400, 'validation-errors': [{ request_id: '0', errors }] };
  far.faults.push({ method: 'POST', path: /complex/, times: 1, answer: { status: 400, body } });
  await room.tell(room.event(await ringing(), 'call.offered'));
  await room.settled(to, [`parked: not-taken: status_id: ${detail}`]);
});

type KeptDeal = { far_id: string; call_id: string | null; status: string; stage_name: string; amount_minor: number };
const deals = async () =>
  (await room.db.query<KeptDeal>('select far_id, call_id, status, stage_name, amount_minor from deals order by far_id'))
    .rows;

test('a lead comes back when the account tells of it, with stage, sum and the call it came of', async () => {
  const to = await connect();
  const id = await room.call(ad);
  await room.tell(room.event(id, 'call.offered'));
  await room.settled(to, ['done']);
  const [lead] = far.leads;
  far.leak();
  Object.assign(lead ?? {}, { status_id: 142, price: 15_990, updated_at: Math.floor(Date.now() / 1000) + 5 });
  const opened = await room.wayOf(to);
  const tell = (body: string) =>
    amocrm.receive?.({ method: 'POST', path: '', query: {}, headers: {}, body }, opened.to, opened.way);
  assert.equal((await tell(hookBody('status', [lead?.id ?? 0], 'another')))?.status, 403);
  assert.deepEqual(await deals(), []);
  assert.equal((await tell(hookBody('status', [lead?.id ?? 0])))?.status, 200);
  assert.deepEqual(await deals(), [
    { far_id: `${lead?.id}`, call_id: id, status: 'won', stage_name: 'Успешно реализовано', amount_minor: 1_599_000 },
  ]);
});

test('all leads that changed since the last look come in, page by page, with their clients’ calls', async () => {
  const to = await connect();
  await room.db.query('delete from deals');
  const id = await room.call({ caller: '+79169990001' });
  const client = far.addContact('Олег', '8 916 999-00-01');
  for (let n = 0; n < 300; n++) far.addLead({ name: `${n}`, price: n, updated_at: 1_795_000_000 + n }, [client.id]);
  room.clock.ahead = 0;
  const { to: spoken, way } = await room.wayOf(to);
  const ask: typeof way.ask = (request) => {
    far.leak(); // the house keeps the rate; here nobody does
    return way.ask(request);
  };
  const opened = { to: spoken, way: { ...way, ask } };
  assert.deepEqual(await amocrm.poll?.run(opened.to, opened.way), { kind: 'done' });
  const kept = await deals();
  assert.equal(kept.length, 300);
  assert.deepEqual(far.hooks, [
    { destination: opened.way.hookUrl(), settings: ['add_lead', 'update_lead', 'status_lead'] },
  ]);
  assert.ok(kept.every(({ call_id }) => call_id === id || call_id === null));
  const before = far.server.got.length;
  await amocrm.poll?.run(opened.to, opened.way);
  assert.equal(far.hooks.length, 1);
  assert.ok(far.server.got.length - before <= 2);
});

test('without the right to ask for webhooks leads are looked through all the same', async () => {
  const to = await connect();
  const answer = { status: 403, body: { title: 'Forbidden', detail: 'Нет прав' } };
  far.faults.push({ method: 'POST', path: /^\/webhooks$/, times: 1, answer });
  const { to: spoken, way } = await room.wayOf(to);
  assert.deepEqual(await amocrm.poll?.run(spoken, way), { kind: 'done' });
  assert.deepEqual([far.hooks.length, (await findDestination(room.db, to))?.pausedBy], [0, null]);
});

test('who is responsible there becomes the client’s manager here, if the owner wants that', async () => {
  const to = await connect({ managers: 'yes', employees: 'Anna = owner@shop.example' });
  far.addContact('Ольга', CALLER);
  await room.tell(room.event(await room.call()));
  await room.settled(to, ['done']);
  const { rows } = await room.db.query('select phone, name, manager_id from contacts');
  assert.deepEqual(rows, [{ phone: CALLER, name: 'Ольга', manager_id: room.site.targets[0]?.id }]);
});

test('Kommo is the same under another name, and the form’s questions are answered', async () => {
  const kommo = await openFarAmocrm({ host: 'shop.kommo.com' });
  room.lead('https://shop.kommo.com', kommo.url);
  const to = await connect({ account: 'shop.kommo.com' });
  const { to: spoken, way } = await room.wayOf(to);
  assert.deepEqual(await amocrm.check?.(spoken, way), { kind: 'done' });
  assert.deepEqual((await amocrm.farFields?.(spoken, way))?.at(-1), { name: '555001', title: 'Вероятность' });
  assert.equal(amocrm.oauth?.(spoken).authorizeUrl, 'https://www.kommo.com/oauth');
  await kommo.close();
});
