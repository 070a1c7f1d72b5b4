import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Offer } from '../core/call.ts';
import { type Flight, openFlights } from './flights.ts';

const CHECK_CALLER = '+74950009000';
const OTHER_CALLER = '+74950009001';
let calls = 0;
const offer = (callerRaw: string, did = '74950000101', providerCallId = `call-${++calls}`): Offer => ({
  ...{ provider: 'asterisk', providerCallId, did, callerRaw, at: new Date() },
});

function flightTo(numberId: string) {
  const seen = { hungUp: 0, reached: 0 };
  const flight: Flight = {
    ...{ checkId: `check-${numberId}`, numberId, checkCaller: CHECK_CALLER, dialledAt: new Date() },
    hangUp: () => void seen.hungUp++,
    onReached: () => void seen.reached++,
  };
  const flights = openFlights('one', () => [CHECK_CALLER, OTHER_CALLER]);
  flights.begin(flight);
  return { flights, flight, seen };
}

test('a test call is known by its caller, in any form the operator sends it, and rings nobody', () => {
  for (const raw of ['+74950009000', '74950009000', '84950009000', '4950009000']) {
    const { flights, flight } = flightTo('a');
    assert.deepEqual(flights.recognise(offer(raw), 'a'), { record: false, steps: [{ do: 'check', id: 'check-a' }] });
    assert.equal(flight.reached?.right, true);
  }
});

test('an operator that shows another of our check callers is understood', () => {
  const { flights } = flightTo('a');
  assert.notEqual(flights.recognise(offer(OTHER_CALLER), 'a'), undefined);
});

test('without a check under way the check caller is a caller like any other', () => {
  const { flights, flight } = flightTo('a');
  flights.end(flight);
  assert.equal(flights.recognise(offer(CHECK_CALLER), 'a'), undefined);
});

test('a test call comes back once: the next call of that caller is a real one', () => {
  const { flights } = flightTo('a');
  flights.recognise(offer(CHECK_CALLER), 'a');
  assert.equal(flights.recognise(offer(CHECK_CALLER), 'a'), undefined);
});

test('the same call, told again, is answered the same, even after its end', () => {
  const { flights, flight, seen } = flightTo('a');
  const plan = flights.recognise(offer(CHECK_CALLER, '74950000101', 'x'), 'a');
  flights.end(flight);
  assert.equal(flights.recognise(offer(CHECK_CALLER, '74950000101', 'x'), 'a'), plan);
  assert.deepEqual([flights.isTestCall('x'), flights.isTestCall('y')], [true, false]);
  assert.deepEqual([flights.checkOf('x'), flights.checkOf('y'), seen.reached], ['check-a', undefined, 1]);
});

test('what was put through as a real call stays one when it is told again, even if a check has begun meanwhile', () => {
  const { flights, flight } = flightTo('a');
  flights.end(flight);
  flights.recognise(offer(CHECK_CALLER, '74950000101', 'x'), 'a');
  flights.begin(flight);
  assert.equal(flights.recognise(offer(CHECK_CALLER, '74950000101', 'x'), 'a'), undefined);
  assert.equal(flights.isTestCall('x'), false);
});

test('a test call that comes to another number, or to none of ours, is known as gone astray', () => {
  for (const numberId of ['b', undefined]) {
    const { flights, flight } = flightTo('a');
    assert.notEqual(flights.recognise(offer(CHECK_CALLER), numberId), undefined);
    assert.equal(flight.reached?.right, false);
  }
});

test('anybody else who calls the number is put through, and the test call gives way, once', () => {
  for (const raw of ['+79161234567', 'anonymous', '']) {
    const { flights, flight, seen } = flightTo('a');
    assert.equal(flights.recognise(offer(raw), 'a'), undefined);
    assert.equal(flights.recognise(offer(raw), 'a'), undefined);
    assert.deepEqual([seen.hungUp, flight.gaveWayTo], [1, raw]);
  }
});

test('calls to other numbers, and calls after the test call has come back, do not disturb it', () => {
  const { flights, seen } = flightTo('a');
  flights.recognise(offer('+79161234567'), 'b');
  flights.recognise(offer(CHECK_CALLER), 'a');
  flights.recognise(offer('+79161234567'), 'a');
  assert.equal(seen.hungUp, 0);
});
