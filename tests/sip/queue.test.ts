// The queue with the whole house: callers wait for a team in order, and nobody who waits is lost when Dialtrace is killed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { RouteStep, Team } from '../../src/api/wire.ts';
import { callWhere, publishRoute } from '../support/site.ts';
import { openSoftphone, type SoftCall, type Softphone } from '../support/softphone.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

const DID = '74950000601';
let system: TestSystem;
let site: TestSite;
let operator: Softphone;
let phone: Softphone;

before(async () => {
  operator = await openSoftphone('127.0.0.3');
  phone = await openSoftphone('127.0.0.4');
  system = await prepareSystem();
  const targets = [{ name: 'Anna', sipUri: phone.uri }];
  site = await addSite(system, { numbers: [`+${DID}`], targets, trunkAddress: '127.0.0.3/32' });
  await system.start();
  const team = await system.send<Team>('POST', `/api/v1/sites/${site.siteId}/teams`, {
    name: 'Sales',
    members: [{ agentId: site.targets[0]?.id, priority: 1 }],
  });
  const queue: RouteStep = {
    ...{ do: 'queue', team: team.id, music: null, announcePosition: false, leave: null, else: null },
    ...{ strategy: 'longest-idle', skill: null, ringSeconds: 20, seconds: 300, whisper: null, acceptKey: null },
  };
  await publishRoute(system, site, { start: 'wait', steps: { wait: queue } });
});
after(async () => {
  await Promise.all([operator?.close(), phone?.close()]);
  await system?.close();
});

const call = (caller: string) =>
  operator.call({ to: { address: '127.0.0.1', port: system.sipPort }, number: DID, caller });
async function answers(): Promise<SoftCall> {
  const incoming = await phone.incoming();
  incoming.ring();
  incoming.say(1000);
  incoming.answer();
  await incoming.answered;
  return incoming;
}
const ended = (caller: string) =>
  callWhere(system, site, `the call of ${caller} is over`, (row) => row.callerRaw === caller && row.endedAt);

test('the second caller waits until the agent is free, then is rung through', async () => {
  const first = await call('+79160000601');
  const talk = await answers();
  const second = await call('+79160000602');
  await second.answered;
  await until('music is heard', () => second.frames() > 100);
  assert.equal(phone.rung(), 1);
  await talk.hangUp();
  await answers();
  await until('they hear each other', () => second.heard(1000, second.now() - 300) > 0.9);
  await second.hangUp();
  assert.equal(await first.ended, 'them');
  assert.deepEqual(
    [(await ended('+79160000602')).status, (await ended('+79160000602')).answeredBy],
    ['answered', 'Anna'],
  );
});

test('Dialtrace is killed while a caller waits: the caller reaches a person, and the call is in the list afterwards', async () => {
  const first = await call('+79160000603');
  await answers();
  const second = await call('+79160000604');
  await second.answered;
  await until('music is heard', () => second.frames() > 50);
  await system.kill();
  const other = await answers(); // her phone has a second line
  await until('they hear each other', () => second.heard(1000, second.now() - 300) > 0.9);
  await second.hangUp();
  await other.ended;
  await first.hangUp();
  await system.start();
  const card = await ended('+79160000604');
  assert.deepEqual([card.status, card.answeredBy, card.hungUpBy], ['answered', 'Anna', 'caller']);
});
