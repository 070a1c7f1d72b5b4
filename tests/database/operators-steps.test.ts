// Every step of a plan at a cloud: keys, consent, a phone that is lifted but not accepted, waiting in a queue, voicemail,
// a call back. Over the real hook server and database, with requests as Twilio makes them.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { CallFact } from '../../src/core/call.ts';
import type { Plan, PlanTarget, Step } from '../../src/core/routing/plan.ts';
import { twilioSignature } from '../../src/telephony/operators/twilio-signature.ts';
import { type Hooks, numberPhone, openHooks, PUBLIC_URL, valuesOf } from '../support/hooks.ts';
import { until } from '../support/system.ts';

const TOKEN = 'test-token';
let hooks: Hooks;
let plan: Plan;
let connected: Awaited<ReturnType<Hooks['connect']>>;
let anna: PlanTarget;
let boris: PlanTarget;
before(async () => {
  const route = async () => ({ plan, route: null, trail: null, spam: null });
  hooks = await openHooks({ route, hear: (facts) => heard.push(...facts) });
  connected = await hooks.connect('twilio', { accountSid: `AC${'1'.repeat(32)}`, authToken: TOKEN }, [
    { name: 'Anna', phone: numberPhone('+79161112233') },
    { name: 'Boris', phone: numberPhone('+79162223344') },
  ]);
  [anna, boris] = connected.line as [PlanTarget, PlanTarget];
});
after(() => hooks?.close());
let sid = '';
/** what reaches those who keep the queue, in its order */
const heard: CallFact[] = [];
let calls = 0;
beforeEach(() => {
  sid = `CA${++calls}`;
});

async function post(at: string, fields: Record<string, string> = {}) {
  const path = at.replace(PUBLIC_URL, '');
  const body = new URLSearchParams({ CallSid: sid, CallStatus: 'in-progress', ...fields });
  const headers = { 'x-twilio-signature': twilioSignature(TOKEN, `${PUBLIC_URL}${path}`, body) };
  const answer = await fetch(`${hooks.base}${path}`, { method: 'POST', body, headers });
  assert.ok(answer.status < 300, `${path}: ${answer.status}`);
  return answer.text();
}
const ring = (steps: Step[]) => {
  plan = { record: true, steps };
  return post(connected.hook, { From: '+79261234567', To: connected.did, CallStatus: 'ringing' });
};
const action = (xml: string) => valuesOf(xml, 'action')[0] ?? assert.fail(`no action in ${xml}`);
const redirect = (xml: string) =>
  /<Redirect[^>]*>([^<]*)</.exec(xml)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail(`no redirect in ${xml}`);
const stored = (isEnough: (facts: { kind: string; facts: Record<string, unknown> }[]) => boolean) =>
  until('its facts are stored', async () => {
    const call = await hooks.call(connected.provider, sid);
    return call && isEnough(call.facts) ? call : undefined;
  });
const has =
  (kind: string, part: object = {}) =>
  (facts: { kind: string; facts: Record<string, unknown> }[]) =>
    facts.some(
      (fact) => fact.kind === kind && Object.entries(part).every(([name, value]) => fact.facts[name] === value),
    );

const dial = (more: Partial<Step & { do: 'dial' }> = {}): Step => ({
  ...{ do: 'dial', targets: [anna], ringSeconds: 20, whisper: null, acceptKey: null, else: null },
  ...more,
});
const HANG_UP: Step = { do: 'hangup', cause: 'normal' };

test('a key of a menu leads on; another key asks again; none leads to the else in the end', async () => {
  const menu: Step = { do: 'menu', sound: 'menu1', seconds: 5, tries: 2, on: { '1': 1 }, else: 2 };
  const xml = await ring([menu, dial(), dial({ targets: [boris] })]);
  const again = await post(action(xml), { Digits: '7' });
  assert.match(again, /turn=2/);
  assert.match(await post(action(again), { Digits: '1' }), />\+79161112233</);
  await stored(has('pressed', { digits: '7' }));
  await stored(has('pressed', { digits: '1' }));
  assert.match(await post(redirect(again)), />\+79162223344</, 'nothing was pressed for the second time');
});

test('who does not consent is not recorded', async () => {
  const consent: Step = { do: 'consent', sound: 'ask1', digit: '1', seconds: 4, next: 1 };
  const xml = await ring([consent, dial()]);
  assert.match(await post(action(xml), { Digits: '1' }), /record-from-answer-dual/);
  await stored(has('consented', { given: true }));
  const without = await post(redirect(xml));
  assert.match(without, /<Dial /);
  assert.doesNotMatch(without, /record/);
});

test('a notice that was played is told with the first phone that rings', async () => {
  const xml = await ring([{ do: 'play', sound: 'notice1', what: 'notice', next: 1 }, dial()]);
  await post(valuesOf(xml, 'statusCallback')[0] ?? '', { CallSid: 'CB1', CallStatus: 'initiated' });
  await stored(has('played', { what: 'notice' }));
});

test('a phone that is lifted but not accepted leads to the next; who presses the key has the call', async () => {
  const xml = await ring([dial({ targets: [anna, boris], acceptKey: '1', whisper: 'whisper1' })]);
  const whisper = await post(valuesOf(xml, 'url')[0] ?? '', { CallSid: 'CB-anna', ParentCallSid: sid });
  assert.match(whisper, /<Play>[^<]*whisper1/);
  await post(valuesOf(xml, 'statusCallback')[0] ?? '', { CallSid: 'CB-anna', CallStatus: 'in-progress' });
  assert.match(await post(action(whisper), { CallSid: 'CB-anna', Digits: '5' }), /<Hangup\/>/);
  const next = await post(action(xml), { DialCallStatus: 'completed', DialCallSid: 'CB-anna' });
  assert.match(next, />\+79162223344</, 'Anna has not taken it');
  const heard = await post(valuesOf(next, 'url')[0] ?? '', { CallSid: 'CB-boris' });
  assert.match(await post(action(heard), { CallSid: 'CB-boris', Digits: '1' }), /<Response\/>/);
  assert.match(await post(action(next), { DialCallStatus: 'completed', DialCallSid: 'CB-boris' }), /<Hangup\/>/);
  const call = await stored(has('ended'));
  assert.deepEqual([call.line.status, call.line.answeredBy, call.line.hungUpBy], ['answered', 'Boris', 'agent']);
  assert.deepEqual(
    call.legs.map(({ target, outcome }) => [target, outcome]),
    [
      ['Anna', 'declined'],
      ['Boris', 'answered'],
    ],
  );
});

test('a caller waits, is rung through to all, may leave by a key, and leaves when the time is over', async () => {
  const queue: Step = {
    ...{ do: 'queue', queue: 'sales', targets: [anna, boris], seconds: 60, ringSeconds: 15, music: 'music1' },
    ...{ leave: { digit: '0', next: 1 }, whisper: null, acceptKey: null, else: 2 },
  };
  const voicemail: Step = { do: 'voicemail', sound: 'leave1', seconds: 60, next: null };
  const xml = await ring([queue, voicemail, HANG_UP]);
  const turn = await post(redirect(xml));
  assert.match(turn, /<Dial timeout="15"[^>]*>.*\+79161112233.*\+79162223344/);
  const busy = await post(action(turn), { DialCallStatus: 'busy', DialCallSid: 'CB-q' });
  assert.match(busy, /<Dial /, 'it is tried again');
  const left = await post(action(busy), { Digits: '0' });
  assert.match(left, /<Record [^>]*maxLength="60"/);
  await stored(has('left-queue', { reason: 'key' }));
  const ofQueue = heard.filter(({ providerCallId, kind }) => providerCallId === sid && /queue/.test(kind));
  assert.deepEqual(
    ofQueue.map(({ kind }) => kind).sort(), // each is told by a request of its own
    ['left-queue', 'queued'],
    'the queue hears who waits in it at a cloud',
  );
  const tooLong = action(busy).replace(/since=\d+/, `since=${Date.now() - 61_000}`);
  assert.match(await post(tooLong), /<Hangup\/>/);
});

test('what a caller leaves is told as voicemail, and the call ends as missed', async () => {
  const xml = await ring([{ do: 'voicemail', sound: null, seconds: 60, next: null }]);
  const sound = {
    RecordingSid: 'RE1',
    RecordingUrl: 'https://x',
    RecordingStatus: 'completed',
    RecordingChannels: '1',
  };
  await post(valuesOf(xml, 'recordingStatusCallback')[0] ?? '', sound);
  assert.match(await post(action(xml), { RecordingUrl: 'https://x' }), /<Hangup\/>/);
  const call = await stored(has('ended'));
  const offered = call.facts.find(({ kind }) => kind === 'recording-offered')?.facts.ref as { kind: string };
  assert.deepEqual([call.line.status, offered.kind], ['missed', 'voicemail']);
});

test('a caller who wants to be called back is noted, and the call ends', async () => {
  const xml = await ring([{ do: 'call-back', sound: 'back1', next: null }]);
  assert.match(xml, /<Play>[^<]*back1/);
  assert.match(await post(redirect(xml)), /<Hangup\/>/);
  await stored(has('call-back-asked'));
});

test('a refused call is over at once and was never answered', async () => {
  const xml = await ring([{ do: 'hangup', cause: 'busy' }]);
  assert.match(xml, /<Reject reason="busy"\/>/);
  const call = await stored(has('ended'));
  assert.deepEqual([call.line.status, call.line.hungUpBy], ['missed', 'system']);
});
