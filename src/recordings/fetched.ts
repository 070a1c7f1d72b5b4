// What an operator recorded, fetched and put into its place: the caller on the left, WAV made to be encoded like our own,
// anything else kept as it came.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { flagsOf } from '../core/recording-sound.ts';
import { type Db, transaction } from '../store/database.ts';
import { type Kept, type OperatorRef, type RecordingTask, setKept, summarise } from '../store/recordings.ts';
import { endOf, measure, tellKept } from './keeping.ts';
import { readOggOpus } from './ogg.ts';
import { putInPlace } from './opus.ts';
import { fileOf } from './places.ts';
import { listenTo } from './raw.ts';
import { readWavShape, type WavShape } from './wav.ts';

/** As telephony/operators/port.ts has it. */
export type Fetched = { audio: Buffer; type: string; callerChannel: 'left' | 'right' | 'mono' };
/** 'later': it is not ready yet; 'gone': the operator has it no more. Throws if it can't be had now. */
export type FetchRecording = (
  connectionId: string,
  recording: Pick<OperatorRef, 'providerCallId' | 'ref'>,
) => Promise<Fetched | 'later' | 'gone'>;

const PCM = 1;

/** Puts it into its place and notes what it is. Throws an Error that says why, if it is no audio we know. */
export async function keepFetched(
  { db, folder, now }: { db: Db; folder: string; now: () => Date },
  task: RecordingTask,
  { audio, type, callerChannel }: Fetched,
): Promise<void> {
  const codec = codecOf(audio, type);
  const file = fileOf(task, codec);
  const full = path.join(folder, file);
  await mkdir(path.dirname(full), { recursive: true });
  await writeFile(`${full}.part`, audio);
  const shape = codec === 'wav' ? await readWavShape(`${full}.part`) : null;
  const isPcm = shape?.format === PCM && shape.bits === 16;
  const isTurned = callerChannel === 'right';
  if (shape && isPcm && isTurned && shape.channels === 2)
    await writeFile(`${full}.part`, withSidesTurned(audio, shape));
  await putInPlace(`${full}.part`, full);
  const sound = shape && isPcm ? await listenTo({ file: full, ...shape }) : null;
  const ogg = codec === 'opus' ? await readOggOpus(full) : null;
  if (ogg?.kind === 'faulty') throw new Error(`the operator's recording is faulty: ${ogg.fault}`);
  const kept: Kept = {
    ...{
      file,
      codec,
      encoded: !isPcm,
      channels: shape?.channels ?? ogg?.channels ?? (callerChannel === 'mono' ? 1 : null),
    },
    ...{ seconds: shape ? secondsOf(shape) : (ogg?.seconds ?? null), ...(await measure(full)) },
    ...{ startedAt: task.call.answeredAt, pauses: [], levels: sound?.levels ?? null, peaks: sound?.peaks ?? null },
    flags: [
      ...(sound && shape?.channels === 2 ? flagsOf(sound, task.call.talkSeconds) : []),
      ...(isTurned && !isPcm ? (['caller-right'] as const) : []),
    ],
    deleteAfter: await endOf(db, task, now()),
  };
  await transaction(db, async (tx) => {
    await setKept(tx, task.id, kept);
    await summarise(tx, task.callId);
    await tellKept(tx, task, now());
  });
}

// Operators call their files what they like: the first bytes tell.
function codecOf(audio: Buffer, type: string): 'wav' | 'opus' | 'mp3' {
  const start = audio.toString('latin1', 0, 4);
  if (start === 'RIFF') return 'wav';
  if (start === 'OggS' && audio.subarray(0, 64).includes('OpusHead')) return 'opus';
  const [first = 0, second = 0] = audio;
  if (start.startsWith('ID3') || (first === 0xff && (second & 0xe0) === 0xe0)) return 'mp3';
  throw new Error(
    `the operator sent ${audio.length} bytes of ${type || 'no type'}, which are neither WAV, MP3 nor Opus`,
  );
}

const secondsOf = ({ bytes, rate, channels, bits }: WavShape) => bytes / (rate * channels * (bits / 8));

function withSidesTurned(audio: Buffer, { start, bytes }: WavShape): Buffer {
  const turned = Buffer.from(audio);
  for (let at = start; at + 4 <= start + bytes; at += 4) {
    turned.writeInt16LE(audio.readInt16LE(at + 2), at);
    turned.writeInt16LE(audio.readInt16LE(at), at + 2);
  }
  return turned;
}
