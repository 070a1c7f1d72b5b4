// What must be gone goes: recordings whose time is over or that a site does not keep, and every file that no row names
// any more, in whichever store, tried until it is gone.
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Db, transaction } from '../store/database.ts';
import {
  deleteRecordings,
  forgetLeftovers,
  type Leftover,
  leftoverStays,
  leftovers,
  recordingsToDelete,
} from '../store/recording-deletion.ts';
import { forgetOldAccess } from '../store/recording-log.ts';
import { dropOldWavs, summarise } from '../store/recordings.ts';
import type { Places } from './places.ts';

const AT_ONCE = 200;
const RETRY_SECONDS = [60, 300, 900, 3600];
const DECODED_MS = 3_600_000; // a decoded copy serves a listening, not a day

export type Sweeping = { db: Db; places: Places; now: () => Date; log: (message: string, error?: unknown) => void };

/** Deletes what the rules say, then every file that is left over. Answers with how many recordings were deleted. */
export async function sweep(sweeping: Sweeping): Promise<number> {
  const { db, now } = sweeping;
  let deleted = 0;
  for (;;) {
    const due = await recordingsToDelete(db, { now: now(), limit: AT_ONCE });
    for (const [why, group] of Map.groupBy(due, ({ why }) => why))
      deleted += (await deleteWith(sweeping, { ids: group.map(({ id }) => id), why, userId: null })).length;
    if (due.length < AT_ONCE) break;
  }
  await dropOldWavs(db, now());
  await removeLeftovers(sweeping);
  await dropDecoded(sweeping.places.folder, now());
  await forgetOldAccess(db);
  return deleted;
}

type Deletion = Omit<Parameters<typeof deleteRecordings>[1], 'now'>;

/** In one transaction with what the calls then say of themselves; the files follow at once, or as soon as their store answers. */
export async function deleteWith({ db, now }: Pick<Sweeping, 'db' | 'now'>, deletion: Deletion) {
  return transaction(db, async (tx) => {
    const gone = await deleteRecordings(tx, { ...deletion, now: now() });
    for (const callId of new Set(gone.map(({ callId }) => callId))) await summarise(tx, callId);
    return gone;
  });
}

/** Tries all that are due, each once. Answers with how many files were removed and how many could not be. */
export async function removeLeftovers({
  db,
  places,
  now,
  log,
}: Sweeping): Promise<{ removed: number; waiting: number }> {
  let [removed, waiting] = [0, 0];
  for (;;) {
    const due = await leftovers(db, { now: now(), limit: AT_ONCE });
    const gone: string[] = [];
    for (const left of due) {
      try {
        await (await places.of(left.storeId)).remove(left.file);
        gone.push(left.id);
      } catch (error) {
        waiting++;
        log(`${left.file} could not be removed yet`, error);
        await leftoverStays(db, left.id, { error: words(error), nextAt: laterThan(now(), left) });
      }
    }
    await forgetLeftovers(db, gone);
    removed += gone.length;
    if (due.length < AT_ONCE) return { removed, waiting };
  }
}

const words = (error: unknown) => (error instanceof Error ? error.message : String(error));

const laterThan = (now: Date, { attempts }: Leftover) =>
  new Date(now.getTime() + (RETRY_SECONDS[Math.min(attempts, RETRY_SECONDS.length - 1)] ?? 0) * 1000);

async function dropDecoded(folder: string, now: Date): Promise<void> {
  const decoded = path.join(folder, 'decoded');
  for (const name of await readdir(decoded).catch(() => [])) {
    const file = path.join(decoded, name);
    const at = await stat(file).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    );
    if (at < now.getTime() - DECODED_MS) await rm(file, { force: true });
  }
}
