// Every step of a plan as Asterisk carries it out by itself: what callers and agents hear and press, what is recorded,
// and which facts are told. Real SIP, real tones.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '../../src/core/call.ts';
import type { PlanTarget, Step } from '../../src/core/plan.ts';
import {
  agentAt,
  asWav,
  newTarget,
  planOf,
  startEngineForTests,
  type TestEngine,
  trunkFrom,
} from '../support/engine.ts';
import { openSoftphone, type SoftCall, type Softphone } from '../support/softphone.ts';
import { listen } from '../support/tones.ts';

const CALLER_HZ = 440;
const ANNA_HZ = 1000;
const BORIS_HZ = 1300;
const PROMPT_HZ = 600;
const WHISPER_HZ = 1700;

let engine: TestEngine;
let operator: Softphone;
let annaPhone: Softphone;
let borisPhone: Softphone;
let anna: PlanTarget;
let boris: PlanTarget;
const open: SoftCall[] = [];

before(async () => {
  operator = await openSoftphone('127.0.0.3');
  annaPhone = await openSoftphone('127.0.0.4');
  borisPhone = await openSoftphone('127.0.0.5');
  anna = newTarget('Anna', { kind: 'sip', uri: annaPhone.uri });
  boris = newTarget('Boris', { kind: 'sip', uri: borisPhone.uri });
  engine = await startEngineForTests([trunkFrom('127.0.0.3')]);
  engine.sound('prompt1', PROMPT_HZ, 1);
  engine.sound('whisper1', WHISPER_HZ, 1.5);
  await engine.agents([agentAt(anna), agentAt(boris)]);
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((call) => call.hangUp()));
  engine.onQueue(null);
});
after(async () => {
  await Promise.all([operator, annaPhone, borisPhone].map((phone) => phone?.close()));
  await engine?.close();
});

let callers = 100;
/** A call to a number of its own with this plan; `caller` names it afterwards. */
async function call(...steps: Step[]) {
  const caller = `+7916000${callers++}0`;
  const number = `7495000${callers}0`;
  engine.plan(number, planOf(...steps));
  const made = await operator.call({ to: engine.server, number, caller });
  made.say(CALLER_HZ);
  open.push(made);
  return Object.assign(made, { caller });
}

/** The agent's phone rings, is answered, and says its tone. */
async function answers(phone: Softphone, hz: number, ringMs = 100): Promise<SoftCall> {
  const incoming = await phone.incoming();
  open.push(incoming);
  incoming.ring();
  await sleep(ringMs);
  incoming.say(hz);
  incoming.answer();
  await incoming.answered;
  return incoming;
}

const dial = (targets: readonly PlanTarget[], more: Partial<Step & { do: 'dial' }> = {}): Step => ({
  ...{ do: 'dial', targets, ringSeconds: 20, whisper: null, acceptKey: null, else: null },
  ...more,
});
const kinds = (facts: readonly CallFact[]) => facts.map((fact) => fact.kind);
const recordingOf = (facts: readonly CallFact[], channels = 2, kind: 'recorded' | 'voicemail' = 'recorded') => {
  const fact = facts.find((found) => found.kind === kind);
  assert.ok(fact && 'file' in fact, `${kind} in ${kinds(facts)}`);
  return listen(asWav(readFileSync(fact.file), channels));
};

test('one agent is rung: both talk, each on its side of the recording, and each leg tells whom it rang', async () => {
  const caller = await call(dial([anna]));
  const agent = await answers(annaPhone, ANNA_HZ);
  assert.equal(await caller.answered, 200);
  await sleep(1500);
  assert.ok(caller.heard(ANNA_HZ, 300) > 0.9 && agent.heard(CALLER_HZ, 300) > 0.9);
  await caller.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.status, state.answeredBy, state.hungUpBy], ['answered', anna.id, 'caller']);
  assert.deepEqual(
    state.legs.map(({ targetId, outcome }) => [targetId, outcome]),
    [[anna.id, 'answered']],
  );
  const heard = recordingOf(facts);
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, ANNA_HZ) > 0.9);
  assert.ok(heard.seconds > 1.2 && heard.seconds < 2, `${heard.seconds} s`);
});

test('several are rung at once: the first to answer has the call, the other is called off', async () => {
  const caller = await call(dial([anna, boris]));
  const other = await annaPhone.incoming();
  other.ring();
  await answers(borisPhone, BORIS_HZ, 300);
  assert.equal(await caller.answered, 200);
  assert.equal(await other.ended, 'them');
  await caller.hangUp();
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual(
    new Map(state.legs.map(({ targetId, outcome }) => [targetId, outcome])),
    new Map([
      [anna.id, 'canceled'],
      [boris.id, 'answered'],
    ]),
  );
  assert.equal(state.answeredBy, boris.id);
});
