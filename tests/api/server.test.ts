// The public server around the API: its names, its health, and how it says no.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openTestApi, type TestApi } from '../support/api.ts';

let api: TestApi;
let away = false;
before(async () => {
  api = await openTestApi({
    ready: async () => {
      if (away) throw Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    },
  });
});
after(() => api?.close());

test('it answers to its public name, to further names, to localhost and to addresses', async () => {
  for (const host of ['localhost', 'shop.localhost:80', 'calls.shop.example', '192.0.2.7:8080', '[2001:db8::7]:8080'])
    assert.equal((await api.ask('GET', '/healthz', { headers: { host } })).statusCode, 200, host);
});

test('a foreign name that was pointed at it is refused and counted', async () => {
  for (const host of ['evil.example', 'localhost.evil.example', 'calls.shop.example.evil.example']) {
    const before = api.wrongHosts;
    for (const url of ['/healthz', '/api/v1/me', '/sign-in?link=x', '/nothing'])
      await api.problem(421, 'wrong-host', 'GET', url, { headers: { host } });
    assert.equal(api.wrongHosts, before + 4);
  }
});

test('alive, ready and metrics are told to anyone', async () => {
  for (const url of ['/healthz', '/readyz', '/metrics'])
    assert.equal((await api.ask('GET', url, { key: null })).statusCode, 200);
});

test('while the database is away it is alive but not ready', async () => {
  away = true;
  await api.problem(503, 'store-unavailable', 'GET', '/readyz');
  assert.equal((await api.ask('GET', '/healthz')).statusCode, 200);
  away = false;
});

test('an address that leads nowhere is a problem document', async () => {
  await api.problem(404, 'not-found', 'GET', '/nothing');
  await api.problem(404, 'not-found', 'DELETE', '/api/v1/me');
  await api.problem(404, 'not-found', 'GET', '/api/v2/me', { key: null });
});

test('what is no JSON, too large or of another kind is refused in words of ours', async () => {
  const json = { 'content-type': 'application/json' };
  for (const body of ['{', '', '{"name":"x"} {}'])
    await api.problem(400, 'invalid-json', 'POST', '/api/v1/sites', { body, headers: json });
  for (const body of ['null', '[]', '"x"'])
    await api.problem(400, 'invalid', 'POST', '/api/v1/sites', { body, headers: json });
  const xml = { 'content-type': 'text/xml' };
  await api.problem(415, 'unsupported-media-type', 'POST', '/api/v1/sites', { body: '<site/>', headers: xml });
  await api.problem(413, 'too-large', 'POST', '/api/v1/sites', { body: { name: 'x'.repeat(300_000) } });
  await api.problem(400, 'bad-request', 'GET', '/api/v1/sites/%zz');
});

test('a JSON that would change an object’s prototype is refused', async () => {
  const body = '{"name":"x","__proto__":{"serveAutomation":true}}';
  await api.problem(400, 'invalid-json', 'POST', '/api/v1/sites', {
    body,
    headers: { 'content-type': 'application/json' },
  });
});
