// What callers and agents hear: files DATA_DIR/sounds/<id>.wav, uploaded by a person or spoken from words. Words are
// spoken once and kept under a name made from them; which files are there is known in memory, so that a ringing call
// waits for nothing.
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Sound } from '../core/routing/plan.ts';
import type { Prompt } from '../core/routing/route.ts';
import { type BuiltInName, builtInWords, positionWords, type SpokenLanguage } from '../core/spoken-words.ts';
import type { Db } from '../store/database.ts';
import { forgetSpoken, insertSound, keepSpoken, listSpoken, removeSound, type SoundRow } from '../store/sounds.ts';
import { toPhoneRate } from './resampling.ts';
import type { Speech } from './speech.ts';
import { inTurn } from './turns.ts';
import { readWav, secondsOf, type WavRefusal, writeWav } from './wav.ts';

export type SoundRefusal = WavRefusal | 'too-short' | 'too-long';
/** `missing`: no program that speaks; `wordless`: nothing to say, or too much. */
export type SpeakRefusal = 'missing' | 'failed' | 'wordless';

export type Sounds = {
  folder: string;
  /** is its file here? */
  has(id: Sound): boolean;
  /** its file, of a sound that is here */
  fileOf(id: Sound): string;
  /** words that were spoken before; asks nobody, for a call that rings */
  spoken(words: string, language: SpokenLanguage): Sound | null;
  /** as `spoken`, else the name the words will have in a moment: they are spoken meanwhile; null: nobody can speak */
  speakSoon(words: string, language: SpokenLanguage): Sound | null;
  speak(words: string, language: SpokenLanguage): Promise<Sound | SpeakFailed>;
  /** 'you are number n in the queue'; null: not spoken, or too far behind */
  position(n: number, language: SpokenLanguage): Sound | null;
  builtIn(name: BuiltInName, language: SpokenLanguage): Sound | null;
  /** an uploaded sound that is here, or words as `speakSoon` gives them */
  of(prompt: Prompt): Sound | null;
  /** a WAV as a person uploaded it */
  add(wanted: { siteId: string; name: string; file: Uint8Array }): Promise<SoundRow | { refused: SoundRefusal }>;
  /** false: the site has no such sound */
  remove(siteId: string, id: Sound): Promise<boolean>;
  /** forgets spoken words that nobody has heard for a month, or that named somebody who asked to be forgotten */
  sweep(now: Date): Promise<void>;
  /** resolves when what is being spoken has been */
  settled(): Promise<void>;
};
export type SpeakFailed = { refused: SpeakRefusal };
export type SoundsOptions = { db: Db; folder: string; speech: Speech; log: (message: string, error?: unknown) => void };

const LONGEST_WORDS = 1000;
const SECONDS = { least: 0.1, most: 600 };
const DAY_MS = 86_400_000;
const UNHEARD_MS = 30 * DAY_MS;
const NAME = /^[a-z0-9]{8,64}$/;

/** Opens the folder; what lies there is known from then on. */
export function openSounds({ db, folder, speech, log }: SoundsOptions): Sounds {
  mkdirSync(folder, { recursive: true, mode: 0o755 });
  const key = keyOf(folder);
  const here = new Set(soundsIn(folder));
  const speaking = new Map<Sound, Promise<Sound | SpeakFailed>>();
  const heardAt = new Map<Sound, number>();
  let isMissing = false;

  const fileOf = (id: Sound) => path.join(folder, `${id}.wav`);
  // The key keeps strangers from finding out by a sound's address which words, and so which callers, there were.
  const nameOf = (words: string, language: SpokenLanguage): Sound =>
    createHmac('sha256', key)
      .update(JSON.stringify([words, language, speech.voice]))
      .digest('hex')
      .slice(0, 32);

  // A file's time is when it was last of use, to a day.
  const hear = (id: Sound): Sound => {
    const now = Date.now();
    if (now - (heardAt.get(id) ?? 0) > DAY_MS) {
      heardAt.set(id, now);
      touch(fileOf(id), now);
    }
    return id;
  };
  const store = async (id: Sound, samples: Float32Array): Promise<number> => {
    const file = writeWav(samples);
    const half = path.join(folder, `.${id}.part`);
    await writeFile(half, file, { mode: 0o644 });
    await rename(half, fileOf(id));
    here.add(id);
    return secondsOf(file.length);
  };
  const say = inTurn(2, speech.say);
  const speakNow = async (id: Sound, words: string, language: SpokenLanguage): Promise<Sound | SpeakFailed> => {
    const said = await say(words, language);
    isMissing = said === 'missing';
    if (typeof said === 'string') return { refused: said };
    const read = await readWav(said);
    if (typeof read === 'string') return { refused: 'failed' };
    const seconds = await store(id, await toPhoneRate(read.samples, read.rate));
    // The file is what counts: a database that is away keeps nobody from hearing it.
    await keepSpoken(db, { id, words, language, seconds }).catch((error) => log('spoken words were not noted', error));
    return id;
  };

  const spoken = (words: string, language: SpokenLanguage): Sound | null => {
    const id = nameOf(tidy(words), language);
    return here.has(id) ? hear(id) : null;
  };
  const speak = async (given: string, language: SpokenLanguage): Promise<Sound | SpeakFailed> => {
    const words = tidy(given);
    if (!isSpeakable(words)) return { refused: 'wordless' };
    const id = nameOf(words, language);
    if (here.has(id)) return hear(id);
    const under = speaking.get(id);
    if (under) return under;
    const begun = speakNow(id, words, language)
      .catch((error): SpeakFailed => {
        log('words could not be spoken', error);
        return { refused: 'failed' };
      })
      .finally(() => speaking.delete(id));
    speaking.set(id, begun);
    return begun;
  };

  const speakSoon = (words: string, language: SpokenLanguage): Sound | null => {
    const known = spoken(words, language);
    if (known || isMissing || !isSpeakable(tidy(words))) return known;
    void speak(words, language);
    return nameOf(tidy(words), language);
  };

  return {
    folder,
    has: (id) => here.has(id),
    fileOf,
    spoken,
    speak,
    speakSoon,
    position(n, language) {
      const words = positionWords(n, language);
      return words && spoken(words, language);
    },
    builtIn: (name, language) => spoken(builtInWords(name, language), language),
    of(prompt) {
      if ('sound' in prompt) return here.has(prompt.sound) ? prompt.sound : null;
      return speakSoon(prompt.text, prompt.language);
    },
    async add({ siteId, name, file }) {
      const read = await readWav(file);
      if (typeof read === 'string') return { refused: read };
      const seconds = read.samples.length / read.rate;
      if (seconds < SECONDS.least) return { refused: 'too-short' };
      if (seconds > SECONDS.most) return { refused: 'too-long' };
      const id = randomBytes(16).toString('hex');
      const kept = await store(id, await toPhoneRate(read.samples, read.rate));
      return insertSound(db, { id, siteId, name, seconds: kept });
    },
    async remove(siteId, id) {
      if (!(await removeSound(db, siteId, id))) return false;
      here.delete(id);
      rmSync(fileOf(id), { force: true });
      return true;
    },
    async sweep(now) {
      const spokenNow = await listSpoken(db);
      const old = spokenNow.filter(({ id, isGone }) => isGone || isUnheard(fileOf(id), now)).map(({ id }) => id);
      for (const id of old) {
        here.delete(id);
        rmSync(fileOf(id), { force: true });
      }
      if (old.length > 0) await forgetSpoken(db, old);
    },
    async settled() {
      while (speaking.size > 0) await Promise.all(speaking.values());
    },
  };
}

/** One space between words, nothing a terminal or a speaker would take for a command. */
const tidy = (words: string) =>
  words
    .toWellFormed()
    .replace(/\[\[|\]\]/g, ' ') // espeak-ng's phonemes
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();

const isSpeakable = (words: string) => /[\p{L}\p{N}]/u.test(words) && words.length <= LONGEST_WORDS;

function soundsIn(folder: string): Sound[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.wav'))
    .map((file) => file.slice(0, -4))
    .filter((id) => NAME.test(id));
}

function keyOf(folder: string): Buffer {
  const file = path.join(folder, '.key');
  if (!existsSync(file)) writeFileSync(file, randomBytes(32), { mode: 0o600, flag: 'wx' });
  return readFileSync(file);
}

function touch(file: string, at: number): void {
  try {
    utimesSync(file, at / 1000, at / 1000);
  } catch {
    // It went meanwhile, or belongs to somebody else: it will only be spoken again.
  }
}

function isUnheard(file: string, now: Date): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  return !found || now.getTime() - found.mtimeMs > UNHEARD_MS;
}
