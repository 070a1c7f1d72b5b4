// The sounds of the house: its voice, its folder, and the words that are spoken before anybody calls.
import { randomUUIDv7 } from 'node:crypto';
import path from 'node:path';
import { prepareHouse, prepareRoutes } from '../sounds/preparing.ts';
import { openSounds, type Sounds } from '../sounds/sounds.ts';
import { openSpeech } from '../sounds/speech.ts';
import type { Db } from '../store/database.ts';
import type { House } from './house.ts';

export type HouseSounds = {
  sounds: Sounds;
  /** what the house says by itself has been spoken, or can't be */
  prepared: Promise<void>;
  /** routes have changed: their words are spoken */
  follow(): void;
  /** once a day is enough */
  sweep(now: Date): Promise<void>;
  close(): Promise<void>;
};

/** The house's own words begin to be spoken at once, the routes' after them. */
export async function openHouseSounds({ config, dataDir, say }: House, db: Db): Promise<HouseSounds> {
  const folder = path.join(dataDir, 'sounds');
  const speech = openSpeech({ command: config.speechCommand });
  const log = (words: string, error?: unknown) => say(words, error);
  const sounds = await openSounds({ db, folder, speech, log });
  let isClosed = false;
  let last = Promise.resolve();
  const then = (work: () => Promise<void>) => {
    last = last
      .then(() => (isClosed ? undefined : work()))
      .catch((error) => say('the words of routes could not be spoken beforehand', error));
    return last;
  };
  const prepare = async () => {
    await sounds.bringUploaded();
    await prepareRoutes({ db, sounds, newId: randomUUIDv7 });
  };
  const prepared = then(() => prepareHouse({ sounds }));
  void then(prepare);
  return {
    sounds,
    prepared,
    follow: () => void then(prepare),
    sweep: (now) =>
      then(async () => {
        await prepareHouse({ sounds }); // what is still of use is heard, and stays
        await prepare();
        await sounds.sweep(now);
      }),
    async close() {
      isClosed = true;
      await last;
      await sounds.settled();
    },
  };
}
