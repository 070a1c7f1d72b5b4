// Russian operators' calls over the real hook server and a real database, with requests proved as they prove them.
import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type Hooks, numberPhone, openHooks, openOperatorApi } from '../support/hooks.ts';
import { until } from '../support/system.ts';
import { voxEngine } from '../support/voxengine.ts';

let hooks: Hooks;
before(async () => {
  hooks = await openHooks();
});
after(() => hooks?.close());

const AGENTS = [
  { name: 'Anna', phone: numberPhone('+79161112233') },
  { name: 'Boris', phone: numberPhone('+74951112244') },
];
const EMPLOYEES = '+79161112233=101, +74951112244=102';
const over = (provider: string, id: string) =>
  until('the call is over', async () => {
    const found = await hooks.call(provider, id);
    return found?.line.endedAt ? found : undefined;
  });
const post = async (path: string, body: URLSearchParams | object, headers: Record<string, string> = {}) => {
  const isForm = body instanceof URLSearchParams;
  const answer = await fetch(`${hooks.base}${path}`, {
    method: 'POST',
    body: isForm ? body : JSON.stringify(body),
    headers: { ...(isForm ? {} : { 'content-type': 'application/json' }), ...headers },
  });
  return { status: answer.status, text: await answer.text() };
};
const moscow = (at: Date) => new Date(at.getTime() + 3 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');

test('Zadarma: a call is routed to an extension and listed with who answered, its end told before its answer', async () => {
  const settings = { brand: 'zadarma', key: 'KEY', secret: 'SECRET', employees: EMPLOYEES };
  const { hook, did, provider } = await hooks.connect('zadarma', settings, AGENTS);
  const start = {
    ...{ call_start: moscow(new Date()), pbx_call_id: 'in_1', caller_id: '79261234567', called_did: did.slice(1) },
  };
  const tell = async (fields: Record<string, string>, destination = did.slice(1), secret = 'SECRET') => {
    const text = `${start.caller_id}${destination}${start.call_start}`;
    const signature = Buffer.from(createHmac('sha1', secret).update(text).digest('hex')).toString('base64');
    return post(hook, new URLSearchParams({ ...start, ...fields }), { signature });
  };
  const question = { event: 'NOTIFY_START' };
  assert.equal((await tell(question, did.slice(1), 'OTHER')).status, 403);
  assert.deepEqual(await tell(question), { status: 200, text: '{"redirect":"101","return_timeout":25}' });
  await tell({ event: 'NOTIFY_INTERNAL', internal: '102' });
  const end = { event: 'NOTIFY_END', internal: '102', disposition: 'answered', duration: '0', status_code: '16' };
  await tell(end);
  await tell({ event: 'NOTIFY_ANSWER', internal: '102', destination: '102' }, '102');
  await tell(end);
  const stored = await over(provider, 'in_1');
  assert.deepEqual(
    [stored.line.status, stored.line.answeredBy, stored.line.caller, stored.legs.length],
    ['answered', 'Boris', '+79261234567', 1],
  );
});

test('Mango: events make a call, whose caller is sent on by a command', async () => {
  const api = await openOperatorApi(() => ({ json: { result: 1000 } }));
  const settings = { apiKey: 'KEY', salt: 'SALT', apiUrl: api.url, employees: EMPLOYEES };
  const { hook, did, provider } = await hooks.connect('mango', settings, AGENTS);
  const tell = (path: string, body: object) => {
    const json = JSON.stringify(body);
    const sign = createHash('sha256').update(`KEY${json}SALT`).digest('hex');
    return post(`${hook}/${path}`, new URLSearchParams({ vpbx_api_key: 'KEY', sign, json }));
  };
  const now = Math.floor(Date.now() / 1000) - 70;
  const from = { number: '79261234567' };
  const call = (seq: number, timestamp: number, more: object) =>
    tell('events/call', { entry_id: 'm1', call_id: `c${seq}`, seq, timestamp, from, ...more });
  const line_number = did.slice(1);
  const menu = { call_state: 'Appeared', location: 'ivr', to: { number: line_number, line_number } };
  assert.equal((await call(1, now, menu)).status, 200);
  const [command] = api.asked;
  assert.match(new URLSearchParams(command?.body).get('json') ?? '', /"call_id":"c1","to_number":"101"/);
  const to = { extension: '101', line_number };
  await call(2, now + 2, { call_state: 'Appeared', location: 'abonent', to });
  await call(3, now + 9, { call_state: 'Connected', location: 'abonent', to });
  await tell('events/summary', {
    ...{ entry_id: 'm1', call_direction: 1, from, to, line_number, create_time: now, talk_time: now + 9 },
    ...{ end_time: now + 69, disconnect_reason: 1110, entry_result: 1 },
  });
  const stored = await over(provider, 'm1');
  assert.deepEqual([stored.line.status, stored.line.answeredBy, stored.line.hungUpBy], ['answered', 'Anna', 'caller']);
  await api.close();
});

test('Voximplant: the scenario, the hook server and the database carry a call from end to end', async () => {
  const { hook, line, provider } = await hooks.connect('voximplant', { accountId: '1' }, AGENTS);
  const did = (
    await hooks.db.query<{ e164: string }>('select e164 from numbers where connection_id = $1', [
      provider.split(':')[1],
    ])
  ).rows[0]?.e164;
  const http = async ({ path, body }: { path: string; body: object }) => {
    const given = 'did' in body ? { ...body, did } : body;
    // What is dialled in the imitation is one number for all tests: here it is ours.
    const text = JSON.stringify(given).replaceAll('"74950000001"', JSON.stringify(did));
    const { status, text: answer } = await post(path ? `${hook}/${path}` : hook, JSON.parse(text) as object);
    return { code: status, text: answer };
  };
  const vox = voxEngine({ phones: { '74951112244': { answers: 4, talks: 30 } }, http });
  await vox.run({}, 'session-1');
  const stored = await over(provider, 'session-1');
  assert.deepEqual([stored.line.status, stored.line.answeredBy, stored.line.hungUpBy], ['answered', 'Boris', 'agent']);
  assert.deepEqual(
    stored.legs.map(({ outcome }) => outcome),
    ['no-answer', 'answered'],
  );
  assert.equal(line.length, 2);
  assert.ok(stored.facts.some(({ kind }) => kind === 'recording-offered'));
});

test('UIS: a call of ours is in the list from its placing to its end', async () => {
  const api = await openOperatorApi(() => ({ json: { result: { data: { call_session_id: 42 } } } }));
  const settings = { brand: 'uis', accessToken: 't0ken', apiUrl: api.url };
  const { hook, did, line, provider, connectionId } = await hooks.connect('uis', settings, AGENTS);
  const [agent] = line;
  assert.ok(agent);
  const order = { id: 'o', agent, callee: '+79260000001', number: did, whisper: null, ringSeconds: 20 };
  assert.deepEqual(await hooks.operators.place({ ...order, connectionId }), { providerCallId: '42' });
  const note = { call: '42', did: did.slice(1), caller: '79260000001', direction: 'out', time: moscow(new Date()) };
  await post(`${hook}/answered`, note);
  const talk = { total: '40', talk: '30', reason: 'subscriber_disconnects' };
  await post(`${hook}/ended`, { ...note, ...talk, time: moscow(new Date(Date.now() + 40_000)) });
  const stored = await over(provider, '42');
  assert.deepEqual(
    [stored.line.direction, stored.line.status, stored.line.caller, stored.line.hungUpBy],
    ['out', 'answered', '+79260000001', 'caller'],
  );
  await api.close();
});

test('Sipuni is told a branch without a call being made of it', async () => {
  const { hook, did, provider } = await hooks.connect('sipuni', { employees: EMPLOYEES }, AGENTS);
  const asked = await fetch(`${hooks.base}${hook}/branch?fromnum=79261234567&tonum=${did.slice(1)}&dtmf=&label=&time=`);
  assert.deepEqual(await asked.json(), { choice: 1, number: '101' });
  const unknown = await fetch(`${hooks.base}${hook}/branch?fromnum=79261234567&tonum=74990000000`);
  assert.deepEqual(await unknown.json(), { choice: 0 });
  const { rows } = await hooks.db.query('select 1 from calls where provider = $1', [provider]);
  assert.deepEqual(rows, []);
});

test('Beeline is subscribed to as soon as it is connected', async () => {
  const api = await openOperatorApi(() => ({ json: { subscriptionId: 's1', expires: 86400 } }));
  const { hook } = await hooks.connect('beeline', { token: 't0ken', apiUrl: api.url }, AGENTS);
  await hooks.operators.subscribe();
  assert.deepEqual(
    api.asked.map(({ method, url, body }) => [method, url, (JSON.parse(body) as { url: string }).url]),
    [['PUT', '/subscription', `https://calls.example.test${hook}`]],
  );
  await hooks.operators.subscribe();
  assert.equal(api.asked.length, 1, 'it holds for a day');
  await api.close();
});
