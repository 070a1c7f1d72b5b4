// No call is ever lost because of us: Dialtrace, PostgreSQL and Asterisk are killed in the middle of real calls.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallCard, CallRow } from '../../src/api/wire.ts';
import { isAlive } from '../../src/machine/daemon.ts';
import { AGENT_ADDRESS, AGENT_HZ, CALLER_HZ, openPhones, type Phones } from '../support/sip.ts';
import { callWhere, isKept } from '../support/site.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem } from '../support/system.ts';
import { listen } from '../support/tones.ts';

const DID = '74950000201';
let system: TestSystem;
let phones: Phones;
let site: TestSite;

before(async () => {
  system = await prepareSystem({ embedded: true });
  site = await addSite(system, {
    numbers: [`+${DID}`],
    targets: [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5611` }],
  });
  phones = openPhones();
  await phones.agent('agent-answers', 5611);
  await system.start();
});
after(async () => {
  await phones?.close();
  await system?.close();
});

const call = (caller: string, ms: number, scenario = 'caller-talks-and-hangs-up') =>
  phones.call({ did: DID, to: system.sipPort, caller, ms, scenario });

const find = (caller: string, when: (row: CallRow) => boolean) =>
  callWhere(system, site, `the call of ${caller} is as expected`, (row) => row.callerRaw === caller && when(row));

async function hearWhole(card: CallCard) {
  const response = await fetch(`${system.url}/api/v1/calls/${card.id}/recording?as=wav`, {
    headers: { authorization: `Bearer ${system.apiKey}` },
  });
  const heard = listen(Buffer.from(await response.arrayBuffer()));
  assert.ok(
    Math.abs(heard.seconds - (card.talkSeconds ?? 0)) < 1,
    `recorded ${heard.seconds} s of ${card.talkSeconds} s`,
  );
  assert.ok(heard.share(0, CALLER_HZ) > 0.9 && heard.share(1, AGENT_HZ) > 0.9, 'both voices, each on its side');
}

test('Dialtrace is killed in the middle of a talk: the talk goes on and the recording is whole', async () => {
  const talk = call('+79160000401', 5000);
  await find('+79160000401', (row) => row.status === 'talking');
  await system.kill();
  await talk;
  await system.start();
  const card = await find('+79160000401', isKept);
  assert.equal(card.status, 'answered');
  assert.equal(card.whileDown, false);
  assert.ok((card.talkSeconds ?? 0) > 4.5, `talked ${card.talkSeconds} s`);
  assert.notEqual(card.attribution, null);
  await hearWhole(card);
});

test('Dialtrace is down when a call comes: the target rings, and the call is in the list when Dialtrace returns', async () => {
  await system.kill();
  await call('+79160000402', 2000);
  await system.start();
  const card = await find('+79160000402', isKept);
  assert.equal(card.whileDown, true);
  assert.deepEqual([card.status, card.answeredBy, card.hungUpBy], ['answered', 'Anna', 'caller']);
  assert.ok((card.talkSeconds ?? 0) > 1.5);
  await hearWhole(card);
});

test('Dialtrace hangs when a call comes: within two seconds Asterisk takes the plan on its disk', async () => {
  await system.kill('SIGSTOP');
  try {
    await call('+79160000403', 1000);
  } finally {
    await system.kill('SIGCONT');
  }
  const card = await find('+79160000403', isKept);
  assert.deepEqual([card.status, card.whileDown], ['answered', true]);
  assert.ok((card.waitSeconds ?? 0) >= 1.9 && (card.waitSeconds ?? 99) < 4, `the caller waited ${card.waitSeconds} s`);
});

test('PostgreSQL is killed in the middle of a talk: the talk goes on, nothing of the call is lost', async () => {
  const talk = call('+79160000404', 4000);
  await find('+79160000404', (row) => row.status === 'talking');
  process.kill(
    Number(readFileSync(path.join(system.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  );
  await talk;
  const card = await find('+79160000404', isKept);
  assert.deepEqual([card.status, card.answeredBy], ['answered', 'Anna']);
  await hearWhole(card);
});

test('PostgreSQL is killed just before a call: the call is answered from memory and stored afterwards', async () => {
  process.kill(
    Number(readFileSync(path.join(system.dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]),
    'SIGKILL',
  );
  await call('+79160000405', 500);
  const card = await find('+79160000405', isKept);
  assert.deepEqual([card.status, card.whileDown], ['answered', false]);
});

test('everything is killed at once: after a new start calls are taken again', async () => {
  await system.kill();
  for (const file of ['postgres/postmaster.pid', 'asterisk/pid'])
    process.kill(Number(readFileSync(path.join(system.dataDir, file), 'utf8').split('\n')[0]), 'SIGKILL');
  await sleep(100);
  await system.start();
  await call('+79160000406', 500);
  assert.equal((await find('+79160000406', isKept)).status, 'answered');
});

test('Asterisk is killed in the middle of a talk: the call is marked cut off, its recording is kept, the next call goes through', async () => {
  const talk = call('+79160000407', 3000).catch(() => 'the caller hears that the talk is gone');
  await find('+79160000407', (row) => row.status === 'talking');
  await sleep(1500);
  process.kill(Number(readFileSync(path.join(system.dataDir, 'asterisk/pid'), 'utf8')), 'SIGKILL');
  const card = await find('+79160000407', isKept);
  assert.equal(card.status, 'cut-off');
  assert.equal(card.recording.state, 'ready');
  await talk;
  await call('+79160000408', 500);
  assert.equal((await find('+79160000408', isKept)).status, 'answered');
});

test('a clean stop leaves nothing running', async () => {
  const pids = ['postgres/postmaster.pid', 'asterisk/pid'].map((file) =>
    Number(readFileSync(path.join(system.dataDir, file), 'utf8').split('\n')[0]),
  );
  await system.kill('SIGTERM');
  for (const pid of pids) assert.equal(isAlive(pid, system.dataDir), false, `process ${pid} still runs`);
});
