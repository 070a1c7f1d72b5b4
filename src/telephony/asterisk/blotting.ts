// A phone is blotted out of what the engine has written: of its journal as far as its facts are stored, and of its logs.
// Each digit becomes an x in its place, so that no line moves and the engine may go on appending.
import { existsSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import path from 'node:path';
import { dialledForms } from '../../core/phone.ts';
import { engineFolders } from './configuration.ts';
import type { Place } from './journal-file.ts';

const CHUNK_BYTES = 1 << 20;

/**
 * `phone`: E.164; `read`: how far the journal is stored. Lines after that belong to calls that are not known yet and stay
 * as they are. Answers with how often it stood there; throws if a file may not be written.
 */
export async function blotOut({
  runDir,
  phone,
  read,
}: {
  runDir: string;
  phone: string;
  read: Place | undefined;
}): Promise<number> {
  const { journal, security, log } = engineFolders(runDir);
  const pattern = patternOf(phone);
  let times = 0;
  for (const file of [path.join(log, 'messages'), security, path.join(runDir, 'console.log')])
    times += await blotFile(file, pattern, ({ size }) => size);
  for (const file of [`${journal}.1`, journal])
    times += await blotFile(file, pattern, ({ ino }) => (read?.fileId === String(ino) ? read.readTo : 0));
  return times;
}

// As operators and people write it, with a prefix for abroad or without one; not a part of a longer number or of a time.
function patternOf(phone: string): RegExp {
  const forms = dialledForms(phone).sort((a, b) => b.length - a.length);
  return new RegExp(`(?<!\\d|\\d\\.)(?:00|011|810)?(?:${forms.join('|')})(?!\\d|\\.\\d)`, 'g');
}

type Facts = { size: number; ino: number };

async function blotFile(file: string, pattern: RegExp, endOf: (facts: Facts) => number): Promise<number> {
  if (!existsSync(file)) return 0;
  const handle = await open(file, 'r+');
  try {
    const end = endOf(await handle.stat());
    let times = 0;
    for (let at = 0; at < end; ) {
      const { text, next } = await linesFrom(handle, at, end);
      for (const { index, 0: found } of text.matchAll(pattern)) {
        if ((await handle.stat()).size < at + index + found.length) return times; // a log that was cut meanwhile
        await handle.write('x'.repeat(found.length), at + index, 'latin1');
        times++;
      }
      at = next;
    }
    return times;
  } finally {
    await handle.close();
  }
}

// Whole lines, so that no phone is cut in two; one character a byte, so that places in the text are places in the file.
async function linesFrom(handle: FileHandle, at: number, end: number): Promise<{ text: string; next: number }> {
  const buffer = Buffer.alloc(Math.min(CHUNK_BYTES, end - at));
  const { bytesRead } = await handle.read(buffer, 0, buffer.length, at);
  if (bytesRead === 0) return { text: '', next: end };
  const last = buffer.lastIndexOf(10, bytesRead - 1) + 1;
  const length = at + bytesRead < end && last > 0 ? last : bytesRead;
  return { text: buffer.toString('latin1', 0, length), next: at + length };
}
