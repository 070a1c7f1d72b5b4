// Salesforce by the whole way: a lead while the phone rings, the call as a task, opportunities back.
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import type { EventType } from '../../src/core/event.ts';
import { salesforce } from '../../src/deliver/destinations/salesforce.ts';
import { findDestination } from '../../src/store/destinations.ts';
import { type DeliveryRoom, openDeliveryRoom } from '../support/delivering.ts';
import { type FarSalesforce, openFarSalesforce } from '../support/far/salesforce.ts';
import { until } from '../support/system.ts';

let room: DeliveryRoom;
let far: FarSalesforce;
before(async () => {
  room = await openDeliveryRoom();
});
after(() => room.close());
beforeEach(async () => {
  room.clock.ahead = 0;
  far = await openFarSalesforce();
  for (const host of ['login', 'acme.my']) room.lead(`https://${host}.salesforce.com`, far.url);
});
afterEach(async () => {
  await room.db.query('update destinations set removed_at = now()');
  await far.close();
  assert.deepEqual(room.problems.splice(0), []);
});

const EVENTS: EventType[] = ['call.offered', 'call.finished', 'call.recording-ready', 'call.attributed'];
const SECRETS = {
  ...{ clientSecret: 'app-secret', accessToken: 'good-access', refreshToken: 'refresh-1' },
  instance_url: 'https://acme.my.salesforce.com',
};
const connect = (settings: Record<string, string> = {}, secrets: Record<string, string> = {}) =>
  room.connect(
    'salesforce',
    {
      organisation: 'production',
      clientId: 'app',
      currency: 'USD',
      country: 'RU',
      owners: 'Anna = anna@example.com',
      ...settings,
    },
    { events: EVENTS, secrets: { ...SECRETS, ...secrets } },
  );
let phones = 4_000_000;
const freshPhone = () => `+7916${++phones}`;
const SOURCE = { channel: 'paid-search', source: 'google', medium: 'cpc', campaign: 'brand', term: 'windows' };

test('a stranger who calls becomes a lead with its source, the call a task', async () => {
  const to = await connect({ taskFields: '{"Campaign__c": "{campaign}"}' });
  const caller = freshPhone();
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call, 'call.offered'), room.event(call));
  await room.settled(to, ['done', 'done']);
  const [lead] = far.rows.Lead ?? [];
  assert.deepEqual(
    [lead?.LastName, lead?.Company, lead?.Phone, lead?.LeadSource, lead?.OwnerId],
    [caller, '[not provided]', caller, 'google', '005000000000000077'],
  );
  const {
    Id: _,
    CreatedDate: __,
    SystemModstamp: ___,
    ActivityDate,
    ...task
  }: Record<string, unknown> = far.rows.Task?.[0] ?? {};
  assert.match(`${ActivityDate}`, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual(task, {
    ...{
      Subject: `Call from ${caller}`,
      TaskSubtype: 'Call',
      Status: 'Completed',
      CallType: 'Inbound',
      WhoId: lead?.Id,
    },
    ...{ CallDurationInSeconds: 60, CallObject: call, CallDisposition: 'Answered', OwnerId: '005000000000000077' },
    ...{ Campaign__c: 'brand' },
    Description: `paid-search: google / cpc / brand (0.97), windows\nhttps://calls.example.test/calls/${call}`,
  });
  lead!.LeadSource = far.rows.Task![0]!.Campaign__c = 'wrong';
  await room.tell(room.event(call, 'call.attributed', { key: '2' }));
  await room.settled(to, ['done', 'done', 'done']);
  assert.deepEqual([lead?.LeadSource, far.rows.Task?.[0]?.Campaign__c, far.rows.Task?.length], ['google', 'brand', 1]);
});

test('a contact known by another way of writing the phone is found, and gets an opportunity', async () => {
  const to = await connect({ deals: 'every-call', dealFields: '{"LeadSource": "{source}"}' });
  const caller = freshPhone();
  const contact = far.add('Contact', { Name: 'Pavel', Phone: `8 (916) ${caller.slice(5)}` });
  far.add('Lead', { Name: 'Foreign', Phone: `+1${caller.slice(2)}` });
  const call = await room.call({ caller, visit: { source: SOURCE } });
  await room.tell(room.event(call));
  await room.settled(to, ['done']);
  const [opportunity] = far.rows.Opportunity ?? [];
  assert.deepEqual(
    [
      opportunity?.ContactId,
      opportunity?.StageName,
      opportunity?.LeadSource,
      far.rows.Task?.[0]?.WhatId,
      far.rows.Lead?.length,
    ],
    [contact.Id, 'Prospecting', 'google', opportunity?.Id, 1],
  );
});

test('two calls of one moment from one phone make one lead', async () => {
  const to = await connect();
  const caller = freshPhone();
  const calls = await Promise.all([1, 2, 3, 4].map(() => room.call({ caller })));
  await room.tell(...calls.map((id) => room.event(id, 'call.offered')));
  await room.settled(to, ['done', 'done', 'done', 'done']);
  assert.equal(far.rows.Lead?.length, 1);
});

for (const type of ['Lead', 'Task', 'Opportunity'])
  test(`what was made and whose answer was lost is found after a restart, not made again: ${type}`, async () => {
    const to = await connect({ deals: 'every-call' });
    const caller = freshPhone();
    if (type === 'Opportunity') far.add('Contact', { Name: 'Pavel', Phone: caller });
    far.lose((request) => request.method === 'POST' && request.path.endsWith(`/${type}`));
    await room.tell(room.event(await room.call({ caller })));
    await room.settled(to, ['due: cut-off']);
    far.lose(undefined);
    await room.restart();
    room.clock.ahead = 60_000;
    await room.settled(to, ['done']);
    assert.deepEqual([far.rows[type]?.length, far.rows.Task?.length], [1, 1]);
  });

test('what a duplicate rule holds for the same client is that client', async () => {
  const to = await connect();
  const contact = far.add('Contact', { Name: 'Pavel', Phone: 'somewhere in the notes' });
  far.state.duplicateOf = contact.Id;
  await room.tell(room.event(await room.call({ caller: freshPhone() })));
  await room.settled(to, ['done']);
  assert.deepEqual([far.rows.Lead?.length, far.rows.Task?.[0]?.WhoId], [0, contact.Id]);
});

test('a search that fails is no "not found"', async () => {
  const to = await connect();
  far.instead(({ path }) =>
    path.includes('/search/') ? { status: 503, body: '[{"errorCode":"SERVER_UNAVAILABLE"}]' } : undefined,
  );
  await room.tell(room.event(await room.call({ caller: freshPhone() }), 'call.offered'));
  await room.settled(to, ['due: http-503']);
  assert.equal(far.rows.Lead?.length, 0);
});

test('a lead that a person has converted or deleted is looked up anew', async () => {
  const to = await connect();
  const caller = freshPhone();
  const call = await room.call({ caller });
  await room.tell(room.event(call, 'call.offered'));
  await room.settled(to, ['done']);
  far.rows.Lead!.length = 0;
  const contact = far.add('Contact', { Name: 'Pavel', Phone: caller });
  await room.tell(room.event(call));
  await room.settled(to, ['done', 'done']);
  assert.equal(far.rows.Task?.[0]?.WhoId, contact.Id);
});

test('a token that is over is renewed; one that is not taken back needs the owner; limits and rights are told apart', async () => {
  const tell = async () => room.tell(room.event(await room.call({ caller: freshPhone() })));
  const over = await connect({}, { accessToken: 'old-access' });
  await tell();
  await room.settled(over, ['done']);
  assert.equal((await findDestination(room.db, over))?.settings.accessToken, 'renewed-access');
  await room.db.query('update destinations set removed_at = now()');
  const pausedWhy = (id: string) =>
    until('it is paused', async () => (await findDestination(room.db, id))?.pausedWhy ?? undefined);
  const revoked = await connect({}, { accessToken: 'old-access', refreshToken: 'gone' });
  await tell();
  assert.equal(await pausedWhy(revoked), 'sign-in-needed: expired access/refresh token');
  far.instead(() => ({
    status: 403,
    body: '[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]',
  }));
  const spent = await connect();
  await tell();
  await room.settled(spent, ['due: day-limit']);
  far.instead(() => ({ status: 403, body: '[{"errorCode":"API_DISABLED_FOR_ORG","message":"API is not enabled"}]' }));
  const closed = await connect();
  await tell();
  assert.equal(await pausedWhy(closed), 'right-missing: API_DISABLED_FOR_ORG API is not enabled');
  far.instead(undefined);
  far.state.token = 'good-access';
  const wrong = await connect({ leadFields: '{"Nope__c": "x"}' });
  await tell();
  await until(
    'it is parked',
    async () => (await room.states(wrong))[0]?.startsWith('parked: field-unknown: INVALID_FIELD') || undefined,
  );
});

test('opportunities come back by asking, each with the call it came of', async () => {
  const id = await connect();
  const caller = freshPhone();
  const call = await room.call({ caller });
  const named = await room.call({ caller: freshPhone() });
  const role = { records: [{ Contact: { Phone: `8${caller.slice(2)}`, MobilePhone: null } }] };
  const won = far.add('Opportunity', {
    Name: 'Windows',
    StageName: 'Closed Won',
    IsClosed: true,
    IsWon: true,
    Amount: 1500.5,
    OpportunityContactRoles: role,
  });
  const lost = far.add('Opportunity', {
    Name: 'Doors',
    StageName: 'Closed Lost',
    IsClosed: true,
    IsWon: false,
    Amount: null,
    Description: `https://calls.example.test/calls/${named}`,
  });
  const { to, way } = await room.wayOf(id);
  assert.deepEqual(await salesforce.poll?.run(to, way), { kind: 'done' });
  assert.deepEqual(await salesforce.poll?.run(to, way), { kind: 'done' });
  const { rows } = await room.db.query(
    'select far_id, call_id, status, stage_name, amount_minor, currency, url from deals where destination_id = $1 order by far_id',
    [id],
  );
  const common = (farId: string) => ({ far_id: farId, url: `https://acme.my.salesforce.com/${farId}` });
  assert.deepEqual(rows, [
    {
      ...common(won.Id),
      call_id: call,
      status: 'won',
      stage_name: 'Closed Won',
      amount_minor: 150_050,
      currency: 'USD',
    },
    {
      ...common(lost.Id),
      call_id: named,
      status: 'lost',
      stage_name: 'Closed Lost',
      amount_minor: null,
      currency: null,
    },
  ]);
});
