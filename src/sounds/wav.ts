// WAV files: reads uncompressed ones of any rate, width and one or two channels as mono samples; writes what telephony
// plays: 8 kHz, mono, 16 bit. Source: Multimedia Programming Interface and Data Specifications 1.0; WAVE_FORMAT_EXTENSIBLE
// as in Microsoft's "Multiple Channel Audio Data and WAVE Files".
import { setImmediate as breathe } from 'node:timers/promises';

export const PHONE_RATE = 8000;
const HEADER_BYTES = 44;

/** Why a file is refused: no RIFF/WAVE; compressed or a width we don't read; channels; rate; no samples in it. */
export type WavRefusal = 'not-a-wav' | 'compressed' | 'channels' | 'rate' | 'empty';
/** `samples`: -1 … 1, the channels' mean. */
export type Heard = { rate: number; samples: Float32Array };

type Format = { code: number; channels: number; rate: number; bits: number };

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;
// No recorder makes less or more; a kernel for a rate beyond would be large.
const RATES = { from: 4000, to: 192_000 };

/** Reads a WAV file, letting others work meanwhile: a long one takes a while. */
export async function readWav(file: Uint8Array): Promise<Heard | WavRefusal> {
  const view = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (view.length < 12 || view.toString('latin1', 0, 4) !== 'RIFF' || view.toString('latin1', 8, 12) !== 'WAVE')
    return 'not-a-wav';
  const { format, data } = chunksOf(view);
  if (!format || !data) return 'not-a-wav';
  const read = readerOf(format);
  if (!read) return 'compressed';
  if (format.channels < 1 || format.channels > 2) return 'channels';
  if (format.rate < RATES.from || format.rate > RATES.to) return 'rate';
  const frames = Math.floor(data.length / (format.channels * (format.bits / 8)));
  if (frames === 0) return 'empty';
  return { rate: format.rate, samples: await mono({ data, frames, format, read }) };
}

// A size that is larger than what follows was not known when the header was written (a pipe): the rest is meant.
function chunksOf(view: Buffer): { format?: Format; data?: Buffer } {
  const found: { format?: Format; data?: Buffer } = {};
  for (let at = 12; at + 8 <= view.length; ) {
    const name = view.toString('latin1', at, at + 4);
    const size = Math.min(view.readUInt32LE(at + 4), view.length - at - 8);
    const body = view.subarray(at + 8, at + 8 + size);
    if (name === 'fmt ' && size >= 16) found.format = formatOf(body);
    if (name === 'data') return { ...found, data: body };
    at += 8 + size + (size % 2);
  }
  return found;
}

function formatOf(body: Buffer): Format {
  const code = body.readUInt16LE(0);
  const isExtensible = code === EXTENSIBLE && body.length >= 26;
  return {
    code: isExtensible ? body.readUInt16LE(24) : code, // the sub-format's first two bytes are the code again
    channels: body.readUInt16LE(2),
    rate: body.readUInt32LE(4),
    bits: body.readUInt16LE(14),
  };
}

type Read = (data: Buffer, at: number) => number;

function readerOf({ code, bits }: Format): Read | undefined {
  if (code === FLOAT && bits === 32) return (data, at) => clip(data.readFloatLE(at));
  if (code === FLOAT && bits === 64) return (data, at) => clip(data.readDoubleLE(at));
  if (code !== PCM) return undefined;
  if (bits === 8) return (data, at) => (data.readUInt8(at) - 128) / 128; // the only width without a sign
  if (bits === 16) return (data, at) => data.readInt16LE(at) / 0x8000;
  if (bits === 24) return (data, at) => data.readIntLE(at, 3) / 0x80_0000;
  if (bits === 32) return (data, at) => data.readInt32LE(at) / 0x8000_0000;
  return undefined;
}

const clip = (value: number) => (Number.isFinite(value) ? Math.max(-1, Math.min(1, value)) : 0);

// A few milliseconds of work: calls are answered in between.
const FRAMES_A_TURN = 50_000;

type Raw = { data: Buffer; frames: number; format: Format; read: Read };

async function mono({ data, frames, format: { channels, bits }, read }: Raw): Promise<Float32Array> {
  const width = bits / 8;
  const samples = new Float32Array(frames);
  for (let frame = 0; frame < frames; frame++) {
    if (frame % FRAMES_A_TURN === FRAMES_A_TURN - 1) await breathe();
    const at = frame * channels * width;
    const left = read(data, at);
    samples[frame] = channels === 1 ? left : (left + read(data, at + width)) / 2;
  }
  return samples;
}

/** A WAV file of 8 kHz samples, -1 … 1: mono, 16 bit. */
export function writeWav(samples: Float32Array): Buffer {
  const bytes = samples.length * 2;
  const memory = new ArrayBuffer(HEADER_BYTES + bytes);
  const file = Buffer.from(memory);
  file.write('RIFF', 0);
  file.writeUInt32LE(36 + bytes, 4);
  file.write('WAVEfmt ', 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(PCM, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(PHONE_RATE, 24);
  file.writeUInt32LE(PHONE_RATE * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36);
  file.writeUInt32LE(bytes, 40);
  const words = new Int16Array(memory, HEADER_BYTES); // little-endian, as every machine is that runs Node
  for (let n = 0; n < samples.length; n++)
    words[n] = Math.max(-0x8000, Math.min(0x7fff, Math.round((samples[n] as number) * 0x8000)));
  return file;
}

/** Seconds of a file that `writeWav` made, by its size in bytes. */
export const secondsOf = (bytes: number): number => Math.max(0, bytes - HEADER_BYTES) / (PHONE_RATE * 2);
