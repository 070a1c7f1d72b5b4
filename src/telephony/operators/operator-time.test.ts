import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secondsOf, timeOf, unixTime, writtenTime } from './operator-time.ts';

const at = (text: string, utcOffset?: string) =>
  timeOf(text, utcOffset === undefined ? {} : { utcOffset })?.toISOString();

test("a time without an offset is read by Moscow's clock unless the settings say another", () => {
  assert.equal(at('2026-11-21 10:00:00'), '2026-11-21T07:00:00.000Z');
  assert.equal(at('2026-11-21 10:00:00', ''), '2026-11-21T07:00:00.000Z');
  assert.equal(at('2026-11-21 10:00:00.5', '+10:00'), '2026-11-21T00:00:00.500Z');
  assert.equal(at('2026-11-21 10:00', '+00:00'), '2026-11-21T10:00:00.000Z');
});

test('a time that says its offset is read by that', () => {
  assert.equal(at('2026-11-21T10:00:00+05:00', '+10:00'), '2026-11-21T05:00:00.000Z');
  assert.equal(at('2026-11-21T10:00:00+0500'), '2026-11-21T05:00:00.000Z');
  assert.equal(at('2026-11-21T10:00:00Z', '+10:00'), '2026-11-21T10:00:00.000Z');
});

test('what is no time is none', () => {
  for (const text of ['', '0', 'yesterday', '2026-13-01 10:00:00', '0001-01-01 00:00:00', '9999-01-01 00:00:00'])
    assert.equal(at(text), undefined, text);
});

test('a time is written as it was read', () => {
  for (const utcOffset of ['+03:00', '-03:30', '+12:00', '+00:00'])
    assert.equal(
      writtenTime(timeOf('2026-01-01 00:30:00', { utcOffset }) as Date, { utcOffset }),
      '2026-01-01 00:30:00',
    );
});

test('times since 1970 come in seconds or milliseconds; 0 is "never"', () => {
  assert.equal(unixTime('1795158000')?.toISOString(), '2026-11-20T07:00:00.000Z');
  assert.equal(unixTime(1795158000000)?.toISOString(), '2026-11-20T07:00:00.000Z');
  for (const none of ['0', '', 'x', '-5', '1e308', '17']) assert.equal(unixTime(none), undefined, none);
});

test('spans are seconds, or nothing', () => {
  assert.deepEqual(['60', '1.5', '', '-3', 'x', '1e9'].map(secondsOf), [60, 1.5, 0, 0, 0, 0]);
});
