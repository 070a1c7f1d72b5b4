// What a recording holds, told from its samples: how loud each side is, who was not heard, how it looks drawn. Telephone
// audio: 16-bit samples at 8 kHz, channels in turn (left: the external party, right: us).

export const SOUND_RATE = 8000;
const BLOCKS_PER_SECOND = 50; // 20 ms, the usual frame of speech codecs
const FULL = 32768;
const FLOOR_DB = -96;

/** Below this a line has no sound: what is left is the noise of the codec. */
export const SILENT_DB = -60;
/** A block this loud is somebody's voice. */
const VOICE_DB = -45;
/** Shorter talks are not judged: people do hang up before the other side has said a word. */
const JUDGED_SECONDS = 5;
/** A recording may differ so much from the talk: the engine begins when the bridge does. */
const LENGTH_SECONDS = 2;

/** dBFS; `voiceSeconds`: how long there was somebody's voice. */
export type Level = { rmsDb: number; peakDb: number; voiceSeconds: number };
export type Sound = { channels: number; seconds: number; levels: Level[]; peaks: Uint8Array };
/** `caller-right`: kept as an operator gave it, with the sides the other way round. */
export type Flag = 'one-way' | 'caller-silent' | 'agent-silent' | 'length-differs' | 'caller-right';

/** Points of a drawn recording, per channel: more than a screen is wide in bars. */
export const PEAK_COUNT = 800;

export type SoundMeter = {
  /** the next samples, in whole frames */
  hear(samples: Int16Array): void;
  sound(): Sound;
};

/** Listens to a recording piece by piece; keeps a byte for each 20 ms of a channel. */
export function createSoundMeter(channels: number, rate = SOUND_RATE): SoundMeter {
  const sides = Array.from({ length: channels }, () => createSide(Math.round(rate / BLOCKS_PER_SECOND)));
  let frames = 0;
  return {
    hear(samples) {
      const count = Math.floor(samples.length / channels);
      for (const [at, side] of sides.entries())
        for (let frame = 0; frame < count; frame++) side.add(samples[frame * channels + at] ?? 0);
      frames += count;
    },
    sound: () => {
      const told = sides.map((side) => side.told());
      return {
        channels,
        seconds: frames / rate,
        levels: told.map(({ level }) => level),
        peaks: Uint8Array.from(told.flatMap(({ blocks }) => drawn(blocks))),
      };
    },
  };
}

function createSide(block: number) {
  let [sum, count, loudest] = [0, 0, 0];
  let [blockSum, blockPeak, blockCount, voiced] = [0, 0, 0, 0];
  let blocks = new Uint8Array(4096);
  let used = 0;
  const endBlock = () => {
    if (decibel(Math.sqrt(blockSum / blockCount)) > VOICE_DB) voiced++;
    if (used === blocks.length) {
      const wider = new Uint8Array(used * 2);
      wider.set(blocks);
      blocks = wider;
    }
    blocks[used++] = compand(blockPeak);
    [blockSum, blockPeak, blockCount] = [0, 0, 0];
  };
  return {
    add(sample: number) {
      const loud = sample < 0 ? -sample : sample;
      const power = sample * sample;
      sum += power;
      count++;
      blockSum += power;
      blockCount++;
      if (loud > blockPeak) blockPeak = loud;
      if (loud > loudest) loudest = loud;
      if (blockCount === block) endBlock();
    },
    told() {
      if (blockCount > 0) endBlock();
      const level: Level = {
        rmsDb: decibel(Math.sqrt(sum / Math.max(1, count))),
        peakDb: decibel(loudest),
        voiceSeconds: voiced / BLOCKS_PER_SECOND,
      };
      return { level, blocks: blocks.subarray(0, used) };
    },
  };
}

const decibel = (amplitude: number) =>
  Math.max(FLOOR_DB, Math.round(200 * Math.log10(Math.max(amplitude, 1e-9) / FULL)) / 10);

// A square root, so that a byte tells quiet voices, too: 1 is -96 dBFS, 26 is -40, 255 is 0.
const compand = (peak: number) => Math.min(255, Math.round(255 * Math.sqrt(peak / FULL)));

/** A drawn point 0…1 from a byte of `Sound.peaks`. */
export const peakOf = (byte: number) => (byte / 255) ** 2;

function drawn(blocks: Uint8Array): number[] {
  const points = Math.min(PEAK_COUNT, blocks.length);
  return Array.from({ length: points }, (_, at) => {
    const part = blocks.subarray(
      Math.floor((at * blocks.length) / points),
      Math.floor(((at + 1) * blocks.length) / points),
    );
    return part.reduce((most, byte) => Math.max(most, byte), 0);
  });
}

/** Peaks as points 0…1, a list for each channel. */
export function peaksByChannel(peaks: Uint8Array, channels: number): number[][] {
  const points = peaks.length / channels;
  return Array.from({ length: channels }, (_, at) =>
    Array.from(peaks.subarray(at * points, (at + 1) * points), (byte) => Math.round(peakOf(byte) * 1000) / 1000),
  );
}

/** What is odd about a talk's recording; `talkSeconds` null: not known, nothing to hold it against. */
export function flagsOf({ seconds, levels }: Pick<Sound, 'seconds' | 'levels'>, talkSeconds: number | null): Flag[] {
  const flags: Flag[] = [];
  if (talkSeconds !== null && Math.abs(seconds - talkSeconds) > LENGTH_SECONDS) flags.push('length-differs');
  const [left, right] = levels;
  if (seconds < JUDGED_SECONDS || !left || !right) return flags;
  const [callerSilent, agentSilent] = [left.peakDb < SILENT_DB, right.peakDb < SILENT_DB];
  if (callerSilent !== agentSilent) flags.push('one-way');
  if (callerSilent) flags.push('caller-silent');
  if (agentSilent) flags.push('agent-silent');
  return flags;
}

/** A span of silence in a recording, seconds from its beginning. */
export type SilentSpan = { at: number; seconds: number };

/**
 * Where what the engine wrote has to be parted by silence so that times fit: while a recording is paused nothing is
 * written. `begun`: when the first sample was written; `ended`: the last, for a pause that was not ended.
 */
export function silentSpans(
  pauses: readonly { from: Date; to: Date | null }[],
  { begun, ended }: { begun: Date; ended: Date },
): SilentSpan[] {
  const seconds = (at: Date) => (at.getTime() - begun.getTime()) / 1000;
  const last = seconds(ended);
  return pauses
    .map(({ from, to }) => ({ from: Math.max(0, seconds(from)), to: Math.min(last, to ? seconds(to) : last) }))
    .filter(({ from, to }) => to > from)
    .sort((a, b) => a.from - b.from)
    .map(({ from, to }) => ({ at: from, seconds: to - from }));
}
