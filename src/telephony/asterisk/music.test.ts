import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beepSamples, musicSamples } from './music.ts';

const RATE = 8000;

test('the music is neither silent nor loud, and at no time for long', () => {
  const samples = musicSamples();
  assert.equal(samples.length, 32 * RATE);
  const rms = (from: number, to: number) =>
    Math.sqrt(samples.subarray(from, to).reduce((sum, x) => sum + x * x, 0) / (to - from));
  assert.ok(rms(0, samples.length) > 500, `${rms(0, samples.length)}`);
  for (let second = 0; second < 32; second++) assert.ok(rms(second * RATE, (second + 1) * RATE) > 200, `${second}`);
  assert.ok(samples.every((x) => Math.abs(x) < 32767 * 0.3));
});

test('the music joins its end to its beginning without a click', () => {
  const samples = musicSamples();
  const steps = Array.from(samples, (x, at) => Math.abs(x - (samples.at(at - 1) ?? 0)));
  assert.ok((steps[0] ?? 0) <= steps.slice(1).reduce((most, x) => Math.max(most, x), 0));
});

test('the beep begins and ends softly', () => {
  const samples = beepSamples();
  assert.ok(Math.abs(samples[0] ?? 9) < 10 && Math.abs(samples.at(-1) ?? 999) < 400);
});
