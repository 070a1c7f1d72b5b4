// A person asks that what is kept of their phone be deleted (GDPR art. 17; 152-FZ art. 14, 21): recordings, and the phone
// itself wherever it stands. Calls stay as figures without a phone.
import { createHmac, randomBytes } from 'node:crypto';
import { spokenDigits } from '../core/routing/whisper.ts';
import { type Db, transaction } from '../store/database.ts';
import { erasePhone, recordingsOfPhone } from '../store/erasure.ts';
import { deleteRecordings } from '../store/recording-deletion.ts';
import { summarise } from '../store/recordings.ts';
import { forgetWordsOf } from '../store/sounds.ts';

export type Erased = {
  phone: string;
  /** what stands in its place: of all its calls the same, and not to be turned back, since its key is thrown away */
  pseudonym: string;
  calls: number;
  recordings: number;
  files: number;
  contacts: number;
  /** of other rows that named the phone: tasks to call back, named callers, lists */
  others: number;
  /** how many of the files could not be removed yet: their store does not answer; they are tried until they are gone */
  filesWaiting: number;
  /** how often it stood in the engine's journal and logs on this machine; null: they may not be written */
  blotted: number | null;
};

export type Erasing = {
  db: Db;
  now: () => Date;
  removeFiles: () => Promise<{ waiting: number }>;
  /** takes it out of the engine's own files */
  blotOut: (phone: string) => Promise<number>;
  log: (message: string, error: unknown) => void;
};

/** Of one site. Also what is on hold: a hold is the owner's wish, this is the caller's right; the owner was asked before. */
export async function erase(
  { db, now, removeFiles, blotOut, log }: Erasing,
  { siteId, phone, userId }: { siteId: string; phone: string; userId: string | null },
): Promise<Erased> {
  const pseudonym = `erased-${createHmac('sha256', randomBytes(32)).update(phone).digest('hex').slice(0, 16)}`;
  const done = await transaction(db, async (tx) => {
    const ids = await recordingsOfPhone(tx, { siteId, phone });
    const gone = await deleteRecordings(tx, { ids, why: 'caller-asked', userId, now: now(), evenHeld: true });
    for (const callId of new Set(gone.map(({ callId }) => callId))) await summarise(tx, callId);
    await forgetWordsOf(tx, { siteId, phone, digits: spokenDigits(phone) }); // whispers
    const erased = await erasePhone(tx, { siteId, phone, pseudonym });
    return { ...erased, recordings: gone.length, files: gone.reduce((sum, { files }) => sum + files, 0) };
  });
  const { waiting } = await removeFiles();
  const blotted = await blotOut(phone).catch((error: unknown) => {
    log("a phone could not be taken out of the engine's own files", error);
    return null;
  });
  return { phone, pseudonym, ...done, filesWaiting: waiting, blotted };
}
