// Where recordings lie: the local disk, or a store that speaks S3. Both do the same four things.
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { putInPlace } from './opus.ts';

/** Bytes `first` to `last`, both included. */
export type ByteRange = { first: number; last: number };

export type RecordingStore = {
  /** copies a local file there; when this resolves it was read back (or is on the disk) and is the same, byte for byte */
  put(file: string, local: string, content: { sha256: string; type: string }): Promise<void>;
  /** undefined: there is no such file */
  read(file: string, range?: ByteRange): Promise<Readable | undefined>;
  /** bytes; undefined: there is no such file */
  size(file: string): Promise<number | undefined>;
  /** it is gone when this resolves, also if it never was there */
  remove(file: string): Promise<void>;
  /** an address that anybody may read it from for so long; undefined: there is none */
  link?(file: string, seconds: number): Promise<string>;
  /** every file, by its name */
  list(): AsyncIterable<{ file: string; bytes: number; at: Date }>;
};

/** Files below one folder. Names are ours and have no '..'. */
export function diskStore(folder: string): RecordingStore {
  const at = (file: string) => path.join(folder, file);
  return {
    async put(file, local, { sha256 }) {
      const half = `${at(file)}.part`;
      await mkdir(path.dirname(half), { recursive: true });
      await copyFile(local, half);
      if ((await sha256Of(half)) !== sha256) throw new Error(`the copy at ${half} differs from ${local}`);
      await putInPlace(half, at(file));
    },
    async read(file, range) {
      if ((await sizeOf(at(file))) === undefined) return undefined;
      return createReadStream(at(file), range ? { start: range.first, end: range.last } : {});
    },
    size: (file) => sizeOf(at(file)),
    remove: (file) => rm(at(file), { force: true }),
    async *list() {
      for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
        if (!entry.isFile()) continue;
        const full = path.join(entry.parentPath, entry.name);
        const found = await stat(full).catch(() => undefined);
        if (found) yield { file: path.relative(folder, full), bytes: found.size, at: found.mtime };
      }
    },
  };
}

async function sizeOf(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => found.size,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );
}

/** Hex. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file)) hash.update(piece);
  return hash.digest('hex');
}

/** Writes what a store reads to a local file, whole or not at all. */
export async function fetchTo(stream: Readable, to: string): Promise<void> {
  await mkdir(path.dirname(to), { recursive: true });
  await pipeline(stream, createWriteStream(`${to}.part`));
  await putInPlace(`${to}.part`, to);
}
