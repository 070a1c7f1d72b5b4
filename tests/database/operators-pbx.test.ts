// A PBX that asks and tells over the hooks, and calls told afterwards: over the real hook server and database.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Phone } from '../../src/core/routing/plan.ts';
import { type Hooks, numberPhone, openHooks } from '../support/hooks.ts';

let hooks: Hooks;
before(async () => {
  hooks = await openHooks();
});
after(() => hooks?.close());

const desk: Phone = { kind: 'sip', uri: 'sip:101@pbx.example.test' };
const connect = (settings: Record<string, string> = {}) =>
  hooks.connect('pbx', settings, [
    { name: 'Anna', phone: desk },
    { name: 'Boris', phone: numberPhone('+79162223344') },
  ]);

async function tell(at: string, body: object, headers: Record<string, string> = {}) {
  const answer = await fetch(`${hooks.base}${at}`, {
    ...{ method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
  });
  return { status: answer.status, text: await answer.text() };
}

test('a PBX asks where a call goes, tells what happens, and the call is listed', async () => {
  const { hook, did, provider } = await connect();
  const asked = new URLSearchParams({
    id: '1795334837.1',
    number: did,
    caller: '9261234567',
    context: 'from-internal',
  });
  const route = await fetch(`${hooks.base}${hook}/route?${asked}`);
  assert.equal(await route.text(), '25,Local/101@from-internal^25,Local/79162223344@from-internal');
  const call = { id: '1795334837.1', number: did };
  await tell(`${hook}/ringing`, { ...call, agent: '101', at: '2026-11-21T10:00:01Z' });
  await tell(`${hook}/answered`, { ...call, agent: 'PJSIP/101-0000002a', at: '2026-11-21T10:00:05Z' });
  await tell(`${hook}/recording`, { ...call, url: 'http://pbx.example.test/1.wav', at: '2026-11-21T10:01:00Z' });
  await tell(`${hook}/ended`, { ...call, status: 'ANSWER', by: 'caller', cause: '16', at: '2026-11-21T10:01:05Z' });
  const stored = await hooks.call(provider, call.id);
  assert.deepEqual(
    [stored?.line.status, stored?.line.answeredBy, stored?.line.hungUpBy, stored?.line.answeredAt],
    ['answered', 'Anna', 'caller', '2026-11-21T10:00:05.002Z'],
  );
  assert.equal(stored?.legs.length, 1);
  assert.ok(stored?.facts.some(({ kind }) => kind === 'recording-offered'));
});

test('a call told as a whole once it is over is the same call however often, and beside its own live events', async () => {
  const { hook, did, provider } = await connect();
  const call = {
    ...{ id: '77.1', number: did, caller: '+79261234567', startedAt: '1795334800', answeredAt: '1795334810' },
    ...{ endedAt: '1795334870', answeredBy: '101', status: 'ANSWER', recordingUrl: 'http://pbx.example.test/77.wav' },
  };
  for (let times = 0; times < 2; times++) assert.equal((await tell(`${hook}/call`, call)).status, 200);
  await tell(`${hook}/answered`, { id: '77.1', number: did, agent: '101', at: '1795334810' });
  const stored = await hooks.call(provider, '77.1');
  assert.deepEqual([stored?.line.status, stored?.line.answeredBy, stored?.legs.length], ['answered', 'Anna', 1]);
  assert.equal(stored?.line.talkSeconds && Math.round(stored.line.talkSeconds), 60);
  const missed = { id: '77.2', number: did, startedAt: '1795334800', endedAt: '1795334820', status: 'BUSY' };
  await tell(`${hook}/call`, missed);
  const lost = await hooks.call(provider, '77.2');
  assert.deepEqual([lost?.line.status, lost?.line.missedReason], ['missed', 'busy']);
});

test('with a token in the settings nobody is heard without it', async () => {
  const { hook, did } = await connect({ token: 's3cret' });
  const event = { id: '1', number: did };
  assert.equal((await tell(`${hook}/offered`, event)).status, 403);
  assert.equal((await tell(`${hook}/offered`, event, { authorization: 'Bearer wrong' })).status, 403);
  assert.equal((await tell(`${hook}/offered`, event, { authorization: 'Bearer s3cret' })).status, 200);
  assert.equal((await tell(`${hook}/offered?token=s3cret`, event)).status, 200);
});

test('odd requests are refused with a reason', async () => {
  const { hook } = await connect();
  for (const body of [{}, { id: 7 }, [], 'x', { id: '1', event: 'sneezed' }, { id: '1', at: {} }])
    assert.equal((await tell(hook, body as object)).status, 400, JSON.stringify(body));
  assert.equal((await tell(`${hook}/call`, { id: '1', number: '+74950000001', startedAt: 'yesterday' })).status, 400);
  assert.equal((await tell(`${hook}/recording`, { id: '1', url: 'file:///etc/passwd' })).status, 400);
  const broken = await fetch(`${hooks.base}${hook}`, {
    method: 'POST',
    body: '{',
    headers: { 'content-type': 'application/json' },
  });
  assert.equal(broken.status, 400);
  const large = await fetch(`${hooks.base}${hook}`, { method: 'POST', body: 'x'.repeat(1_100_000) });
  assert.equal(large.status, 413);
});
