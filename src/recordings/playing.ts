// A recording as it is listened to: whole or a range of bytes, from wherever it lies, as it is or as WAV.
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { findStore } from '../store/recording-rules.ts';
import type { RecordingRow } from '../store/recordings.ts';
import { decodeOpus, type OpusTools } from './opus.ts';
import { AUDIO_TYPES, type Places } from './places.ts';
import { type ByteRange, diskStore, fetchTo, type RecordingStore } from './stores.ts';

export type Playable = {
  type: string;
  extension: 'wav' | 'opus' | 'mp3';
  size: number;
  /** changes with its content */
  version: string;
  read(range?: ByteRange): Promise<Readable | undefined>;
  /** an address at the store itself, for a few minutes; null: it is read through us */
  link: string | null;
};
/** 'none': there is nothing to play; 'gone': its file is not where it should be; 'no-wav': it can't be turned into WAV here. */
export type PlayRefusal = 'none' | 'gone' | 'no-wav' | 'store-away';
type Playing = { db: Parameters<typeof findStore>[0]; places: Places; tools: OpusTools | null };

const LINK_SECONDS = 300;

/** `as` 'wav': for players that know no Opus (Safari before 18.4). */
export async function openPlayable(
  { db, places, tools }: Playing,
  recording: RecordingRow,
  { as, mayLink = false }: { as?: 'wav' | undefined; mayLink?: boolean },
): Promise<Playable | PlayRefusal> {
  const { file, codec, storeId } = recording;
  if (recording.state !== 'ready' || !file || !codec) return 'none';
  if (as === 'wav' && codec !== 'wav') return asWav({ places, tools }, recording);
  try {
    const store = await places.of(storeId);
    const size = await store.size(file);
    if (!size) return 'gone';
    const isDirect = mayLink && storeId !== null && (await findStore(db, storeId))?.direct;
    const link = isDirect && store.link ? await store.link(file, LINK_SECONDS) : null;
    return playable(store, { file, size, codec, link, version: recording.sha256 ?? `${recording.id}-${size}` });
  } catch {
    return 'store-away';
  }
}

type Found = { file: string; size: number; codec: 'wav' | 'opus' | 'mp3'; version: string; link: string | null };

const playable = (store: RecordingStore, { file, size, codec, version, link }: Found): Playable => ({
  ...{ type: AUDIO_TYPES[codec], extension: codec, size, version, link },
  read: (range) => store.read(file, range),
});

// The WAV file beside the encoded one, as long as it is kept; else a decoded copy, which stays for an hour: players ask
// for many ranges of one file.
async function asWav({ places, tools }: Omit<Playing, 'db'>, recording: RecordingRow): Promise<Playable | PlayRefusal> {
  const { id, file, codec, wavFile, storeId } = recording;
  const found = async (name: string): Promise<Playable | undefined> => {
    const size = await diskStore(places.folder).size(name);
    return size
      ? playable(places.disk, { file: name, size, codec: 'wav', version: `${id}-wav`, link: null })
      : undefined;
  };
  const beside = wavFile ? await found(wavFile) : undefined;
  if (beside) return beside;
  if (codec !== 'opus' || !tools || !file) return 'no-wav';
  const name = `decoded/${id}.wav`;
  const to = path.join(places.folder, name);
  if (!existsSync(to)) {
    try {
      const content = await (await places.of(storeId)).read(file);
      if (!content) return 'gone';
      await mkdir(path.dirname(to), { recursive: true });
      const opus = `${to}.${process.pid}.opus`;
      await fetchTo(content, opus);
      await decodeOpus(tools, { opus, to }).finally(() => rm(opus, { force: true }));
    } catch {
      return (await stat(path.dirname(to)).catch(() => null)) ? 'store-away' : 'no-wav';
    }
  }
  return (await found(name)) ?? 'gone';
}
