// Every step of a plan as Asterisk carries it out by itself: what callers and agents hear and press, what is recorded,
// and which facts are told. Real SIP, real tones.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '../../src/core/call.ts';
import type { Step } from '../../src/core/routing/plan.ts';
import { asWav } from '../support/engine.ts';
import { ANNA_HZ, CALLER_HZ, dial, openEngineRoom } from '../support/engine-room.ts';
import type { Softphone } from '../support/softphone.ts';
import { listen } from '../support/tones.ts';

const BORIS_HZ = 1300;
const PROMPT_HZ = 600;
const WHISPER_HZ = 1700;

const room = await openEngineRoom(['prompt1', PROMPT_HZ, 1], ['whisper1', WHISPER_HZ, 1.5]);
const { engine, annaPhone, borisPhone, anna, boris, open, call } = room;
/** After a ring that is heard. */
const answers = (phone: Softphone, hz: number, ringMs = 100) => room.answers(phone, hz, ringMs);
afterEach(room.hangUp);
after(room.close);

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

test('a whisper is heard by the agent only, the caller goes on hearing ringing, and neither is recorded', async () => {
  const caller = await call(dial([anna], { whisper: 'whisper1' }));
  const agent = await answers(annaPhone, ANNA_HZ);
  assert.equal(await caller.answered, 200);
  assert.ok(agent.now() > 1200, `talked after ${agent.now()} ms`);
  await sleep(1000);
  assert.ok(agent.heard(WHISPER_HZ, 0, 1400) > 0.9 && agent.heard(CALLER_HZ, 1900) > 0.9);
  assert.equal(caller.heard(WHISPER_HZ), 0);
  await caller.hangUp();
  const { facts } = await engine.callOf(caller.caller);
  const heard = recordingOf(facts);
  assert.ok(heard.seconds < 1.5 && heard.share(1, WHISPER_HZ) === 0, `${heard.seconds} s`);
});

test('a whisper that is not there is skipped', async () => {
  const caller = await call(dial([anna], { whisper: 'nosuchsound' }));
  await answers(annaPhone, ANNA_HZ);
  assert.equal(await caller.answered, 200);
});

test('a person who hangs up during the whisper has declined: the next one is rung, and the caller was not answered', async () => {
  const caller = await call(dial([anna], { whisper: 'whisper1', else: 1 }), dial([boris]));
  const agent = await answers(annaPhone, ANNA_HZ);
  await sleep(400);
  await agent.hangUp();
  await answers(borisPhone, BORIS_HZ);
  assert.equal(await caller.answered, 200);
  await caller.hangUp();
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual(
    state.legs.map(({ targetId, outcome }) => [targetId, outcome]),
    [
      [anna.id, 'declined'],
      [boris.id, 'answered'],
    ],
  );
});

test('a caller who hangs up during the whisper was not answered: the call is missed', async () => {
  const caller = await call(dial([anna], { whisper: 'whisper1' }));
  await answers(annaPhone, ANNA_HZ);
  await sleep(300);
  await caller.hangUp();
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.status, state.missedReason, state.answeredAt], ['missed', 'caller-hung-up', null]);
  assert.deepEqual(
    state.legs.map(({ outcome }) => outcome),
    ['canceled'],
  );
});

test('with an accept key the call is taken by the key', async () => {
  const caller = await call(dial([anna], { whisper: 'whisper1', acceptKey: '1' }));
  const agent = await answers(annaPhone, ANNA_HZ);
  await sleep(500);
  await agent.press('1');
  assert.equal(await caller.answered, 200);
  await sleep(500);
  assert.ok(caller.heard(ANNA_HZ) > 0.9);
  await caller.hangUp();
  assert.equal((await engine.callOf(caller.caller)).call.answeredBy, anna.id);
});

test('of two phones the one that is answered but not accepted does not silence the other', async () => {
  const caller = await call(dial([anna, boris], { acceptKey: '5' }));
  const [first, second] = [await annaPhone.incoming(), await borisPhone.incoming()];
  open.push(first, second);
  first.ring();
  second.ring();
  first.answer(); // a mobile's mailbox, say
  await caller.ringing;
  await sleep(600);
  second.say(BORIS_HZ);
  second.answer();
  await second.answered;
  await second.press('5');
  assert.equal(await caller.answered, 200);
  assert.equal(await first.ended, 'them');
  await sleep(700);
  assert.ok(caller.heard(BORIS_HZ, 200) > 0.9 && second.heard(CALLER_HZ, 500) > 0.9);
  await second.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.status, state.answeredBy, state.hungUpBy], ['answered', boris.id, 'agent']);
  assert.ok(recordingOf(facts).share(1, BORIS_HZ) > 0.9);
});

test('a phone where no key is pressed has declined', async () => {
  const caller = await call(dial([anna], { acceptKey: '1', else: 1 }), { do: 'hangup', cause: 'unavailable' });
  const agent = await answers(annaPhone, ANNA_HZ);
  assert.equal(await caller.answered, 480);
  assert.equal(await agent.ended, 'them');
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.status, state.legs.map(({ outcome }) => outcome)], ['missed', ['declined']]);
});

test('an announcement is heard before the agent is rung; the caller who is on the line hears ringing then', async () => {
  const caller = await call({ do: 'play', sound: 'prompt1', what: 'notice', next: 1 }, dial([anna]));
  assert.equal(await caller.answered, 200);
  const agent = await answers(annaPhone, ANNA_HZ, 1000);
  const rang = caller.now();
  await sleep(700);
  assert.ok(caller.heard(PROMPT_HZ, 0, 900) > 0.9);
  assert.ok(caller.frames(rang - 900, rang - 100) > 20, 'ringing');
  assert.ok(caller.heard(ANNA_HZ, rang + 200) > 0.9 && agent.heard(CALLER_HZ, 200) > 0.9);
  await caller.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.ok(state.noticeAt && state.noticeAt < (state.answeredAt ?? 0));
  assert.equal(recordingOf(facts).share(1, PROMPT_HZ), 0);
});

test('a caller who consents is recorded, one who does not is not', async () => {
  const steps: Step[] = [{ do: 'consent', sound: 'prompt1', digit: '1', seconds: 2, next: 1 }, dial([anna])];
  for (const [key, consent, state] of [
    ['1', true, 'recording'],
    ['2', false, 'none'],
  ] as const) {
    const caller = await call(...steps);
    await caller.answered;
    await sleep(400);
    await caller.press(key);
    await answers(annaPhone, ANNA_HZ);
    await sleep(500);
    await caller.hangUp();
    const { call: ended } = await engine.callOf(caller.caller);
    assert.deepEqual([ended.consent, ended.recordingState, ended.recorded !== null], [consent, state, consent]);
  }
});

const MENU: Step = { do: 'menu', sound: 'prompt1', seconds: 1, tries: 2, on: { '1': 1, '*': 2, '#': 3 }, else: 3 };

test('a menu: the key interrupts the words and chooses, also * and #, by RFC 4733 and by SIP INFO', async () => {
  for (const [key, phone, by] of [
    ['1', annaPhone, 'rtp'],
    ['*', borisPhone, 'info'],
  ] as const) {
    const caller = await call(MENU, dial([anna]), dial([boris]), { do: 'hangup', cause: 'busy' });
    await caller.answered;
    await sleep(300);
    await caller.press(key, by);
    await answers(phone, ANNA_HZ);
    assert.ok(caller.heard(PROMPT_HZ, 0, 300) > 0.5);
    await caller.hangUp();
    const { facts } = await engine.callOf(caller.caller);
    assert.deepEqual(
      facts.flatMap((fact) => (fact.kind === 'pressed' ? [fact.digits] : [])),
      [key],
    );
  }
});

test('a menu without a key asks again, then goes on otherwise', async () => {
  const caller = await call(MENU, dial([anna]), dial([boris]), { do: 'hangup', cause: 'busy' });
  await caller.answered;
  assert.equal(await caller.ended, 'them');
  assert.ok(caller.now() > 3500, `${caller.now()} ms`);
  const { facts } = await engine.callOf(caller.caller);
  assert.deepEqual(
    facts.flatMap((fact) => (fact.kind === 'pressed' ? [fact.digits] : [])),
    ['', ''],
  );
  assert.equal(facts.find((fact) => fact.kind === 'hung-up')?.cause, 17);
});

test('a message is left after the tone; the caller hangs up when it is said', async () => {
  const caller = await call(dial([anna], { else: 1 }), { do: 'voicemail', sound: 'prompt1', seconds: 20, next: null });
  (await annaPhone.incoming()).refuse(486);
  await caller.answered;
  await sleep(1600);
  assert.ok(caller.heard(PROMPT_HZ, 0, 1000) > 0.9 && caller.heard(800, 1100, 1500) > 0.5, 'prompt and beep');
  await sleep(2000);
  await caller.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.equal(state.status, 'missed');
  const heard = recordingOf(facts, 1, 'voicemail');
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.seconds > 1.5 && heard.seconds < 3, `${heard.seconds} s`);
});

test('# ends a message, and the plan goes on', async () => {
  const caller = await call({ do: 'voicemail', sound: null, seconds: 20, next: 1 }, { do: 'hangup', cause: 'normal' });
  await caller.answered;
  await sleep(1500);
  await caller.press('#');
  assert.equal(await caller.ended, 'them');
  const { facts } = await engine.callOf(caller.caller);
  assert.ok(recordingOf(facts, 1, 'voicemail').seconds < 2);
});

test('who says nothing has left no message', async () => {
  const caller = await call({ do: 'voicemail', sound: null, seconds: 20, next: null });
  await caller.answered;
  await sleep(600);
  await caller.hangUp();
  const { call: state } = await engine.callOf(caller.caller);
  assert.equal(state.voicemail, null);
});

test('a caller asks to be called back, is told so, and the call ends', async () => {
  const caller = await call({ do: 'call-back', sound: 'prompt1', next: null });
  await caller.answered;
  assert.equal(await caller.ended, 'them');
  assert.ok(caller.heard(PROMPT_HZ) > 0.9);
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([state.status, state.callBackAsked], ['missed', true]);
});
