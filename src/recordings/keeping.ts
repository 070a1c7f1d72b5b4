// One recording's next step: into its place as WAV, so that it can be played at once; then encoded; all safe to repeat.
import { existsSync } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Flag, flagsOf, silentSpans } from '../core/recording-sound.ts';
import { type Db, type Tx, transaction } from '../store/database.ts';
import { tellEvents } from '../store/events.ts';
import { deleteRecordings } from '../store/recording-deletion.ts';
import { recordingRulesOf } from '../store/recording-rules.ts';
import {
  type Kept,
  pausesOf,
  type RecordingTask,
  setAsItIs,
  setEmpty,
  setEncoded,
  setHeard,
  setKept,
  summarise,
} from '../store/recordings.ts';
import { encodeOpus, type OpusTools } from './opus.ts';
import { fileOf } from './places.ts';
import { listenTo, samplesOf, writeWav } from './raw.ts';
import { sha256Of } from './stores.ts';
import { readWavShape } from './wav.ts';

export type KeepingOptions = {
  db: Db;
  /** the recordings folder */
  folder: string;
  rawFolder: string;
  tools: OpusTools | null;
  now: () => Date;
  /** ends the encoder */
  signal?: AbortSignal;
  /** the talk of a call is in its place, and this was found about its sound */
  onKept?: ((callId: string, flags: readonly Flag[]) => void) | undefined;
};

/** It can't ever be kept; there is no use in trying again. */
export class NothingToKeep extends Error {}

/** The engine's raw file of a talk or a tape becomes a WAV file in its place, and the raw file goes. */
export async function keepRaw(options: KeepingOptions, task: RecordingTask): Promise<void> {
  const { db, folder, rawFolder, now } = options;
  const raw = path.join(rawFolder, path.basename(task.rawFile ?? ''));
  if (task.kind === 'talk' && task.call.consent === false) return refuse(options, task);
  const samples = existsSync(raw) ? await samplesOf(raw, task.kind === 'talk' ? 2 : 1) : null;
  if (!samples) {
    if (task.kind === 'talk' && task.call.answeredAt)
      throw new NothingToKeep(`${raw} is ${existsSync(raw) ? 'empty' : 'not there'} although the call was answered`);
    await transaction(db, async (tx) => {
      await setEmpty(tx, task.id);
      await summarise(tx, task.callId);
    });
    return rm(raw, { force: true });
  }
  const silent = await silenceOf(db, task);
  const file = fileOf(task, 'wav');
  const sound = await writeWav(samples, { to: path.join(folder, file), silent });
  const kept: Kept = {
    ...{ file, codec: 'wav', encoded: false, channels: sound.channels, seconds: sound.seconds },
    ...(await measure(path.join(folder, file))),
    ...{ startedAt: beganAt(task), pauses: silent, levels: sound.levels, peaks: sound.peaks },
    flags: task.kind === 'talk' ? flagsOf(sound, task.call.talkSeconds) : [],
    deleteAfter: await endOf(db, task, now()),
  };
  await transaction(db, async (tx) => {
    await setKept(tx, task.id, kept);
    await summarise(tx, task.callId);
    await tellKept(tx, task, now());
  });
  if (task.kind === 'talk') options.onKept?.(task.callId, kept.flags as readonly Flag[]);
  await rm(raw, { force: true });
}

/** A recording can be heard from now on. To be called in the transaction that keeps it. */
export async function tellKept(tx: Tx, { id, kind, siteId, callId }: RecordingTask, at: Date): Promise<void> {
  await tellEvents(tx, [
    { type: 'call.recording-ready', key: id, at, about: { recordingId: id, kind }, siteId, callId },
  ]);
}

// The caller has not agreed: whatever the engine wrote before they said so is gone, and the row says why there is nothing.
async function refuse({ db, now }: KeepingOptions, task: RecordingTask): Promise<void> {
  await transaction(db, async (tx) => {
    await deleteRecordings(tx, { ids: [task.id], why: 'consent-refused', userId: null, now: now() });
    await summarise(tx, task.callId);
  });
}

/** Asterisk writes as soon as caller and agent are joined, and nothing while it is paused. */
async function silenceOf(db: Db, task: RecordingTask) {
  const { answeredAt, endedAt } = task.call;
  if (task.kind !== 'talk' || !answeredAt || !endedAt) return [];
  return silentSpans(await pausesOf(db, task.callId), { begun: answeredAt, ended: endedAt });
}

const beganAt = ({ kind, call }: RecordingTask) => (kind === 'voicemail' ? null : call.answeredAt);

/** Bytes and checksum. */
export async function measure(file: string): Promise<{ bytes: number; sha256: string }> {
  return { bytes: (await stat(file)).size, sha256: await sha256Of(file) };
}

const DAY_MS = 86_400_000;

/** When the site's rules let it go; null: never by itself. */
export async function endOf(
  db: Db,
  task: Pick<RecordingTask, 'siteId' | 'kind' | 'call'>,
  now: Date,
): Promise<Date | null> {
  const { rules } = await recordingRulesOf(db, task.siteId);
  const days = task.kind === 'voicemail' ? rules.keepDays.voicemail : rules.keepDays.talk;
  return days === null ? null : new Date((task.call.endedAt ?? now).getTime() + days * DAY_MS);
}

/** The WAV file is encoded, looked at, and takes second place; without an encoder it stays what it is. */
export async function encode({ db, folder, tools, now, signal }: KeepingOptions, task: RecordingTask): Promise<void> {
  const { file: wavName, channels } = task;
  if (!wavName || task.codec !== 'wav' || !tools) return setAsItIs(db, task.id);
  const wav = path.join(folder, wavName);
  const shape = await readWavShape(wav);
  if (!shape || !channels) throw new NothingToKeep(`${wav} is gone or is no WAV file`);
  if (!task.levels && shape.format === 1 && shape.bits === 16)
    await setHeard(db, task.id, await listenTo({ file: wav, ...shape })); // kept before recordings were listened to
  const file = fileOf(task, 'opus');
  const to = path.join(folder, file);
  await mkdir(path.dirname(to), { recursive: true });
  const seconds = shape.bytes / (shape.rate * shape.channels * (shape.bits / 8));
  await encodeOpus(tools, { wav, to, channels, seconds, ...(signal && { signal }) });
  const { rules } = await recordingRulesOf(db, task.siteId);
  const { wav: days } = rules.keepDays;
  const wavUntil = days > 0 ? new Date(now().getTime() + days * DAY_MS) : null;
  await setEncoded(db, task.id, { file, codec: 'opus', wavUntil, ...(await measure(to)) });
}
