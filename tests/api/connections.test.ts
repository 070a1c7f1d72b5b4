// Connections to operators over HTTP: their fields and secrets, addresses of hooks, numbers they list; calls told afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallCard, Connection, OperatorFacts, OperatorImported, OperatorNumber } from '../../src/api/wire.ts';
import { openTestApi, type TestApi } from '../support/api.ts';
import { openOperatorApi } from '../support/hooks.ts';
import { addAccount, addSite, freshE164, type RecordedSite } from '../support/records.ts';

let api: TestApi;
let site: RecordedSite;
let strangerKey: string;
before(async () => {
  api = await openTestApi({ publicUrl: 'https://calls.example.test' });
  site = await addSite(api.db, { accountId: api.owner.accountId, statics: [{ source: 'radio' }] });
  strangerKey = await api.keyFor((await addAccount(api.db)).userId);
  await api.answer(201, 'POST', '/api/v1/connections', { body: { name: 'wakes everybody', kind: 'pbx' } });
});
after(() => api?.close());

const SETTINGS = { authId: 'MA012345678901234567', authToken: 's3cret-token' };
const make = (body: object) => api.answer<Connection>(201, 'POST', '/api/v1/connections', { body });

test('every operator there is an adapter for says its fields and what it can do', async () => {
  const kinds = await api.get<OperatorFacts[]>('/api/v1/connections/kinds');
  const twilio = kinds.find(({ kind }) => kind === 'twilio');
  assert.deepEqual([twilio?.capabilities.recordings, twilio?.capabilities.acceptKey], ['stereo', true]);
  assert.ok(twilio?.fields.some(({ name, secret, required }) => name === 'authToken' && secret && required));
  assert.ok(kinds.length >= 13);
});

test('secret fields are kept, never told, and stay when they are left out', async () => {
  const made = await make({ name: 'Plivo', kind: 'plivo', settings: SETTINGS });
  assert.deepEqual([made.settings, made.secretsSet], [{ authId: SETTINGS.authId }, ['authToken']]);
  assert.ok(!JSON.stringify(made).includes('s3cret-token'));
  assert.match(made.hooks[0]?.url ?? '', /^https:\/\/calls\.example\.test\/hooks\/[0-9a-f-]{36}\/[0-9a-f]{32}$/);
  const url = `/api/v1/connections/${made.id}`;
  const settings = { authId: 'MA112345678901234567' };
  const changed = await api.answer<Connection>(200, 'PATCH', url, { body: { settings } });
  assert.deepEqual([changed.settings, changed.secretsSet], [settings, ['authToken']]);
  const { rows } = await api.db.query('select secrets from connections where id = $1', [made.id]);
  assert.deepEqual(rows[0]?.secrets, { authToken: 's3cret-token' });
  assert.deepEqual(await api.get<Connection[]>('/api/v1/connections', { key: strangerKey }), []);
});

test('fields that are missing, odd, or not its own are named', async () => {
  const refused = async (settings: object) =>
    (await api.problem(400, 'invalid', 'POST', '/api/v1/connections', { body: { name: 'P', kind: 'plivo', settings } }))
      .detail;
  assert.match(await refused({ authId: SETTINGS.authId }), /authToken is missing/);
  assert.match(await refused({ ...SETTINGS, authId: 'x' }), /authId must look like/);
  assert.match(await refused({ ...SETTINGS, colour: 'red' }), /colour: there is no such field/);
  assert.match(
    await refused({ ...SETTINGS, apiUrl: 'http://127.0.0.1' }),
    /apiUrl/,
    'its API is looked for nowhere else',
  );
  const before = await api.get<Connection[]>('/api/v1/connections');
  assert.ok(!before.some(({ name }) => name === 'P'), 'nothing was made');
});

test('a trunk may register at its operator; the password is never told', async () => {
  const body = { name: 'Trunk', kind: 'sip-trunk', registerUri: 'sip:sip.operator.example', registerUser: 'shop' };
  const made = await make({ ...body, registerPassword: 'p4ss' });
  assert.deepEqual([made.registerUri, made.hasRegisterPassword], ['sip:sip.operator.example', true]);
  assert.ok(!JSON.stringify(made).includes('p4ss'));
  const nameless = { ...body, registerUser: null };
  await api.problem(400, 'invalid', 'POST', '/api/v1/connections', { body: nameless });
});

test("an operator's numbers are listed, and those not here yet come into a site's inventory", async () => {
  const known = site.numbers[0]?.e164 ?? '';
  const fresh = freshE164();
  const operator = await openOperatorApi(() => ({
    json: { objects: [{ number: known.slice(1) }, { number: fresh.slice(1) }] },
  }));
  const made = await make({ name: 'Numbers', kind: 'plivo', settings: SETTINGS });
  await api.db.query('update connections set settings = settings || $2 where id = $1', [
    made.id,
    JSON.stringify({ apiUrl: operator.url }),
  ]);
  const url = `/api/v1/connections/${made.id}`;
  assert.deepEqual(await api.answer(200, 'POST', `${url}/test`, {}), { ok: true, detail: '', numbers: 2 });
  const listed = await api.get<OperatorNumber[]>(`${url}/operator-numbers`);
  assert.deepEqual(
    listed.map(({ e164, known: is }) => [e164, is]),
    [
      [known, true],
      [fresh, false],
    ],
  );
  const body = { site: site.id, numbers: [known, fresh, fresh] };
  const taken = await api.answer<OperatorImported>(200, 'POST', `${url}/import`, { body });
  assert.deepEqual(taken, { added: [fresh], left: [known] });
  await operator.close();
  const failed = await api.answer<{ ok: boolean; detail: string }>(200, 'POST', `${url}/test`, {});
  assert.match(failed.detail, /does not answer/);
  await api.problem(404, 'not-found', 'POST', `${url}/import`, { body, key: strangerKey });
});

test('a call told afterwards is listed with its source; told again it is the same call', async () => {
  const number = site.statics[0]?.e164 ?? '';
  const body = {
    ...{ id: 'pbx-1', number, caller: '8 (926) 123-45-67', startedAt: '2026-11-20T10:00:00+03:00' },
    ...{ answeredAt: '2026-11-20T10:00:10+03:00', endedAt: '2026-11-20T10:01:10+03:00', answeredBy: 'anna' },
  };
  const told = await api.answer<{ id: string }>(200, 'POST', '/api/v1/calls', { body });
  assert.deepEqual(await api.answer(200, 'POST', '/api/v1/calls', { body }), told);
  const call = await api.get<CallCard>(`/api/v1/calls/${told.id}`);
  assert.deepEqual(
    [call.status, call.caller, call.answeredBy, call.startedAt.slice(0, 19), Math.round(call.talkSeconds ?? 0)],
    ['answered', '+79261234567', 'Anna', '2026-11-20T07:00:00', 60],
  );
  await api.problem(409, 'unknown-number', 'POST', '/api/v1/calls', { body: { ...body, number: '+15005550006' } });
  await api.problem(409, 'unknown-number', 'POST', '/api/v1/calls', { body, key: strangerKey });
  await api.problem(400, 'invalid', 'POST', '/api/v1/calls', { body: { ...body, endedAt: 'later' } });
});
