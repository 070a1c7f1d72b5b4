// Ways in without a key: an owner comes back from a sign-in page, a talk is heard by whoever was given its address, and
// hooks are answered only where their secret is known.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import type { Destination } from '../../src/api/wire.ts';
import { openEgress } from '../../src/deliver/egress.ts';
import { openWay } from '../../src/deliver/way.ts';
import { findDestination, insertDestination } from '../../src/store/destinations.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openReceiver, type Receiver } from '../support/receiver.ts';
import { addCall, addRecording, addSite, type RecordedSite } from '../support/records.ts';

let google: Receiver;
let api: TestApi;
let site: RecordedSite;
before(async () => {
  google = await openReceiver();
  api = await openTestApi({
    publicUrl: 'https://calls.shop.example',
    instead: new Map([['https://oauth2.googleapis.com', google.url]]),
  });
  site = await addSite(api.db, { accountId: api.owner.accountId });
});
after(async () => {
  await api?.close();
  await google?.close();
});
beforeEach(() => {
  google.got.length = 0;
});

async function connect(kind = 'google-ads'): Promise<string> {
  const id = randomUUIDv7();
  await insertDestination(api.db, {
    ...{ id, siteId: site.id, kind, name: 'Ours', events: [], filter: {} },
    ...{ settings: { access: 'sign-in', clientId: 'us.apps' }, secrets: { clientSecret: 'GOCSPX-ours-and-ours-only' } },
  });
  return id;
}
const signIn = async (id: string) =>
  new URL((await api.answer<{ url: string }>(200, 'POST', `/api/v1/destinations/${id}/sign-in`)).url);
const back = (query: Record<string, string>) =>
  api.ask('GET', `/signed-in?${new URLSearchParams(query)}`, { key: null });
const cardOf = async (id: string) =>
  (await api.get<Destination[]>(`/api/v1/sites/${site.id}/destinations`)).find((one) => one.id === id);

test('an owner lets us in at Google, comes back with a code, and the tokens are kept where nobody reads them', async () => {
  const id = await connect();
  assert.equal((await cardOf(id))?.signedIn, false);
  const page = await signIn(id);
  assert.equal(page.origin + page.pathname, 'https://accounts.google.com/o/oauth2/v2/auth');
  assert.equal(page.searchParams.get('redirect_uri'), 'https://calls.shop.example/signed-in');
  google.answer(() => ({
    body: JSON.stringify({ access_token: 'ya29.a-token', refresh_token: '1//a-refresh', expires_in: 3599 }),
  }));
  const state = page.searchParams.get('state') ?? '';
  const answer = await back({ code: '4/a-code', state });
  assert.deepEqual(
    [answer.statusCode, answer.headers.location],
    [303, `https://calls.shop.example/destinations/${id}?signed-in=in`],
  );
  const asked = new URLSearchParams(google.got[0]?.body);
  assert.deepEqual(
    [asked.get('grant_type'), asked.get('code'), asked.get('client_secret'), asked.get('redirect_uri')],
    ['authorization_code', '4/a-code', 'GOCSPX-ours-and-ours-only', 'https://calls.shop.example/signed-in'],
  );
  assert.equal((await cardOf(id))?.signedIn, true);
  assert.doesNotMatch(JSON.stringify(await cardOf(id)), /ya29|a-refresh/);
  assert.equal(
    (await back({ code: '4/again', state })).headers.location,
    'https://calls.shop.example/destinations?signed-in=unknown',
  );
  assert.equal(google.got.length, 1);
});

test('an owner who says no, and a Google that says no, come back with the reason', async () => {
  const id = await connect();
  const state = (await signIn(id)).searchParams.get('state') ?? '';
  const refused = new URL((await back({ error: 'access_denied', state })).headers.location as string);
  assert.deepEqual(
    [...refused.searchParams],
    [
      ['signed-in', 'not-in'],
      ['why', 'access_denied'],
    ],
  );
  const again = (await signIn(id)).searchParams.get('state') ?? '';
  google.answer(() => ({ status: 400, body: '{"error":"invalid_grant","error_description":"Bad Request"}' }));
  const wrong = new URL((await back({ code: 'x', state: again })).headers.location as string);
  assert.match(wrong.searchParams.get('why') ?? '', /Bad Request/);
  assert.equal((await cardOf(id))?.signedIn, false);
});

test('a state that nobody was given, or that is another’s, leads nowhere', async () => {
  const [one, other] = [await connect(), await connect()];
  const state = (await signIn(one)).searchParams.get('state') ?? '';
  for (const forged of ['', 'x', `${other}.${state.split('.')[1]}`, `${one}.`, `${one}.AAAA`])
    assert.match((await back({ code: 'c', state: forged })).headers.location as string, /signed-in=unknown/);
  assert.equal(google.got.length, 0);
});

test('a talk is heard by whoever was given its address, until its day; each listening is noted', async () => {
  const id = await connect('webhook');
  const callId = await addCall(api.db, site, { at: new Date() });
  const file = 'talk.wav';
  const folder = api.recordingsFolder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, file), Buffer.concat([Buffer.from('RIFF'), Buffer.alloc(60)]));
  await addRecording(api.db, callId, { file });
  const to = await findDestination(api.db, id);
  assert.ok(to);
  const way = openWay(to, [], {
    ...{ db: api.db, egress: openEgress({ allowed: [] }), publicUrl: '', now: () => new Date(), filesFolder: '' },
    recordingOf: async () => undefined,
  });
  const url = way.recordingUrl(callId, 1);
  const heard = await api.ask('GET', url, { key: null });
  assert.deepEqual([heard.statusCode, heard.headers['content-type'], heard.rawPayload.length], [200, 'audio/wav', 64]);
  const log = (
    await api.get<{ log: { userName: string | null; action: string }[] }>(`/api/v1/calls/${callId}/recordings`)
  ).log;
  assert.deepEqual([log[0]?.userName, log[0]?.action], ['Ours', 'play']);
  const other = await addCall(api.db, site, { at: new Date() });
  for (const wrong of [
    url.replace(callId, other),
    url.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')),
    way.recordingUrl(callId, -1),
  ])
    assert.equal((await api.ask('GET', wrong, { key: null })).statusCode, 404, wrong);
});

test('a hook is answered only at its own address, and only by who takes hooks', async () => {
  const id = await connect('webhook');
  const { hookToken } = (await findDestination(api.db, id)) ?? {};
  for (const url of [`/in/${id}/${hookToken}`, `/in/${id}/wrong`, `/in/${randomUUIDv7()}/${hookToken}`, '/in/x/y'])
    assert.equal((await api.ask('POST', url, { key: null, body: {} })).statusCode, 404, url);
  assert.equal((await cardOf(id))?.hookUrl, null);
});
