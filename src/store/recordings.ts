// Recordings: what is due to be kept, encoded and moved, where each lies, and what of them must be gone.
import type { Pause } from '../core/call.ts';
import type { Flag, Level, SilentSpan } from '../core/recording-sound.ts';
import type { Queryable } from './database.ts';

export type RecordingKind = 'talk' | 'voicemail' | 'operator';
export type RecordingRowState = 'due' | 'ready' | 'empty' | 'failed' | 'deleted';
export type Codec = 'wav' | 'opus' | 'mp3';
export type DeletedWhy = 'rule' | 'spam' | 'tag' | 'person' | 'caller-asked' | 'consent-refused';

export type RecordingRow = {
  id: string;
  callId: string;
  siteId: string;
  kind: RecordingKind;
  state: RecordingRowState;
  rawFile: string | null;
  operatorRef: OperatorRef | null;
  storeId: string | null;
  file: string | null;
  wavFile: string | null;
  codec: Codec | null;
  encoded: boolean;
  channels: number | null;
  seconds: number | null;
  bytes: number | null;
  sha256: string | null;
  startedAt: Date | null;
  pauses: SilentSpan[];
  levels: Level[] | null;
  flags: Flag[];
  attempts: number;
  error: string | null;
  deleteAfter: Date | null;
  hold: boolean;
  createdAt: Date;
  deletedAt: Date | null;
  deletedWhy: DeletedWhy | null;
};
/** What an operator has: `connectionId` through which it told us, `ref` its own words for it. */
export type OperatorRef = { connectionId: string; providerCallId: string; ref: Readonly<Record<string, string>> };

/** Columns of a RecordingRow; the table is `r`. */
export const RECORDING = `r.id, r.call_id as "callId", r.site_id as "siteId", r.kind, r.state, r.raw_file as "rawFile",
  r.operator_ref as "operatorRef", r.store_id as "storeId", r.file, r.wav_file as "wavFile", r.codec, r.encoded, r.channels,
  r.seconds, r.bytes, r.sha256, r.started_at as "startedAt", r.pauses, r.levels, r.flags, r.attempts, r.error,
  r.delete_after as "deleteAfter", r.hold, r.created_at as "createdAt", r.deleted_at as "deletedAt", r.deleted_why as "deletedWhy"`;

/**
 * Makes a row of everything that ended calls have left to be kept: the engine's file of a talk, what a caller left, what
 * an operator offers. Says how many are new. Safe to repeat. `provider`: of this node's engine; files of other nodes' are
 * theirs.
 */
export async function noteDueRecordings(db: Queryable, provider: string): Promise<number> {
  const { rowCount: talks } = await db.query(
    `insert into recordings (id, call_id, site_id, kind, raw_file)
     select gen_random_uuid(), c.id, c.site_id, 'talk',
            coalesce((select e.facts->>'file' from call_events e where e.call_id = c.id and e.kind = 'recorded' limit 1), c.provider_call_id || '.raw')
     from calls c
     where c.recording_state = 'recording' and c.ended_at is not null and c.provider = $1
       and not exists (select 1 from call_events e where e.call_id = c.id and e.kind = 'recording-offered')
     on conflict do nothing`,
    [provider],
  );
  const { rowCount: others } = await db.query(
    `insert into recordings (id, call_id, site_id, kind, source_key, raw_file, operator_ref)
     select gen_random_uuid(), c.id, c.site_id,
            case e.kind when 'voicemail' then 'voicemail' else 'operator' end,
            e.key,
            e.facts->>'file',
            case e.kind when 'recording-offered' then jsonb_build_object(
              'connectionId', n.connection_id, 'providerCallId', c.provider_call_id, 'ref', e.facts->'ref') end
     from call_events e join calls c on c.id = e.call_id join numbers n on n.id = c.number_id
     where e.kind in ('voicemail', 'recording-offered') and (e.kind <> 'voicemail' or c.provider = $1) and c.ended_at is not null
       and e.at > now() - interval '60 days' -- older ones have a row, or their file is gone long since
       and not exists (select 1 from recordings r where r.call_id = c.id
                       and r.kind = case e.kind when 'voicemail' then 'voicemail' else 'operator' end
                       and r.source_key = e.key)
     on conflict do nothing`,
    [provider],
  );
  return (talks ?? 0) + (others ?? 0);
}

export type CallOfRecording = {
  answeredAt: Date | null;
  endedAt: Date | null;
  startedAt: Date;
  talkSeconds: number | null;
  consent: boolean | null;
  direction: 'in' | 'out';
};
export type RecordingTask = RecordingRow & { call: CallOfRecording };

/** Rows with something to be done now, oldest first: not in their place, or not as they shall stay. */
export async function recordingTasks(
  db: Queryable,
  { provider, now, limit }: { provider: string; now: Date; limit: number },
): Promise<RecordingTask[]> {
  const { rows } = await db.query<RecordingTask & { call: Record<string, string | null> }>(
    `select ${RECORDING}, json_build_object('answeredAt', c.answered_at, 'endedAt', c.ended_at, 'startedAt', c.started_at,
              'consent', c.consent, 'direction', c.direction,
              'talkSeconds', greatest(0, extract(epoch from c.ended_at - c.answered_at))::float8) as call
     from recordings r join calls c on c.id = r.call_id
     where (r.state = 'due' or (r.state = 'ready' and not r.encoded)) and r.next_at <= $1
       and (r.kind = 'operator' or c.provider = $3)
     order by r.next_at, r.created_at limit $2`,
    [now, limit, provider],
  );
  const time = (text: unknown) => (typeof text === 'string' ? new Date(text) : null);
  return rows.map(({ call, ...row }) => ({
    ...row,
    call: {
      ...(call as unknown as CallOfRecording),
      answeredAt: time(call.answeredAt),
      endedAt: time(call.endedAt),
      startedAt: time(call.startedAt) ?? row.createdAt,
    },
  }));
}

/** When the talk's recording stood still, as the engine told. */
export async function pausesOf(db: Queryable, callId: string): Promise<Pause[]> {
  const { rows } = await db.query<{ kind: string; at: Date }>(
    `select kind, at from call_events where call_id = $1 and kind in ('recording-paused', 'recording-resumed') order by at, seq`,
    [callId],
  );
  const pauses: Pause[] = [];
  for (const { kind, at } of rows) {
    const last = pauses.at(-1);
    if (kind === 'recording-paused' && (!last || last.to)) pauses.push({ from: at, to: null });
    else if (kind === 'recording-resumed' && last && !last.to) last.to = at;
  }
  return pauses;
}

/** What is known of a recording once it lies in its place. */
export type Kept = {
  file: string;
  codec: Codec;
  /** it shall stay as it is */
  encoded: boolean;
  channels: number | null;
  seconds: number | null;
  bytes: number;
  sha256: string;
  startedAt: Date | null;
  pauses: readonly SilentSpan[];
  levels: readonly Level[] | null;
  flags: readonly Flag[];
  peaks: Uint8Array | null;
  deleteAfter: Date | null;
};

/** It lies in its place on the local disk: playable from now on. */
export async function setKept(tx: Queryable, id: string, kept: Kept): Promise<void> {
  await tx.query(
    `update recordings set state = 'ready', store_id = null, file = $2, codec = $3, encoded = $4, channels = $5, seconds = $6, bytes = $7,
            sha256 = $8, started_at = $9, pauses = $10, levels = $11, flags = $12, peaks = $13, delete_after = $14,
            raw_file = null, operator_ref = null, attempts = 0, next_at = now(), error = null
     where id = $1`,
    [
      ...[
        id,
        kept.file,
        kept.codec,
        kept.encoded,
        kept.channels,
        kept.seconds,
        kept.bytes,
        kept.sha256,
        kept.startedAt,
      ],
      ...[JSON.stringify(kept.pauses), kept.levels && JSON.stringify(kept.levels), kept.flags],
      ...[kept.peaks && Buffer.from(kept.peaks), kept.deleteAfter],
    ],
  );
}

/** The encoded file took the place of the WAV file, which stays beside it until then; null: it goes at once. */
export async function setEncoded(
  tx: Queryable,
  id: string,
  done: { file: string; codec: Codec; bytes: number; sha256: string; wavUntil: Date | null },
): Promise<void> {
  await tx.query(
    `with before as (select id, file from recordings where id = $1 for update),
     left_over as (
       insert into recording_leftovers (store_id, file) select null, file from before where $6::timestamptz is null and file <> $2)
     update recordings r set file = $2, codec = $3, bytes = $4, sha256 = $5, encoded = true, attempts = 0, next_at = now(), error = null,
            wav_file = case when $6::timestamptz is not null and before.file <> $2 then before.file end, wav_until = $6
     from before where r.id = before.id`,
    [id, done.file, done.codec, done.bytes, done.sha256, done.wavUntil],
  );
}

/** How loud each side is and how it looks drawn. */
export async function setHeard(
  db: Queryable,
  id: string,
  { levels, peaks }: { levels: readonly Level[]; peaks: Uint8Array },
): Promise<void> {
  await db.query('update recordings set levels = $2, peaks = $3 where id = $1', [
    ...[id, JSON.stringify(levels), Buffer.from(peaks)],
  ]);
}

/** It stays as it is: nothing can be encoded here. */
export async function setAsItIs(db: Queryable, id: string): Promise<void> {
  await db.query('update recordings set encoded = true, attempts = 0, next_at = now(), error = null where id = $1', [
    id,
  ]);
}

/** A step failed and will be tried again then; `isLast`: it is given up if it was not kept yet, else it stays as it is. */
export async function setTriedInVain(
  db: Queryable,
  id: string,
  { error, nextAt }: { error: string; nextAt: Date | null },
): Promise<void> {
  await db.query(
    `update recordings set attempts = attempts + 1, error = $2, next_at = coalesce($3, now()),
            state = case when $3::timestamptz is null and state = 'due' then 'failed' else state end,
            encoded = encoded or ($3::timestamptz is null and state = 'ready')
     where id = $1`,
    [id, error, nextAt],
  );
}

/** There was nothing to keep. */
export async function setEmpty(db: Queryable, id: string): Promise<void> {
  await db.query("update recordings set state = 'empty', raw_file = null, error = null where id = $1", [id]);
}

/** Those that were given up are tried once more: what stood in the way may be gone. */
export async function retryFailed(db: Queryable, since: Date): Promise<number> {
  const { rowCount } = await db.query(
    "update recordings set state = 'due', attempts = 0, next_at = now() where state = 'failed' and created_at > $1",
    [since],
  );
  return rowCount ?? 0;
}

/** The call's own word on its recording: that of the talk, or of the operator; a tape is none. */
export async function summarise(tx: Queryable, callId: string): Promise<void> {
  await tx.query(
    `update calls c set recording_state = case
        when s.ready then 'ready' when s.due then 'recording' when s.failed then 'failed' when s.empty then 'empty' else 'none' end
     from (select bool_or(state = 'ready') as ready, bool_or(state = 'due') as due, bool_or(state = 'failed') as failed,
                  bool_or(state = 'empty') as empty, count(*) as rows
           from recordings where call_id = $1 and kind <> 'voicemail') s
     where c.id = $1 and s.rows > 0`,
    [callId],
  );
}

export async function findRecording(db: Queryable, id: string): Promise<RecordingRow | undefined> {
  const { rows } = await db.query<RecordingRow>(`select ${RECORDING} from recordings r where r.id = $1`, [id]);
  return rows[0];
}

/** All of a call, the one to be played first in front. */
export async function recordingsOfCall(db: Queryable, callId: string): Promise<RecordingRow[]> {
  const { rows } = await db.query<RecordingRow>(
    `select ${RECORDING} from recordings r where r.call_id = $1
     order by r.state <> 'ready', array_position(array['talk', 'operator', 'voicemail'], r.kind), r.created_at, r.id`,
    [callId],
  );
  return rows;
}

/** How it looks drawn (core/recording-sound.ts); null: it is not known. */
export async function peaksOf(db: Queryable, id: string): Promise<Buffer | null> {
  const { rows } = await db.query<{ peaks: Buffer | null }>('select peaks from recordings where id = $1', [id]);
  return rows[0]?.peaks ?? null;
}

/** WAV files kept beside encoded ones whose time is over become left over. */
export async function dropOldWavs(db: Queryable, now: Date): Promise<number> {
  const { rowCount } = await db.query(
    `with old as (select id, wav_file from recordings where wav_until <= $1 and wav_file is not null and not hold for update),
     left_over as (insert into recording_leftovers (store_id, file) select null, wav_file from old)
     update recordings r set wav_file = null, wav_until = null from old where r.id = old.id`,
    [now],
  );
  return rowCount ?? 0;
}
