// Pipedrive by the whole way: it knows no repeated request, so nothing may be asked twice that makes something.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { CallLogsApi, Configuration as Configuration1, LeadsApi } from 'pipedrive/v1';
import { Configuration, PersonsApi } from 'pipedrive/v2';
import type { EventType } from '../../src/core/event.ts';
import { pipedrive } from '../../src/deliver/destinations/pipedrive.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarPipedrive, openFarPipedrive, PIPEDRIVE_TOKEN } from '../support/far/pipedrive.ts';
import { addRecording } from '../support/records.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarPipedrive;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarPipedrive();
  room.lead('https://acme.pipedrive.com', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const EVENTS: EventType[] = ['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed'];
const connect = (settings: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
  room.connect(
    'pipedrive',
    { access: 'token', company: 'acme', owners: 'Anna = anna@example.com', country: 'RU', ...settings },
    { events: EVENTS, secrets: { token: PIPEDRIVE_TOKEN, ...secrets } },
  );
let phones = 2_000_000;
const freshPhone = () => `+7916${++phones}`;
const SOURCE = { channel: 'paid-search', source: 'google', medium: 'cpc', campaign: 'brand <1>', term: 'windows' };
const held = (row: Record<string, unknown> | undefined, name: string) => {
  const key = far.fields.find(({ field_name }) => field_name === `Dialtrace: ${name}`)?.field_code ?? '';
  return ((row?.custom_fields as Record<string, unknown> | undefined) ?? row)?.[key];
};

test('a stranger who calls becomes a person; the call is logged with its lead, source and talk', async () => {
  const to = await connect({ deals: 'first-calls' });
  const caller = freshPhone();
  const at = new Date(Math.floor(Date.now() / 1000) * 1000 - 90_000);
  const utc = (seconds: number) => new Date(at.getTime() + seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
  const call = await room.call({ caller, at, visit: { source: SOURCE } });
  await room.tell(room.event(call, 'call.offered'), room.event(call));
  await room.settled(to, ['done', 'done']);
  const [person] = far.persons;
  assert.deepEqual([far.persons.length, person?.name, person?.owner_id], [1, caller, 7]);
  const [lead] = far.leads;
  assert.deepEqual(
    [held(lead, 'call'), held(lead, 'campaign'), held(lead, 'probability'), lead?.person_id],
    [call, 'brand <1>', 0.97, person?.id],
  );
  const { id, has_recording: _, ...log }: Record<string, unknown> = far.callLogs[0] ?? {};
  assert.deepEqual(log, {
    ...{ subject: `Call from ${caller}`, outcome: 'connected', from_phone_number: caller, duration: '60' },
    ...{
      to_phone_number: room.site.numbers[0]?.e164,
      start_time: utc(0),
      end_time: utc(65),
    },
    note: `paid-search: google / cpc / brand &lt;1&gt; (0.97), windows<br><a href="https://calls.example.test/calls/${call}">Dialtrace</a>`,
    ...{ person_id: person?.id, lead_id: lead?.id, user_id: 7 },
  });
  await addRecording(room.db, call, { file: 'a.wav' });
  room.recordings.set(call, { bytes: Buffer.from('RIFFtalk'), type: 'audio/wav', extension: 'wav' });
  await room.tell(room.event(call, 'call.recording-ready'), room.event(call, 'call.attributed', { key: '2' }));
  await room.settled(to, ['done', 'done', 'done', 'done']);
  assert.deepEqual(
    far.recordings.map((one) => [one.id, one.type]),
    [[id, 'audio/wav']],
  );
  assert.deepEqual([far.persons.length, far.leads.length, far.callLogs.length], [1, 1, 1]);
});

test('a person known by another way of writing the phone is found', async () => {
  const to = await connect();
  const caller = freshPhone();
  const known = far.add('persons', {
    name: 'Pavel',
    phones: [{ value: `8 916 ${caller.slice(5)}` }],
    owner: { id: 7 },
  });
  await room.tell(room.event(await room.call({ caller }), 'call.offered'));
  await room.settled(to, ['done']);
  assert.equal(far.persons.length, 1);
  const { rows } = await room.db.query('select far_id from destination_links where destination_id = $1 and what = $2', [
    ...[to, 'client'],
  ]);
  assert.deepEqual(rows, [{ far_id: `${known}` }]);
  const contact = await room.db.query<{ name: string }>(
    'select m.name from contacts k join agents m on m.id = k.manager_id where k.phone = $1',
    [caller],
  );
  assert.deepEqual(contact.rows, [{ name: 'Anna' }]);
});

test('two calls of one moment from one phone make one person', async () => {
  const to = await connect();
  far.state.unsearchable = true;
  const caller = freshPhone();
  const calls = await Promise.all([1, 2, 3, 4].map(() => room.call({ caller })));
  await room.tell(...calls.map((id) => room.event(id, 'call.offered')));
  await room.settled(to, ['done', 'done', 'done', 'done']);
  assert.equal(far.persons.length, 1);
});

for (const path of ['/persons', '/leads', '/callLogs'])
  test(`what was made and whose answer was lost is found after a restart, not made again: ${path}`, async () => {
    const to = await connect({ deals: 'every-call' });
    far.state.unsearchable = true;
    far.lose((request) => request.method === 'POST' && request.path.endsWith(path));
    await room.tell(room.event(await room.call({ caller: freshPhone() })));
    await room.settled(to, ['due: cut-off']);
    far.lose(undefined);
    await room.restart();
    room.clock.ahead = 20_000;
    if (path !== '/callLogs' && path !== '/leads') await room.settled(to, ['due: settling']);
    far.state.unsearchable = false;
    room.clock.ahead = 90_000;
    await room.settled(to, ['done']);
    assert.deepEqual([far.persons.length, far.leads.length, far.callLogs.length], [1, 1, 1]);
  });

test('a search that fails is no "not found"', async () => {
  const to = await connect();
  far.instead(({ path }) =>
    path.includes('/persons/search') ? { status: 500, body: '{"success":false}' } : undefined,
  );
  await room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await room.settled(to, ['due: http-500']);
  assert.equal(far.persons.length, 0);
});

test('as activities, calls can be corrected: source and talk are written into the note', async () => {
  const to = await connect({ logAs: 'activity', deals: 'every-call', dealsAs: 'deal', stageId: '5' });
  const call = await room.call({ caller: freshPhone(), visit: { source: SOURCE } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const [activity] = far.activities;
  assert.deepEqual(
    [activity?.type, activity?.done, activity?.duration, activity?.participants],
    ['call', true, '00:01:00', [{ person_id: far.persons[0]?.id, primary: true }]],
  );
  assert.deepEqual([far.deals[0]?.stage_id, activity?.deal_id], [5, far.deals[0]?.id]);
  await addRecording(room.db, call, { file: 'b.wav' });
  await room.tell(room.event(call, 'call.recording-ready'));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.activities.length, 1);
  assert.match(`${activity?.note}`, /<a href="https:\/\/calls\.example\.test\/shared\/.+">Recording<\/a>$/);
});

test('a right that is missing, a token that is refused and a limit are told apart', async () => {
  const pausedWhy = (id: string) =>
    until('it is paused', async () => (await findDestination(room.db, id))?.pausedWhy ?? undefined);
  const tell = async () => room.tell(room.event(await room.call({ caller: freshPhone() })));
  far.instead(({ path }) =>
    path.endsWith('/callLogs')
      ? { status: 403, body: '{"success":false,"error":"Scope and URL mismatch","error_info":"phone-integration"}' }
      : undefined,
  );
  const locked = await connect();
  await tell();
  assert.equal(await pausedWhy(locked), 'right-missing: Scope and URL mismatch phone-integration');
  far.instead(undefined);
  const stranger = await connect({}, { token: 'other-token' });
  await tell();
  assert.equal(await pausedWhy(stranger), 'key-refused');
  far.instead(() => ({ status: 429, headers: { 'x-ratelimit-reset': '120' }, body: '{"success":false}' }));
  const slow = await connect();
  await tell();
  const rests = await until('it rests', async () => (await findDestination(room.db, slow))?.restsUntil ?? undefined);
  assert.ok(rests.getTime() - room.now().getTime() > 100_000);
});

test('an application is let in at the company it was installed for, and renews its token', async () => {
  room.lead('https://oauth.pipedrive.com', far.url);
  const to = await connect(
    { access: 'sign-in', company: '', clientId: 'app' },
    {
      clientSecret: 'app-secret',
      accessToken: 'old-access',
      refreshToken: 'r1',
      api_domain: 'https://acme.pipedrive.com',
    },
  );
  far.instead(({ path, headers, body }) => {
    if (path !== '/oauth/token') return undefined;
    assert.equal(headers.authorization, `Basic ${Buffer.from('app:app-secret').toString('base64')}`);
    assert.equal(new URLSearchParams(body).get('refresh_token'), 'r1');
    return {
      body: JSON.stringify({
        access_token: 'good-access',
        refresh_token: 'r2',
        expires_in: 3599,
        api_domain: 'https://acme.pipedrive.com',
      }),
    };
  });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(to, ['done']);
  assert.equal((await findDestination(room.db, to))?.settings.refreshToken, 'r2');
  assert.equal(far.callLogs.length, 1);
});

test('deals come back by a webhook with the right password, and by asking', async () => {
  const id = await connect({}, { hookPassword: 'open sesame' });
  const caller = freshPhone();
  const call = await room.call({ caller });
  const person = far.add('persons', { name: 'P', phones: [{ value: `8${caller.slice(2)}` }] });
  const times = {
    add_time: new Date(Date.now() - 30_000).toISOString(),
    update_time: new Date(Date.now() - 500).toISOString(),
  };
  const won = far.add('deals', {
    title: 'Windows',
    value: 1500.5,
    currency: 'EUR',
    status: 'won',
    stage_id: 5,
    person_id: person,
    ...times,
  });
  const { to, way } = await room.wayOf(id);
  const body = JSON.stringify({
    meta: { action: 'change', entity: 'deal', entity_id: String(won), version: '2.0' },
    data: {},
    previous: {},
  });
  const as = (password: string) => ({
    ...{ method: 'POST' as const, path: '', query: {}, body },
    headers: { authorization: `Basic ${Buffer.from(`dialtrace:${password}`).toString('base64')}` },
  });
  assert.equal((await pipedrive.receive?.(as('open barley'), to, way))?.status, 401);
  assert.equal((await pipedrive.receive?.(as('open sesame'), to, way))?.status, 200);
  const kept = async () =>
    (
      await room.db.query(
        'select far_id, call_id, status, stage_name, amount_minor, currency, url from deals where destination_id = $1 order by far_id',
        [id],
      )
    ).rows;
  const first = {
    ...{ far_id: `${won}`, call_id: call, status: 'won', stage_name: 'Signed', amount_minor: 150_050, currency: 'EUR' },
    url: `https://acme.pipedrive.com/deal/${won}`,
  };
  assert.deepEqual(await kept(), [first]);
  const open = far.add('deals', {
    title: 'Doors',
    value: 0,
    currency: 'EUR',
    status: 'open',
    stage_id: 1,
    person_id: null,
    ...times,
  });
  assert.deepEqual(await pipedrive.poll?.run(to, way), { kind: 'done' });
  assert.deepEqual(
    (await kept()).map(({ far_id, call_id, status }) => [far_id, call_id, status]),
    [
      [`${won}`, call, 'won'],
      [`${open}`, null, 'open'],
    ],
  );
});

test('the official client asks what we ask', async () => {
  const to = await connect({ deals: 'every-call' });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(to, ['done']);
  const of = (method: string, part: string) => {
    const got = far.receiver.got.find((one) => one.method === method && one.path.includes(part));
    assert.ok(got, part);
    return {
      method,
      path: decodeURIComponent(got.path),
      body: got.body && JSON.parse(got.body),
      token: got.headers['x-api-token'],
    };
  };
  const [search, person, lead, log] = [
    of('GET', '/persons/search'),
    of('POST', '/persons'),
    of('POST', '/leads'),
    of('POST', '/callLogs'),
  ];
  far.receiver.got.length = 0;
  far.instead(({ headers }) => {
    headers.host = 'acme.pipedrive.com'; // the client is led here by its basePath
    return undefined;
  });
  const second = new PersonsApi(new Configuration({ apiKey: PIPEDRIVE_TOKEN, basePath: `${far.url}/api/v2` }));
  const first = new Configuration1({ apiKey: PIPEDRIVE_TOKEN, basePath: `${far.url}/api/v1` });
  const term = new URLSearchParams(search.path.split('?')[1]).get('term') ?? '';
  await second.searchPersons({ term, fields: 'phone', exact_match: false, limit: 100 });
  await second.addPerson({ AddPersonRequest: person.body });
  await new LeadsApi(first).addLead({ AddLeadRequest: lead.body });
  await new CallLogsApi(first).addCallLog({ AddCallLogRequest: log.body });
  const theirs = far.receiver.got.map(({ method, path, body, headers }) => ({
    ...{ method, path: decodeURIComponent(path), body: body && JSON.parse(body), token: headers['x-api-token'] },
  }));
  assert.deepEqual(theirs, [search, person, lead, log]);
});
