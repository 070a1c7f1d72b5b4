import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  COUNTRY_RULES,
  NEW_SITE_RULES,
  type RecordingMode,
  type RecordingRules,
  recordingRuleOf,
  UNSAID_RULES,
  withNotice,
} from './recording-rules.ts';
import type { Plan, Step } from './routing/plan.ts';

const MOSCOW = '+74957770101';
const BERLIN = '+493012345678';
const modeOf = (rules: Partial<RecordingRules>, number: string, caller: string | null, region: string | null = null) =>
  recordingRuleOf({ ...NEW_SITE_RULES, ...rules }, { number, caller, region }).mode;

describe('what applies to a call', () => {
  test('is what is usual where the number and the caller are, whichever is more careful', () => {
    const cases: [string, string | null, RecordingMode][] = [
      [MOSCOW, '+79161234567', 'notice'],
      [MOSCOW, null, 'notice'],
      [MOSCOW, BERLIN, 'consent'],
      [BERLIN, '+79161234567', 'consent'],
      ['+14155550100', '+14155550101', 'notice'],
      ['+818012345678', null, 'notice'], // a country of which nothing is said
    ];
    for (const [number, caller, mode] of cases) assert.equal(modeOf({}, number, caller), mode, `${number} ${caller}`);
  });

  test('every country of the table names its source', () => {
    for (const [country, { source }] of Object.entries(COUNTRY_RULES)) assert.ok(source.length > 5, country);
  });

  test('is what the owner has said for all, and for a country or region before that', () => {
    assert.equal(modeOf({ mode: 'on' }, BERLIN, BERLIN), 'on');
    assert.equal(modeOf({ record: false }, MOSCOW, null), 'off');
    const exceptions = [
      { country: 'RU', region: null, mode: 'on' as const },
      { country: 'RU', region: 'Tatarstan', mode: 'off' as const },
    ];
    assert.equal(modeOf({ exceptions }, MOSCOW, '+79161234567', 'Moscow'), 'on');
    assert.equal(modeOf({ exceptions }, MOSCOW, '+78431234567', 'Tatarstan'), 'off');
  });

  test('of a site that has said nothing is to record, as before there were rules', () => {
    assert.equal(recordingRuleOf(UNSAID_RULES, { number: BERLIN, caller: null, region: null }).mode, 'on');
  });
});

const dial = (next: number | null = null): Step => ({
  ...{ do: 'dial', targets: [], ringSeconds: 20, whisper: null, acceptKey: null, else: next },
});
const plan = (...steps: Step[]): Plan => ({ record: true, steps });
const told = (given: Plan, mode: RecordingMode, sound: string | null = 'words') =>
  withNotice(given, { mode, digit: '5' }, sound);

describe('the words about it', () => {
  const notice = (next: number): Step => ({ do: 'play', sound: 'words', what: 'notice', next });

  test('come before the first phone rings, and only once', () => {
    assert.deepEqual(told(plan(dial(1), dial()), 'notice'), plan(notice(1), dial(2), dial()));
  });

  test('come after a greeting; who speaks on a tape knows what it is', () => {
    const greeting = (next: number): Step => ({ do: 'play', sound: 'hello', what: 'announcement', next });
    const tape: Step = { do: 'voicemail', sound: null, seconds: 60, next: null };
    assert.deepEqual(told(plan(greeting(1), dial(2), tape), 'notice'), plan(greeting(1), notice(2), dial(3), tape));
    assert.deepEqual(told(plan(greeting(1), tape), 'notice'), plan(greeting(1), tape));
  });

  test('come on every way out of a menu, wherever its steps lie', () => {
    const menu = (on: Record<string, number>, other: number): Step => ({
      ...{ do: 'menu', sound: 'menu', seconds: 5, tries: 2, on, else: other },
    });
    assert.deepEqual(
      told(plan(menu({ 1: 2, 2: 1 }, 3), dial(2), dial(), { do: 'hangup', cause: 'normal' }), 'notice'),
      plan(menu({ 1: 3, 2: 1 }, 5), notice(2), dial(4), notice(4), dial(), { do: 'hangup', cause: 'normal' }),
    );
  });

  test('ask for a key where consent is needed', () => {
    assert.deepEqual(told(plan(dial()), 'consent').steps[0], {
      ...{ do: 'consent', sound: 'words', digit: '5', seconds: 8, next: 1 },
    });
  });

  test('are not said twice: the route has its own', () => {
    const own = plan({ do: 'play', sound: 'own', what: 'notice', next: 1 }, dial());
    assert.equal(told(own, 'notice'), own);
    assert.equal(told(own, 'consent').steps[1]?.do, 'consent'); // a notice is no question
    const asking = plan({ do: 'consent', sound: 'own', digit: '1', seconds: 5, next: 1 }, dial());
    assert.equal(told(asking, 'consent'), asking);
    assert.equal(told(asking, 'notice'), asking);
  });

  test('can’t be said without a sound: then nothing is recorded', () => {
    assert.deepEqual(told(plan(dial()), 'notice', null), { ...plan(dial()), record: false });
  });

  test('are not needed where nobody is rung, nothing is recorded, or nothing has to be said', () => {
    const ends = plan({ do: 'hangup', cause: 'busy' });
    assert.equal(told(ends, 'notice'), ends);
    assert.equal(told(plan(dial()), 'off').record, false);
    assert.deepEqual(told(plan(dial()), 'on'), plan(dial()));
    const unrecorded = { ...plan(dial()), record: false };
    assert.equal(told(unrecorded, 'consent'), unrecorded);
  });

  test('a loop in a plan does not hang it', () => {
    const loop = plan({ do: 'play', sound: 'a', what: 'announcement', next: 0 });
    assert.equal(told(loop, 'notice'), loop);
  });
});
