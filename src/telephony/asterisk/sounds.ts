// Sounds as Asterisk plays them: files of the house, `<id>.wav` in one folder, and the music and the beep made by us.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beepSamples, musicSamples } from './music.ts';

export type EngineSounds = {
  folder: string;
  /** folder of our own music */
  music: string;
  /** those in the folder now, each with its file, without its ending, as Asterisk wants it */
  now(): ReadonlyMap<string, string>;
  fileOf(sound: string): string;
};

/** Makes the folders, the music and the beep, where they are not there yet. */
export function openEngineSounds({ dataDir, runDir }: { dataDir: string; runDir: string }): EngineSounds {
  const folder = path.join(dataDir, 'sounds');
  const music = path.join(runDir, 'music');
  const tones = path.join(runDir, 'tones');
  for (const dir of [folder, music, tones]) mkdirSync(dir, { recursive: true, mode: 0o755 });
  // Named by their version: made once, and anew when they sound otherwise.
  make(path.join(music, 'house-1.sln'), musicSamples);
  make(path.join(tones, 'beep.sln'), beepSamples);
  const fileOf = (sound: string) => path.join(folder, sound);
  return {
    folder,
    music,
    fileOf,
    now: () =>
      new Map(
        readdirSync(folder)
          .map((name) => /^([a-z0-9]+)\.wav$/.exec(name)?.[1])
          .filter((sound) => sound !== undefined)
          .sort()
          .map((sound) => [sound, fileOf(sound)]),
      ),
  };
}

function make(file: string, samples: () => Int16Array<ArrayBuffer>) {
  if (!existsSync(file)) writeFileSync(file, Buffer.from(samples().buffer), { mode: 0o644 });
}
