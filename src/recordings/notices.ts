// What owners are told of recordings: one that can't be had, a store that takes none.
import type { Db } from '../store/database.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { waitingForStore } from '../store/recording-places.ts';
import { accountOfSite, accountsOfStore } from '../store/recording-rules.ts';
import type { RecordingTask } from '../store/recordings.ts';

/** One notice for each call. */
export async function tellOfLost(
  db: Db,
  {
    task,
    error,
    newId,
  }: { task: Pick<RecordingTask, 'callId' | 'siteId' | 'kind'>; error: string; newId: () => string },
): Promise<void> {
  const accountId = await accountOfSite(db, task.siteId);
  if (!accountId) return;
  const { siteId, callId: subject, kind: of } = task;
  await openNotice(db, { id: newId(), accountId, siteId, kind: 'recording-lost', subject, data: { of, error } });
}

/** One notice for each store and account, open as long as it takes none. */
export async function tellOfStore(
  db: Db,
  { storeId, error, newId }: { storeId: string; error: string | null; newId: () => string },
): Promise<void> {
  for (const { accountId, siteId, bucket, endpoint } of await accountsOfStore(db, storeId)) {
    if (error === null) await endNotices(db, { accountId, kinds: ['recording-store-failing'], subject: storeId });
    else {
      const waiting = await waitingForStore(db, { accountId, storeId, isHouse: siteId === null });
      await openNotice(db, {
        ...{ id: newId(), accountId, siteId, kind: 'recording-store-failing', subject: storeId },
        data: { bucket, endpoint, error, waiting },
      });
    }
  }
}
