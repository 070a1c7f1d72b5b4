import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { RouteCondition, RouteStep } from '../../../src/api/wire.ts';
import type { AgentNow, Route } from '../../../src/core/routing/route.ts';
import { FAULT_REASONS, faultsOf } from '../../../src/core/routing/route-faults.ts';
import { speaker } from '../../words/speaker.ts';
import { conditionWords, ruleWords } from './condition-words.ts';
import { faultWords } from './fault-words.ts';
import type { Names } from './names.ts';
import { newStep, STEP_KINDS } from './new-steps.ts';
import { laneWords, limitWords, stepWords } from './step-words.ts';
import { fromTemplate, TEMPLATES } from './templates.ts';
import { litBy, trailWords } from './trail-words.ts';
import { drawingOf } from './tree.ts';
import { waysOf } from './ways.ts';

const speak = { en: await speaker('en'), ru: await speaker('ru') };
const names = (language: 'en' | 'ru'): Names => ({
  agent: (id) => ({ a: 'Anna' })[id],
  team: (id) => ({ t: 'Sales' })[id],
  schedule: (id) => ({ s: 'Office hours' })[id],
  sound: (id) => ({ w: 'Waltz' })[id],
  ...{ locale: language === 'ru' ? 'ru-RU' : 'en-GB', language, currency: 'RUB' },
});
const numbers = new Map([['later', 5]]);
const ringing = {
  strategy: 'in-turn',
  skill: null,
  ringSeconds: 20,
  seconds: 60,
  whisper: null,
  acceptKey: null,
} as const;
const en = (step: RouteStep) => stepWords(step, names('en'), speak.en);
const ru = (step: RouteStep) => stepWords(step, names('ru'), speak.ru);

describe('a step', () => {
  const dial: RouteStep = {
    ...{ do: 'dial', to: [{ agent: 'a' }, { team: 't' }], ...ringing, else: 'later' },
    ...{ whisper: { text: 'advert: {source}', language: 'en' }, acceptKey: '1' },
  };

  test('says in one sentence what it does', () => {
    assert.equal(
      en(dial),
      'Rings Anna and team “Sales”, one after the other, 20 s each, whispering “advert: [source]”; the call is taken with key 1.',
    );
    assert.equal(
      ru(dial),
      'Звонит: Anna и отдел «Sales» – по очереди, по 20 с; перед разговором шепчет «advert: [источник]»; звонок принимают клавишей 1.',
    );
    assert.equal(
      en({ ...dial, to: [{ is: 'last-manager' }], whisper: null, acceptKey: null }),
      'Rings the manager who last talked with the caller for 20 s.',
    );
    assert.equal(en({ do: 'notice', prompt: null, next: null }), 'Tells that the talk is recorded: our own words.');
    assert.equal(en({ do: 'announce', prompt: { sound: 'w' }, next: null }), 'The caller hears the sound “Waltz”.');
    assert.equal(
      en({ do: 'announce', prompt: { sound: 'x' }, next: null }),
      'The caller hears a sound that is not there.',
    );
  });

  test('says its limit and where it goes otherwise', () => {
    assert.equal(limitWords(dial, numbers, speak.en), 'At most 1 min · else: step\u00a05');
    assert.equal(
      limitWords({ ...dial, else: null }, numbers, speak.ru),
      'Не дольше 1 мин · иначе – звонок заканчивается',
    );
    assert.equal(
      limitWords({ ...dial, else: 'gone' }, numbers, speak.en),
      'At most 1 min · else: a step that is not there',
    );
  });

  test('of every kind has sentences without holes in both languages, and so have its ways', () => {
    const known = { agents: [], teams: [], schedules: [], names: { language: 'en' } };
    for (const language of ['en', 'ru'] as const)
      for (const kind of STEP_KINDS) {
        const step = newStep(kind, known);
        const lanes = waysOf(step).map(({ way }) => laneWords(step, way, names(language), speak[language]));
        for (const said of [stepWords(step, names(language), speak[language]), ...lanes])
          assert.doesNotMatch(said, /\{\{|routes\.|undefined/, `${kind}: ${said}`);
      }
  });
});

describe('a condition', () => {
  const cases: [RouteCondition, string, string][] = [
    [{ about: 'caller', is: 'vip' }, 'the client is important (VIP)', 'the client is not a VIP'],
    [
      { about: 'value', atLeast: 100_000_00 },
      'past deals come to RUB 100,000 or more',
      'past deals come to less than RUB 100,000',
    ],
    [
      { about: 'tag', any: ['a', 'b', 'c'] },
      'the client has the tag a, b or c',
      'the client does not have the tag a, b or c',
    ],
    [
      { about: 'region', any: [] },
      'the call comes from (nothing chosen)',
      'the call does not come from (nothing chosen)',
    ],
    [
      { about: 'manager', who: 'own-manager', is: 'free' },
      'the client’s own manager is free',
      'the client’s own manager is not free',
    ],
    [
      { about: 'source', field: 'source', any: ['yandex'], probability: 0.7 },
      'the source is Yandex (70% sure or more)',
      'the source is not Yandex (70% sure or more)',
    ],
    [
      { about: 'landing-page', any: ['https://a.example/*'], probability: 0.5 },
      'the first page was https://a.example/* (50% sure or more)',
      'the first page was not https://a.example/* (50% sure or more)',
    ],
    [{ about: 'time', schedule: 's', is: 'open' }, 'it is open by “Office hours”', 'it is closed by “Office hours”'],
    [
      { about: 'load', team: 't', of: 'waiting', atLeast: 3 },
      'at least 3 callers wait for “Sales”',
      'fewer than 3 callers wait for “Sales”',
    ],
    [
      { about: 'number', any: ['+74951234567'] },
      'the number called is +7 495 123-45-67',
      'the number called is not +7 495 123-45-67',
    ],
  ];

  test('is said in plain words, and so is that it does not hold', () => {
    for (const [condition, holds, not] of cases) {
      const plain = (said: string) => said.replaceAll('₽', 'RUB ').replaceAll(' ', ' ').replace('RUB  ', 'RUB ');
      assert.equal(plain(conditionWords(condition, names('en'), speak.en)), holds);
      assert.equal(plain(conditionWords({ ...condition, not: true }, names('en'), speak.en)), not);
      assert.doesNotMatch(conditionWords(condition, names('ru'), speak.ru), /\{\{|routes\./);
    }
  });

  test('joins others of its rule', () => {
    const both = cases.slice(0, 1).map(([condition]) => condition);
    assert.equal(
      ruleWords([...both, { about: 'caller', is: 'known', not: true }], names('ru'), speak.ru),
      'если клиент важный (VIP) и звонящий не знаком',
    );
    assert.equal(ruleWords([], names('en'), speak.en), 'always');
  });
});

test('every reason why a route can’t be published has a sentence in both languages', () => {
  for (const language of ['en', 'ru'] as const)
    for (const reason of FAULT_REASONS) {
      const facts = {
        ...{ ref: 'x', steps: ['later', 'y'], team: 'Sales', key: '7', field: 'seconds', value: 1, from: 5, to: 9 },
        ...{
          connection: 'Trunk',
          needs: 'queue',
          agent: 'Anna',
          phone: 'sip',
          most: 1,
          phones: 2,
          bytes: 7000,
          after: 'y',
        },
      };
      const said = faultWords({ step: 'a', reason, with: facts }, numbers, speak[language]);
      assert.doesNotMatch(said, /\{\{|routes\.|undefined/);
      assert.doesNotMatch(said, /Something is wrong|что-то не так/, reason);
    }
  const loop = faultWords({ step: 'a', reason: 'loop', with: { steps: ['later', 'y'] } }, numbers, speak.en);
  assert.equal(loop, 'The call would go in a circle: 5 → y.');
  const range = { field: 'ringSeconds', value: 1, from: 3, to: 180, rule: 2 };
  assert.equal(
    faultWords({ step: 'a', reason: 'out-of-range', with: range }, numbers, speak.en),
    'Rule 2: The time it rings: 1 is not between 3 and 180.',
  );
});

test('what would happen is told in words, and lights its way', () => {
  const trail = [
    { step: 'who', do: 'choose', said: 'rule-holds', with: { rule: 2 }, next: 'ring' },
    { step: 'ring', do: 'dial', said: 'nobody-to-ring', with: { why: 'off-shift' }, next: null },
    { step: 'ring', do: 'dial', said: 'something-new', with: {}, next: null },
  ] as const;
  assert.deepEqual(
    trail.map((line) => trailWords({ ...line, with: { ...line.with } }, speak.en)),
    ['Rule 2 holds', 'Rings nobody: nobody is on shift', 'something new'],
  );
  assert.deepEqual([...litBy(trail.map((line) => ({ ...line })))], ['who', 'who>ring', 'ring', 'ring>']);
});

describe('a template', () => {
  const agent = { id: 'a', linePosition: 0 } as never;
  const team = { id: 't' } as never;
  const hours = { id: 's' } as never;
  const phone = { kind: 'sip', uri: 'sip:a@127.0.0.1' } as const satisfies AgentNow['phone'];
  const known = {
    agents: new Map([['a', { name: 'Anna', phone }]]),
    teams: new Map([['t', { name: 'Sales', members: ['a'] }]]),
    ...{ schedules: new Set(['s']), sounds: new Set<string>(), connections: [] },
  };

  test('has no fault where the site has an agent, a team and hours', () => {
    for (const template of TEMPLATES.filter((one) => one !== 'empty')) {
      const choices = { agents: [agent], teams: [team], schedules: [hours], names: { language: 'ru' } };
      const route = fromTemplate(template, choices, speak.ru);
      assert.deepEqual(faultsOf(route as Route, known), [], template);
      assert.equal(drawingOf(route).strays.length, 0, template);
    }
  });

  test('of a site that has nothing yet is drawn all the same, with the faults at its steps', () => {
    for (const template of TEMPLATES) {
      const choices = { agents: [], teams: [], schedules: [], names: { language: 'en' } };
      const route = fromTemplate(template, choices, speak.en);
      assert.equal(drawingOf(route).strays.length, 0, template);
      assert.ok(faultsOf(route as Route, { ...known, agents: new Map(), teams: new Map() }).length > 0, template);
    }
  });
});
