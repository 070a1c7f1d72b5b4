// Opus by the programs of Debian's opus-tools: WAV to Opus in Ogg, checked before anybody trusts it, and back.
import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { readOggOpus } from './ogg.ts';

/**
 * kbit/s. Below 24 the encoder mixes both sides into one; at 24 loud sound on both sides at once leaks by 26 dB, at 32 by
 * more than 100 (opusenc 0.2, libopus 1.3.1; docs/recordings.md has the measurement).
 */
export const STEREO_KBITS = 32;
export const MONO_KBITS = 16;

/** A talk of ten hours takes some five minutes on a slow machine. */
const TIME_LIMIT_MS = 600_000;
const LENGTH_TOLERANCE_SECONDS = 0.1;

export type OpusTools = { encoder: string; decoder: string };

/** The programs, where they are installed; null: there are none. `folders`: of the PATH. */
export function findOpusTools(folders: readonly string[]): OpusTools | null {
  const find = (name: string) => folders.map((folder) => path.join(folder, name)).find(isProgram);
  const [encoder, decoder] = [find('opusenc'), find('opusdec')];
  return encoder && decoder ? { encoder, decoder } : null;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Makes `to` of the WAV file; when this resolves it is whole, of the same length and on the disk. What was half written
 * by a run that was killed is written anew. Throws an Error that says what was wrong.
 */
export async function encodeOpus(
  { encoder }: OpusTools,
  {
    wav,
    to,
    channels,
    seconds,
    signal,
  }: { wav: string; to: string; channels: number; seconds: number; signal?: AbortSignal },
): Promise<void> {
  const half = `${to}.part`;
  await rm(half, { force: true });
  const bitrate = channels === 1 ? MONO_KBITS : STEREO_KBITS;
  await run(encoder, ['--quiet', '--bitrate', String(bitrate), '--discard-comments', wav, half], signal);
  const made = await readOggOpus(half);
  if (made.kind === 'faulty') throw new Error(`the encoded file is faulty: ${made.fault}`);
  if (made.channels !== channels || Math.abs(made.seconds - seconds) > LENGTH_TOLERANCE_SECONDS)
    throw new Error(
      `the encoded file has ${made.channels} channels of ${made.seconds} s, not ${channels} of ${seconds} s`,
    );
  await putInPlace(half, to);
}

/** Makes a WAV file at 8 kHz of an Opus one. */
export async function decodeOpus({ decoder }: OpusTools, { opus, to }: { opus: string; to: string }): Promise<void> {
  const half = `${to}.part`;
  await run(decoder, ['--quiet', '--rate', '8000', '--no-dither', '--force-wav', opus, half]);
  await putInPlace(half, to);
}

/** Renames after the content is on the disk: what it was made from may go next, and a power cut may come after that. */
export async function putInPlace(half: string, to: string): Promise<void> {
  const written = await open(half, 'r+');
  await written.sync();
  await written.close();
  await rename(half, to);
}

function run(program: string, words: readonly string[], signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    // Last in the queue for the processor: talks go on meanwhile.
    const child = spawn('nice', ['-n', '19', program, ...words], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: TIME_LIMIT_MS,
      killSignal: 'SIGKILL',
      ...(signal ? { signal } : {}),
    });
    let said = '';
    child.stderr.on('data', (piece) => {
      said = `${said}${piece}`.slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (code, killedBy) => {
      if (code === 0) resolve();
      else
        reject(
          new Error(`${path.basename(program)} ended with ${killedBy ?? code}: ${said.trim().split('\n').at(-1)}`),
        );
    });
  });
}
