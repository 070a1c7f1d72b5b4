// Recordings from the engine's or an operator's file to where they stay: kept, encoded, moved, deleted. All that is to be
// done is read from the database, so that whatever dies in the middle, the next run goes on from there.
import path from 'node:path';
import { announceCalls } from '../store/calls.ts';
import type { Db } from '../store/database.ts';
import { wakeMisplaced } from '../store/recording-places.ts';
import type { StoreRow } from '../store/recording-rules.ts';
import {
  noteDueRecordings,
  type RecordingRow,
  type RecordingTask,
  recordingTasks,
  retryFailed,
  setTriedInVain,
  summarise,
} from '../store/recordings.ts';
import { type Erased, erase } from './erasing.ts';
import { type FetchRecording, keepFetched } from './fetched.ts';
import { encode, type KeepingOptions, keepRaw, NothingToKeep } from './keeping.ts';
import { moveAll } from './moving.ts';
import { tellOfLost, tellOfStore } from './notices.ts';
import { findOpusTools } from './opus.ts';
import { type HouseStore, openPlaces, type Places } from './places.ts';
import { openPlayable, type Playable, type PlayRefusal } from './playing.ts';
import { deleteWith, removeLeftovers, sweep } from './sweeping.ts';
import { tryStore } from './trying.ts';

export type Recordings = {
  /** does all that is due; calls that end meanwhile are served by the same run */
  keep(): Promise<void>;
  /** deletes what the rules say, and files that are left over */
  sweep(): Promise<number>;
  places: Places;
  /** what people do with recordings */
  desk: {
    encodes: boolean;
    hasHouseStore: boolean;
    play(recording: RecordingRow, how: { as?: 'wav' | undefined; mayLink?: boolean }): Promise<Playable | PlayRefusal>;
    remove(id: string, by: { userId: string; ip: string }): Promise<{ deleted: boolean; filesWaiting: number }>;
    erase(whose: { siteId: string; phone: string; userId: string | null }): Promise<Erased>;
    tryStore(store: StoreRow): Promise<string | null>;
    follow(): void;
  };
  /** puts what has just ended into its place and stops; encoding and moving go on at the next start */
  close(): Promise<void>;
};
export type RecordingsOptions = {
  db: Db;
  /** whose raw files lie here: this node's engine */
  provider: string;
  /** where recordings are kept, `YYYY/MM/DD/<id>.opus` below it; raw files are looked for in `raw` below it */
  folder: string;
  /** the store that the environment names */
  house?: HouseStore | undefined;
  /** folders of programs */
  programs: readonly string[];
  fetch?: FetchRecording | undefined;
  /** a talk of ours is in its place, and this was found about its sound */
  onKept?: KeepingOptions['onKept'];
  /** takes a phone out of the engine's own files; answers with how often it stood there */
  blotOut?: (phone: string) => Promise<number>;
  newId: () => string;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
};

const AT_ONCE = 50;
const LOOK_EVERY_MS = 15_000; // for what is to be tried again
/** Waits between attempts: 40 s, then 2, 5, 15, 60 minutes; then it is given up and the owner is told. */
const RETRY_SECONDS = [40, 120, 300, 900, 3600];
const RETRY_DAYS = 30; // what was given up within so long is tried once more at every start

/** Begins with what an earlier run has left. */
export function openRecordings(options: RecordingsOptions): Recordings {
  const { db, provider, folder, house, programs, newId, now, log, blotOut = async () => 0 } = options;
  const places = openPlaces({ db, folder, house, newId });
  const tools = findOpusTools(programs);
  if (!tools) log('opusenc is not installed: recordings stay WAV, ten times as large (apt-get install opus-tools)');
  const keeping = { db, folder, rawFolder: path.join(folder, 'raw'), tools, now, onKept: options.onKept };
  let running: Promise<void> | undefined;
  let again = false;
  let closing = false;
  const isClosing = () => closing;
  const stopping = new AbortController();

  const step = async (task: RecordingTask): Promise<void> => {
    if (task.state === 'ready') return encode({ ...keeping, signal: stopping.signal }, task);
    if (task.kind !== 'operator') return keepRaw(keeping, task);
    if (!task.operatorRef || !options.fetch) throw new Error('the connection can fetch no recordings');
    const { connectionId, providerCallId, ref } = task.operatorRef;
    const fetched = await options.fetch(connectionId, { providerCallId, ref });
    if (fetched === 'gone') throw new NothingToKeep('the operator has the recording no more');
    if (fetched === 'later') throw new Error('the operator has the recording not ready yet');
    return keepFetched(keeping, task, fetched);
  };
  const failed = async (task: RecordingTask, error: unknown) => {
    if (closing && task.state === 'ready') return; // we ended the encoder ourselves
    const seconds = error instanceof NothingToKeep ? undefined : RETRY_SECONDS[task.attempts];
    const nextAt = seconds === undefined ? null : new Date(now().getTime() + seconds * 1000);
    log(`the recording of call ${task.callId} could not be kept${nextAt ? ' yet; it is tried again' : ''}`, error);
    const said = error instanceof Error ? error.message : String(error);
    await setTriedInVain(db, task.id, { error: said, nextAt });
    if (nextAt) return;
    await summarise(db, task.callId);
    if (task.state === 'due') await tellOfLost(db, { task, error: said, newId });
  };
  const keepDue = async () => {
    await noteDueRecordings(db, provider);
    for (;;) {
      const all = await recordingTasks(db, { provider, now: now(), limit: AT_ONCE });
      const tasks = closing ? all.filter(({ state }) => state === 'due') : all;
      if (tasks.length === 0) return;
      // What is not in its place yet goes first: a talk that has just ended must not wait for an hour's encoding.
      tasks.sort((a, b) => Number(a.state === 'ready') - Number(b.state === 'ready'));
      for (const task of tasks) {
        if (task.state === 'ready' && (closing || again)) return; // calls have ended meanwhile
        await step(task).catch((error) => failed(task, error));
        await announceCalls(db, [{ siteId: task.siteId, id: task.callId }]);
      }
    }
  };
  // Once resumed, so that whoever waits for keep() has waited for what was left, too.
  const resume = async () => {
    await retryFailed(db, new Date(now().getTime() - RETRY_DAYS * 86_400_000));
    await wakeMisplaced(db, await places.houseStore());
  };
  const resumed = resume().catch((error) => log('what an earlier run had left could not be looked up', error));
  const keepAll = async () => {
    await resumed;
    do {
      again = false;
      await keepDue();
      await moveAll({ db, places, now, log, onStore: (told) => tellOfStore(db, { ...told, newId }) }, isClosing);
      await removeLeftovers({ db, places, now, log });
    } while (again && !closing);
  };
  const keep = () => {
    if (closing) return running ?? Promise.resolve();
    again = true;
    running ??= keepAll()
      .catch((error) => log('recordings could not be kept; they will be tried again', error))
      .finally(() => {
        running = undefined;
        if (again && !closing) void keep(); // a call ended in this very moment
      });
    return running;
  };
  const timer = setInterval(keep, LOOK_EVERY_MS);
  timer.unref();
  void keep();
  return {
    keep,
    sweep: () => sweep({ db, places, now, log }),
    places,
    desk: {
      encodes: tools !== null,
      hasHouseStore: house !== undefined,
      play: (recording, how) => openPlayable({ db, places, tools }, recording, how),
      async remove(id, { userId, ip }) {
        const gone = await deleteWith({ db, now }, { ids: [id], why: 'person', userId, ip });
        await announceCalls(
          db,
          gone.map(({ siteId, callId }) => ({ siteId, id: callId })),
        );
        const { waiting } = await removeLeftovers({ db, places, now, log });
        return { deleted: gone.length > 0, filesWaiting: waiting };
      },
      erase: (whose) =>
        erase({ db, now, log, blotOut, removeFiles: () => removeLeftovers({ db, places, now, log }) }, whose),
      tryStore: (store) => tryStore(store, folder),
      follow: () => void keep(),
    },
    async close() {
      closing = true;
      clearInterval(timer);
      stopping.abort();
      await running;
      await keepDue();
    },
  };
}
