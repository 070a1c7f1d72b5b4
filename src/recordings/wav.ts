// WAV files of telephone audio: 16-bit PCM at 8 kHz. What is written is plain; what is read may come from elsewhere.
import { open } from 'node:fs/promises';

export const WAV_HEADER_BYTES = 44;
const SAMPLE_BYTES = 2;

/** RIFF/WAVE header for PCM. Source: Multimedia Programming Interface and Data Specifications 1.0. */
export function wavHeader({ bytes, channels, rate }: { bytes: number; channels: number; rate: number }): Buffer {
  const header = Buffer.alloc(WAV_HEADER_BYTES);
  const frame = channels * SAMPLE_BYTES;
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(channels, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(rate * frame, 28);
  header.writeUInt16LE(frame, 32);
  header.writeUInt16LE(SAMPLE_BYTES * 8, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}

/** `format`: 1 PCM, 6 A-law, 7 µ-law …; `start`, `bytes`: where its samples lie in the file. */
export type WavShape = {
  format: number;
  channels: number;
  rate: number;
  bits: number;
  start: number;
  bytes: number;
};

/** How a WAV file is made; null: it is none. A file that was cut off is read to its end. */
export async function readWavShape(file: string): Promise<WavShape | null> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const piece = async (at: number, length: number) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, at);
      return buffer.subarray(0, bytesRead);
    };
    const riff = await piece(0, 12);
    if (riff.toString('latin1', 0, 4) !== 'RIFF' || riff.toString('latin1', 8, 12) !== 'WAVE') return null;
    let shape: Omit<WavShape, 'start' | 'bytes'> | undefined;
    for (let at = 12; at + 8 <= size; ) {
      const head = await piece(at, 8);
      const [name, length] = [head.toString('latin1', 0, 4), head.readUInt32LE(4)];
      if (name === 'fmt ') shape = formatOf(await piece(at + 8, 16));
      if (name === 'data' && shape) return { ...shape, start: at + 8, bytes: Math.min(length || size, size - at - 8) };
      at += 8 + length + (length % 2); // chunks begin at even places
    }
    return null;
  } finally {
    await handle.close();
  }
}

function formatOf(fmt: Buffer) {
  return {
    format: fmt.readUInt16LE(0),
    channels: fmt.readUInt16LE(2),
    rate: fmt.readUInt32LE(4),
    bits: fmt.readUInt16LE(14),
  };
}
