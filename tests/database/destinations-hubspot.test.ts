// HubSpot by the whole way: a contact while the phone rings, the call and the deal once, deals back.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { Client, Signature } from '@hubspot/api-client';
import type { EventType } from '../../src/core/event.ts';
import { hubspot } from '../../src/deliver/destinations/hubspot.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarHubspot, HUBSPOT_TOKEN, openFarHubspot } from '../support/far/hubspot.ts';
import { addRecording } from '../support/records.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarHubspot;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarHubspot();
  room.lead('https://api.hubapi.com', far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const EVENTS: EventType[] = ['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed'];
const connect = (settings: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
  room.connect(
    'hubspot',
    { access: 'token', owners: 'Anna = anna@example.com', country: 'RU', ...settings },
    { events: EVENTS, secrets: { token: HUBSPOT_TOKEN, ...secrets } },
  );
let phones = 1_000_000;
const freshPhone = () => `+7916${++phones}`;
const SOURCE = { channel: 'paid-search', source: 'google', medium: 'cpc', campaign: 'brand', term: 'windows' };

test('a stranger who calls becomes a contact, and the call stands on its timeline with its source', async () => {
  const to = await connect();
  const caller = freshPhone();
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call, 'call.offered'), room.event(call));
  await room.settled(to, ['done', 'done']);
  const [contact] = far.stored.contacts;
  assert.equal(far.stored.contacts.length, 1);
  assert.deepEqual(
    [contact?.properties.phone, contact?.properties.dialtrace_campaign, contact?.properties.dialtrace_probability],
    [caller, 'brand', '0.97'],
  );
  const [logged] = far.stored.calls;
  const { hs_timestamp, hs_call_body, hs_call_to_number, ...told } = logged?.properties ?? {};
  assert.match(
    hs_call_body ?? '',
    /^paid-search: google \/ cpc \/ brand \(0\.97\), windows<br>https:\/\/calls\.example\.test\/calls\//,
  );
  assert.deepEqual(told, {
    ...{ hs_call_title: `Call from ${caller}`, hs_call_direction: 'INBOUND', hs_call_duration: '60000' },
    ...{ hs_call_from_number: caller, hs_call_status: 'COMPLETED', hubspot_owner_id: '77', dialtrace_call_id: call },
    hs_call_disposition: 'f240bbac-87c9-4f6e-bf70-924b57d47db7',
    ...{
      dialtrace_channel: 'paid-search',
      dialtrace_source: 'google',
      dialtrace_medium: 'cpc',
      dialtrace_campaign: 'brand',
    },
    ...{ dialtrace_term: 'windows', dialtrace_probability: '0.97', dialtrace_landing_page: 'https://shop.example/' },
  });
  assert.deepEqual(far.links, [`calls ${logged?.id} contacts ${contact?.id}`]);
});

test('a client who is known under another way of writing the phone gets no second contact', async () => {
  const to = await connect();
  const caller = freshPhone();
  const id = far.add('contacts', { phone: `8 (916) ${caller.slice(5)}` });
  far.add('contacts', { phone: `+1 ${caller.slice(2)}` }); // the same national digits in another country
  const call = await room.call({ caller });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  assert.equal(far.stored.contacts.length, 2);
  assert.equal(far.links[0]?.split(' ')[3], id);
});

test('two calls of one moment from one phone make one contact, though no search finds it yet', async () => {
  const to = await connect();
  far.state.unsearchable = true;
  const caller = freshPhone();
  const calls = await Promise.all([1, 2, 3, 4].map(() => room.call({ caller })));
  await room.tell(...calls.map((id) => room.event(id, 'call.offered')));
  await room.settled(to, ['done', 'done', 'done', 'done']);
  assert.equal(far.stored.contacts.length, 1);
});

test('a contact that was made and whose answer was lost is not made again after a restart', async () => {
  const to = await connect();
  far.state.unsearchable = true;
  const call = await room.call({ caller: freshPhone() });
  far.lose(({ path }) => path.endsWith('/contacts/batch/upsert'));
  await room.tell(room.event(call, 'call.offered'));
  await room.settled(to, ['due: cut-off']);
  far.lose(undefined);
  await room.restart();
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  assert.equal(far.stored.contacts.length, 1);
  assert.equal(far.receiver.got.filter(({ path }) => path.endsWith('/contacts/batch/upsert')).length, 2);
});

test('a search that fails is no "not found": nothing is made until it is answered', async () => {
  const to = await connect();
  far.instead(({ path }) => (path.endsWith('/search') ? { status: 502, body: 'bad gateway' } : undefined));
  await room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await room.settled(to, ['due: http-502']);
  assert.equal(far.stored.contacts.length, 0);
  far.instead(undefined);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
  assert.equal(far.stored.contacts.length, 1);
});

test('a late answer about the source corrects the call and the deal that were made', async () => {
  const to = await connect({ deals: 'every-call', dealFields: '{"description": "{campaign}, {caller}"}' });
  const caller = freshPhone();
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  assert.equal(far.stored.deals[0]?.properties.description, `brand, ${caller}`);
  far.stored.deals[0]!.properties.dialtrace_campaign = 'wrong';
  far.stored.deals[0]!.properties.dealstage = 'closedwon';
  far.stored.calls[0]!.properties.dialtrace_campaign = 'wrong';
  await room.tell(room.event(call, 'call.attributed', { key: '2' }));
  await room.settled(to, ['done', 'done']);
  const [deal] = far.stored.deals;
  assert.deepEqual([far.stored.deals.length, far.stored.calls.length], [1, 1]);
  assert.deepEqual([deal?.properties.dialtrace_campaign, deal?.properties.dealstage], ['brand', 'closedwon']);
  assert.equal(far.stored.calls[0]?.properties.dialtrace_campaign, 'brand');
  assert.ok(far.links.includes(`deals ${deal?.id} contacts ${far.stored.contacts[0]?.id}`));
});

test('the talk of a call gets its address when it is ready', async () => {
  const to = await connect();
  const call = await room.call({ caller: freshPhone() });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  assert.equal(far.stored.calls[0]?.properties.hs_call_recording_url, undefined);
  await addRecording(room.db, call, { file: 'h.wav' });
  await room.tell(room.event(call, 'call.recording-ready'));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.stored.calls.length, 1);
  assert.match(
    far.stored.calls[0]?.properties.hs_call_recording_url ?? '',
    new RegExp(`^https://calls\\.example\\.test/shared/${to}/${call}/\\d+/`),
  );
});

test('callers whom HubSpot does not know, and hidden numbers, are left out where that is wished', async () => {
  const to = await connect({ strangers: 'leave-out' });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(to, ['skipped: stranger']);
  await room.tell(room.event(await room.call({ caller: null })));
  await room.settled(to, ['skipped: stranger', 'skipped: no-phone']);
  assert.deepEqual([far.stored.contacts.length, far.stored.calls.length], [0, 0]);
});

test('a contact that a person has deleted is made anew, once', async () => {
  const to = await connect();
  const caller = freshPhone();
  const first = await room.call({ caller });
  await room.tell(room.event(first, 'call.offered'));
  await room.settled(to, ['done']);
  far.stored.contacts.length = 0;
  await room.tell(room.event(first));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.stored.contacts.length, 1);
  assert.equal(far.stored.calls.length, 1);
});

test('a property that is not there, a missing right, a token that is not taken and a limit are told apart', async () => {
  const wrong = await connect({ callFields: '{"no_such": "{caller}"}' });
  const tell = async () => room.tell(room.event(await room.call({ caller: freshPhone() })));
  await tell();
  await until(
    'it is parked',
    async () =>
      (await room.states(wrong))[0]?.startsWith('parked: field-unknown: Property values were not valid') || undefined,
  );
  const pausedWhy = (id: string) =>
    until('it is paused', async () => (await findDestination(room.db, id))?.pausedWhy ?? undefined);
  const locked = await connect();
  far.instead(({ path }) =>
    path.endsWith('/batch/create')
      ? {
          status: 403,
          body: JSON.stringify({
            status: 'error',
            category: 'MISSING_SCOPES',
            message: 'needs crm.schemas.contacts.write',
          }),
        }
      : undefined,
  );
  await room.db.query('delete from destination_links');
  far.made.contacts.length = 0;
  await tell();
  assert.equal(await pausedWhy(locked), 'right-missing: needs crm.schemas.contacts.write');
  const stranger = await connect({}, { token: 'pat-other-token' });
  far.instead(undefined);
  await tell();
  assert.equal(await pausedWhy(stranger), 'key-refused');
  far.instead(() => ({ status: 429, body: JSON.stringify({ policyName: 'TEN_SECONDLY_ROLLING' }) }));
  const slow = await connect();
  await tell();
  await until('it rests', async () => (await findDestination(room.db, slow))?.restsUntil ?? undefined);
  assert.deepEqual(await room.states(slow), ['due: http-429']);
});

test('properties that another site makes at the same moment are there at the next try', async () => {
  const to = await connect();
  far.instead(({ path }) =>
    path.endsWith('/batch/create')
      ? { status: 409, body: '{"category":"OBJECT_ALREADY_EXISTS","message":"x"}' }
      : undefined,
  );
  await room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await room.settled(to, ['due: http-409']);
  far.instead(undefined);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done']);
});

test('a property of ours that somebody has deleted is made again', async () => {
  const to = await connect();
  const tell = async () => room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await tell();
  await room.settled(to, ['done']);
  far.made.contacts = far.made.contacts.filter(({ name }) => name !== 'dialtrace_campaign');
  await tell();
  await until('it is put off', async () => (await room.states(to))[1]?.startsWith('due: field-unknown') || undefined);
  room.clock.ahead = 60_000;
  await room.settled(to, ['done', 'done']);
  assert.ok(far.made.contacts.some(({ name }) => name === 'dialtrace_campaign'));
});

test('a campaign of any name is shown as it is, and deals stay where they are if that is wished', async () => {
  const to = await connect({ dealsBack: 'leave-out' });
  const call = await room.call({ caller: freshPhone(), visit: { source: { ...SOURCE, campaign: '<img src=x>' } } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  assert.match(far.stored.calls[0]?.properties.hs_call_body ?? '', /cpc \/ &lt;img src=x&gt; \(/);
  const asked = far.receiver.got.length;
  const { to: told, way } = await room.wayOf(to);
  assert.deepEqual(await hubspot.poll?.run(told, way), { kind: 'done' });
  assert.equal(far.receiver.got.length, asked);
});

test('a token of an application is renewed when it is no longer taken', async () => {
  const to = await connect(
    { access: 'sign-in', clientId: 'app' },
    { accessToken: 'old-access', refreshToken: 'refresh-1', clientSecret: 'app-secret' },
  );
  far.instead(({ path, body }) => {
    if (path !== '/oauth/v1/token') return undefined;
    const form = new URLSearchParams(body);
    if (form.get('grant_type') !== 'refresh_token' || form.get('client_secret') !== 'app-secret')
      return { status: 400 };
    far.state.tokens = ['new-access'];
    return {
      status: 200,
      body: JSON.stringify({ access_token: 'new-access', refresh_token: 'refresh-2', expires_in: 1800 }),
    };
  });
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(to, ['done']);
  assert.equal((await findDestination(room.db, to))?.settings.refreshToken, 'refresh-2');
});

test('deals come back by a signed webhook and by asking, each with the call it came of', async () => {
  const id = await connect({ currency: 'EUR' }, { clientSecret: 'app-secret' });
  const caller = freshPhone();
  const call = await room.call({ caller });
  const contact = far.add('contacts', { phone: caller });
  const now = Date.now();
  const dealAt = (name: string, more: Record<string, string>) =>
    far.add('deals', {
      ...{ dealname: name, dealstage: 'closedwon', createdate: new Date(now - 30_000).toISOString() },
      ...{ hs_lastmodifieddate: new Date(now - 1000).toISOString(), ...more },
    });
  const won = dealAt('Windows', { amount: '1500.50', hs_is_closed: 'true', hs_is_closed_won: 'true' });
  far.links.push(`deals ${won} contacts ${contact}`);
  const { to, way } = await room.wayOf(id);
  const body = JSON.stringify([
    { subscriptionType: 'deal.propertyChange', objectId: Number(won), propertyName: 'dealstage' },
  ]);
  const timestamp = `${now}`;
  const asked = {
    signatureVersion: 'v3',
    clientSecret: 'app-secret',
    method: 'POST',
    url: way.hookUrl(),
    requestBody: body,
    timestamp: now,
  };
  const signature = Signature.getSignature('POST', 'v3', asked as Parameters<typeof Signature.getSignature>[2]);
  const headers = { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp };
  const hook = { method: 'POST' as const, path: '', query: {}, headers, body };
  assert.equal((await hubspot.receive?.({ ...hook, body: `${body} ` }, to, way))?.status, 401);
  const late = { ...headers, 'x-hubspot-request-timestamp': `${now - 400_000}` };
  late['x-hubspot-signature-v3'] = createHmac('sha256', 'app-secret')
    .update(`POST${way.hookUrl()}${body}${now - 400_000}`)
    .digest('base64');
  assert.equal((await hubspot.receive?.({ ...hook, headers: late }, to, way))?.status, 401);
  assert.equal((await hubspot.receive?.(hook, to, way))?.status, 204);
  const lost = dealAt('Doors', { hs_is_closed: 'true', dialtrace_call_id: call, dealstage: 'closedlost' });
  assert.deepEqual(await hubspot.poll?.run(to, way), { kind: 'done' });
  const { rows } = await room.db.query(
    `select far_id, call_id, status, stage_name, amount_minor, currency, title from deals where destination_id = $1 order by far_id`,
    [id],
  );
  assert.deepEqual(rows, [
    {
      far_id: won,
      call_id: call,
      status: 'won',
      stage_name: 'Won',
      amount_minor: 150_050,
      currency: 'EUR',
      title: 'Windows',
    },
    {
      far_id: lost,
      call_id: call,
      status: 'lost',
      stage_name: 'closedlost',
      amount_minor: null,
      currency: null,
      title: 'Doors',
    },
  ]);
});

test('a contact with an owner tells routes who looks after the client', async () => {
  const to = await connect();
  const caller = freshPhone();
  const { rows } = await room.db.query<{ id: string; name: string }>('select id, name from agents where site_id = $1', [
    room.site.id,
  ]);
  assert.equal(rows[0]?.name, 'Anna');
  far.add('contacts', { phone: caller, firstname: 'Pavel', lastname: 'Ivanov', hubspot_owner_id: '77' });
  await room.tell(room.event(await room.call({ caller }), 'call.offered'));
  await room.settled(to, ['done']);
  const contact = await room.db.query('select name, manager_id from contacts where phone = $1', [caller]);
  assert.deepEqual(contact.rows, [{ name: 'Pavel Ivanov', manager_id: rows[0]?.id }]);
});

test("the official client asks what we ask, and reads our far side's answers", async () => {
  const to = await connect();
  const call = await room.call({ caller: freshPhone() });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const ours = [...far.receiver.got];
  const of = (end: string) => {
    const got = ours.find(({ path }) => path.endsWith(end));
    assert.ok(got, end);
    return { path: got.path, method: got.method, body: JSON.parse(got.body || '{}') };
  };
  far.receiver.got.length = 0;
  const client = new Client({
    accessToken: HUBSPOT_TOKEN,
    basePath: far.url,
    defaultHeaders: { host: 'api.hubapi.com' },
  });
  const [found, made, logged, read] = [
    of('/contacts/search'),
    of('/contacts/batch/upsert'),
    of('/calls/batch/upsert'),
    of('/contacts/batch/read'),
  ];
  far.instead(({ headers }) => {
    headers.host = 'api.hubapi.com'; // the client is led here by its basePath
    return undefined;
  });
  await client.crm.contacts.searchApi.doSearch(found.body);
  await client.crm.contacts.batchApi.upsert(made.body);
  await client.crm.objects.calls.batchApi.upsert(logged.body);
  await client.crm.properties.batchApi.read('contacts', read.body);
  const theirs = far.receiver.got.map(({ path, method, body }) => ({ path, method, body: JSON.parse(body) }));
  assert.deepEqual(theirs, [found, made, logged, read]);
});
