// The music that waiting callers hear: made here, so that nobody's rights are touched. A slow turn of four chords, plucked
// softly over a low pad, 32 seconds that join without a seam.

/** Asterisk's name for it. */
export const DEFAULT_MUSIC = 'default';

const RATE = 8000;
const BEAT_SECONDS = 0.5;
const BEATS_PER_CHORD = 8;
/** Semitones above A3 (220 Hz): Cmaj7, Am7, Fmaj7, G6, and once more in another order. */
const CHORDS = [
  [3, 7, 10, 14],
  [0, 3, 7, 10],
  [-4, 0, 3, 7],
  [-2, 2, 5, 7],
  [3, 7, 10, 14],
  [-2, 2, 5, 10],
  [-4, 0, 3, 8],
  [-2, 2, 7, 10],
];
/** Which note of the chord is plucked at each beat. */
const PATTERN = [0, 2, 1, 3, 2, 1, 3, 2];
const PEAK = 0.28; // of full scale: below speech, so that words over it are no shock
const PLUCK_SECONDS = 2.4;

const hertz = (semitones: number) => 220 * 2 ** (semitones / 12);

/** 8 kHz, mono. What rings on after the end is laid over the beginning. */
export function musicSamples(): Int16Array<ArrayBuffer> {
  const length = Math.round(CHORDS.length * BEATS_PER_CHORD * BEAT_SECONDS * RATE);
  const sum = new Float64Array(length);
  const add = (from: number, seconds: number, voice: (t: number) => number) => {
    for (let at = 0; at < seconds * RATE; at++) {
      const place = (Math.round(from * RATE) + at) % length;
      sum[place] = (sum[place] ?? 0) + voice(at / RATE);
    }
  };
  CHORDS.forEach((chord, bar) => {
    const begin = bar * BEATS_PER_CHORD * BEAT_SECONDS;
    for (const note of chord) add(begin, BEATS_PER_CHORD * BEAT_SECONDS + 1, pad(hertz(note - 12)));
    PATTERN.forEach((note, beat) => {
      add(begin + beat * BEAT_SECONDS, PLUCK_SECONDS, pluck(hertz((chord[note] ?? 0) + 12)));
    });
  });
  const loudest = sum.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  return Int16Array.from(sum, (x) => Math.round((x / loudest) * PEAK * 32767));
}

/** A string: overtones that die sooner the higher they are. */
function pluck(hz: number): (t: number) => number {
  return (t) => {
    const attack = Math.min(1, t / 0.008);
    const end = Math.min(1, (PLUCK_SECONDS - t) / 0.1);
    const tones = [1, 2, 3].map((n) => (Math.sin(2 * Math.PI * hz * n * t) * Math.exp(-t * 1.6 * n)) / n ** 1.5);
    return attack * end * tones.reduce((a, b) => a + b, 0);
  };
}

/** A breath under it that comes and goes with its chord. */
function pad(hz: number): (t: number) => number {
  const seconds = BEATS_PER_CHORD * BEAT_SECONDS + 1;
  return (t) => 0.16 * Math.sin((Math.PI * t) / seconds) ** 2 * Math.sin(2 * Math.PI * hz * t);
}

/** The tone after which a message is spoken: 0.3 s of 800 Hz, without clicks at its ends. */
export function beepSamples(): Int16Array<ArrayBuffer> {
  const length = 0.3 * RATE;
  return Int16Array.from({ length }, (_, at) => {
    const edge = Math.min(1, at / 80, (length - at) / 80);
    return Math.round(edge * 0.3 * 32767 * Math.sin((2 * Math.PI * 800 * at) / RATE));
  });
}
