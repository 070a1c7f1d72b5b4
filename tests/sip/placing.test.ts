// A missed caller is called back over real SIP: one request rings the agent, then the client through the operator; they
// hear each other, the task closes, and the call is of ours.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallBackList, CallCard, CallList, CallRow, PlacedCall } from '../../src/api/wire.ts';
import { openSoftphone, type Softphone } from '../support/softphone.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

const NUMBER = '+74950000171';
const CLIENT = '+79161234571';
const CLIENT_HZ = 440;
const ANNA_HZ = 1000;

let system: TestSystem;
let site: TestSite;
/** the operator: clients call through it, and are called through it */
let operator: Softphone;
let anna: Softphone;

before(async () => {
  operator = await openSoftphone('127.0.0.1');
  anna = await openSoftphone('127.0.0.4');
  system = await prepareSystem();
  site = await addSite(system, { numbers: [NUMBER], targets: [{ name: 'Anna', sipUri: anna.uri }] });
  await system.db.query('update connections set outbound_uri = $1', [`sip:127.0.0.1:${operator.port}`]);
  await system.start();
});
after(async () => {
  await Promise.all([operator, anna].map((phone) => phone?.close()));
  await system?.close();
});

const tasks = async (state: 'open' | 'closed') =>
  (await system.get<CallBackList>(`/api/v1/sites/${site.siteId}/call-backs?state=${state}`)).items;
const callsOf = async (direction: 'in' | 'out') =>
  (await system.get<CallList>(`/api/v1/sites/${site.siteId}/calls?direction=${direction}`)).items;

/** Calls the business, lets it ring and gives up. */
async function missed(caller: string): Promise<void> {
  const call = await operator.call({
    ...{ to: { address: '127.0.0.1', port: system.sipPort }, number: NUMBER.slice(1), caller },
  });
  const ringing = await anna.incoming();
  ringing.ring();
  await call.ringing;
  await call.hangUp();
  await ringing.ended;
}

test('who was missed is called back by one request, and the task is closed when both talk', async () => {
  await missed(CLIENT);
  const task = await until('the task is there', async () => (await tasks('open'))[0]);
  assert.deepEqual([task.phone, task.number, task.newCaller], [CLIENT, NUMBER, true]);

  const placed = await system.send<PlacedCall>('POST', `/api/v1/call-backs/${task.id}/call`, {}, 201);
  assert.deepEqual([placed.number, placed.phone, placed.agentId], [NUMBER, CLIENT, site.targets[0]!.id]);
  const agent = await anna.incoming();
  agent.ring();
  agent.say(ANNA_HZ);
  agent.answer();
  const client = await operator.incoming();
  assert.match(client.request, /^INVITE sip:\+?79161234571@/);
  assert.match(client.request, /^From:.*74950000171/m);
  assert.deepEqual(
    (await tasks('open')).map(({ isCalling }) => isCalling),
    [true],
  );
  client.ring();
  client.say(CLIENT_HZ);
  client.answer();
  const closed = await until('the task is closed while they talk', async () => (await tasks('closed'))[0]);
  assert.deepEqual(
    [closed.id, closed.closeReason, closed.reachedBy?.direction, closed.reachedBy?.agent],
    [...[task.id, 'reached', 'out', 'Anna']],
  );
  await until('each hears the other', () => agent.heard(CLIENT_HZ) > 0.5 && client.heard(ANNA_HZ) > 0.5);
  await client.hangUp();

  const [call] = await until('the call is over', async () => {
    const calls = await callsOf('out');
    return calls[0]?.endedAt ? calls : undefined;
  });
  assert.deepEqual(
    [call?.caller, call?.number, call?.status, call?.answeredBy, call?.firstTime, call?.attribution],
    [CLIENT, NUMBER, 'answered', 'Anna', false, null],
  );
  const card = await system.get<CallCard>(`/api/v1/calls/${call?.id}`);
  assert.equal(card.direction, 'out');
  const timeline = await system.get<{ days: { calls: number }[] }>(`/api/v1/sites/${site.siteId}/reports/timeline`);
  assert.equal(
    timeline.days.reduce((sum, day) => sum + day.calls, 0),
    1,
  );
});

test('a caller who was put on the list is rejected before anything rings, and opens no task', async () => {
  const [first] = (await callsOf('in')) as [CallRow];
  await system.send('POST', `/api/v1/calls/${first.id}/spam`, { block: true }, 200);
  const rung = anna.rung();
  // The list reaches memory by a notification of the database.
  const status = await until('the call is rejected', async () => {
    const call = await operator.call({
      ...{ to: { address: '127.0.0.1', port: system.sipPort }, number: NUMBER.slice(1), caller: CLIENT },
    });
    return call.answered;
  });
  assert.ok(status >= 400, `answered with ${status}`);
  assert.equal(anna.rung(), rung);
  const held = await until('the call is listed as held back', async () =>
    (await callsOf('in')).find(({ spam }) => spam?.heldBack),
  );
  assert.deepEqual([held.spam?.reasons, held.answeredAt, held.recording.state], [['blacklisted'], null, 'none']);
  assert.deepEqual(await tasks('open'), []);
});
