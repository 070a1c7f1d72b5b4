// Destinations over the API: connected by a form that is held against its declaration, tried, told, looked at, told again.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type {
  CallDelivery,
  Delivery,
  DeliveryAttempt,
  DeliveryDay,
  DeliveryList,
  Destination,
  DestinationKind,
  DestinationTried,
  FarFields,
  Notice,
  TemplateFilled,
} from '../../src/api/wire.ts';
import { PLACES } from '../../src/core/places.ts';
import { DESTINATIONS } from '../../src/deliver/destinations.ts';
import { tellEvents } from '../../src/store/events.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { addAccount, addCall, addSite, addVisit, answerOf, type RecordedSite } from '../support/records.ts';
import { until } from '../support/system.ts';

let api: TestApi;
let site: RecordedSite;
let at: string;
let far: Receiver;
before(async () => {
  api = await openTestApi();
});
beforeEach(async () => {
  site = await addSite(api.db, { accountId: api.owner.accountId });
  at = `/api/v1/sites/${site.id}/destinations`;
  await far?.close();
  far = await openReceiver();
});
after(async () => {
  await far?.close();
  await api?.close();
});

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const webhook = (more: object = {}) => ({
  ...{ kind: 'webhook', name: 'Ours', settings: { url: `${far.url}/hook`, secret: SECRET } },
  ...more,
});
const connect = (body: object = webhook()) => api.answer<Destination>(201, 'POST', at, { body });
const list = () => api.get<Destination[]>(at);
const change = (id: string, body: object) =>
  api.answer<Destination>(200, 'PATCH', `/api/v1/destinations/${id}`, { body });
const deliveries = async (id: string, query = '') =>
  (await api.get<DeliveryList>(`/api/v1/destinations/${id}/deliveries${query}`)).items;

async function aCall(): Promise<string> {
  const startedAt = new Date(Date.now() - 90_000);
  const source = { channel: 'paid-search', source: 'yandex', medium: 'cpc', campaign: 'roses' };
  const before = new Date(startedAt.getTime() - 60_000);
  const { visitId, visitorId } = await addVisit(api.db, site, { at: before, source, clickIds: { yclid: '77' } });
  return addCall(api.db, site, { at: startedAt, answer: answerOf([{ p: 0.91, visitId, visitorId, ...source }]) });
}
const tell = (callId: string) =>
  tellEvents(api.db, [
    { type: 'call.finished', key: '', at: new Date(Date.now() - 30_000), about: {}, siteId: site.id, callId },
  ]);
const settled = (id: string, state: Delivery['state']) =>
  until(`a delivery is ${state}`, async () => (await deliveries(id)).find((one) => one.state === state));

describe('kinds of destinations', () => {
  test('are all listed, with the fields of their forms', async () => {
    const kinds = await api.get<DestinationKind[]>('/api/v1/destinations/kinds');
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      [...DESTINATIONS.keys()],
    );
    const found = kinds.find(({ kind }) => kind === 'webhook');
    assert.deepEqual(found?.fields[0], {
      ...{ name: 'url', kind: 'url', required: true, example: 'https://example.com/dialtrace' },
    });
    assert.deepEqual([found?.repeats, found?.signsIn, found?.listsFields], ['known', false, false]);
  });
});

describe('a destination', () => {
  test('is connected with what its form says; secrets are never shown again', async () => {
    const made = await connect(webhook({ filter: { leastTalk: 30, channels: ['paid-search'] } }));
    assert.deepEqual(made.settings, { url: `${far.url}/hook` });
    assert.deepEqual(made.secretsSet, ['secret']);
    assert.deepEqual(made.events, ['call.finished', 'call.recording-ready', 'call.attributed']);
    assert.deepEqual(made.filter, { leastTalk: 30, channels: ['paid-search'] });
    assert.deepEqual([made.pausedBy, made.signedIn, made.hookUrl], [null, null, null]);
    assert.deepEqual(await list(), [made]);
    assert.doesNotMatch(JSON.stringify(await list()), /whsec/);
  });

  test('is refused with what is wrong at which field', async () => {
    const body = webhook({ settings: { url: 'example.com', secret: 'short', more: 'x' } });
    const problem = await api.problem(400, 'invalid', 'POST', at, { body });
    const { fields } = problem as unknown as { fields: { name: string; fault: string }[] };
    assert.deepEqual(
      fields.map(({ name }) => name),
      ['more', 'url', 'secret'],
    );
    assert.match(problem.detail, /url must be an address such as https:\/\/example\.com/);
    await api.problem(400, 'invalid', 'POST', at, { body: webhook({ events: ['call.offered', 'no.such'] }) });
    await api.problem(400, 'invalid', 'POST', at, { body: webhook({ kind: 'nobody' }) });
  });

  test('may leave out what is asked only beside another value of another field', async () => {
    const settings = { access: 'webhook', webhookUrl: 'https://shop.bitrix24.ru/rest/1/abcdefgh12345678/' };
    const made = await connect({ kind: 'bitrix24', name: 'CRM', settings });
    assert.deepEqual(made.secretsSet, ['webhookUrl']);
    assert.equal(made.signedIn, null, 'nobody signs in by a webhook');
    assert.match(made.hookUrl ?? '', /\/in\/[0-9a-f-]{36}\/\w{64}$/);
    const problem = await api.problem(400, 'invalid', 'POST', at, {
      body: { kind: 'bitrix24', name: 'CRM', settings: { access: 'application' } },
    });
    assert.match(problem.detail, /portal is missing; clientId is missing/);
  });

  test('keeps secrets that are not given, and forgets one when asked to', async () => {
    const { id } = await connect(webhook({ settings: { url: far.url, secret: SECRET, previousSecret: SECRET } }));
    const renamed = await change(id, { name: 'Theirs', settings: { url: `${far.url}/new` } });
    assert.deepEqual(renamed.secretsSet.toSorted(), ['previousSecret', 'secret']);
    const forgot = await change(id, { forget: ['previousSecret'] });
    assert.deepEqual(forgot.secretsSet, ['secret']);
    const problem = await api.problem(400, 'invalid', 'PATCH', `/api/v1/destinations/${id}`, {
      body: { settings: { url: far.url }, forget: ['secret'] },
    });
    assert.match(problem.detail, /secret is missing/);
  });

  test('is another account’s business to nobody else', async () => {
    const { id } = await connect();
    const key = await api.keyFor((await addAccount(api.db)).userId);
    for (const url of ['', '/deliveries', '/days', '/far-fields'])
      await api.problem(404, 'not-found', url === '' ? 'DELETE' : 'GET', `/api/v1/destinations/${id}${url}`, { key });
    await api.problem(404, 'not-found', 'POST', `${at}/fill`, { key, body: { templates: [] } });
    await api.problem(404, 'not-found', 'POST', `/api/v1/destinations/${id}/try`, { key, body: {} });
    await api.problem(404, 'not-found', 'POST', `/api/v1/destinations/${id}/check`, { key });
  });

  test('is removed, and told nothing more', async () => {
    const { id } = await connect();
    await api.answer(204, 'DELETE', `/api/v1/destinations/${id}`);
    assert.deepEqual(await list(), []);
    await api.problem(404, 'not-found', 'GET', `/api/v1/destinations/${id}/deliveries`);
  });
});

describe('what is asked while a form is filled in', () => {
  test('templates come out filled for a call, and every place says what it is', async () => {
    const call = await aCall();
    const body = { templates: ['{caller} from {source}: {campaign}{no_such}', '{click:yclid}'], call };
    const filled = await api.answer<TemplateFilled>(200, 'POST', `${at}/fill`, { body });
    assert.equal(filled.callId, call);
    assert.deepEqual(filled.values, ['+79161234567 from yandex: roses', '77']);
    const value = (name: string) => filled.places.find((place) => place.name === name)?.value;
    assert.deepEqual([value('talk_seconds'), value('contact'), value('click:yclid')], ['60', null, '77']);
    for (const place of PLACES) assert.notEqual(value(place), undefined, place);
  });

  test('a call of another site is none to show it on', async () => {
    const other = await addSite(api.db, { accountId: api.owner.accountId });
    const call = await addCall(api.db, other, { at: new Date() });
    await api.problem(404, 'not-found', 'POST', `${at}/fill`, { body: { templates: [], call } });
  });

  test('who can’t say what fields there are, or whether the settings are right, says so', async () => {
    const { id } = await connect();
    await api.problem(409, 'can-not-be-asked', 'GET', `/api/v1/destinations/${id}/far-fields`);
    await api.problem(409, 'can-not-be-asked', 'POST', `/api/v1/destinations/${id}/check`);
    await api.problem(409, 'no-sign-in', 'POST', `/api/v1/destinations/${id}/sign-in`);
  });

  test('fields of the far side that can not be had are no fields, with the reason', async () => {
    const settings = { access: 'webhook', webhookUrl: 'https://10.0.0.1/rest/1/k32t88gf3azpmwv3/' };
    const { id } = await connect({ kind: 'bitrix24', name: 'CRM', settings });
    const asked = await api.get<FarFields>(`/api/v1/destinations/${id}/far-fields`);
    assert.equal(asked.fields, null);
    assert.match(asked.reason ?? '', /^private-address/);
  });
});

describe('a destination is tried', () => {
  test('by showing what would be sent, and by sending it; nothing of it stands among the deliveries', async () => {
    const call = await aCall();
    const { id } = await connect();
    const asked = { type: 'call.finished', call };
    const dry = await api.answer<DestinationTried>(200, 'POST', `/api/v1/destinations/${id}/try`, {
      body: { ...asked, dry: true },
    });
    assert.deepEqual([dry.outcome, dry.exchanges.length, far.got.length], ['not-sent', 1, 0]);
    far.answer(() => ({ status: 422, body: '{"error":"no"}' }));
    const real = await api.answer<DestinationTried>(200, 'POST', `/api/v1/destinations/${id}/try`, { body: asked });
    assert.deepEqual([real.outcome, real.reason], ['refused', 'http-422']);
    assert.deepEqual([real.exchanges[0]?.response?.status, real.exchanges[0]?.response?.body], [422, '{"error":"no"}']);
    assert.equal(JSON.parse(real.exchanges[0]?.request.body ?? '').data.call.id, call);
    assert.deepEqual(await deliveries(id), []);
  });
});

describe('deliveries', () => {
  test('are listed with their state, by state and period, and each try with what was asked and answered', async () => {
    const { id } = await connect();
    const call = await aCall();
    await tell(call);
    const done = await settled(id, 'done');
    assert.deepEqual([done.callId, done.caller, done.attempts, done.reason], [call, '+79161234567', 1, null]);
    assert.deepEqual(await deliveries(id, '?state=parked'), []);
    assert.equal((await deliveries(id, `?state=done&call=${call}`)).length, 1);
    const [hourAgo, hourOn] = [-1, 1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
    assert.equal((await deliveries(id, `?from=${hourAgo}&to=${hourOn}`)).length, 1);
    assert.deepEqual(await deliveries(id, `?from=${hourOn}`), []);
    assert.deepEqual(await deliveries(id, `?to=${hourAgo}`), []);
    const tries = await api.get<DeliveryAttempt[]>(`/api/v1/destinations/${id}/deliveries/${done.id}/attempts`);
    assert.deepEqual([tries.length, tries[0]?.outcome, tries[0]?.together], [1, 'done', 1]);
    assert.equal(tries[0]?.exchanges[0]?.response?.status, 200);
    assert.doesNotMatch(JSON.stringify(tries), /whsec/);
    const days = await api.get<DeliveryDay[]>(`/api/v1/destinations/${id}/days`);
    assert.deepEqual(
      days.map(({ state, count }) => ({ state, count })),
      [{ state: 'done', count: 1 }],
    );
    assert.equal((await list())[0]?.counts.done, 1);
  });

  test('of a call are listed with the destination of each; a removed one is not among them', async () => {
    const [first, second] = [await connect(), await connect(webhook({ name: 'Second' }))];
    const call = await aCall();
    await tell(call);
    await Promise.all([settled(first.id, 'done'), settled(second.id, 'done')]);
    const told = () => api.get<CallDelivery[]>(`/api/v1/calls/${call}/deliveries`);
    assert.deepEqual((await told()).map(({ destination }) => destination.name).toSorted(), ['Ours', 'Second']);
    await api.answer(204, 'DELETE', `/api/v1/destinations/${second.id}`);
    assert.deepEqual(
      (await told()).map(({ destination, state }) => [destination.id, destination.kind, state]),
      [[first.id, 'webhook', 'done']],
    );
    const key = await api.keyFor((await addAccount(api.db)).userId);
    await api.problem(404, 'not-found', 'GET', `/api/v1/calls/${call}/deliveries`, { key });
  });

  test('that are parked go out again when asked to', async () => {
    far.answer(() => ({ status: 400 }));
    const { id } = await connect();
    await tell(await aCall());
    const parked = await settled(id, 'parked');
    assert.equal(parked.reason, 'http-400');
    far.answer(() => ({}));
    const body = { ids: [parked.id] };
    const { count } = await api.answer<{ count: number }>(200, 'POST', `/api/v1/destinations/${id}/replay`, { body });
    assert.equal(count, 1);
    await settled(id, 'done');
  });
});

describe('a destination that refuses its key', () => {
  test('is paused and its owner told; resumed, what waited goes out and the notice is over', async () => {
    far.answer(() => ({ status: 401 }));
    const { id } = await connect();
    await tell(await aCall());
    const notice = await until('the owner is told', async () =>
      (await api.get<Notice[]>('/api/v1/notices')).find(({ subject }) => subject === id),
    );
    assert.deepEqual([notice.kind, notice.siteId], ['destination-paused', site.id]);
    assert.deepEqual(notice.data, { name: 'Ours', of: 'webhook', why: 'key-refused' });
    const [paused] = await list();
    assert.deepEqual([paused?.pausedBy, paused?.pausedWhy, paused?.counts.due], ['refusal', 'key-refused', 1]);
    far.answer(() => ({}));
    await change(id, { paused: false });
    await settled(id, 'done');
    assert.equal(
      (await api.get<Notice[]>('/api/v1/notices')).some(({ subject }) => subject === id),
      false,
    );
  });

  test('is not spoken of any more when it is removed', async () => {
    far.answer(() => ({ status: 401 }));
    const { id } = await connect();
    await tell(await aCall());
    const told = async () => (await api.get<Notice[]>('/api/v1/notices')).find(({ subject }) => subject === id);
    await until('the owner is told', told);
    await api.answer(204, 'DELETE', `/api/v1/destinations/${id}`);
    assert.equal(await told(), undefined);
  });

  test('one that a person has paused waits without a word', async () => {
    const { id } = await connect();
    assert.equal((await change(id, { paused: true })).pausedBy, 'person');
    await tell(await aCall());
    assert.equal((await settled(id, 'due')).attempts, 0);
    assert.equal(far.got.length, 0);
    assert.equal((await change(id, { paused: false })).pausedBy, null);
    await settled(id, 'done');
  });
});
