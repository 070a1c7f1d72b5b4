// Tones of test calls: how they are made, and how loud one is above everything else in a recording.

/**
 * What our end of the incoming call plays (1020 Hz, the reference tone of ITU-T O.6), and what the caller plays. Both lie away
 * from DTMF (697–941, 1209–1633 Hz), call progress and special information tones (below 480, 950, 1400, 1800 Hz), fax
 * (1100, 2100 Hz). Neither is a harmonic of the other; both have whole periods in a block.
 */
export const TONE_BACK_HZ = 1020;
export const TONE_THERE_HZ = 1900;
/** Telephone audio. */
export const TONE_RATE = 8000;

const BLOCK = TONE_RATE / 10; // 100 ms: a bin of 10 Hz, short enough to see a gap
const WINDOW_BLOCKS = 20; // 2 s of clean tone, wherever it is: answering and hanging up are left out by themselves
const WORST_SHARE = 0.2; // a fifth of the blocks may be bad: a gap of 0.4 s in 2 s is not clean any more
const SILENCE = 30 ** 2; // mean square of 16-bit samples; a line at rest has less than 10²
const FLOOR_DB = -60;
const AMPLITUDE = 8000; // −12 dB of full scale: loud, and far from clipping anywhere on the way

/** 16-bit samples of a sine. */
export function toneSamples(hz: number, seconds: number): Int16Array {
  return Int16Array.from({ length: TONE_RATE * seconds }, (_, at) =>
    Math.round(AMPLITUDE * Math.sin((2 * Math.PI * hz * at) / TONE_RATE)),
  );
}

/**
 * dB of the tone above everything else in the cleanest two seconds of a recording at 8 kHz, as heard in the worst fifth
 * of them; silence counts as no tone. Null: the recording is shorter than two seconds, so nothing was heard. A pure tone
 * through G.711 gives about 35.
 */
export function toneLevel(samples: Int16Array, hz: number): number | null {
  const blocks = Math.floor(samples.length / BLOCK);
  if (blocks < WINDOW_BLOCKS) return null;
  const levels = Array.from({ length: blocks }, (_, at) =>
    blockLevel(samples.subarray(at * BLOCK, (at + 1) * BLOCK), hz),
  );
  const windows = Array.from({ length: blocks - WINDOW_BLOCKS + 1 }, (_, at) => levels.slice(at, at + WINDOW_BLOCKS));
  return Math.max(...windows.map(worstFifth));
}

function worstFifth(levels: number[]): number {
  return levels.sort((a, b) => a - b)[Math.floor(levels.length * WORST_SHARE)] ?? FLOOR_DB;
}

function blockLevel(block: Int16Array, hz: number): number {
  const total = block.reduce((sum, x) => sum + x * x, 0) / block.length;
  if (total < SILENCE) return FLOOR_DB;
  const tone = Math.min(tonePower(block, hz), total);
  const level = 10 * Math.log10(tone / Math.max(total - tone, total * 1e-6));
  return Math.max(level, FLOOR_DB);
}

// Goertzel's algorithm: mean square of the part of the block that is this tone.
function tonePower(block: Int16Array, hz: number): number {
  const w = 2 * Math.cos((2 * Math.PI * hz) / TONE_RATE);
  let a = 0;
  let b = 0;
  for (const x of block) [a, b] = [x + w * a - b, a];
  return (2 * (a * a + b * b - w * a * b)) / block.length ** 2;
}
