// A published route, real calls: a stranger waits for the team, a known caller reaches who last talked with them, and
// with Dialtrace dead the plan on disk rings the team.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { CallCard, Route } from '../../src/api/wire.ts';
import { AGENT_ADDRESS, openPhones, type Phones } from '../support/sip.ts';
import { callWhere, publishRoute } from '../support/site.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem } from '../support/system.ts';

const NUMBER = '+74950000161';

let system: TestSystem;
let phones: Phones;
let site: TestSite;

before(async () => {
  system = await prepareSystem();
  site = await addSite(system, {
    numbers: [NUMBER],
    targets: [
      { name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5611` },
      { name: 'Boris', sipUri: `sip:boris@${AGENT_ADDRESS}:5612` },
    ],
  });
  phones = openPhones();
  await phones.agent('agent-answers', 5611);
  await phones.agent('agent-answers', 5612);
  await system.start();
});
after(async () => {
  await phones?.close();
  await system?.close();
});

async function publish(): Promise<void> {
  const members = site.targets.map(({ id }) => ({ agentId: id, priority: 1 }));
  const team = await system.send<{ id: string }>('POST', `/api/v1/sites/${site.siteId}/teams`, {
    name: 'Sales',
    members,
  });
  const ringing = { skill: null, ringSeconds: 10, seconds: 60, whisper: null, acceptKey: null };
  const draft: Route = {
    start: 'known',
    steps: {
      // biome-ignore lint/suspicious/noThenProperty: "if … then …" is the route's own word
      known: { do: 'choose', rules: [{ if: [{ about: 'caller', is: 'known' }], then: 'last' }], else: 'wait' },
      last: { do: 'dial', to: [{ is: 'last-manager' }], strategy: 'in-turn', else: 'wait', ...ringing },
      wait: {
        ...{ do: 'queue', team: team.id, strategy: 'longest-idle', music: null, announcePosition: true },
        ...{ leave: null, else: null, ...ringing },
      },
    },
  };
  assert.equal((await publishRoute(system, site, draft)).published?.version, 1);
}

let calls = 0;
/** The card of the call that was placed just now, once it is over. */
function newest(): Promise<CallCard> {
  calls++;
  return callWhere(system, site, 'the call is over', ({ endedAt }, at, all) => all.length === calls && !at && endedAt);
}
/** A call from its beginning to its card. */
async function callFrom(caller: string): Promise<CallCard> {
  await phones.call({ did: NUMBER, caller, ms: 6000, to: system.sipPort });
  return newest();
}
const said = (card: CallCard) => card.trail?.map((one) => `${one.step}: ${one.said}`);

test('a stranger waits for the team; the next time they reach who talked with them; with us dead, somebody', async () => {
  await publish();
  const first = await callFrom('+79160000061');
  assert.deepEqual([first.status, said(first)], ['answered', ['known: no-rule-holds', 'wait: waits']]);
  assert.equal(first.route?.version, 1);
  const second = await callFrom('+79160000061');
  assert.deepEqual(said(second), ['known: rule-holds', 'last: rings', 'wait: waits']);
  assert.deepEqual([second.status, second.answeredBy], ['answered', first.answeredBy]);
  await system.kill();
  await phones.call({ did: NUMBER, caller: '+79160000062', ms: 8000, to: system.sipPort });
  await system.start();
  const down = await newest();
  assert.deepEqual([down.whileDown, down.status, down.route], [true, 'answered', null]);
});
