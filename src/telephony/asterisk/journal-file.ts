// Reads the journal file as it grows: whole lines only, in order, each batch told until it is taken. Where to go on is
// remembered by whoever stores the facts, together with them.
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CallFact } from '../../core/call.ts';
import { factFromLine } from './journal.ts';

export type Place = { fileId: string; readTo: number };
export type JournalOptions = {
  file: string;
  from: Place | undefined;
  /** stores the facts and the place; if it throws, the same facts are told again */
  onFacts: (facts: readonly CallFact[], place: Place) => Promise<void>;
  /** every line as it is read, once, before its fact is told */
  onLine?: (line: string) => void;
  log: (message: string, error?: unknown) => void;
};
export type JournalReader = {
  /** resolves when all that is in the file now has been told */ caughtUp(): Promise<void>;
  stop(): Promise<void>;
};

const CHUNK_BYTES = 256 * 1024;
const POLL_MS = 200; // in case a file event is missed
const RETRY_MS = [100, 300, 1000, 2000];
const ROTATE_BYTES = 64 * 1024 * 1024;

/** Begins to read at `from`: if that file was rotated away meanwhile, its rest is read first. */
export function readJournal({ file, from, onFacts, onLine, log }: JournalOptions): JournalReader {
  let place = from;
  let stopping = false;
  let wake = () => {};
  const folder = path.dirname(file);
  const watcher = watch(folder, (_, name) => name === path.basename(file) && wake());
  watcher.on('error', (error) => log('the journal is watched by the clock only', error));

  const readOn = async (): Promise<boolean> => {
    const current = pick(file, place);
    if (!current) return false;
    const { lines, readTo, more } = readLines(current);
    if (lines.length > 0) await tell(lines.flatMap(toFact), { fileId: current.fileId, readTo });
    place = { fileId: current.fileId, readTo };
    if (!more && current.file !== file) {
      rmSync(current.file); // a rotated file, read to its end
      place = undefined;
      return true;
    }
    if (!more && readTo >= ROTATE_BYTES) rotate(file);
    return lines.length > 0 || more;
  };
  const toFact = (line: string): CallFact[] => {
    try {
      onLine?.(line);
      const fact = factFromLine(line);
      return fact ? [fact] : [];
    } catch (error) {
      log(`the journal has a line that can't be read: ${line.slice(0, 500)}`, error);
      return [];
    }
  };
  const tell = async (facts: CallFact[], next: Place) => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await onFacts(facts, next);
      } catch (error) {
        if (stopping) throw error;
        log('call events could not be stored; they stay in the journal and are tried again', error);
        await sleep(RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
      }
    }
  };
  const idle = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, POLL_MS);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  let waiting: (() => void)[] = [];
  const loop = (async () => {
    while (!stopping) {
      const progressed = await readOn().catch((error) => {
        if (!stopping) log('the journal could not be read', error);
        return false;
      });
      if (progressed) continue;
      for (const resolve of waiting) resolve();
      waiting = [];
      if (!stopping) await idle();
    }
  })();

  return {
    caughtUp: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        wake();
      }),
    async stop() {
      stopping = true;
      watcher.close();
      wake();
      await loop;
      for (const resolve of waiting) resolve();
    },
  };
}

const rotatedName = (file: string) => `${file}.1`;

// Asterisk opens it anew for every record. The new file is there at once, so that room on the disk can be kept for it.
function rotate(file: string) {
  const { uid, gid } = statSync(file);
  renameSync(file, rotatedName(file));
  makeJournal(file, { uid, gid });
}

/** The journal before its first line, for the engine to append to. */
export function makeJournal(file: string, owner: { uid: number; gid: number } | undefined): void {
  if (existsSync(file)) return;
  writeFileSync(file, '', { flag: 'a', mode: 0o640 });
  if (owner && process.getuid?.() === 0) chownSync(file, owner.uid, owner.gid);
}

type Current = { file: string; fileId: string; readTo: number };

// The rotated file goes first: its lines are older. A place in a file that is gone means the file was replaced.
function pick(file: string, place: Place | undefined): Current | undefined {
  for (const candidate of [rotatedName(file), file]) {
    if (!existsSync(candidate)) continue;
    const { ino, size } = statSync(candidate);
    const fileId = String(ino);
    const readTo = place?.fileId === fileId && place.readTo <= size ? place.readTo : 0;
    return { file: candidate, fileId, readTo };
  }
  return undefined;
}

function readLines({ file, readTo }: Current): { lines: string[]; readTo: number; more: boolean } {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const buffer = Buffer.alloc(Math.min(size - readTo, CHUNK_BYTES));
    const read = readSync(descriptor, buffer, 0, buffer.length, readTo);
    const end = buffer.lastIndexOf(10, read - 1);
    if (read === 0 || end < 0) return { lines: [], readTo, more: false };
    const lines = buffer.toString('utf8', 0, end).split('\n').filter(Boolean);
    return { lines, readTo: readTo + end + 1, more: readTo + end + 1 < size };
  } finally {
    closeSync(descriptor);
  }
}
