// The queue as Asterisk keeps it: music that never stops while we are asked, turns in order, the key that leaves, and
// what happens to those who wait when Dialtrace is gone.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '../../src/core/call.ts';
import type { PlanTarget, QueueAsk, QueueTurn, Step } from '../../src/core/routing/plan.ts';
import { ANNA_HZ, openEngineRoom } from '../support/engine-room.ts';
import type { SoftCall, Softphone } from '../support/softphone.ts';
import { until } from '../support/system.ts';

const POSITION_HZ = 600;
const MUSIC_HZ = 700;

const room = await openEngineRoom(['position1', POSITION_HZ, 1], ['music1', MUSIC_HZ, 2]);
const { engine, annaPhone, borisPhone, anna, boris } = room;
afterEach(async () => {
  await room.hangUp();
  engine.onQueue(null);
});
after(room.close);

const QUEUE: Step & { do: 'queue' } = {
  ...{ do: 'queue', queue: 'q1', targets: [], seconds: 60, ringSeconds: 20, music: null, leave: null, else: null },
  ...{ whisper: null, acceptKey: null },
};
const call = (queue: Partial<Step & { do: 'queue' }>, ...others: Step[]) =>
  room.call({ ...QUEUE, targets: [anna], ...queue }, ...others);
async function answers(phone: Softphone): Promise<SoftCall> {
  const incoming = await room.answers(phone);
  await until('they hear each other', () => incoming.frames() > 0);
  return incoming;
}
const left = (facts: readonly CallFact[]) => facts.flatMap((fact) => (fact.kind === 'left-queue' ? [fact.reason] : []));
const ring = (...targets: PlanTarget[]): QueueTurn => ({ do: 'ring', targets, seconds: 20, say: [] });

/** A house that knows who is free: answers when there is somebody, or says wait after four seconds, as the real one. */
function house() {
  const asked: QueueAsk[] = [];
  const free: QueueTurn[] = [];
  const order: string[] = [];
  engine.onQueue(async (ask) => {
    asked.push(ask);
    if (!order.includes(ask.providerCallId)) order.push(ask.providerCallId);
    for (const end = Date.now() + 4000; Date.now() < end; await sleep(20)) {
      const turn = order[0] === ask.providerCallId ? free.shift() : undefined;
      if (!turn) continue;
      if (turn.do === 'ring') order.shift();
      return turn;
    }
    return { do: 'wait', say: [] };
  });
  return { asked, give: (turn: QueueTurn) => free.push(turn) };
}

test('music goes on without a gap while we are asked and think; then the freed agent is rung', async () => {
  const { give, asked } = house();
  const caller = await call({});
  await caller.answered;
  await sleep(4500);
  // 50 frames of 20 ms a second; the music is soft between its notes.
  for (const from of [500, 1500, 2500, 3500])
    assert.ok(caller.frames(from, from + 1000) > 40, `${from}: ${caller.frames(from, from + 1000)}`);
  give(ring(anna));
  const agent = await answers(annaPhone);
  await sleep(600);
  assert.ok(caller.heard(ANNA_HZ, caller.now() - 400) > 0.9 && agent.heard(440, 200) > 0.9);
  await caller.hangUp();
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.deepEqual([left(facts), state.status, state.answeredBy], [['answered'], 'answered', anna.id]);
  assert.equal(asked[0]?.queue, 'q1');
});

test('two wait for one agent: each is served in turn, and hears music until then', async () => {
  const { give } = house();
  const first = await call({});
  await first.answered;
  await sleep(200);
  const second = await call({});
  await second.answered;
  await sleep(300);
  give(ring(anna));
  const talk = await answers(annaPhone);
  await sleep(500);
  assert.ok(first.heard(ANNA_HZ, first.now() - 300) > 0.9);
  assert.equal(second.heard(ANNA_HZ), 0);
  await talk.hangUp();
  give(ring(anna));
  await answers(annaPhone);
  await sleep(500);
  assert.ok(second.heard(ANNA_HZ, second.now() - 300) > 0.9);
});

test('the position is said before the music goes on; a sound given is the music', async () => {
  const say: QueueTurn = { do: 'wait', say: ['position1', 'nosuchsound'] };
  const { give } = house();
  give(say);
  const caller = await call({ music: 'music1' });
  await caller.answered;
  await sleep(3000);
  assert.ok(caller.heard(POSITION_HZ, 100, 1300) > 0.5, `${caller.heard(POSITION_HZ, 100, 1300)}`);
  assert.ok(caller.heard(MUSIC_HZ, 1800, 2900) > 0.9, `${caller.heard(MUSIC_HZ, 1800, 2900)}`);
});

test('the key leaves the queue while nobody is rung, while the position is said, and while a phone rings', async () => {
  const leaving = { leave: { digit: '1', next: 1 } } as const;
  const next: Step = { do: 'call-back', sound: null, next: null };
  for (const turn of [null, { do: 'wait', say: ['position1'] }, ring(anna)] as const) {
    const { give } = house();
    if (turn) give(turn);
    const caller = await call(leaving, next);
    await caller.answered;
    const rings = turn?.do === 'ring' ? await annaPhone.incoming() : undefined;
    rings?.ring();
    await sleep(600);
    await caller.press('7'); // no key of this queue
    await sleep(300);
    await caller.press('1');
    const pressed = Date.now();
    assert.equal(await caller.ended, 'them');
    assert.ok(Date.now() - pressed < 2000, `left after ${Date.now() - pressed} ms`);
    if (rings) assert.equal(await rings.ended, 'them');
    const { facts, call: state } = await engine.callOf(caller.caller);
    assert.deepEqual([left(facts), state.callBackAsked], [['key'], true]);
  }
});

test('who waits too long goes on otherwise', async () => {
  house();
  const caller = await call({ seconds: 3, else: 1 }, { do: 'hangup', cause: 'busy' });
  await caller.answered;
  assert.equal(await caller.ended, 'them');
  assert.ok(caller.now() > 2500 && caller.now() < 6000, `${caller.now()} ms`);
  const { facts } = await engine.callOf(caller.caller);
  assert.deepEqual(left(facts), ['too-long']);
});

test('nobody is on shift any more: the caller goes on otherwise at once', async () => {
  const { give } = house();
  give({ do: 'leave' });
  const caller = await call({ else: 1 }, { do: 'hangup', cause: 'busy' });
  assert.equal(await caller.ended, 'them');
  assert.deepEqual(left((await engine.callOf(caller.caller)).facts), ['nobody']);
});

test('an agent who does not answer in time: music again, the next turn rings another', async () => {
  const { give } = house();
  const caller = await call({});
  await caller.answered;
  give({ do: 'ring', targets: [anna], seconds: 2, say: [] });
  const silent = await annaPhone.incoming();
  silent.ring();
  assert.equal(await silent.ended, 'them');
  give(ring(boris));
  await answers(borisPhone);
  await caller.hangUp();
  const { call: state } = await engine.callOf(caller.caller);
  assert.deepEqual(
    state.legs.map(({ targetId, outcome }) => [targetId, outcome]),
    [
      [anna.id, 'no-answer'],
      [boris.id, 'answered'],
    ],
  );
});

test('Dialtrace does not answer: all are rung at once; who does not get through goes on otherwise', async () => {
  const caller = await call({ targets: [anna, boris], seconds: 30, else: 1 }, { do: 'hangup', cause: 'busy' });
  await caller.answered;
  const [first, second] = [await annaPhone.incoming(), await borisPhone.incoming()];
  first.refuse(486);
  second.refuse(603);
  assert.equal(await caller.ended, 'them');
  const { facts, call: state } = await engine.callOf(caller.caller);
  assert.deepEqual(left(facts), ['too-long']);
  assert.deepEqual(state.legs.map(({ outcome }) => outcome).sort(), ['busy', 'rejected']);
});

test('Dialtrace is gone in the middle of the wait: the caller reaches a person', async () => {
  house();
  const caller = await call({ targets: [anna, boris] });
  await caller.answered;
  await sleep(1000);
  engine.onQueue(null);
  const agent = await answers(borisPhone);
  await sleep(400);
  assert.ok(caller.heard(ANNA_HZ, caller.now() - 200) > 0.9 && agent.heard(440, 200) > 0.9);
});
