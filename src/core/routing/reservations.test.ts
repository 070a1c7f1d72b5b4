import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CallFact } from '../call.ts';
import type { Plan, Step } from './plan.ts';
import { createReservations } from './reservations.ts';

const target = (id: string) => ({ id, name: id, phone: { kind: 'registered', login: id } as const });
const dial = (ids: string[], next: number | null, ringSeconds = 20): Step => ({
  ...{ do: 'dial', targets: ids.map(target), ringSeconds, whisper: null, acceptKey: null, else: next },
});
const plan = (...steps: Step[]): Plan => ({ record: true, steps });
const ANNA_THEN_BORIS = plan(dial(['anna'], 1), dial(['boris'], null));
const NOW = 1_700_000_000_000;

type Told = CallFact extends infer F ? (F extends CallFact ? Omit<F, 'providerCallId' | 'key' | 'at'> : never) : never;
/** A call by the plan, to which facts are told. */
function call(by: Plan, id = 'call') {
  const reservations = createReservations();
  reservations.give(id, by, NOW);
  return {
    ...reservations,
    at: (second: number) => [...reservations.rung(NOW + second * 1000)].join(' '),
    tell(second: number, ...told: Told[]) {
      const facts = told.map((one, at) => ({ ...one, providerCallId: id, key: `${second} ${at}`, at: new Date() }));
      return reservations.hear(facts as CallFact[], NOW + second * 1000);
    },
  };
}

describe('an agent whom a plan rings', () => {
  test('is rung from the moment the plan is given out, for the time of the step, and then the next is', () => {
    const { at } = call(ANNA_THEN_BORIS);
    assert.deepEqual([at(0), at(19.9), at(20), at(39.9), at(40)], ['anna', 'anna', 'boris', 'boris', '']);
  });

  test('is rung with all who ring at once', () => {
    assert.equal(call(plan(dial(['anna', 'boris'], null))).at(1), 'anna boris');
  });

  test('may be rung a little later if something is played first', () => {
    const { at } = call(plan({ do: 'play', sound: 's', what: 'notice', next: 1 }, dial(['anna'], null)));
    assert.deepEqual([at(0), at(34.9), at(35)], ['anna', 'anna', '']);
  });

  test('behind a menu is rung when the call comes to it', () => {
    const menu: Step = { do: 'menu', sound: 's', seconds: 5, tries: 1, on: { 1: 1 }, else: null };
    const { at, tell } = call(plan(menu, dial(['anna'], null)));
    assert.equal(at(0), '');
    tell(7, { kind: 'ringing', step: 1, targetId: 'anna' });
    assert.deepEqual([at(7), at(26.9), at(27)], ['anna', 'anna', '']);
  });

  test('is rung no more when their leg has ended; the next is as soon as the step has', () => {
    const { at, tell } = call(ANNA_THEN_BORIS);
    tell(1, { kind: 'ringing', step: 0, targetId: 'anna' }, { kind: 'leg-started', leg: 'a' });
    tell(2, { kind: 'leg-ended', leg: 'a', cause: 17 });
    assert.equal(at(2), '');
    tell(2, { kind: 'step-ended', step: 0, outcome: 'busy', cause: 17 });
    assert.deepEqual([at(2), at(21.9), at(22)], ['boris', 'boris', '']);
  });

  test('and has taken the call is held until the board can know; nobody else is rung any more', () => {
    const { at, tell } = call(plan(dial(['anna', 'vera'], 1), dial(['boris'], null)));
    tell(1, { kind: 'leg-started', leg: 'a', targetId: 'anna' }, { kind: 'leg-started', leg: 'v', targetId: 'vera' });
    tell(3, { kind: 'leg-answered', leg: 'a' });
    assert.deepEqual([at(3), at(5), at(21)], ['anna', '', '']);
  });

  test('is rung no more when the caller has hung up, and the call is forgotten', () => {
    const { at, tell, size } = call(ANNA_THEN_BORIS);
    assert.equal(tell(4, { kind: 'ended' }), true);
    assert.deepEqual([at(4), at(25), size()], ['', '', 0]);
    assert.equal(tell(5, { kind: 'ended' }), false, 'nothing has changed by that');
  });

  test("is rung by a queue's turn until it is over", () => {
    const { at, turn } = call(plan());
    turn('call', ['anna'], 15, NOW);
    assert.deepEqual([at(0), at(15)], ['anna', '']);
    turn('call', ['boris'], 15, NOW);
    assert.equal(at(0), 'boris');
    turn('call', [], 0, NOW);
    assert.equal(at(0), '');
  });
});

test('calls of whose end nothing is heard are forgotten after an hour', () => {
  const { give, size } = createReservations();
  for (let n = 0; n < 100; n++) give(`call ${n}`, ANNA_THEN_BORIS, NOW);
  give('late', ANNA_THEN_BORIS, NOW + 3_600_000);
  assert.equal(size(), 1);
});

test('a plan that leads in a circle has an end', () => {
  assert.equal(call(plan(dial(['anna'], 1), dial(['boris'], 0))).at(20), 'boris');
});
