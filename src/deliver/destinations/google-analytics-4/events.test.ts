import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toldOf } from '../../../../tests/support/told.ts';
import { eventsOf, faultsOf } from './events.ts';

const NOW = new Date('2026-11-21T09:02:00Z');
const event = (told = toldOf(), settings: Record<string, string> = {}, now = NOW) => {
  const meant = eventsOf(told, settings, now);
  assert.ok(!('reason' in meant));
  return meant.event;
};

test('a call as the Measurement Protocol gets it', () =>
  assert.equal(
    JSON.stringify(event(toldOf(), { value: '500', parameters: '{"call_term":"{term}","who":"{caller}","ga_x":"1"}' })),
    '{"name":"phone_call","timestamp_micros":1795251600250000,"params":{"session_id":"1763711000","engagement_time_msec":1,' +
      '"call_id":"01a1f000-0000-7000-8000-000000000001","call_status":"answered","call_seconds":90,"call_wait_seconds":5,' +
      '"first_time_caller":"yes","call_probability":0.97,"value":500,"currency":"RUB","call_term":"roof"}}',
  ));

test('a missed call has a name of its own if that is wanted, and no value', () => {
  const missed = toldOf({ call: { status: 'missed', talkSeconds: null, answeredAt: null } });
  assert.equal(event(missed).name, 'phone_call');
  const { name, params } = event(missed, { missedEventName: 'phone_call_missed', value: '500' });
  assert.deepEqual([name, params.value, params.call_seconds], ['phone_call_missed', undefined, 0]);
});

describe('the time of an event is never more than 72 hours back and never ahead', () => {
  const startedAt = Date.parse('2026-11-21T09:00:00.250Z');
  const hours = (count: number) => new Date(startedAt + count * 3_600_000);
  for (const [name, now, expected] of [
    ['within 72 hours it is its own', hours(71), startedAt],
    ['at their edge it is the edge', hours(72), startedAt + 60_000],
    ['by a clock that is behind it is now', hours(-1), startedAt - 3_600_000],
  ] as const)
    test(name, () => assert.equal(event(toldOf(), {}, now).timestamp_micros, expected * 1000));
});

test('25 parameters at most, 100 characters each', () => {
  const parameters = JSON.stringify(
    Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`p${n}`, 'x'.repeat(200)])),
  );
  const { params } = event(toldOf(), { parameters });
  assert.equal(Object.keys(params).length, 25);
  assert.equal(params.p0, 'x'.repeat(100));
});

test('names that Google keeps to itself are told of when the form is saved', () => {
  assert.deepEqual(
    faultsOf({ eventName: 'session_start', missedEventName: 'ga_missed', parameters: '{"ok":"1","не":"2"}' }).map(
      ({ field }) => field,
    ),
    ['eventName', 'missedEventName', 'parameters'],
  );
  assert.deepEqual(faultsOf({ eventName: 'phone_call', parameters: '{"call_term":"{term}"}' }), []);
});
