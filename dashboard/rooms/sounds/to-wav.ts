// Whatever this browser can play becomes a WAV of one channel, which is what the server takes.

/** Longer ones are refused by the server, too. */
export const MOST_SECONDS = 600;
// Enough for a telephone, and half as long to send as 48 kHz.
const RATE = 16_000;

/** Why a file does not become a sound. */
export type Unheard = 'undecodable' | 'tooLong';

/** Decodes and mixes a file with the browser's own means. */
export async function toWav(file: Blob): Promise<Blob | Unheard> {
  const decoder = new OfflineAudioContext(1, 1, RATE); // decodes at its own rate, with a proper low-pass
  const decoded = await file
    .arrayBuffer()
    .then((bytes) => decoder.decodeAudioData(bytes))
    .catch(() => null);
  if (!decoded || decoded.length === 0) return 'undecodable';
  if (decoded.duration > MOST_SECONDS) return 'tooLong';
  const channels = Array.from({ length: decoded.numberOfChannels }, (_, at) => decoded.getChannelData(at));
  const mixed = Float32Array.from(
    { length: decoded.length },
    (_, n) => channels.reduce((sum, channel) => sum + (channel[n] ?? 0), 0) / channels.length,
  );
  return new Blob([wavOf(mixed, decoded.sampleRate)], { type: 'audio/wav' });
}

const HEADER_BYTES = 44;

/** RIFF/WAVE, 16 bit, one channel. */
export function wavOf(samples: Float32Array, rate: number): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(HEADER_BYTES + samples.length * 2));
  const put = (at: number, text: string) =>
    [...text].forEach((letter, n) => void view.setUint8(at + n, letter.charCodeAt(0)));
  put(0, 'RIFF');
  view.setUint32(4, 36 + samples.length * 2, true);
  put(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  put(36, 'data');
  view.setUint32(40, samples.length * 2, true);
  samples.forEach((value, n) => {
    view.setInt16(HEADER_BYTES + n * 2, Math.max(-0x8000, Math.min(0x7fff, Math.round(value * 0x8000))), true);
  });
  return view.buffer;
}
