// The files of sounds at this node: DATA_DIR/sounds/<id>.wav is its copy of what the database holds, because Asterisk
// plays files and a ringing call waits for nothing. What was uploaded at another node is brought here.
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sound } from '../core/routing/plan.ts';
import type { Db } from '../store/database.ts';
import { hearSound, listUploaded, notAmongSounds, readSound, retireSounds } from '../store/sounds.ts';

export type SoundFiles = {
  has(id: Sound): boolean;
  fileOf(id: Sound): string;
  /** it is of use, and stays for a month from now */
  hear(id: Sound): Sound;
  write(id: Sound, wav: Uint8Array): Promise<void>;
  /** false: it is not here, and the database has none */
  bring(id: Sound): Promise<boolean>;
  /** brings what was uploaded elsewhere */
  bringUploaded(): Promise<void>;
  remove(id: Sound): void;
  /** forgets spoken words that nobody has heard for a month, and drops files of sounds that are no more */
  sweep(now: Date): Promise<void>;
  /** resolves when what was heard has been noted */
  settled(): Promise<void>;
};
export type SoundFilesOptions = { db: Db; folder: string; log: (message: string, error?: unknown) => void };

const DAY_MS = 86_400_000;
const UNHEARD_MS = 30 * DAY_MS;
const NAME = /^[a-z0-9]{8,64}$/;

/** Opens the folder; what lies there is known from then on. */
export function openSoundFiles({ db, folder, log }: SoundFilesOptions): SoundFiles {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const here = new Set(soundsIn(folder));
  const heardAt = new Map<Sound, number>();
  const noting = new Set<Promise<void>>();

  const fileOf = (id: Sound) => path.join(folder, `${id}.wav`);
  const write = async (id: Sound, wav: Uint8Array) => {
    const half = path.join(folder, `.${id}.part`);
    await writeFile(half, wav, { mode: 0o644 });
    await rename(half, fileOf(id));
    here.add(id);
  };
  const bring = async (id: Sound): Promise<boolean> => {
    if (here.has(id)) return true;
    const wav = NAME.test(id) && (await readSound(db, id));
    if (!wav) return false;
    await write(id, wav);
    return true;
  };
  const remove = (id: Sound) => {
    here.delete(id);
    rmSync(fileOf(id), { force: true });
  };
  return {
    fileOf,
    write,
    bring,
    remove,
    has: (id) => here.has(id),
    // To a day is enough: a call costs no statement.
    hear(id) {
      const now = Date.now();
      if (now - (heardAt.get(id) ?? 0) < DAY_MS) return id;
      heardAt.set(id, now);
      const noted = hearSound(db, id)
        .catch((error) => {
          heardAt.delete(id);
          log('it was not noted that a sound is of use', error);
        })
        .finally(() => noting.delete(noted));
      noting.add(noted);
      return id;
    },
    async bringUploaded() {
      for (const id of await listUploaded(db)) await bring(id);
    },
    async sweep(now) {
      await retireSounds(db, { unheardSince: new Date(now.getTime() - UNHEARD_MS), now });
      for (const { id, isUnknown } of await notAmongSounds(db, [...here])) {
        // What was made while the database was away is unknown to it: it had a day.
        if (!isUnknown || isOld(fileOf(id), now)) remove(id);
      }
    },
    async settled() {
      while (noting.size > 0) await Promise.all(noting);
    },
  };
}

function soundsIn(folder: string): Sound[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.wav'))
    .map((file) => file.slice(0, -4))
    .filter((id) => NAME.test(id));
}

function isOld(file: string, now: Date): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return !found || now.getTime() - found.mtimeMs > DAY_MS;
}
