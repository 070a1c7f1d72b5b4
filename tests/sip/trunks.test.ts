// An operator's trunk as docs/sip-trunks.md sets it up, with a second Asterisk as the operator: known by address, or
// registered at with a login; calls out with digest; the operator's restart; who only pretends to be it.
// Told elsewhere: To without a user of ours (phones.test.ts), calls out without a login (placing.test.ts), an operator that
// refuses, is deaf or shows another caller (checks.test.ts).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import type { CallFact } from '../../src/core/call.ts';
import type { PlanTarget } from '../../src/core/routing/plan.ts';
import { engineUser } from '../../src/machine/system-user.ts';
import type { Trunk } from '../../src/telephony/asterisk/configuration.ts';
import { agentAt, asWav, newTarget, planOf, startEngineForTests, type TestEngine } from '../support/engine.ts';
import {
  OPERATOR_ADDRESS,
  OPERATOR_HZ,
  OPERATOR_PASSWORD,
  OPERATOR_USER,
  type Operator,
  startOperator,
} from '../support/operator.ts';
import { openSoftphone, type SoftCall, type Softphone } from '../support/softphone.ts';
import { freePorts, until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const AGENT_HZ = 1000;
const NUMBER = '+74950000901';
const OTHER_NUMBER = '+74950000902';
const CLIENT = '+79165550901';
const TRUNK = '0198c0de-0000-7000-8000-0000000000d1';

let engine: TestEngine;
let operator: Operator;
let anna: Softphone;
let agent: PlanTarget;
let byAddress: Trunk;
let byRegistration: Trunk;
const open: SoftCall[] = [];

before(async () => {
  anna = await openSoftphone('127.0.0.4');
  engine = await startEngineForTests([]);
  const [port = 0] = await freePorts(1);
  operator = await startOperator({
    ...{ dataDir: engine.dataDir, user: engineUser(), port, engine: engine.server },
    registrationSeconds: 12, // a restart is noticed when a registration is renewed
  });
  agent = newTarget('Anna', { kind: 'sip', uri: anna.uri });
  const account = { uri: operator.uri, user: OPERATOR_USER, password: OPERATOR_PASSWORD };
  byAddress = { id: TRUNK, addresses: [`${OPERATOR_ADDRESS}/32`], out: account };
  byRegistration = { id: TRUNK, addresses: [], register: account, out: account };
  for (const number of [NUMBER, OTHER_NUMBER])
    engine.plan(
      number,
      planOf({ do: 'dial', targets: [agent], ringSeconds: 20, whisper: null, acceptKey: null, else: null }),
    );
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((call) => call.hangUp()));
});
after(async () => {
  await anna?.close();
  await operator?.stop();
  await engine?.close();
});

const use = (trunk: Trunk) => engine.agents([agentAt(agent)], [trunk]);
async function answers(): Promise<SoftCall> {
  const call = await anna.incoming();
  open.push(call);
  call.ring();
  call.say(AGENT_HZ);
  call.answer();
  await call.answered;
  return call;
}
const didOf = (facts: readonly CallFact[]) => facts.find((fact) => fact.kind === 'offered')?.did;

/** The operator's people call; both talk for a second or so, the agent hangs up. */
async function talk(did: string, caller: string, to: 'address' | 'contact') {
  await operator.call({ did, caller, to });
  const agentsEnd = await answers();
  await until('the agent hears the caller', () => agentsEnd.frames() > 50 && agentsEnd.heard(OPERATOR_HZ) > 0.9);
  await agentsEnd.hangUp();
  const told = await engine.callOf(caller);
  assert.deepEqual([told.call.status, told.call.answeredBy, didOf(told.facts)], ['answered', agent.id, did]);
  return told;
}
function assertBothHeard(facts: readonly CallFact[], outside: string) {
  const recorded = facts.find((fact) => fact.kind === 'recorded');
  assert.ok(recorded && 'file' in recorded);
  const ours = listen(asWav(readFileSync(recorded.file), 2));
  assert.ok(ours.share(0, OPERATOR_HZ) > 0.9 && ours.share(1, AGENT_HZ) > 0.9, 'outside left, agent right');
  const theirs = listen(asWav(operator.heardBy(outside), 1));
  assert.ok(theirs.share(0, AGENT_HZ) > 0.9, `the operator heard the agent: ${theirs.share(0, AGENT_HZ)}`);
}
const registered = () => until('the operator knows where we are', operator.contact);

test('an operator known by its address calls a number: both are heard on their sides', async () => {
  await use(byAddress);
  const { facts } = await talk(NUMBER, '+79165550001', 'address');
  assertBothHeard(facts, '+79165550001');
});

test('a call out answers the challenge and shows the number asked for; both are heard on their sides', async () => {
  operator.treat(CLIENT, 'answers');
  await use(byAddress);
  const { providerCallId } = await engine.telephony.place({
    ...{ id: 'out1', connectionId: TRUNK, agent, callee: CLIENT, number: OTHER_NUMBER, whisper: null, ringSeconds: 20 },
  });
  const agentsEnd = await answers();
  await until('the agent hears the client', () => agentsEnd.frames() > 50 && agentsEnd.heard(OPERATOR_HZ) > 0.9);
  await agentsEnd.hangUp();
  const { facts } = await engine.ended(providerCallId);
  const shown = operator.shownTo(CLIENT);
  assert.match(shown?.from ?? '', /<sip:\+74950000902@127\.0\.0\.12/);
  assert.match(shown?.asserted ?? '', /<sip:\+74950000902@/);
  assertBothHeard(facts, CLIENT);
});

test('where we register with login and password, calls come to the registered contact', async () => {
  await use(byRegistration);
  const contact = await registered();
  assert.match(contact, new RegExp(`^sip:${OPERATOR_USER}@127\\.0\\.0\\.1:${engine.server.port}`));
  const { facts } = await talk(NUMBER, '+79165550002', 'contact');
  assertBothHeard(facts, '+79165550002');
});

test('the number may stand in To alone, and the call may come from another of its servers', async () => {
  const target = await registered();
  const server = await openSoftphone('127.0.0.7');
  try {
    const caller = '+79165550003';
    const call = await server.call({ to: engine.server, number: '', caller, dialled: OTHER_NUMBER, target });
    await answers();
    assert.equal(await call.answered, 200);
    await call.hangUp();
    assert.equal(didOf((await engine.callOf(caller)).facts), OTHER_NUMBER);
  } finally {
    await server.close();
  }
});

test('a stranger who guesses the user of the contact is not taken for the operator', async () => {
  const contact = await registered();
  const stranger = await openSoftphone('127.0.0.66');
  const rung = anna.rung();
  const caller = '+79165550004';
  try {
    for (const target of [
      contact.replace(/;.*/, ''), // its user and our address
      contact.replace(/line=\w+/, 'line=abcdefg'), // and a token that is not ours
      `sip:${NUMBER}@${engine.server.address}:${engine.server.port}`,
    ]) {
      const call = await stranger.call({ to: engine.server, number: '', caller, dialled: NUMBER, target });
      assert.equal(await call.answered, 401, target);
    }
  } finally {
    await stranger.close();
  }
  assert.deepEqual([anna.rung(), engine.newest(caller)], [rung, '']);
});

test('the operator restarts and forgets us: the registration comes back by itself, the next call goes through', async () => {
  const before = await registered();
  await operator.restart();
  assert.equal(await operator.contact(), undefined);
  assert.match(await registered(), new RegExp(`^${before.replace(/;.*/, '')}`));
  await talk(NUMBER, '+79165550005', 'contact');
});
