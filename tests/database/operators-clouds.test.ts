// Plivo's and Vonage's calls over the real hook server and a real database, with requests proved as they prove them.
import assert from 'node:assert/strict';
import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type Hooks, numberPhone, openHooks, openOperatorApi, PUBLIC_URL, valuesOf } from '../support/hooks.ts';
import { until } from '../support/system.ts';

let hooks: Hooks;
before(async () => {
  hooks = await openHooks();
});
after(() => hooks?.close());

const AGENTS = [
  { name: 'Anna', phone: numberPhone('+79161112233') },
  { name: 'Boris', phone: numberPhone('+79162223344') },
];
const over = (provider: string, id: string) =>
  until('the call is over', async () => {
    const found = await hooks.call(provider, id);
    return found?.line.endedAt ? found : undefined;
  });

describe('Plivo', () => {
  const SETTINGS = { authId: 'MA012345678901234567', authToken: 'plivo-token' };

  async function post(at: string, fields: Record<string, string>, token = SETTINGS.authToken) {
    const path = at.replace(PUBLIC_URL, '');
    const url = new URL(`${PUBLIC_URL}${path}`);
    const sorted = (given: URLSearchParams) => [...given].sort(([a], [b]) => (a < b ? -1 : 1));
    const query = sorted(url.searchParams)
      .map(([name, value]) => `${name}=${value}`)
      .join('&');
    const body = new URLSearchParams(fields);
    const written = sorted(body)
      .map(([name, value]) => name + value)
      .join('');
    const nonce = '12345678901234567890';
    const signed = `${url.origin}${url.pathname}?${query}${query ? '.' : ''}${written}.${nonce}`;
    const signature = createHmac('sha256', token).update(signed).digest('base64');
    const answer = await fetch(`${hooks.base}${path}`, {
      ...{ method: 'POST', body },
      headers: { 'x-plivo-signature-v3': `old=,${signature}`, 'x-plivo-signature-v3-nonce': nonce },
    });
    return { status: answer.status, text: await answer.text() };
  }

  test('a call is offered, a phone lifts and hangs up, the recording is told of', async () => {
    const { hook, did, provider } = await hooks.connect('plivo', SETTINGS, AGENTS);
    const call = 'plivo-1';
    const fields = { CallUUID: call, From: '79261234567', To: did.slice(1), CallStatus: 'ringing', Event: 'StartApp' };
    const { text } = await post(hook, fields);
    assert.match(
      text,
      /<Response><Record recordSession="true"[^>]*\/><Dial [^>]*><Number>79161112233<\/Number><\/Dial>/,
    );
    const [leg = '', action = ''] = [valuesOf(text, 'callbackUrl')[1], valuesOf(text, 'action')[0]];
    const b = { CallUUID: call, DialBLegUUID: 'b-1', DialBLegTo: '79161112233' };
    assert.equal((await post(leg, { ...b, DialAction: 'answer' })).status, 204);
    assert.equal((await post(leg, { ...b, DialAction: 'hangup', DialBLegDuration: '30' })).status, 204);
    await post(action, { ...fields, CallStatus: 'in-progress', DialStatus: 'completed', DialBLegUUID: 'b-1' });
    const [recording = ''] = valuesOf(text, 'callbackUrl');
    await post(recording, { CallUUID: call, RecordUrl: 'https://media.plivo.com/1.wav', RecordingID: 'r-1' });
    const stored = await over(provider, call);
    assert.deepEqual(
      [stored.line.status, stored.line.answeredBy, stored.line.hungUpBy, stored.line.caller],
      ['answered', 'Anna', 'agent', '+79261234567'],
    );
    assert.ok(stored.facts.some(({ kind }) => kind === 'recording-offered'));
  });

  test('a busy line is passed on; the caller hangs up, and that is told', async () => {
    const { hook, did, provider } = await hooks.connect('plivo', SETTINGS, AGENTS);
    const fields = { CallUUID: 'plivo-2', From: '79261234567', To: did.slice(1), CallStatus: 'ringing' };
    const { text } = await post(hook, fields);
    const next = await post(valuesOf(text, 'action')[0] ?? '', { ...fields, DialStatus: 'busy', DialBLegUUID: 'b-2' });
    assert.match(next.text, /<Number>79162223344<\/Number>/);
    const end = { ...fields, Event: 'Hangup', CallStatus: 'completed', HangupSource: 'Caller', Duration: '0' };
    assert.equal((await post(`${hook}/status`, end)).status, 204);
    const stored = await over(provider, 'plivo-2');
    assert.deepEqual([stored.line.status, stored.line.missedReason], ['missed', 'caller-hung-up']);
  });

  test('another token is refused', async () => {
    const { hook, did } = await hooks.connect('plivo', SETTINGS, AGENTS);
    const fields = { CallUUID: 'plivo-3', To: did.slice(1) };
    assert.equal((await post(hook, fields, 'other')).status, 403);
  });

  test('its API lists numbers with their price, and places calls', async () => {
    const api = await openOperatorApi(({ url }) =>
      url.includes('/Number/')
        ? { json: { objects: [{ number: '14155550100', region: 'California, US', monthly_rental_rate: '0.80000' }] } }
        : { json: { request_uuid: 'out-1' } },
    );
    const connected = await hooks.connect('plivo', { ...SETTINGS, apiUrl: api.url }, AGENTS);
    assert.deepEqual(await hooks.desk.numbersOf(connected.connectionId), [
      { e164: '+14155550100', region: 'California, US', monthlyCost: 80, currency: 'USD' },
    ]);
    const agent = connected.line[0];
    assert.ok(agent);
    const order = { id: 'o', agent, callee: '+79260000001', number: connected.did, whisper: null, ringSeconds: 20 };
    await hooks.operators.place({ ...order, connectionId: connected.connectionId });
    const asked = JSON.parse(api.asked.at(-1)?.body ?? '{}');
    assert.deepEqual([asked.to, asked.from], ['79161112233', connected.did.slice(1)]);
    const { text } = await post(asked.answer_url, { CallUUID: 'out-1', CallStatus: 'in-progress' });
    assert.match(text, /<Dial callerId="[^"]*"[^>]*><Number>79260000001<\/Number>/);
    await api.close();
  });
});

describe('Vonage', () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const SETTINGS = {
    ...{
      applicationId: '00000000-0000-0000-0000-000000000000',
      signatureSecret: 'vonage-secret',
      apiKey: 'k',
      apiSecret: 's',
    },
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };

  function token(body: string, { secret = SETTINGS.signatureSecret, alg = 'HS256', iat = Date.now() / 1000 } = {}) {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const payload_hash = createHash('sha256').update(body).digest('hex');
    const signed = `${part({ alg, typ: 'JWT' })}.${part({ iat: Math.floor(iat), iss: 'Vonage', jti: '1', payload_hash })}`;
    return `${signed}.${alg === 'none' ? '' : createHmac('sha256', secret).update(signed).digest('base64url')}`;
  }
  async function post(at: string, event: object, how: Parameters<typeof token>[1] & { bodySigned?: string } = {}) {
    const body = JSON.stringify(event);
    const authorization = `Bearer ${token(how.bodySigned ?? body, how)}`;
    const answer = await fetch(`${hooks.base}${at.replace(PUBLIC_URL, '')}`, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json', authorization } },
    });
    return { status: answer.status, text: await answer.text() };
  }
  type Ncco = { action: string; eventUrl?: string[]; endpoint?: { number: string }[]; timeout?: number }[];

  test('phones of the line ring one by one; the answer, the talk and the recording are told', async () => {
    const { hook, did, provider } = await hooks.connect('vonage', SETTINGS, AGENTS);
    const call = 'CON-1';
    const inbound = {
      conversation_uuid: call,
      uuid: 'a-1',
      from: '79261234567',
      to: did.slice(1),
      direction: 'inbound',
    };
    const first = await post(hook, inbound);
    const ncco = JSON.parse(first.text) as Ncco;
    assert.deepEqual(
      ncco.map(({ action }) => action),
      ['record', 'connect'],
    );
    assert.equal(ncco[1]?.endpoint?.[0]?.number, '79161112233');
    const [dialled = ''] = ncco[1]?.eventUrl ?? [];
    assert.equal((await post(dialled, { status: 'ringing', uuid: 'b-1', conversation_uuid: call })).status, 204);
    const second = await post(dialled, { status: 'busy', uuid: 'b-1', conversation_uuid: call });
    const again = JSON.parse(second.text) as Ncco;
    assert.equal(again[1]?.endpoint?.[0]?.number, '79162223344');
    const at = (seconds: number) => new Date(Date.now() + seconds * 1000).toISOString();
    const leg = { conversation_uuid: call, uuid: 'b-2', from: did.slice(1), to: '79162223344', direction: 'outbound' };
    for (const [seconds, status] of [
      [1, 'started'],
      [2, 'ringing'],
      [5, 'answered'],
      [60, 'completed'],
    ] as const)
      assert.equal((await post(`${hook}/event`, { ...leg, status, timestamp: at(seconds) })).status, 204);
    const done = await post(again[1]?.eventUrl?.[0] ?? '', {
      status: 'completed',
      uuid: 'b-2',
      conversation_uuid: call,
    });
    assert.equal(done.text, '[]');
    const sound = { recording_uuid: 'r', recording_url: 'https://api.nexmo.com/v1/files/r', conversation_uuid: call };
    assert.equal((await post(again[0]?.eventUrl?.[0] ?? '', sound)).status, 204);
    await post(`${hook}/event`, { ...inbound, status: 'completed', duration: '60', timestamp: at(61) });
    const stored = await over(provider, call);
    assert.deepEqual(
      [stored.line.status, stored.line.answeredBy, stored.line.caller],
      ['answered', 'Boris', '+79261234567'],
    );
    assert.ok(stored.facts.some(({ kind }) => kind === 'recording-offered'));
  });

  test('tokens of others, old ones, unsigned ones, and bodies that were changed are refused', async () => {
    const { hook, did } = await hooks.connect('vonage', SETTINGS, AGENTS);
    const event = { conversation_uuid: 'CON-2', to: did.slice(1) };
    assert.equal((await post(hook, event, { secret: 'other' })).status, 403);
    assert.equal((await post(hook, event, { alg: 'none' })).status, 403);
    assert.equal((await post(hook, event, { iat: Date.now() / 1000 - 600 })).status, 403);
    assert.equal((await post(hook, event, { bodySigned: '{}' })).status, 403);
    assert.equal((await fetch(`${hooks.base}${hook}`, { method: 'POST' })).status, 403);
  });

  test('its API is asked with a token of the application', async () => {
    const api = await openOperatorApi(({ url }) =>
      url.startsWith('/account/numbers')
        ? { json: { count: 1, numbers: [{ country: 'GB', msisdn: '447700900000' }] } }
        : url.startsWith('/v1/files/')
          ? { body: Buffer.from('RIFF'), type: 'audio/wav' }
          : { json: { conversation_uuid: 'CON-out' } },
    );
    const { connectionId, line, did } = await hooks.connect('vonage', { ...SETTINGS, apiUrl: api.url }, AGENTS);
    assert.deepEqual(
      (await hooks.desk.numbersOf(connectionId)).map(({ e164 }) => e164),
      ['+447700900000'],
    );
    const agent = line[0];
    assert.ok(agent);
    const order = { id: 'o', agent, callee: '+79260000001', number: did, whisper: null, ringSeconds: 20, connectionId };
    assert.deepEqual(await hooks.operators.place(order), { providerCallId: 'CON-out' });
    const claims = (api.asked.at(-1)?.headers.authorization ?? '').split('.')[1] ?? '';
    assert.equal(JSON.parse(Buffer.from(claims, 'base64url').toString()).application_id, SETTINGS.applicationId);
    const recording = { providerCallId: 'x', ref: { url: `${api.url}/v1/files/r`, channels: '2' } };
    assert.deepEqual(await hooks.operators.fetchRecording(connectionId, recording), {
      ...{ audio: Buffer.from('RIFF'), type: 'audio/wav', callerChannel: 'left' },
    });
    const stranger = { providerCallId: 'x', ref: { url: 'https://evil.example/r' } };
    await assert.rejects(hooks.operators.fetchRecording(connectionId, stranger), /not Vonage's/);
    await api.close();
  });
});

describe('FreeSWITCH', () => {
  const SETTINGS = {
    gateway: 'op1',
    user: 'fs',
    password: 'pw',
    recordingsUrl: 'http://127.0.0.1:1/rec',
    recordingsFolder: '/rec',
  };
  const authorization = `Basic ${Buffer.from('fs:pw').toString('base64')}`;
  const ask = async (
    at: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { authorization },
  ) => {
    const body = new URLSearchParams(fields);
    const answer = await fetch(`${hooks.base}${at.replace(PUBLIC_URL, '')}`, { method: 'POST', body, headers });
    return { status: answer.status, text: await answer.text() };
  };

  test('a call is bridged through the gateway, goes on when nobody lifts, and its record tells the rest', async () => {
    const { hook, did, provider, line } = await hooks.connect('freeswitch', SETTINGS, AGENTS);
    const call = '5f0c0c8e-0000-4000-8000-000000000001';
    const first = await ask(hook, {
      session_id: call,
      'Caller-Destination-Number': did,
      'Caller-Caller-ID-Number': '79261234567',
    });
    assert.match(first.text, /<document type="xml\/freeswitch-httapi"><work>/);
    assert.match(first.text, /application="bridge" data="\[leg_timeout=25\]sofia\/gateway\/op1\/79161112233"/);
    const next = await ask(valuesOf(first.text, 'action').at(-1) ?? '', {
      session_id: call,
      variable_originate_disposition: 'NO_ANSWER',
    });
    assert.match(next.text, /sofia\/gateway\/op1\/79162223344/);
    const start = Math.floor(Date.now() / 1000) - 100;
    const cdr = {
      variables: {
        ...{
          uuid: call,
          start_epoch: String(start),
          answer_epoch: String(start + 30),
          bridge_epoch: String(start + 30),
        },
        ...{ end_epoch: String(start + 90), bridge_uuid: 'b', bridge_channel: 'sofia/gateway/op1/79162223344' },
        ...{ hangup_cause_q850: '16', sip_hangup_disposition: 'recv_bye', originate_disposition: 'SUCCESS' },
      },
    };
    const told = await fetch(`${hooks.base}${hook}/cdr`, {
      ...{ method: 'POST', body: JSON.stringify(cdr), headers: { authorization, 'content-type': 'application/json' } },
    });
    assert.equal(told.status, 200);
    const stored = await over(provider, call);
    assert.deepEqual(
      [stored.line.status, stored.line.answeredBy, stored.line.hungUpBy],
      ['answered', line[1]?.name, 'caller'],
    );
    assert.ok(stored.facts.some(({ kind }) => kind === 'recording-offered'));
  });

  test('without the password nobody is heard; a record that is none is refused', async () => {
    const { hook, did } = await hooks.connect('freeswitch', SETTINGS, AGENTS);
    assert.equal((await ask(hook, { session_id: 'x', 'Caller-Destination-Number': did }, {})).status, 403);
    assert.equal((await ask(`${hook}/cdr`, { cdr: '{"variables":[]}' })).status, 400);
  });
});

test('whatever bytes come, no adapter throws or answers that it is our fault', async () => {
  const { OPERATORS } = await import('../../src/telephony/operators/operators.ts');
  const { seededRandom } = await import('../../src/simulation/random.ts');
  const random = seededRandom(3);
  const types = [
    'application/json',
    'application/x-www-form-urlencoded',
    'text/xml',
    'multipart/form-data; boundary=x',
  ];
  const bytes = () => Buffer.from(Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
  for (const { kind, hooks: paths } of OPERATORS.values()) {
    const { hook } = await hooks.connect(kind, {}, []);
    for (const path of [...paths.map((one) => one.path), 'leg', 'dialled', '%00', 'a/b/c'])
      for (const type of types) {
        const answer = await fetch(`${hooks.base}${hook}/${path}?c=1&s=${Math.floor(random() * 9)}&t=${type.length}`, {
          ...{ method: 'POST', body: bytes(), headers: { 'content-type': type } },
        });
        assert.ok(answer.status < 500, `${kind} ${path} ${type}: ${answer.status}`);
      }
  }
});
