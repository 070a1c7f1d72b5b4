// Who listened to recordings, who took copies, who deleted: kept for three years as proof.
import type { Queryable } from './database.ts';

export type LogAction = 'play' | 'download' | 'delete' | 'hold' | 'release';
export type LogLine = {
  at: string;
  action: LogAction;
  userName: string | null;
  ip: string | null;
  recordingId: string;
};

const KEPT = '3 years';
/** A player asks several times at its start, and again with every jump: that is one listening. */
const SAME_LISTENING = '30 seconds';

/** Notes it. `isFromStart` false: the continuation of a listening within the last hour is not noted again. */
export async function logAccess(
  db: Queryable,
  entry: {
    recordingId: string;
    callId: string;
    siteId: string;
    action: LogAction;
    /** null: whoever was given the address, named by `userName` */
    userId: string | null;
    userName?: string;
    ip: string;
    isFromStart?: boolean;
  },
): Promise<void> {
  const { recordingId, callId, siteId, action, userId, userName = null, ip, isFromStart = true } = entry;
  await db.query(
    `insert into recording_log (recording_id, call_id, site_id, action, user_id, user_name, ip)
     select $1, $2, $3, $4, $5, coalesce((select name from users where id = $5), $8), $6
     where not exists (select 1 from recording_log l where l.call_id = $2 and l.recording_id = $1 and l.action = $4 and l.user_id is not distinct from $5
                       and l.ip = $6 and l.at > now() - case when $7 then interval '${SAME_LISTENING}' else interval '1 hour' end
                       and $4 in ('play', 'download'))`,
    [recordingId, callId, siteId, action, userId, ip, isFromStart, userName],
  );
}

/** Of one call, newest first. */
export async function accessLog(db: Queryable, callId: string): Promise<LogLine[]> {
  const { rows } = await db.query<LogLine>(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at, action, user_name as "userName", ip, recording_id as "recordingId"
     from recording_log where call_id = $1 order by at desc, id desc limit 200`,
    [callId],
  );
  return rows;
}

/** Forgets what is older than three years. */
export async function forgetOldAccess(db: Queryable): Promise<void> {
  await db.query(`delete from recording_log where at < now() - interval '${KEPT}'`);
}
