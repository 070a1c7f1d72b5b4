// The queue with the whole house: callers wait for a team in order, and nobody who waits is lost when Dialtrace is killed.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallCard, CallList, CallRow, RouteCard, Team } from '../../src/api/wire.ts';
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
  const at = `/api/v1/sites/${site.siteId}`;
  const team = await send<Team>('POST', `${at}/teams`, {
    name: 'Sales',
    members: [{ agentId: site.targets[0]?.id, priority: 1 }],
  });
  const queue = {
    ...{ do: 'queue', team: team.id, music: null, announcePosition: false, leave: null, else: null },
    ...{ strategy: 'longest-idle', skill: null, ringSeconds: 20, seconds: 300, whisper: null, acceptKey: null },
  };
  const route = await send<RouteCard>('POST', `${at}/routes`, {
    name: 'Wait for sales',
    draft: { start: 'wait', steps: { wait: queue } },
  });
  await send('POST', `${at}/routes/${route.id}/publish`, { note: '' });
  await send('PUT', `${at}/routes/${route.id}/serves`, { site: true, pools: [], numbers: [] });
});
after(async () => {
  await Promise.all([operator?.close(), phone?.close()]);
  await system?.close();
});

async function send<T>(method: string, path: string, body: object): Promise<T> {
  const response = await fetch(`${system.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${system.apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  assert.ok(response.ok, `${method} ${path}: ${await response.clone().text()}`);
  return (await response.json()) as T;
}

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
const ended = (caller: string): Promise<CallCard> =>
  until(`the call of ${caller} is over`, async () => {
    const { items } = await system.get<CallList>(`/api/v1/sites/${site.siteId}/calls`);
    const row = items.find((item: CallRow) => item.callerRaw === caller && item.endedAt);
    return row && system.get<CallCard>(`/api/v1/calls/${row.id}`);
  });

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
