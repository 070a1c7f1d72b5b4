// Where recordings lie, and where they shall: moving, figures, every file that a row names.
import type { Queryable, Tx } from './database.ts';
import { RECORDING, type RecordingRow } from './recordings.ts';

// Where a site wants its recordings: its own store, the house's ($1), or (null) the disk.
const WANTED = `recordings r left join recording_rules s on s.site_id = r.site_id
     cross join lateral (select case coalesce(s.place, 'house') when 'own' then s.own_store when 'house' then $1::uuid end as store) w`;

/** Ready ones that do not lie where their site wants them; those that do are not looked at again until it wants otherwise. */
export async function recordingsToMove(
  db: Queryable,
  { houseStore, now, limit }: { houseStore: string | null; now: Date; limit: number },
): Promise<(RecordingRow & { wantedStore: string | null })[]> {
  await db.query(
    `update recordings x set next_at = 'infinity' from ${WANTED}
     where x.id = r.id and r.state = 'ready' and r.encoded and r.next_at <= $2 and r.store_id is not distinct from w.store`,
    [houseStore, now],
  );
  const { rows } = await db.query<RecordingRow & { wantedStore: string | null }>(
    `select ${RECORDING}, w.store as "wantedStore" from ${WANTED}
     where r.state = 'ready' and r.encoded and r.next_at <= $2 and r.store_id is distinct from w.store
     order by r.next_at limit $3`,
    [houseStore, now, limit],
  );
  return rows;
}

/** How many of an account's wait for a store (`isHouse`: the house's), or in it to be moved elsewhere. */
export async function waitingForStore(
  db: Queryable,
  { accountId, storeId, isHouse }: { accountId: string; storeId: string; isHouse: boolean },
): Promise<number> {
  const { rows } = await db.query<{ waiting: number }>(
    `select count(*)::int as waiting from ${WANTED} join sites i on i.id = r.site_id and i.account_id = $2
     where r.state = 'ready' and r.encoded and r.store_id is distinct from w.store and (w.store = $3 or r.store_id = $3)`,
    [isHouse ? storeId : null, accountId, storeId],
  );
  return rows[0]?.waiting ?? 0;
}

/** Puts away what was told of stores that nothing waits for any more: it lies elsewhere now, is deleted, or need not move. */
export async function endIdleStoreNotices(db: Queryable, houseStore: string | null): Promise<void> {
  await db.query(
    `update notices n set ended_at = now() where n.kind = 'recording-store-failing' and n.ended_at is null
     and not exists (select from ${WANTED} where r.state = 'ready' and r.encoded and r.store_id is distinct from w.store
                     and n.subject in (w.store::text, r.store_id::text))`,
    [houseStore],
  );
}

/** At a start the house may want another store than before: what lies elsewhere is due to be moved. */
export async function wakeMisplaced(db: Queryable, houseStore: string | null): Promise<void> {
  await db.query(
    `update recordings x set next_at = now() from ${WANTED}
     where x.id = r.id and r.state = 'ready' and r.encoded and r.next_at = 'infinity' and r.store_id is distinct from w.store`,
    [houseStore],
  );
}

/** It lies there now; where it lay is left over. False: it was deleted meanwhile. */
export async function setMoved(
  tx: Tx,
  recording: Pick<RecordingRow, 'id' | 'storeId' | 'file'>,
  storeId: string | null,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update recordings set store_id = $2, attempts = 0, next_at = now(), error = null
     where id = $1 and state = 'ready' and file = $3 and store_id is not distinct from $4`,
    [recording.id, storeId, recording.file, recording.storeId],
  );
  if (rowCount !== 1) return false;
  await tx.query('insert into recording_leftovers (store_id, file) values ($1, $2)', [
    recording.storeId,
    recording.file,
  ]);
  return true;
}

export type RecordingFile = { id: string; callId: string; storeId: string | null; file: string; bytes: number | null };

/** Every file that a row names; `bytes` null: not known. */
export async function allRecordingFiles(db: Queryable): Promise<RecordingFile[]> {
  const { rows } = await db.query<RecordingFile>(
    `select id, call_id as "callId", store_id as "storeId", file, bytes from recordings where file is not null
     union all select id, call_id, null, wav_file, null from recordings where wav_file is not null`,
  );
  return rows;
}

/** The site's numbers in service, as far as they tell in which countries it is called. */
export async function countryNumbers(db: Queryable, siteId: string): Promise<string[]> {
  const { rows } = await db.query<{ e164: string }>(
    'select distinct on (left(e164, 5)) e164 from numbers where site_id = $1 and removed_at is null',
    [siteId],
  );
  return rows.map(({ e164 }) => e164);
}

type Figures = { count: number; bytes: number };

/** How much of a site lies where it shall, and how much does not yet. `isHouse`: any store of the house's counts as that. */
export async function placeFigures(
  db: Queryable,
  siteId: string,
  storeId: string | null,
  isHouse: boolean,
): Promise<{ here: Figures; elsewhere: Figures; lastError: string | null }> {
  const { rows } = await db.query<Figures & { isHere: boolean; lastError: string | null }>(
    `select is_here as "isHere", count(*)::int as count, coalesce(sum(bytes), 0)::bigint as bytes, max(error) as "lastError"
     from (select r.bytes, r.error, coalesce(r.store_id is not distinct from $2::uuid or ($3 and t.site_id is null), false) as is_here
           from recordings r left join recording_stores t on t.id = r.store_id where r.site_id = $1 and r.state = 'ready') x
     group by is_here`,
    [siteId, storeId, isHouse],
  );
  const figures = (isHere: boolean) => {
    const { count = 0, bytes = 0 } = rows.find((row) => row.isHere === isHere) ?? {};
    return { count, bytes };
  };
  return {
    ...{ here: figures(true), elsewhere: figures(false) },
    lastError: rows.map(({ lastError }) => lastError).find((error) => error !== null) ?? null,
  };
}
