// Agents' phones at the engine: registered with us, at a phone number through an operator, pausing a recording; calls of
// ours to clients; operators we register with; and those who only pretend.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '../../src/core/call.ts';
import type { PlanTarget, Step } from '../../src/core/routing/plan.ts';
import type { Trunk } from '../../src/telephony/asterisk/configuration.ts';
import {
  agentAt,
  asWav,
  CONNECTION,
  newTarget,
  planOf,
  startEngineForTests,
  type TestEngine,
} from '../support/engine.ts';
import { ANNA_HZ, CALLER_HZ, dial, openTalks, type Talks } from '../support/engine-room.ts';
import { header, openSoftphone, type Softphone } from '../support/softphone.ts';
import { until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const LINE = '0198c0de-0000-7000-8000-0000000000c2';

let engine: TestEngine;
let operator: Softphone;
let desk: Softphone;
let home: Softphone;
let stranger: Softphone;
let anna: PlanTarget;
let boris: PlanTarget;
let mobile: PlanTarget;
let trunks: Trunk[];
let talks: Talks;

before(async () => {
  operator = await openSoftphone('127.0.0.3');
  desk = await openSoftphone('127.0.0.4');
  home = await openSoftphone('127.0.0.5');
  stranger = await openSoftphone('127.0.0.66');
  anna = newTarget('Anna', { kind: 'registered', login: 'anna' });
  boris = newTarget('Boris', { kind: 'sip', uri: home.uri });
  mobile = newTarget('Clara', { kind: 'number', e164: '+79161112233', connectionId: null });
  const out = { uri: `sip:127.0.0.3:${operator.port}`, user: null, password: null };
  trunks = [{ id: CONNECTION, addresses: ['127.0.0.3/32'], out }];
  engine = await startEngineForTests(trunks);
  const known = () =>
    engine.agents(
      [
        agentAt(anna, { password: 'se;cret', extension: '101' }),
        agentAt(boris, { extension: '102' }),
        agentAt(mobile, { extension: '103' }),
      ],
      trunks,
    );
  await known();
  talks = openTalks(engine, known); // a number whose calls go out is in service: its connection is known
});
afterEach(async () => {
  await talks?.hangUp();
});
after(async () => {
  await Promise.all([operator, desk, home, stranger].map((phone) => phone?.close()));
  await engine?.close();
});

const call = (...steps: Step[]) => talks.call(operator, planOf(...steps));
const answers = (phone: Softphone) => talks.answers(phone);
const register = (phone: Softphone, password = 'se;cret', expires = 120) =>
  phone.register({ to: engine.server, login: 'anna', password, expires });
const recordingOf = (facts: readonly CallFact[]) => {
  const fact = facts.find((found) => found.kind === 'recorded');
  assert.ok(fact && 'file' in fact);
  return listen(asWav(readFileSync(fact.file), 2));
};
const isOnline = async () => (await engine.telephony.phones()).find(({ login }) => login === 'anna')?.online;

test('a phone registers with its password only, and who fails is counted', async () => {
  assert.equal(await isOnline(), false);
  assert.equal(await register(desk, 'wrong'), 401);
  assert.equal(await stranger.register({ to: engine.server, login: 'nobody', password: 'x' }), 401);
  await until('both are counted', () => (engine.refusals.get('sip-from-stranger') ?? 0) >= 2);
  assert.equal(await isOnline(), false);
  assert.equal(await register(desk), 200);
  await until('it is online', isOnline);
});

test('a phone that is not registered is unavailable: the next one is rung', async () => {
  await register(desk, 'se;cret', 0);
  const caller = await call(dial([anna], { else: 1 }), dial([boris]));
  await answers(home);
  assert.equal(await caller.answered, 200);
  await caller.hangUp();
  const { facts } = await engine.callOf(caller.caller);
  const first = facts.find((fact) => fact.kind === 'step-ended');
  assert.ok(first?.kind === 'step-ended' && first.outcome === 'unavailable');
});

test('a registered phone rings wherever it is registered from, and shows the caller', async () => {
  await register(desk);
  await register(home);
  const caller = await call(dial([anna]));
  const [first, second] = await Promise.all([desk.incoming(), home.incoming()]);
  talks.open.push(first, second);
  assert.ok(header(first.request, 'From').includes(caller.caller), header(first.request, 'From'));
  assert.ok(header(first.request, 'P-Asserted-Identity').includes(caller.caller));
  first.ring();
  second.say(ANNA_HZ);
  second.answer();
  assert.equal(await caller.answered, 200);
  assert.equal(await first.ended, 'them');
  await sleep(1000);
  await second.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.answeredBy, state.hungUpBy], [anna.id, 'agent']);
  const heard = recordingOf(facts);
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, ANNA_HZ) > 0.9);
  await register(home, 'se;cret', 0);
});

test("an agent at a phone number is called through the called number's connection, which is told the caller", async () => {
  const caller = await call(dial([mobile]));
  const leg = await answers(operator);
  assert.match(leg.request, /^INVITE sip:\+79161112233@127\.0\.0\.3/);
  assert.ok(header(leg.request, 'P-Asserted-Identity').includes(caller.caller));
  assert.equal(await caller.answered, 200);
  await caller.hangUp();
  assert.equal((await engine.callOf(caller.caller)).call.answeredBy, mobile.id);
});

for (const [name, targets, acceptKey] of [
  ['one phone', () => [boris], null],
  ['phones that ring together and ask for a key', () => [anna, boris], '1'],
] as const)
  test(`*1 pauses the recording and lets it go on, of ${name}: what was said between is nowhere`, async () => {
    await register(desk);
    const caller = await call(dial(targets(), { acceptKey }));
    const agent = await answers(home);
    if (acceptKey) await agent.press(acceptKey);
    await caller.answered;
    await sleep(1500);
    await agent.press('*1');
    await until('it pauses', () => engine.facts(idOf(caller.caller)).some(({ kind }) => kind === 'recording-paused'));
    caller.say(2000); // the number of a card
    await sleep(1500);
    caller.say(CALLER_HZ);
    await sleep(200);
    await agent.press('*1');
    await until('it goes on', () => engine.facts(idOf(caller.caller)).some(({ kind }) => kind === 'recording-resumed'));
    await sleep(1500);
    await caller.hangUp();
    const { facts, call: state } = await engine.callOf(caller.caller);
    const heard = recordingOf(facts);
    assert.equal(heard.share(0, 2000), 0);
    assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, ANNA_HZ) > 0.7);
    const [pause] = state.pauses;
    const talked = ((state.endedAt?.getTime() ?? 0) - (state.answeredAt?.getTime() ?? 0)) / 1000;
    const paused = ((pause?.to?.getTime() ?? 0) - (pause?.from.getTime() ?? 0)) / 1000;
    assert.ok(Math.abs(heard.seconds - (talked - paused)) < 0.2, `${heard.seconds} s of ${talked} without ${paused}`);
  });

function idOf(caller: string): string {
  return engine.newest(caller);
}

test('the caller can not pause the recording', async () => {
  const caller = await call(dial([boris]));
  await answers(home);
  await caller.answered;
  await sleep(300);
  await caller.press('*1');
  await sleep(1500);
  await caller.hangUp();
  assert.deepEqual((await engine.callOf(caller.caller)).call.pauses, []);
});

test('a call of ours rings the agent, whispers, then rings the client, and is recorded with the client on the left', async () => {
  engine.sound('whisper2', 1700, 1);
  const { providerCallId } = await engine.telephony.place({
    ...{ id: 'order1', connectionId: CONNECTION, agent: boris, callee: '+79165550001', number: '+74952000000' },
    ...{ whisper: 'whisper2', ringSeconds: 20 },
  });
  const agent = await answers(home);
  assert.ok(header(agent.request, 'From').includes('+79165550001'), header(agent.request, 'From'));
  await sleep(900);
  assert.ok(agent.heard(1700) > 0.8);
  const client = await operator.incoming();
  talks.open.push(client);
  assert.match(client.request, /^INVITE sip:\+79165550001@127\.0\.0\.3/);
  assert.ok(header(client.request, 'From').includes('+74952000000'), header(client.request, 'From'));
  client.ring();
  await sleep(1000);
  assert.ok(agent.frames(agent.now() - 900) > 20, 'the agent hears ringing');
  client.say(CALLER_HZ);
  client.answer();
  await client.answered;
  await sleep(1500);
  assert.ok(client.heard(ANNA_HZ, 300) > 0.9 && agent.heard(CALLER_HZ, agent.now() - 800) > 0.9);
  await client.hangUp();
  const { facts, call: state } = await engine.ended(providerCallId);
  assert.deepEqual(
    [state.direction, state.status, state.answeredBy, state.hungUpBy, state.legs.map(({ client: of }) => of)],
    ['out', 'answered', boris.id, 'caller', [false, true]],
  );
  const heard = recordingOf(facts);
  assert.ok(
    heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, ANNA_HZ) > 0.9 && heard.seconds < 2.2,
    `${heard.seconds}`,
  );
});

test('a call of ours that the agent does not answer, or the client, or that is ended by us', async () => {
  const order = { connectionId: CONNECTION, callee: '+79165550002', number: '+74952000000', whisper: null };
  const place = (id: string, agent: PlanTarget) => engine.telephony.place({ ...order, id, agent, ringSeconds: 20 });

  const first = await place('order2', boris);
  (await home.incoming()).refuse(486);
  const unanswered = (await engine.ended(first.providerCallId)).call;
  assert.deepEqual([unanswered.status, unanswered.missedReason], ['missed', 'busy']);

  const second = await place('order3', boris);
  await answers(home);
  (await operator.incoming()).refuse(486);
  const busy = (await engine.ended(second.providerCallId)).call;
  assert.deepEqual(
    busy.legs.map(({ outcome }) => outcome),
    ['answered', 'busy'],
  );
  assert.equal(busy.status, 'missed');

  await register(desk);
  const third = await place('order4', anna);
  const agent = await answers(desk);
  await answers(operator);
  await sleep(300);
  await engine.telephony.hangUp(third.providerCallId);
  assert.equal(await agent.ended, 'them');
  const ended = (await engine.ended(third.providerCallId)).call;
  assert.deepEqual([ended.status, ended.answeredBy], ['answered', anna.id]);
});

test('a call that comes in is ended by us', async () => {
  const caller = await call(dial([boris]));
  await answers(home);
  await caller.answered;
  await engine.telephony.hangUp(idOf(caller.caller));
  assert.equal(await caller.ended, 'them');
});

test('a phone of ours calls colleagues by their extension, and nobody outside', async () => {
  await register(desk);
  const colleague = await desk.call({ to: engine.server, number: '102', caller: 'anna', login: ['anna', 'se;cret'] });
  await answers(home);
  assert.equal(await colleague.answered, 200);
  await colleague.hangUp();
  for (const number of ['103', '+79165550003', '*1'])
    assert.ok(
      (await (await desk.call({ to: engine.server, number, caller: 'anna', login: ['anna', 'se;cret'] })).answered) >=
        400,
    );
});

test('a name alone opens nothing: who calls as a trunk or an agent from elsewhere is refused', async () => {
  engine.plan('74952000000', planOf(dial([boris])));
  const before = home.rung();
  for (const caller of [`trunk-${CONNECTION.slice(-12)}`, `agent-${boris.id}`, 'targets', 'anna'])
    assert.equal(
      await (await stranger.call({ to: engine.server, number: '74952000000', caller })).answered,
      401,
      caller,
    );
  assert.equal(home.rung(), before);
});

test('an operator that we register with calls our login; the number dialled stands in To', async () => {
  const registrar = await openSoftphone('127.0.0.7');
  try {
    const registering = registrar.registration();
    engine.plan('+74953330001', planOf(dial([boris])));
    const uri = `sip:127.0.0.7:${registrar.port}`;
    await engine.agents(
      [agentAt(boris)],
      [...trunks, { id: LINE, addresses: [], register: { uri, user: 'dt-login', password: 'p' } }],
    );
    const contact = await registering;
    assert.match(contact, /^sip:dt-login@127\.0\.0\.1/);
    const caller = '+79180009999';
    const target = contact; // known by the token in it, from whatever address
    const made = await registrar.call({ to: engine.server, number: '', caller, dialled: '+74953330001', target });
    talks.open.push(made);
    await answers(home);
    assert.equal(await made.answered, 200);
    await made.hangUp();
    const { facts, call: state } = await engine.callOf(caller);
    assert.ok(facts.some((fact) => fact.kind === 'offered' && fact.did === '+74953330001'));
    assert.deepEqual([state.status, state.answeredBy, state.hungUpBy], ['answered', boris.id, 'caller']);
  } finally {
    await registrar.close();
  }
});
