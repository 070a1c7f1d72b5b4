// Real calls with real audio through Asterisk: what callers and agents hear, what the list of calls says afterwards.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallList, Refusal } from '../../src/api/wire.ts';
import { AGENT_ADDRESS, AGENT_HZ, CALLER_HZ, openPhones, type Phones } from '../support/sip.ts';
import { callWhere, isKept } from '../support/site.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const ANSWERS = `sip:anna@${AGENT_ADDRESS}:5601`;
const BUSY = `sip:boris@${AGENT_ADDRESS}:5602`;
const SILENT = `sip:clara@${AGENT_ADDRESS}:5603`;
const HANGS_UP = `sip:dora@${AGENT_ADDRESS}:5604`;
const NOWHERE = `sip:nobody@${AGENT_ADDRESS}:5699`;

let system: TestSystem;
let phones: Phones;
let plain: TestSite;
let busyFirst: TestSite;
let silentFirst: TestSite;
let allBusy: TestSite;
let deadFirst: TestSite;
let agentEnds: TestSite;

before(async () => {
  system = await prepareSystem();
  const anna = { name: 'Anna', sipUri: ANSWERS };
  plain = await addSite(system, { numbers: ['+74950000101'], targets: [anna] });
  busyFirst = await addSite(system, { numbers: ['+74950000102'], targets: [{ name: 'Boris', sipUri: BUSY }, anna] });
  silentFirst = await addSite(system, {
    numbers: ['+74950000103'],
    targets: [{ name: 'Clara', sipUri: SILENT, ringSeconds: 3 }, anna],
  });
  allBusy = await addSite(system, { numbers: ['+74950000104'], targets: [{ name: 'Boris', sipUri: BUSY }] });
  deadFirst = await addSite(system, {
    numbers: ['+74950000105'],
    targets: [{ name: 'Nobody', sipUri: NOWHERE, ringSeconds: 3 }, anna],
  });
  agentEnds = await addSite(system, { numbers: ['+74950000106'], targets: [{ name: 'Dora', sipUri: HANGS_UP }] });
  phones = openPhones();
  await phones.agent('agent-answers', 5601);
  await phones.agent('agent-busy', 5602);
  await phones.agent('agent-never-answers', 5603);
  await phones.agent('agent-hangs-up', 5604);
  await system.start();
});
after(async () => {
  await phones?.close();
  await system?.close();
});

const call = (did: string, more: Partial<Parameters<Phones['call']>[0]> = {}) =>
  phones.call({ did, to: system.sipPort, ...more });

/** The site's newest call, once it is over and its recording is in its place. */
const endedCall = (site: TestSite, caller: string) =>
  callWhere(system, site, `the call of ${caller} is over`, (row) => row.callerRaw === caller && isKept(row));

async function recordingOf(id: string) {
  const response = await fetch(`${system.url}/api/v1/calls/${id}/recording?as=wav`, {
    headers: { authorization: `Bearer ${system.apiKey}` },
  });
  assert.equal(response.status, 200);
  return listen(Buffer.from(await response.arrayBuffer()));
}

test('a call reaches the business; the caller is recorded on the left only, the agent on the right only', async () => {
  await call('74950000101', { caller: '+79160000101', ms: 2000 });
  const card = await endedCall(plain, '+79160000101');
  assert.equal(card.status, 'answered');
  assert.equal(card.answeredBy, 'Anna');
  assert.equal(card.hungUpBy, 'caller');
  assert.equal(card.caller, '+79160000101');
  assert.equal(card.firstTime, true);
  assert.ok((card.waitSeconds ?? 0) >= 0.3 && (card.waitSeconds ?? 9) < 3, `waited ${card.waitSeconds}`);
  assert.ok((card.talkSeconds ?? 0) >= 1.9 && (card.talkSeconds ?? 9) < 4, `talked ${card.talkSeconds}`);
  assert.equal(card.recording.state, 'ready');
  const heard = await recordingOf(card.id);
  assert.equal(heard.channels, 2);
  assert.ok(
    Math.abs(heard.seconds - (card.talkSeconds ?? 0)) < 1,
    `recorded ${heard.seconds} s of ${card.talkSeconds}`,
  );
  assert.ok(heard.share(0, CALLER_HZ) > 0.9, 'caller on the left');
  assert.ok(heard.share(1, AGENT_HZ) > 0.9, 'agent on the right');
  assert.equal(heard.share(0, AGENT_HZ), 0);
  assert.equal(heard.share(1, CALLER_HZ), 0);
});

test('a recording is sent in byte ranges, so that a player can seek', async () => {
  const { items } = await system.get<CallList>(`/api/v1/sites/${plain.siteId}/calls?recorded=true`);
  const response = await fetch(`${system.url}/api/v1/calls/${items[0]?.id}/recording?as=wav`, {
    headers: { authorization: `Bearer ${system.apiKey}`, range: 'bytes=44-143' },
  });
  assert.equal(response.status, 206);
  assert.equal((await response.arrayBuffer()).byteLength, 100);
});

test('the first target is busy: the next one is rung', async () => {
  await call('74950000102', { caller: '+79160000102', ms: 300 });
  const card = await endedCall(busyFirst, '+79160000102');
  assert.deepEqual(
    card.legs.map(({ target, outcome, hangupCause }) => [target, outcome, hangupCause]),
    [
      ['Boris', 'busy', 17],
      ['Anna', 'answered', 16],
    ],
  );
  assert.equal(card.answeredBy, 'Anna');
});

test('the first target does not answer in its time: the next one is rung', async () => {
  await call('74950000103', { caller: '+79160000103', ms: 300 });
  const card = await endedCall(silentFirst, '+79160000103');
  assert.deepEqual(
    card.legs.map(({ target, outcome }) => [target, outcome]),
    [
      ['Clara', 'no-answer'],
      ['Anna', 'answered'],
    ],
  );
  assert.ok((card.legs[0]?.ringSeconds ?? 0) >= 2.9, `rang ${card.legs[0]?.ringSeconds}`);
});

test('a target that is not there: the next one is rung', async () => {
  await call('74950000105', { caller: '+79160000105', ms: 300 });
  assert.equal((await endedCall(deadFirst, '+79160000105')).answeredBy, 'Anna');
});

test('everyone is busy: the caller hears busy, the call is missed', async () => {
  await call('74950000104', { scenario: 'caller-expects-486', caller: '+79160000104' });
  const card = await endedCall(allBusy, '+79160000104');
  assert.deepEqual([card.status, card.missedReason, card.hangupCause, card.talkSeconds], ['missed', 'busy', 17, null]);
  assert.equal(card.recording.state, 'empty');
});

test('the caller gives up while it rings: the call is missed for that reason', async () => {
  await call('74950000103', { scenario: 'caller-cancels-while-ringing', caller: '+79160000113', ms: 800 });
  const card = await endedCall(silentFirst, '+79160000113');
  assert.deepEqual([card.status, card.missedReason, card.hungUpBy], ['missed', 'caller-hung-up', 'caller']);
  assert.deepEqual(
    card.legs.map(({ outcome }) => outcome),
    ['canceled'],
  );
});

test('the agent hangs up first, and the call says so', async () => {
  await call('74950000106', { scenario: 'caller-waits-for-bye', caller: '+79160000106' });
  assert.equal((await endedCall(agentEnds, '+79160000106')).hungUpBy, 'agent');
});

test('the operator may send the number with 8, without a country, with a plus', async () => {
  await Promise.all(
    ['84950000101', '4950000101', '+74950000101'].map(async (did, at) => {
      const caller = `+7916000020${at}`;
      await call(did, { caller, ms: 300 });
      assert.equal((await endedCall(plain, caller)).number, '+74950000101');
    }),
  );
});

test('a caller who withholds the number gets through, and is nobody', async () => {
  await call('74950000101', { scenario: 'caller-withholds-number', ms: 500 });
  const card = await endedCall(plain, 'anonymous');
  assert.deepEqual([card.caller, card.status], [null, 'answered']);
});

test('the second call of a caller is not a first-time call', async () => {
  await call('74950000101', { caller: '+79160000101', ms: 300 });
  const { items } = await until('both calls are listed', async () => {
    const list = await system.get<CallList>(`/api/v1/sites/${plain.siteId}/calls?q=%2B79160000101`);
    return list.total === 2 ? list : undefined;
  });
  assert.deepEqual(
    items.map((item) => item.firstTime),
    [false, true],
  );
});

const refusals = async (reason: string) => {
  const list = await system.get<Refusal[]>(`/api/v1/sites/${plain.siteId}/refusals`);
  return list.find((line) => line.room === 'telephony' && line.reason === reason)?.count ?? 0;
};

test('a number that is not ours, one with letters, a stranger, malformed SDP: each is refused and counted, and makes no call', async () => {
  const { total } = await system.get<CallList>(`/api/v1/sites/${plain.siteId}/calls`);
  await call('74959999999', { scenario: 'caller-expects-404' });
  await call('sales', { scenario: 'caller-expects-404' });
  await call('74950000101', { scenario: 'stranger-expects-401', from: '127.0.0.66' });
  await call('74950000101', { scenario: 'caller-sends-malformed-sdp' });
  await until('an unknown number is counted', async () => (await refusals('unknown-number')) === 1);
  await until('letters are counted', async () => (await refusals('not-a-number')) === 1);
  await until('the stranger is counted', async () => (await refusals('sip-from-stranger')) > 0);
  await until('malformed SDP is counted', async () => (await refusals('sip-malformed')) > 0);
  assert.equal((await system.get<CallList>(`/api/v1/sites/${plain.siteId}/calls`)).total, total);
  await call('74950000101', { caller: '+79160000301', ms: 300 });
  assert.equal((await endedCall(plain, '+79160000301')).status, 'answered');
});

test('a flood of a stranger does not touch a talk', async () => {
  const talk = call('74950000101', { caller: '+79160000302', ms: 4000 });
  await call('74950000101', { scenario: 'stranger-floods', from: '127.0.0.66', calls: 1000, rate: 400 });
  await talk;
  const card = await endedCall(plain, '+79160000302');
  const heard = await recordingOf(card.id);
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, AGENT_HZ) > 0.9);
  await until('the flood is counted', async () => (await refusals('sip-from-stranger')) >= 1000);
});
