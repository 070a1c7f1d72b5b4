// The engine's raw file becomes a WAV file in its place, listened to on the way; what was paused is silence in it.
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createSoundMeter, type SilentSpan, SOUND_RATE, type Sound } from '../core/recording-sound.ts';
import { putInPlace } from './opus.ts';
import { readWavShape, wavHeader } from './wav.ts';

const SAMPLE_BYTES = 2;
const SILENCE_PIECE = 64 * 1024;

/** Where the samples of a file lie. Asterisk's MixMonitor with option D writes two channels without a header. */
export type Samples = { file: string; start: number; bytes: number; channels: number; rate: number };

/** A raw or WAV file of the engine's; null: it holds not even one sample. Throws if it is WAV of another kind. */
export async function samplesOf(file: string, rawChannels: number): Promise<Samples | null> {
  const shape = await readWavShape(file);
  if (shape && (shape.format !== 1 || shape.bits !== 16 || shape.rate !== SOUND_RATE))
    throw new Error(`${file} is not 16-bit PCM at 8 kHz`);
  const channels = shape?.channels ?? rawChannels;
  const bytes = shape?.bytes ?? (await stat(file)).size;
  const whole = bytes - (bytes % (channels * SAMPLE_BYTES)); // an engine that was killed may leave half a frame
  return whole > 0 ? { file, start: shape?.start ?? 0, bytes: whole, channels, rate: SOUND_RATE } : null;
}

/** Writes `to` whole or not at all, with silence put in, and tells what was heard. */
export async function writeWav(
  samples: Samples,
  { to, silent }: { to: string; silent: readonly SilentSpan[] },
): Promise<Sound> {
  const { channels } = samples;
  const meter = createSoundMeter(channels);
  const parts = layOut(samples.bytes / SAMPLE_BYTES / channels, silent);
  const frames = parts.reduce((sum, part) => sum + part.frames, 0);
  const frameBytes = channels * SAMPLE_BYTES;
  async function* content() {
    yield wavHeader({ bytes: frames * frameBytes, channels, rate: SOUND_RATE });
    const hear = createListener(frameBytes, meter.hear);
    for (const part of parts)
      for await (const piece of part.from === null
        ? quiet(part.frames * frameBytes)
        : read(samples, part, frameBytes)) {
        hear(piece);
        yield piece;
      }
  }
  const half = `${to}.part`;
  await mkdir(path.dirname(to), { recursive: true });
  await rm(half, { force: true });
  await pipeline(Readable.from(content()), createWriteStream(half));
  await putInPlace(half, to);
  return meter.sound();
}

/** What is heard in a WAV file that lies somewhere already. */
export async function listenTo(samples: Samples): Promise<Sound> {
  const meter = createSoundMeter(samples.channels, samples.rate);
  const frameBytes = samples.channels * SAMPLE_BYTES;
  const hear = createListener(frameBytes, meter.hear);
  const all = { from: 0, frames: samples.bytes / frameBytes };
  for await (const piece of read(samples, all, frameBytes)) hear(piece);
  return meter.sound();
}

type Part = { from: number | null; frames: number };

/**
 * In which order what was written (`frames`) and silence follow each other. A span's place counts from the beginning of
 * the result, earlier silence included; a span that begins after all that was written ends the file.
 */
export function layOut(frames: number, silent: readonly SilentSpan[]): Part[] {
  const parts: Part[] = [];
  let [read, out] = [0, 0];
  for (const { at, seconds } of silent) {
    const before = Math.min(frames - read, Math.max(0, Math.round(at * SOUND_RATE) - out));
    const gap = Math.round(seconds * SOUND_RATE);
    if (before > 0) parts.push({ from: read, frames: before });
    parts.push({ from: null, frames: gap });
    read += before;
    out += before + gap;
  }
  if (frames > read) parts.push({ from: read, frames: frames - read });
  return parts;
}

function read({ file, start }: Samples, { from, frames }: Part, frameBytes: number) {
  const first = start + (from ?? 0) * frameBytes;
  return createReadStream(file, { start: first, end: first + frames * frameBytes - 1, highWaterMark: SILENCE_PIECE });
}

function* quiet(bytes: number) {
  const piece = Buffer.alloc(Math.min(bytes, SILENCE_PIECE));
  for (let left = bytes; left > 0; left -= piece.length) yield piece.subarray(0, Math.min(left, piece.length));
}

// A stream's pieces may end in the middle of a frame and begin at odd places of memory: samples are copied out.
function createListener(frameBytes: number, hear: (samples: Int16Array) => void) {
  let rest: Buffer = Buffer.alloc(0);
  return (piece: Buffer) => {
    const all = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
    const whole = all.length - (all.length % frameBytes);
    const samples = new Int16Array(whole / SAMPLE_BYTES);
    for (let at = 0; at < samples.length; at++) samples[at] = all.readInt16LE(at * SAMPLE_BYTES);
    hear(samples);
    rest = Buffer.from(all.subarray(whole));
  };
}
