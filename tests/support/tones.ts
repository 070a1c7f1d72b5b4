// Tones for voices: made as µ-law for sipp, found again in recordings.
import { readFileSync } from 'node:fs';

const RATE = 8000;
const SECONDS = 30;

/** 30 s of a sine at half scale as headerless µ-law (ITU-T G.711). */
export function toneFile(hz: number): Buffer {
  return Buffer.from(
    Array.from({ length: RATE * SECONDS }, (_, at) => muLaw(Math.sin((2 * Math.PI * hz * at) / RATE) * 16000)),
  );
}

/** One sample as µ-law (ITU-T G.711). */
export function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(Math.round(sample)), 32635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  return ~(sign | (exponent << 4) | ((magnitude >> (exponent + 3)) & 0x0f)) & 0xff;
}

/** And back. */
export function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 7);
  return bits & 0x80 ? 132 - magnitude : magnitude - 132;
}

export type Heard = {
  seconds: number;
  channels: number /** share of 20 ms frames with sound in which this tone is the sound */;
  share(channel: number, hz: number): number;
};

/** Reads a 16-bit PCM WAV file. */
export function listen(wav: Buffer): Heard {
  if (wav.toString('latin1', 0, 4) !== 'RIFF') throw new Error('not a WAV file');
  const channels = wav.readUInt16LE(22);
  const rate = wav.readUInt32LE(24);
  const frames = Math.floor((wav.length - 44) / 2 / channels);
  const sampleOf = (channel: number) => (at: number) => wav.readInt16LE(44 + (at * channels + channel) * 2) / 32768;
  return {
    seconds: frames / rate,
    channels,
    share: (channel, hz) => toneShare({ sample: sampleOf(channel), frames, rate, hz }),
  };
}

/** The same for a file. */
export function listenToFile(file: string): Heard {
  return listen(readFileSync(file));
}

const SILENCE = 1e-4;

function toneShare({
  sample,
  frames,
  rate,
  hz,
}: {
  sample: (at: number) => number;
  frames: number;
  rate: number;
  hz: number;
}): number {
  const size = rate / 50;
  let loud = 0;
  let right = 0;
  for (let start = 0; start + size <= frames; start += size) {
    const window = Array.from({ length: size }, (_, at) => sample(start + at));
    const energy = (window.reduce((sum, x) => sum + x * x, 0) / size) * 2;
    if (energy < SILENCE) continue;
    loud++;
    if (power(window, hz, rate) > 0.8 * energy) right++;
  }
  return loud === 0 ? 0 : right / loud;
}

/** Goertzel's algorithm. */
function power(window: number[], hz: number, rate: number): number {
  const w = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let a = 0;
  let b = 0;
  for (const x of window) [a, b] = [x + w * a - b, a];
  return (a * a + b * b - w * a * b) / (window.length ** 2 / 4);
}
