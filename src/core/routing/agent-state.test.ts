import assert from 'node:assert/strict';
import { test } from 'node:test';
import { doingOf, isTalkForgotten, type KnownOfAgent } from './agent-state.ts';

const at = (clock: string) => new Date(`2026-11-02T${clock}Z`);
const QUIET: KnownOfAgent = {
  ...{ talkingSince: null, talkedUntil: null, wrapUpSeconds: 60, freedAt: null, awaySince: null, isOnShift: true },
};
const told = (known: Partial<KnownOfAgent>, now = at('12:00:00')) => {
  const { state, since, until } = doingOf({ ...QUIET, ...known }, now);
  return [state, since?.toISOString().slice(11, 19) ?? null, until?.toISOString().slice(11, 19) ?? null];
};

test('an agent of whom nothing is known is free', () => {
  assert.deepEqual(told({}), ['free', null, null]);
});

test('after a talk comes wrap-up, which ends by itself', () => {
  const talked = { talkedUntil: at('11:59:30') };
  assert.deepEqual(told(talked), ['wrap-up', '11:59:30', '12:00:30']);
  assert.deepEqual(told(talked, at('12:00:30')), ['free', '12:00:30', null]);
  assert.deepEqual(told({ ...talked, wrapUpSeconds: 0 }), ['free', '11:59:30', null]);
});

test('wrap-up ends when a person says so, and comes again after the next talk', () => {
  const freed = { talkedUntil: at('11:59:30'), freedAt: at('11:59:40') };
  assert.deepEqual(told(freed), ['free', '11:59:40', null]);
  assert.equal(told({ ...freed, talkedUntil: at('11:59:50') })[0], 'wrap-up');
});

test('who talks is talking, away or off shift as they may be', () => {
  const talking = { talkingSince: at('11:50:00'), awaySince: at('11:40:00'), isOnShift: false };
  assert.deepEqual(told(talking), ['talking', '11:50:00', null]);
});

test('away counts on shift only, and goes before wrap-up', () => {
  const away = { awaySince: at('11:40:00'), talkedUntil: at('11:59:59') };
  assert.deepEqual(told(away), ['away', '11:40:00', null]);
  assert.deepEqual(told({ ...away, isOnShift: false }), ['off-shift', null, null]);
});

test('a talk of many hours is over when a person says so, a shorter one is not', () => {
  const freed = at('11:59:00');
  assert.ok(isTalkForgotten(at('07:00:00'), freed, at('12:00:00')));
  assert.ok(!isTalkForgotten(at('11:00:00'), freed, at('12:00:00')));
  assert.ok(!isTalkForgotten(at('07:00:00'), null, at('12:00:00')));
  assert.ok(!isTalkForgotten(at('07:00:00'), at('06:00:00'), at('12:00:00')));
});
