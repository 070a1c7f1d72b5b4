import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createSoundMeter, flagsOf, PEAK_COUNT, peaksByChannel, SOUND_RATE, silentSpans } from './recording-sound.ts';

const sine = (seconds: number, left: number, right: number) =>
  Int16Array.from({ length: seconds * SOUND_RATE * 2 }, (_, at) =>
    Math.round((at % 2 === 0 ? left : right) * Math.sin((2 * Math.PI * 400 * (at >> 1)) / SOUND_RATE)),
  );
const soundOf = (...parts: Int16Array[]) => {
  const meter = createSoundMeter(2);
  for (const part of parts) meter.hear(part);
  return meter.sound();
};

describe('what a recording holds', () => {
  test('each side has its own level, and its own voice', () => {
    const { levels, seconds } = soundOf(sine(3, 16384, 0), sine(3, 16384, 1638));
    assert.equal(seconds, 6);
    assert.deepEqual(
      levels.map(({ peakDb }) => Math.round(peakDb)),
      [-6, -26],
    );
    assert.deepEqual(
      levels.map(({ voiceSeconds }) => voiceSeconds),
      [6, 3],
    );
  });

  test('is heard the same in one piece and in many', () => {
    const whole = sine(2, 9000, 300);
    const pieces = Array.from({ length: 50 }, (_, at) => whole.subarray(at * 640, (at + 1) * 640));
    assert.deepEqual(soundOf(...pieces), soundOf(whole));
  });

  test('is drawn in points of which each tells its loudest moment, the caller first', () => {
    const { peaks } = soundOf(sine(30, 0, 0), sine(30, 32767, 3277));
    const [caller = [], agent = []] = peaksByChannel(peaks, 2);
    assert.deepEqual([caller.length, agent.length], [PEAK_COUNT, PEAK_COUNT]);
    assert.deepEqual([caller[100], agent[100]], [0, 0]);
    assert.ok((caller[700] ?? 0) > 0.99 && Math.abs((agent[700] ?? 0) - 0.1) < 0.01, `${caller[700]} ${agent[700]}`);
  });

  test('of nothing is nothing', () => {
    assert.deepEqual(soundOf().peaks.length, 0);
    assert.equal(soundOf().seconds, 0);
  });
});

describe('what is odd about it', () => {
  test('one side that is never heard is one-way audio, and it is told which', () => {
    assert.deepEqual(flagsOf(soundOf(sine(6, 0, 9000)), 6), ['one-way', 'caller-silent']);
    assert.deepEqual(flagsOf(soundOf(sine(6, 9000, 0)), 6), ['one-way', 'agent-silent']);
    assert.deepEqual(flagsOf(soundOf(sine(6, 0, 0)), 6), ['caller-silent', 'agent-silent']);
    assert.deepEqual(flagsOf(soundOf(sine(6, 900, 900)), 6), []);
  });
  test('a short talk is not judged', () => assert.deepEqual(flagsOf(soundOf(sine(4, 0, 9000)), 4), []));
  test('two seconds more or less than the talk are usual, more are not', () => {
    const sound = soundOf(sine(6, 900, 900));
    assert.deepEqual(flagsOf(sound, 8), []);
    assert.deepEqual(flagsOf(sound, 8.1), ['length-differs']);
    assert.deepEqual(flagsOf(sound, null), []);
  });
});

describe('pauses', () => {
  const at = (seconds: number) => new Date(1_000_000 + seconds * 1000);
  const spans = (...pauses: [number, number | null][]) =>
    silentSpans(
      pauses.map(([from, to]) => ({ from: at(from), to: to === null ? null : at(to) })),
      { begun: at(10), ended: at(60) },
    );
  test('become silence at their place', () => {
    assert.deepEqual(spans([15, 18], [30, 31]), [
      { at: 5, seconds: 3 },
      { at: 20, seconds: 1 },
    ]);
  });
  test('that were not ended last to the end', () => assert.deepEqual(spans([55, null]), [{ at: 45, seconds: 5 }]));
  test('before the talk and after it do not count', () =>
    assert.deepEqual(spans([1, 9], [70, 80], [5, 12]), [{ at: 0, seconds: 2 }]));
});
