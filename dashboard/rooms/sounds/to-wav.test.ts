import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readWav } from '../../../src/sounds/wav.ts';
import { wavOf } from './to-wav.ts';

test('what the browser sends, the server reads the same', async () => {
  const samples = Float32Array.from({ length: 1600 }, (_, n) => Math.sin(n / 5) / 2);
  const heard = await readWav(new Uint8Array(wavOf(samples, 16_000)));
  assert.ok(typeof heard !== 'string');
  assert.equal(heard.rate, 16_000);
  assert.equal(heard.samples.length, 1600);
  assert.ok(samples.every((value, n) => Math.abs(value - (heard.samples[n] ?? 9)) < 1e-4));
});
