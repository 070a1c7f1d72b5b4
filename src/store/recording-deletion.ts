// Deletion of recordings: the row stays as a trace, its files become left over in the same transaction and are tried
// until they are gone.
import type { Queryable, Tx } from './database.ts';
import type { DeletedWhy } from './recordings.ts';

/** Deletes those that are not on hold (`evenHeld`: also those) and answers with which were; files go by `leftovers`. */
export async function deleteRecordings(
  tx: Tx,
  {
    ids,
    why,
    userId,
    now,
    evenHeld = false,
    ip = null,
  }: {
    ids: readonly string[];
    why: DeletedWhy;
    userId: string | null;
    now: Date;
    evenHeld?: boolean;
    ip?: string | null;
  },
): Promise<{ id: string; callId: string; siteId: string; files: number }[]> {
  const { rows } = await tx.query<{ id: string; callId: string; siteId: string; files: number }>(
    `with gone as (
       select id, call_id, site_id, store_id, file, wav_file, raw_file from recordings
       where id = any($1) and state <> 'deleted' and (not hold or $5) for update),
     left_over as (
       insert into recording_leftovers (store_id, file)
       select store_id, file from gone where file is not null
       union all select null, wav_file from gone where wav_file is not null
       union all select null, 'raw/' || regexp_replace(raw_file, '^.*/', '') from gone where raw_file is not null
       union all select null, 'decoded/' || id || '.wav' from gone),
     done as (
       update recordings r set state = 'deleted', file = null, wav_file = null, wav_until = null, raw_file = null, operator_ref = null,
              store_id = null, peaks = null, levels = null, sha256 = null, hold = false, encoded = true, error = null,
              deleted_at = $4, deleted_why = $2, deleted_by = $3
       from gone where r.id = gone.id),
     logged as (
       insert into recording_log (recording_id, call_id, site_id, at, action, user_id, user_name, ip)
       select g.id, g.call_id, g.site_id, $4, 'delete', $3, (select name from users where id = $3), $6 from gone g)
     select id, call_id as "callId", site_id as "siteId",
            (file is not null)::int + (wav_file is not null)::int + (raw_file is not null)::int as files from gone`,
    [ids, why, userId, now, evenHeld, ip],
  );
  return rows;
}

/** Ids of those whose time is over, or whose call is of a kind the site does not keep. */
export async function recordingsToDelete(
  db: Queryable,
  { now, limit }: { now: Date; limit: number },
): Promise<{ id: string; why: 'rule' | 'spam' | 'tag' }[]> {
  const { rows } = await db.query<{ id: string; why: 'rule' | 'spam' | 'tag' }>(
    `select r.id, 'rule' as why from recordings r where r.state = 'ready' and not r.hold and r.delete_after <= $1
     union all
     select r.id, 'spam' from calls c join recordings r on r.call_id = c.id
     left join recording_rules s on s.site_id = r.site_id
     where c.spam and r.state in ('ready', 'failed') and not r.hold
       and coalesce((s.rules #>> '{notKept,spam}')::boolean, true)
       -- a person has a day to say that it is none
       and (c.spam_by = 'person' or c.ended_at < $1::timestamptz - interval '1 day')
     union all
     select r.id, 'tag' from recording_rules s
     join contacts k on k.site_id = s.site_id and k.tags && array(select jsonb_array_elements_text(s.rules #> '{notKept,tags}'))
     join calls c on c.site_id = k.site_id and c.caller = k.phone
     join recordings r on r.call_id = c.id
     where r.state in ('ready', 'failed') and not r.hold
     limit $2`,
    [now, limit],
  );
  return rows;
}

export type Leftover = { id: string; storeId: string | null; file: string; attempts: number };

/** Files that must be gone and may be tried now. Not one that a row names (again). */
export async function leftovers(db: Queryable, { now, limit }: { now: Date; limit: number }): Promise<Leftover[]> {
  const { rows } = await db.query<Leftover>(
    `select l.id, l.store_id as "storeId", l.file, l.attempts from recording_leftovers l
     where l.next_at <= $1
       and not exists (select 1 from recordings r where r.file = l.file and r.store_id is not distinct from l.store_id and r.state = 'ready')
     order by l.next_at limit $2`,
    [now, limit],
  );
  return rows;
}

/** They are gone. */
export async function forgetLeftovers(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query('delete from recording_leftovers where id = any($1)', [ids]);
}

/** It could not be removed; tried again then. */
export async function leftoverStays(
  db: Queryable,
  id: string,
  { error, nextAt }: { error: string; nextAt: Date },
): Promise<void> {
  await db.query('update recording_leftovers set attempts = attempts + 1, error = $2, next_at = $3 where id = $1', [
    id,
    error,
    nextAt,
  ]);
}

/** Files that are on their way out, by store and name. */
export async function allLeftovers(db: Queryable): Promise<{ storeId: string | null; file: string }[]> {
  const { rows } = await db.query<{ storeId: string | null; file: string }>(
    'select store_id as "storeId", file from recording_leftovers',
  );
  return rows;
}

/** Keeps it whatever the rules say, or no longer. False: there is none, or it is deleted. */
export async function setHold(db: Queryable, id: string, hold: boolean): Promise<boolean> {
  const { rowCount } = await db.query(
    "update recordings set hold = $2 where id = $1 and state not in ('deleted', 'empty')",
    [id, hold],
  );
  return rowCount === 1;
}
