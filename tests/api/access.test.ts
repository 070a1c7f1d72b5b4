// Who may ask: keys, sessions, sign-in links; and whom the API answers with "no".
import assert from 'node:assert/strict';
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { ApiKey, ApiKeyCreated, Me } from '../../src/api/wire.ts';
import { insertAccess } from '../../src/store/access.ts';
import { type Method, openApiOf, openTestApi, type TestApi } from '../support/api.ts';
import { addAccount, addCall, addSite, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let callId: string;
let stranger: { userId: string; key: string };
let owned: Record<string, string>;
before(async () => {
  api = await openTestApi({ publicUrl: 'https://calls.shop.example' });
  site = await addSite(api.db, { accountId: api.owner.accountId });
  callId = await addCall(api.db, site, { at: new Date() });
  const { userId } = await addAccount(api.db);
  stranger = { userId, key: await api.keyFor(userId) };
  owned = await addOneOfEach();
});
after(() => api?.close());

/** One of everything that has an id of its own in a path; answers their ids by the path's words. */
async function addOneOfEach(): Promise<Record<string, string>> {
  const { db } = api;
  const make = async (at: string, body: unknown) => (await api.answer<{ id: string }>(201, 'POST', at, { body })).id;
  const own = `/api/v1/sites/${site.id}`;
  const agent = await make(`${own}/agents`, { name: 'Anna', phone: { kind: 'sip', uri: 'sip:anna@192.0.2.1' } });
  const [task, recording, entry, notice] = [randomUUIDv7(), randomUUIDv7(), randomUUIDv7(), randomUUIDv7()];
  await db.query(
    "insert into call_backs (id, site_id, phone, missed_at, due_at, new_caller) values ($1, $2, '+79160000002', now(), now(), true)",
    [task, site.id],
  );
  await db.query("insert into recordings (id, call_id, site_id, kind, state) values ($1, $2, $3, 'talk', 'due')", [
    ...[recording, callId, site.id],
  ]);
  await db.query(
    "insert into caller_list (id, site_id, list, match, phone) values ($1, $2, 'blocked', 'phone', '+79160000003')",
    [entry, site.id],
  );
  await db.query("insert into notices (id, account_id, kind) values ($1, $2, 'contract-ends')", [
    notice,
    api.owner.accountId,
  ]);
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const webhook = { kind: 'webhook', name: 'Ours', settings: { url: 'https://shop.example/hook', secret } };
  return {
    destination: await make(`${own}/destinations`, webhook),
    delivery: randomUUID(),
    ...{ agent, task, recording, entry, notice },
    team: await make(`${own}/teams`, { name: 'Sales' }),
    schedule: await make(`${own}/schedules`, { name: 'Hours' }),
    route: await make(`${own}/routes`, { name: 'Main' }),
    connection: await make('/api/v1/connections', { name: 'Operator', kind: 'sip-trunk', addresses: [] }),
    contract: await make('/api/v1/contracts', { operator: 'Operator', contractNumber: '7' }),
    sound: 'abcdef0123456789',
  };
}

function bodiesOfCalls(): Record<string, unknown> {
  const own = '/api/v1/sites/{site}';
  const route = { start: 'end', steps: { end: { do: 'hang-up', cause: 'normal' } } };
  return {
    'PATCH /api/v1/connections/{connection}': { name: 'Stolen' },
    'POST /api/v1/connections/{connection}/import': { site: site.id, numbers: ['+74950000009'] },
    'PATCH /api/v1/contracts/{contract}': { operator: 'Stolen' },
    'PATCH /api/v1/agents/{agent}': { name: 'Stolen' },
    'PUT /api/v1/agents/{agent}/state': { state: 'free' },
    'PATCH /api/v1/teams/{team}': { name: 'Stolen' },
    'PATCH /api/v1/schedules/{schedule}': { name: 'Stolen' },
    [`POST ${own}/calls/place`]: { phone: '+79160000001' },
    'PATCH /api/v1/call-backs/{task}': { agentId: null },
    'POST /api/v1/call-backs/{task}/call': {},
    'POST /api/v1/call-backs/{task}/close': { reason: 'not-a-client' },
    [`PUT ${own}/call-back-settings`]: {
      ...{ limitMinutes: 15, scheduleId: null, dealValue: null, conversion: null },
      ...{ automatic: false, attempts: 1, pauseMinutes: 1, teamId: null },
    },
    [`PUT ${own}/spam/rules`]: {
      ...{ holdsBack: true, threshold: 100, weights: {}, callerCalls: 5 },
      ...{ callerMinutes: 1, numberCalls: 50, numberMinutes: 1 },
    },
    [`POST ${own}/spam/callers`]: { list: 'blocked', match: 'hidden' },
    'POST /api/v1/calls/{call}/spam': { block: false },
    'PATCH /api/v1/recordings/{recording}': { hold: true },
    [`PUT ${own}/recording-rules`]: {
      ...{ record: true, mode: 'on', exceptions: [], digit: '1', notKept: { spam: true, tags: [] } },
      keepDays: { talk: 1, voicemail: 1, wav: 1 },
    },
    [`PUT ${own}/recording-store`]: { place: 'disk' },
    [`POST ${own}/erase`]: { phone: '+79160000001' },
    [`POST ${own}/routes`]: { name: 'X' },
    [`PATCH ${own}/routes/{route}`]: { name: 'Stolen' },
    [`PUT ${own}/routes/{route}/draft`]: route,
    [`POST ${own}/routes/{route}/publish`]: {},
    [`PUT ${own}/routes/{route}/serves`]: { site: true, pools: [], numbers: [] },
    [`POST ${own}/routes/what-would-happen`]: { caller: null },
    [`POST ${own}/routes/{route}/versions/{version}/use`]: {},
    [`POST ${own}/sounds/speak`]: { words: 'Hello', language: 'en' },
    [`PATCH ${own}/sounds/{sound}`]: { name: 'Stolen' },
  };
}

function bodiesOfDestinations(): Record<string, unknown> {
  return {
    'POST /api/v1/sites/{site}/destinations': { kind: 'webhook', name: 'X', settings: {} },
    'PATCH /api/v1/calls/{call}': { tags: ['stolen'] },
    'PATCH /api/v1/destinations/{destination}': { name: 'Stolen' },
    'POST /api/v1/destinations/{destination}/try': { dry: true },
    'POST /api/v1/destinations/{destination}/replay': {},
  };
}

/** Every documented operation with the owner's ids in its path, and a body that would be fine. */
async function everything(): Promise<
  { method: Method; url: string; body?: unknown; headers?: Record<string, string> }[]
> {
  const document = await openApiOf(api.app);
  const ids: Record<string, string> = {
    site: site.id,
    call: callId,
    number: site.numbers[0]!.id,
    pool: site.poolId,
    key: randomUUID(),
    identity: randomUUID(),
    version: '1',
    phone: '+79160000001',
    ...owned,
  };
  const bodies: Record<string, unknown> = {
    'POST /api/v1/sites': { name: 'New' },
    'PATCH /api/v1/sites/{site}': { name: 'Stolen' },
    'PUT /api/v1/sites/{site}/targets': { targets: [{ name: 'X', sipUri: 'sip:x@192.0.2.66', ringSeconds: 20 }] },
    'POST /api/v1/sites/{site}/agents': { name: 'X', phone: { kind: 'registered' } },
    'POST /api/v1/sites/{site}/teams': { name: 'X' },
    'POST /api/v1/sites/{site}/schedules': { name: 'X' },
    'POST /api/v1/sites/{site}/pools': { name: 'P', targetNumber: '+74950000001' },
    'POST /api/v1/sites/{site}/numbers': { e164: '+74950000002', connectionId: randomUUID(), poolId: randomUUID() },
    'PATCH /api/v1/sites/{site}/pools/{pool}': { name: 'Stolen' },
    'PUT /api/v1/sites/{site}/pools/order': { pools: [randomUUID()] },
    'PUT /api/v1/sites/{site}/placements/order': { numbers: [randomUUID()] },
    'PUT /api/v1/sites/{site}/placements/{number}': { targetNumber: '+74950000001' },
    'PATCH /api/v1/sites/{site}/numbers/{number}': { note: 'stolen' },
    'POST /api/v1/sites/{site}/numbers.csv': 'number,state',
    'POST /api/v1/sites/{site}/contacts.csv': 'phone,name',
    'POST /api/v1/sites/{site}/deals': { farId: 'stolen' },
    'POST /api/v1/sites/{site}/deals.csv': 'deal',
    'POST /api/v1/sites/{site}/spend': { from: '2026-11-20', to: '2026-11-20', rows: [] },
    'POST /api/v1/sites/{site}/spend.csv': 'day,cost',
    'POST /api/v1/sites/{site}/destinations/fill': { templates: ['{caller}'] },
    'PUT /api/v1/sites/{site}/contacts/{phone}': { name: 'X' },
    'POST /api/v1/sites/{site}/numbers/{number}/check': { now: false },
    'POST /api/v1/sites/{site}/plan': { sources: 6 },
    'POST /api/v1/sites/{site}/attribution/preview': {
      ...{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', version: 'default' },
    },
    'POST /api/v1/sites/{site}/attribution/apply': {
      ...{ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z', version: 'default' },
    },
    'POST /api/v1/calls/{call}/correction': { visitId: null },
    'POST /api/v1/sites/{site}/identities': { phone: '+79160000001', visitorId: randomUUID(), origin: 'crm' },
    'POST /api/v1/contracts': { operator: 'O', contractNumber: '1' },
    'POST /api/v1/sites/{site}/install-check': { url: 'http://127.0.0.1:1/' },
    'POST /api/v1/connections': { name: 'C', kind: 'sip-trunk', addresses: [] },
    'POST /api/v1/api-keys': { name: 'K' },
    ...bodiesOfCalls(),
    ...bodiesOfDestinations(),
  };
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((verb) => {
      const method = verb.toUpperCase() as Method;
      const body = bodies[`${method} ${path}`];
      const url = path.replace(/\{(\w+)\}/g, (_, name: string) => ids[name] ?? name);
      if (path.endsWith('/sounds') && method === 'POST')
        return { method, url: `${url}?name=X`, body: 'RIFF', headers: { 'content-type': 'audio/wav' } };
      if (typeof body === 'string') return { method, url, body, headers: { 'content-type': 'text/csv' } };
      return body ? { method, url, body } : { method, url };
    }),
  );
}

test('without a key, with a wrong key and with a sign-in link for a key nothing is told', async () => {
  const link = await signInLink();
  for (const { method, url, body, headers = {} } of await everything())
    for (const key of [null, 'dt_wrong', link, '']) {
      const { detail } = await api.problem(401, 'sign-in-needed', method, url, { body, key, headers });
      assert.match(detail, /API key/);
    }
  const response = await api.ask('GET', '/api/v1/me', { key: null });
  assert.equal(response.headers['www-authenticate'], 'Bearer');
});

test('what is another account’s does not exist: the answer is the one for what was never there', async () => {
  const asked = (await everything()).filter(({ url }) => /[0-9a-f]{8}-[0-9a-f-]{27}/.test(url));
  assert.ok(asked.length > 100, `${asked.length} operations`);
  for (const { method, url, body, headers = {} } of asked) {
    const theirs = await api.problem(404, 'not-found', method, url, { body, headers, key: stranger.key });
    const nowhere = url.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/, randomUUID());
    assert.deepEqual(
      await api.problem(404, 'not-found', method, nowhere, { body, headers }),
      theirs,
      `${method} ${url}`,
    );
  }
  const { rows } = await api.db.query('select name from sites where id = $1', [site.id]);
  assert.notEqual(rows[0].name, 'Stolen');
});

test('a person sees themselves, their account and its sites, and nobody else’s', async () => {
  const me = await api.get<Me>('/api/v1/me');
  assert.deepEqual([me.user.id, me.account.id], [api.owner.userId, api.owner.accountId]);
  assert.deepEqual(
    me.sites.map(({ id }) => id),
    [site.id],
  );
  const other = await api.get<Me>('/api/v1/me', { key: stranger.key });
  assert.deepEqual([other.user.id, other.sites], [stranger.userId, []]);
});

test('an API key is made, shown once, listed, used and ended by the person it speaks for', async () => {
  const made = await api.answer<ApiKeyCreated>(201, 'POST', '/api/v1/api-keys', { body: { name: ' Reports ' } });
  assert.equal(made.name, 'Reports');
  assert.equal(made.usedAt, null);
  assert.ok(made.secret.endsWith(made.hint) && made.hint.length === 4);
  await api.get('/api/v1/me', { key: made.secret });

  const listed = await api.get<ApiKey[]>('/api/v1/api-keys', { key: made.secret });
  const line = listed.find(({ id }) => id === made.id);
  assert.ok(line?.usedAt);
  assert.ok(!JSON.stringify(listed).includes(made.secret));
  assert.ok(!(await api.get<ApiKey[]>('/api/v1/api-keys', { key: stranger.key })).some(({ id }) => id === made.id));

  await api.problem(404, 'not-found', 'DELETE', `/api/v1/api-keys/${made.id}`, { key: stranger.key });
  await api.answer(204, 'DELETE', `/api/v1/api-keys/${made.id}`);
  await api.problem(401, 'sign-in-needed', 'GET', '/api/v1/me', { key: made.secret });
  await api.problem(404, 'not-found', 'DELETE', `/api/v1/api-keys/${made.id}`);
});

test('a key without a name, or with one that can’t be kept, is not made', async () => {
  for (const name of ['', '   ', 'x'.repeat(121), 'a\u0000b', 7, undefined])
    assert.match(
      (await api.problem(400, 'invalid', 'POST', '/api/v1/api-keys', { body: { name } })).detail,
      /^name: /,
      JSON.stringify(name),
    );
});

const HOST = { host: 'calls.shop.example' };
const HOUR = 3_600_000;

async function signInLink(expiresAt = new Date(Date.now() + HOUR)): Promise<string> {
  const secret = randomUUID();
  await insertAccess(api.db, { id: randomUUIDv7(), secret, kind: 'sign-in-link', userId: api.owner.userId, expiresAt });
  return secret;
}

async function signIn(): Promise<string> {
  const response = await api.ask('GET', `/sign-in?link=${await signInLink()}`, { key: null, headers: HOST });
  assert.deepEqual([response.statusCode, response.headers.location], [302, '/']);
  const [cookie] = response.cookies;
  assert.deepEqual([cookie?.httpOnly, cookie?.sameSite, cookie?.secure, cookie?.path], [true, 'Lax', true, '/']);
  return `${cookie?.name}=${cookie?.value}`;
}

test('a sign-in link leads to the dashboard with a session', async () => {
  const cookie = await signIn();
  const me = await api.get<Me>('/api/v1/me', { key: null, headers: { ...HOST, cookie } });
  assert.equal(me.user.id, api.owner.userId);
});

test('a link that has expired, an unknown one, an API key and nothing at all let nobody in', async () => {
  const expired = await signInLink(new Date(Date.now() - 1000));
  for (const link of [`?link=${expired}`, '?link=unknown', `?link=${api.apiKey}`, '', '?link=a&link=b', '?link=%00']) {
    const response = await api.ask('GET', `/sign-in${link}`, { key: null });
    assert.deepEqual([response.statusCode, response.headers.location], [302, '/?sign-in=expired'], link);
    assert.deepEqual(response.cookies, []);
  }
});

test('a session that has expired, and a key sent as a cookie, are nobody', async () => {
  const cookie = await signIn();
  await api.db.query("update access_tokens set expires_at = now() - interval '1 second' where kind = 'session'");
  for (const sent of [cookie, `dialtrace_session=${api.apiKey}`, 'dialtrace_session='])
    await api.problem(401, 'sign-in-needed', 'GET', '/api/v1/me', { key: null, headers: { ...HOST, cookie: sent } });
});

test('signing out ends the session, here and for a copy of its cookie', async () => {
  const cookie = await signIn();
  const response = await api.ask('POST', '/api/v1/sign-out', { key: null, headers: { ...HOST, cookie } });
  assert.equal(response.statusCode, 204);
  assert.equal(response.cookies[0]?.value, '');
  await api.problem(401, 'sign-in-needed', 'GET', '/api/v1/me', { key: null, headers: { ...HOST, cookie } });
  assert.equal((await api.ask('POST', '/api/v1/sign-out', { key: null })).statusCode, 204, 'without a session too');
});

test('a page of another origin can do nothing with a person’s cookie, not even sign them out', async () => {
  const cookie = await signIn();
  const origins = ['https://evil.example', 'https://calls.shop.example:8081', 'http://shop.example', 'null'];
  for (const origin of origins) {
    const headers = { ...HOST, cookie, origin };
    await api.problem(403, 'foreign-origin', 'POST', '/api/v1/sites', { key: null, headers, body: { name: 'X' } });
    await api.problem(403, 'foreign-origin', 'GET', '/api/v1/me', { key: null, headers });
    await api.problem(403, 'foreign-origin', 'POST', '/api/v1/sign-out', { key: null, headers });
  }
  assert.equal((await api.get<Me>('/api/v1/me')).sites.length, 1);
  assert.equal((await api.ask('GET', '/api/v1/me', { key: null, headers: { ...HOST, cookie } })).statusCode, 200);
});

test('the dashboard’s own pages may act, also behind a proxy that ends TLS', async () => {
  const cookie = await signIn();
  const body = { name: 'Mine' };
  for (const origin of ['https://calls.shop.example', 'http://calls.shop.example'])
    await api.answer(201, 'POST', '/api/v1/sites', { key: null, headers: { ...HOST, cookie, origin }, body });
});

test('a key may be used from any origin: no browser sends it by itself', async () => {
  await api.get('/api/v1/me', { headers: { origin: 'https://evil.example' } });
});
