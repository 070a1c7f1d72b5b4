import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seededRandom } from '../simulation/random.ts';
import { TONE_BACK_HZ, TONE_THERE_HZ, toneLevel, toneSamples } from './tone.ts';

const random = seededRandom(7);
const noise = (length: number, loud: number) => Int16Array.from({ length }, () => (random() - 0.5) * 2 * loud);
const sum = (a: Int16Array, b: Int16Array) => a.map((x, at) => x + (b[at] ?? 0));
const join = (...parts: Int16Array[]) => Int16Array.from(parts.flatMap((part) => [...part]));

test('a pure tone stands far above everything else', () => {
  assert.ok((toneLevel(toneSamples(TONE_BACK_HZ, 4), TONE_BACK_HZ) ?? 0) > 40);
  assert.ok((toneLevel(toneSamples(TONE_THERE_HZ, 4), TONE_THERE_HZ) ?? 0) > 40);
});

test('the other tone is not taken for it', () => {
  assert.ok((toneLevel(toneSamples(TONE_THERE_HZ, 4), TONE_BACK_HZ) ?? 0) < -15);
  assert.ok((toneLevel(toneSamples(TONE_BACK_HZ, 4), TONE_THERE_HZ) ?? 0) < -15);
});

test('a tone a little off is still it: clocks and resampling shift it by less than a hertz', () => {
  assert.ok((toneLevel(toneSamples(1021, 4), TONE_BACK_HZ) ?? 0) > 10);
});

test('noise as loud as the tone makes it unclean; faint noise does not', () => {
  const tone = toneSamples(TONE_BACK_HZ, 4);
  assert.ok((toneLevel(sum(tone, noise(tone.length, 12_000)), TONE_BACK_HZ) ?? 99) < 3);
  assert.ok((toneLevel(sum(tone, noise(tone.length, 300)), TONE_BACK_HZ) ?? 0) > 25);
});

test('silence and noise hold no tone; a recording that is too short holds nothing', () => {
  assert.equal(toneLevel(new Int16Array(32_000), TONE_BACK_HZ), -60);
  assert.ok((toneLevel(noise(32_000, 8000), TONE_BACK_HZ) ?? 0) < 0);
  assert.equal(toneLevel(new Int16Array(8000), TONE_BACK_HZ), null);
});

test('what comes before and after the tone does not matter; gaps in it do', () => {
  const tone = toneSamples(TONE_BACK_HZ, 3);
  assert.ok((toneLevel(join(noise(24_000, 5000), tone, new Int16Array(8000)), TONE_BACK_HZ) ?? 0) > 40);
  const torn = toneSamples(TONE_BACK_HZ, 4).map((x, at) => (at % 2400 < 800 ? 0 : x));
  assert.ok((toneLevel(torn, TONE_BACK_HZ) ?? 0) < 10);
});
