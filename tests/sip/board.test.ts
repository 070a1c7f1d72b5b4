// The live board beside real calls: a softphone registers with the account that its agent was given, and what it does
// with a call is on the board.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Agent, AgentSaved, Board, BoardAgent } from '../../src/api/wire.ts';
import { openSoftphone, type Softphone } from '../support/softphone.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem, until } from '../support/system.ts';

const NUMBER = '+74950000181';
const CALLER = '+79160000181';

let system: TestSystem;
let site: TestSite;
let desk: Softphone;
let outside: Softphone;
let vera: AgentSaved;

before(async () => {
  system = await prepareSystem();
  site = await addSite(system, { numbers: [NUMBER], targets: [], trunkAddress: '127.0.0.87/32' });
  await system.start();
  desk = await openSoftphone('127.0.0.88');
  outside = await openSoftphone('127.0.0.87');
});
after(async () => {
  await desk?.close();
  await outside?.close();
  await system?.close();
});

/** The agent on the board, as soon as this holds. */
const seen = (what: string, holds: (agent: BoardAgent) => boolean) =>
  until(what, async () => {
    const { agents } = await system.get<Board>(`/api/v1/sites/${site.siteId}/board`);
    return agents.find((agent) => agent.id === vera.id && holds(agent));
  });

test('an agent with a softphone is on the board at once, its phone not registered until it is', async () => {
  const wish = { name: 'Vera', phone: { kind: 'registered' }, wrapUpSeconds: 2 };
  vera = await system.send<AgentSaved>('POST', `/api/v1/sites/${site.siteId}/agents`, wish);
  assert.ok(vera.account);
  await seen('the phone is not registered', ({ state, online }) => state === 'free' && online === false);
  const { login, password } = vera.account;
  const to = { address: '127.0.0.1', port: system.sipPort };
  assert.equal(vera.account.server, `127.0.0.1:${system.sipPort}`);
  await until('telephony takes the password', async () => (await desk.register({ to, login, password })) === 200);
  await seen('the phone is registered', ({ online }) => online === true);
});

test('a call to the line rings the softphone, and the board tells ringing, talking, wrap-up, free', async () => {
  const line = await system.send<Agent[]>('PUT', `/api/v1/sites/${site.siteId}/targets`, {
    targets: [{ id: vera.id, name: 'Vera', sipUri: null, ringSeconds: 20 }],
  });
  assert.equal(line.length, 1);
  await system.send('PUT', `/api/v1/sites/${site.siteId}/contacts/${CALLER}`, { name: 'Ivan' });
  const to = { address: '127.0.0.1', port: system.sipPort };
  const call = await outside.call({ to, number: NUMBER, caller: CALLER });
  const ringing = await desk.incoming();
  ringing.ring();
  const rung = await seen('it rings', (agent) => agent.call?.ringing === true);
  assert.deepEqual([rung.call?.caller, rung.call?.name], [CALLER, 'Ivan']);
  ringing.answer();
  assert.equal(await call.answered, 200);
  await seen('they talk', ({ state, call: talk }) => state === 'talking' && talk?.ringing === false);
  await call.hangUp();
  await seen('wrap-up', ({ state, until: end }) => state === 'wrap-up' && end !== null);
  const free = await seen('wrap-up has ended by itself', ({ state }) => state === 'free');
  assert.deepEqual([free.call, free.today.calls], [null, 1]);
});
