// Recordings: the engine's raw file becomes a WAV in its place, then the raw file goes. Safe to repeat after a crash.
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { announceCalls, type KeptRecording, type RecordingDue, recordingsDue, setRecording } from '../store/calls.ts';
import type { Db } from '../store/database.ts';

// Asterisk MixMonitor option D: signed 16-bit little-endian, 8 kHz, two channels, left = caller, right = agent.
const RATE = 8000;
const CHANNELS = 2;
const FRAME_BYTES = CHANNELS * 2;
const BYTES_PER_SECOND = RATE * FRAME_BYTES;

export type Recordings = {
  /** keeps all that are due; calls meanwhile are served by the same run */ keep(): Promise<void>;
};
export type RecordingsOptions = {
  db: Db;
  folder: string;
  rawFolder: string;
  log: (message: string, error: unknown) => void;
};

/** The folder where recordings are kept, `YYYY/MM/DD/<call>.wav` below it; raw files are looked for in `rawFolder`. */
export function openRecordings({ db, folder, rawFolder, log }: RecordingsOptions): Recordings {
  let running: Promise<void> | undefined;
  let again = false;
  const keepAll = async () => {
    do {
      again = false;
      for (const due of await recordingsDue(db)) {
        const kept = await keepOne({ due, folder, rawFolder }).catch((error): KeptRecording => {
          log(`the recording of call ${due.id} could not be kept`, error);
          return { state: 'failed', file: null, seconds: null };
        });
        await setRecording(db, due.id, kept);
        await announceCalls(db, [due]);
        if (kept.state !== 'failed') rmSync(rawFileOf(due, rawFolder), { force: true });
      }
    } while (again);
  };
  return {
    keep() {
      again = true;
      running ??= keepAll()
        .catch((error) => log('recordings could not be kept; they will be tried again', error))
        .finally(() => {
          running = undefined;
        });
      return running;
    },
  };
}

async function keepOne({
  due,
  folder,
  rawFolder,
}: {
  due: RecordingDue;
  folder: string;
  rawFolder: string;
}): Promise<KeptRecording> {
  const file = path.join(due.startedAt.toISOString().slice(0, 10).replaceAll('-', '/'), `${due.id}.wav`);
  const target = path.join(folder, file);
  const raw = rawFileOf(due, rawFolder);
  if (!existsSync(raw) && existsSync(target))
    return { state: 'ready', file, seconds: (statSync(target).size - HEADER_BYTES) / BYTES_PER_SECOND };
  const bytes = existsSync(raw) ? wholeFrames(statSync(raw).size) : 0;
  if (bytes === 0 && due.answered)
    throw new Error(`${raw} is ${existsSync(raw) ? 'empty' : 'not there'} although the call was answered`);
  if (bytes === 0) return { state: 'empty', file: null, seconds: null };
  mkdirSync(path.dirname(target), { recursive: true });
  await writeWav({ raw, target, bytes });
  return { state: 'ready', file, seconds: bytes / BYTES_PER_SECOND };
}

const wholeFrames = (bytes: number) => bytes - (bytes % FRAME_BYTES);

// The journal tells the file; after an engine's crash it can't, but the name is the call's own.
function rawFileOf(due: RecordingDue, rawFolder: string): string {
  return path.join(rawFolder, path.basename(due.rawFile ?? `${due.providerCallId}.raw`));
}

async function writeWav({ raw, target, bytes }: { raw: string; target: string; bytes: number }) {
  const half = `${target}.part`;
  async function* content() {
    yield wavHeader(bytes);
    yield* createReadStream(raw, { end: bytes - 1 });
  }
  await pipeline(Readable.from(content()), createWriteStream(half));
  const written = openSync(half, 'r+');
  fsyncSync(written); // the raw file is deleted next: the copy must survive a power cut
  closeSync(written);
  renameSync(half, target);
}

const HEADER_BYTES = 44;

/** RIFF/WAVE header for PCM. Source: Multimedia Programming Interface and Data Specifications 1.0. */
function wavHeader(bytes: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(CHANNELS, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(BYTES_PER_SECOND, 28);
  header.writeUInt16LE(FRAME_BYTES, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(bytes, 40);
  return header;
}
