// Recordings go to the store their site wants. Where one lay before, it stays until the new place was read back; a store
// that is broken loses nothing: it is tried again, and the owner is told.
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { type Db, transaction } from '../store/database.ts';
import { endIdleStoreNotices, recordingsToMove, setMoved } from '../store/recording-places.ts';
import { type RecordingRow, setTriedInVain } from '../store/recordings.ts';
import { AUDIO_TYPES, type Places } from './places.ts';
import { StoreError } from './s3-store.ts';
import { fetchTo, sha256Of } from './stores.ts';

const AT_ONCE = 50;
/** After the first failure, the second …; then every hour, for as long as it takes. */
const RETRY_SECONDS = [30, 120, 300, 900, 3600];
/** Failures of one recording after which its owner is told. */
const TOLD_AFTER = 2;

export type Moving = {
  db: Db;
  places: Places;
  now: () => Date;
  /** `error` null: it works (again) */
  onStore: (store: { storeId: string; error: string | null }) => Promise<void>;
  log: (message: string, error?: unknown) => void;
};

/** Moves all that are due. One store's failure does not hold up another's. */
export async function moveAll(moving: Moving, isClosing: () => boolean): Promise<void> {
  await moveDue(moving, isClosing);
  await endIdleStoreNotices(moving.db, await moving.places.houseStore());
}

async function moveDue(moving: Moving, isClosing: () => boolean): Promise<void> {
  const { db, places, now, onStore, log } = moving;
  const broken = new Set<string | null>();
  for (;;) {
    const due = await recordingsToMove(db, { houseStore: await places.houseStore(), now: now(), limit: AT_ONCE });
    const left = due.filter(({ storeId, wantedStore }) => !broken.has(storeId) && !broken.has(wantedStore));
    if (left.length === 0 || isClosing()) return;
    for (const recording of left) {
      const { storeId, wantedStore } = recording;
      const other = wantedStore ?? storeId;
      if (isClosing() || broken.has(other)) continue;
      try {
        await move(moving, recording);
        if (other) await onStore({ storeId: other, error: null });
      } catch (error) {
        log(`recording ${recording.id} could not be moved; it stays where it is and is tried again`, error);
        const isStoreAtFault = error instanceof StoreError; // else only this recording's own file
        if (isStoreAtFault) broken.add(other);
        const said = error instanceof Error ? error.message : String(error);
        const seconds = RETRY_SECONDS[Math.min(recording.attempts, RETRY_SECONDS.length - 1)] ?? 0;
        await setTriedInVain(db, recording.id, { error: said, nextAt: new Date(now().getTime() + seconds * 1000) });
        if (other && isStoreAtFault && recording.attempts + 1 >= TOLD_AFTER)
          await onStore({ storeId: other, error: said });
      }
    }
  }
}

async function move({ db, places }: Moving, recording: RecordingRow & { wantedStore: string | null }): Promise<void> {
  const { id, file, storeId, wantedStore, sha256, codec } = recording;
  if (!file || !codec) return;
  const [from, to] = [await places.of(storeId), await places.of(wantedStore)];
  const isLocal = storeId === null;
  const local = path.join(places.folder, isLocal ? file : `moving/${id}`);
  if (!isLocal) {
    const content = await from.read(file);
    if (!content) throw new Error(`${file} is not in the store any more`);
    await mkdir(path.dirname(local), { recursive: true });
    await fetchTo(content, local);
  }
  const sum = await sha256Of(local);
  if (sha256 && sum !== sha256) throw new Error(`${file} has changed since it was recorded`);
  await to.put(file, local, { sha256: sum, type: AUDIO_TYPES[codec] });
  await transaction(db, (tx) => setMoved(tx, recording, wantedStore));
  if (!isLocal) await rm(local, { force: true });
}
