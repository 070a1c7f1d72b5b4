// Words of a published route, real calls: the caller hears them whole before anybody is rung, the agent is whispered
// what is known of the call.
import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import type { Route, Spoken } from '../../src/api/wire.ts';
import { secondsOf } from '../../src/sounds/wav.ts';
import { AGENT_ADDRESS, openPhones, type Phones } from '../support/sip.ts';
import { callWhere, publishRoute } from '../support/site.ts';
import { addSite, prepareSystem, type TestSite, type TestSystem } from '../support/system.ts';

const NUMBER = '+74950000171';
const WELCOME = { text: 'Добрый день, это цветочный магазин', language: 'ru' } as const;

let system: TestSystem;
let phones: Phones;
let site: TestSite;

before(async () => {
  system = await prepareSystem();
  site = await addSite(system, {
    numbers: [NUMBER],
    targets: [{ name: 'Anna', sipUri: `sip:anna@${AGENT_ADDRESS}:5631` }],
  });
  phones = openPhones();
  await phones.agent('agent-answers', 5631);
  await system.start();
});
after(async () => {
  await phones?.close();
  await system?.close();
});

const fileOf = (id: string) => path.join(system.dataDir, 'sounds', `${id}.wav`);
const there = () => readdirSync(path.dirname(fileOf(''))).filter((file) => file.endsWith('.wav'));
const lengthOf = (id: string) => secondsOf(statSync(fileOf(id)).size);
/** How long words take; they are spoken already, so nothing is spoken anew. */
const lengthOfWords = async (words: string) =>
  lengthOf(
    (await system.send<Spoken>('POST', `/api/v1/sites/${site.siteId}/sounds/speak`, { words, language: 'ru' })).id,
  );

test('a caller hears the notice and the words of the route, then the agent the whisper, each to its end', async () => {
  const [anna] = site.targets;
  const draft: Route = {
    start: 'notice',
    steps: {
      notice: { do: 'notice', prompt: null, next: 'welcome' },
      welcome: { do: 'announce', prompt: WELCOME, next: 'ring' },
      ring: {
        ...{ do: 'dial', to: [{ agent: anna?.id ?? '' }], strategy: 'in-turn', skill: null },
        ...{ ringSeconds: 10, seconds: 10, acceptKey: null, else: null },
        whisper: { text: 'звонок {calls}, реклама {source}', language: 'ru' },
      },
    },
  };
  await publishRoute(system, site, draft);
  await phones.call({ did: NUMBER, caller: '+79160000071', ms: 12_000, to: system.sipPort });
  const card = await callWhere(system, site, 'the call is over', ({ endedAt }) => endedAt);
  assert.deepEqual([card.status, card.answeredBy], ['answered', 'Anna']);
  const [notice, welcome] = card.trail?.map(({ with: facts }) => String(facts.sound)) ?? [];
  const known = there().length;
  const at = (time: string | null | undefined) => Date.parse(time ?? '') / 1000;
  const [leg] = card.legs;
  const heard = {
    notice: at(card.noticeAt) - at(card.startedAt),
    welcome: at(leg?.startedAt) - at(card.noticeAt),
    whisper: at(leg?.answeredAt) - at(leg?.startedAt),
  };
  const said = {
    notice: lengthOf(notice ?? ''),
    welcome: lengthOf(welcome ?? ''),
    whisper: await lengthOfWords('звонок 1'), // the source is not known, so it is left out
  };
  assert.equal(there().length, known, 'exactly these words were whispered');
  for (const [what, seconds] of Object.entries(said))
    assert.ok(heard[what as keyof typeof heard] >= seconds - 0.05, `${what}: ${JSON.stringify({ heard, said })}`);
});
