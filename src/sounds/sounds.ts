// What callers and agents hear, uploaded by a person or spoken from words. Words are spoken once and kept under a name
// made from them.
import { createHmac, randomBytes } from 'node:crypto';
import type { Sound } from '../core/routing/plan.ts';
import type { Prompt } from '../core/routing/route.ts';
import { type BuiltInName, builtInWords, positionWords, type SpokenLanguage } from '../core/spoken-words.ts';
import type { Db } from '../store/database.ts';
import { insertSound, keepSpoken, removeSound, type SoundRow, soundKey } from '../store/sounds.ts';
import { toPhoneRate } from './resampling.ts';
import { openSoundFiles } from './sound-files.ts';
import type { Speech } from './speech.ts';
import { inTurn } from './turns.ts';
import { readWav, secondsOf, type WavRefusal, writeWav } from './wav.ts';

export type SoundRefusal = WavRefusal | 'too-short' | 'too-long';
/** `missing`: no program that speaks; `wordless`: nothing to say, or too much. */
export type SpeakRefusal = 'missing' | 'failed' | 'wordless';

export type Sounds = {
  /** is its file here? */
  has(id: Sound): boolean;
  /** its file, of a sound that is here */
  fileOf(id: Sound): string;
  /** its file, brought here if another node made it; null: there is no such sound */
  find(id: Sound): Promise<string | null>;
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
  /** brings what was uploaded at other nodes */
  bringUploaded(): Promise<void>;
  /** forgets spoken words that nobody has heard for a month, or that named somebody who asked to be forgotten */
  sweep(now: Date): Promise<void>;
  /** resolves when what is being spoken has been */
  settled(): Promise<void>;
};
export type SpeakFailed = { refused: SpeakRefusal };
export type SoundsOptions = { db: Db; folder: string; speech: Speech; log: (message: string, error?: unknown) => void };

const LONGEST_WORDS = 1000;
const SECONDS = { least: 0.1, most: 600 };

/** Opens the folder; what lies there is known from then on. */
export async function openSounds({ db, folder, speech, log }: SoundsOptions): Promise<Sounds> {
  const files = openSoundFiles({ db, folder, log });
  const key = await soundKey(db);
  const speaking = new Map<Sound, Promise<Sound | SpeakFailed>>();
  let isMissing = false;

  // The key keeps strangers from finding out by a sound's address which words, and so which callers, there were.
  const nameOf = (words: string, language: SpokenLanguage): Sound =>
    createHmac('sha256', key)
      .update(JSON.stringify([words, language, speech.voice]))
      .digest('hex')
      .slice(0, 32);

  const say = inTurn(2, speech.say);
  const speakNow = async (id: Sound, words: string, language: SpokenLanguage): Promise<Sound | SpeakFailed> => {
    const said = await say(words, language);
    isMissing = said === 'missing';
    if (typeof said === 'string') return { refused: said };
    const read = await readWav(said);
    if (typeof read === 'string') return { refused: 'failed' };
    const wav = writeWav(await toPhoneRate(read.samples, read.rate));
    await files.write(id, wav);
    // The file is what counts: a database that is away keeps nobody from hearing it.
    await keepSpoken(db, { id, words, language, wav, seconds: secondsOf(wav.length) }).catch((error) =>
      log('spoken words were not noted', error),
    );
    return id;
  };

  const spoken = (words: string, language: SpokenLanguage): Sound | null => {
    const id = nameOf(tidy(words), language);
    return files.has(id) ? files.hear(id) : null;
  };
  const speak = async (given: string, language: SpokenLanguage): Promise<Sound | SpeakFailed> => {
    const words = tidy(given);
    if (!isSpeakable(words)) return { refused: 'wordless' };
    const id = nameOf(words, language);
    if (files.has(id)) return files.hear(id);
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
    has: files.has,
    fileOf: files.fileOf,
    async find(id) {
      await speaking.get(id);
      return (await files.bring(id)) ? files.fileOf(id) : null;
    },
    bringUploaded: files.bringUploaded,
    sweep: files.sweep,
    spoken,
    speak,
    speakSoon,
    position(n, language) {
      const words = positionWords(n, language);
      return words && spoken(words, language);
    },
    builtIn: (name, language) => spoken(builtInWords(name, language), language),
    of(prompt) {
      if ('sound' in prompt) return files.has(prompt.sound) ? prompt.sound : null;
      return speakSoon(prompt.text, prompt.language);
    },
    async add({ siteId, name, file }) {
      const read = await readWav(file);
      if (typeof read === 'string') return { refused: read };
      const seconds = read.samples.length / read.rate;
      if (seconds < SECONDS.least) return { refused: 'too-short' };
      if (seconds > SECONDS.most) return { refused: 'too-long' };
      const id = randomBytes(16).toString('hex');
      const wav = writeWav(await toPhoneRate(read.samples, read.rate));
      await files.write(id, wav);
      return insertSound(db, { id, siteId, name, wav, seconds: secondsOf(wav.length) });
    },
    async remove(siteId, id) {
      if (!(await removeSound(db, siteId, id))) return false;
      files.remove(id);
      return true;
    },
    async settled() {
      while (speaking.size > 0) await Promise.all(speaking.values());
      await files.settled();
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
