// Missed callers: the list of tasks, and how well they are reached again.
import { type CloseReason, LOST_REASONS } from '../core/call-back.ts';
import type { Queryable } from '../store/database.ts';
import { BadCursor } from './calls.ts';
import { time } from './time.ts';

/** `asked`: the caller pressed for it; `cut-off`: the engine died in the call, and nobody had answered. */
export type TaskWhy = 'missed' | 'asked' | 'voicemail' | 'cut-off';
export type TaskLine = {
  id: string;
  siteId: string;
  /** null: callers who showed no number; there is nobody to call */
  phone: string | null;
  contact: { name: string; vip: boolean } | null;
  why: TaskWhy;
  /** missed calls it is about */
  calls: number;
  missedAt: string;
  lastMissedAt: string;
  lastCallId: string;
  /** E.164 of ours that was called last */
  number: string;
  dueAt: string;
  isLate: boolean;
  newCaller: boolean;
  channel: string | null;
  source: string | null;
  campaign: string | null;
  agent: { id: string; name: string } | null;
  /** calls of ours to the client since, and the last of them */
  attempts: number;
  lastAttemptAt: string | null;
  isCalling: boolean;
  /** attempts made without a click, when the next one may be, and why the last could not */
  automatic: { attempts: number; nextAt: string | null; refusal: string | null };
  closedAt: string | null;
  closeReason: CloseReason | null;
  closedBy: string | null;
  reachedBy: { callId: string; direction: 'in' | 'out'; agent: string | null } | null;
  note: string;
};
export type TaskQuestion = {
  siteId: string;
  state: 'open' | 'late' | 'closed';
  now: Date;
  /** whose; 'team': nobody's in person */
  agent?: string | undefined;
  q?: string | undefined;
};

/** Of task `b`: its calls that count and were not answered. A task without one is not shown. */
const MISSED = `
  join lateral (
    select count(*)::int as calls, min(c.started_at) as first_at, max(c.started_at) as last_at,
           (array_agg(c.id order by c.started_at))[1] as first_call, (array_agg(c.id order by c.started_at desc))[1] as last_call,
           (array_agg(c.number_id order by c.started_at desc))[1] as number_id, bool_or(c.status = 'cut-off') as cut_off,
           array_agg(c.id) as ids
    from call_back_calls j join calls c on c.id = j.call_id
    where j.call_back_id = b.id and c.counts and c.answered_at is null) m on m.calls > 0`;

const SOURCE = `
  left join lateral (select channel, source, campaign from attributions a where a.call_id = m.first_call order by version desc limit 1) a on true`;

const LINE = `
  select b.id, b.site_id as "siteId", b.phone, case when k.id is not null then json_build_object('name', k.name, 'vip', k.vip) end as contact,
         case when exists (select from call_events e where e.call_id = any(m.ids) and e.kind = 'call-back-asked') then 'asked'
              when exists (select from call_events e where e.call_id = any(m.ids) and e.kind = 'voicemail') then 'voicemail'
              when m.cut_off then 'cut-off' else 'missed' end as why,
         m.calls, ${time('m.first_at')} as "missedAt", ${time('m.last_at')} as "lastMissedAt", m.last_call as "lastCallId", n.e164 as number,
         ${time('b.due_at')} as "dueAt", b.phone is not null and b.due_at <= coalesce(b.closed_at, $2) as "isLate", b.new_caller as "newCaller",
         a.channel, a.source, a.campaign, case when g.id is not null then json_build_object('id', g.id, 'name', g.name) end as agent,
         o.attempts, ${time('o.last_at')} as "lastAttemptAt",
         exists (select from calls l where l.site_id = b.site_id and l.caller = b.phone and l.ended_at is null) as "isCalling",
         json_build_object('attempts', b.attempts, 'nextAt', ${time('b.next_attempt_at')}, 'refusal', b.last_refusal) as automatic,
         ${time('b.closed_at')} as "closedAt", b.close_reason as "closeReason", u.name as "closedBy",
         case when r.id is not null then json_build_object('callId', r.id, 'direction', r.direction, 'agent', r.answered_by_name) end as "reachedBy",
         b.note
  from call_backs b ${MISSED} ${SOURCE}
  join numbers n on n.id = m.number_id
  left join contacts k on k.site_id = b.site_id and k.phone = b.phone
  left join agents g on g.id = b.agent_id left join users u on u.id = b.closed_by left join calls r on r.id = b.reached_by
  left join lateral (select count(*)::int as attempts, max(started_at) as last_at from calls c
                     where c.site_id = b.site_id and c.caller = b.phone and c.direction = 'out' and c.started_at >= b.missed_at) o on true`;

/** A page of the tasks: open ones as they are due, closed ones as they were closed, last first. Throws BadCursor. */
export async function listTasks(
  db: Queryable,
  { siteId, state, now, agent, q }: TaskQuestion,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<{ items: TaskLine[]; nextCursor: string | null }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const isClosed = state === 'closed';
  const place = isClosed ? 'b.closed_at' : 'b.due_at';
  const digits = q?.replace(/\D/g, '').replace(/^8(?=\d{4})/, '');
  const { rows } = await db.query<TaskLine & { exact: string }>(
    `${LINE.replace('select b.id,', `select (extract(epoch from ${place}) * 1000000)::bigint::text as exact, b.id,`)}
     where b.site_id = $1 and b.closed_at is ${isClosed ? 'not' : ''} null and ($3::bool is not true or (b.due_at <= $2 and b.phone is not null))
       and ($4::text is null or coalesce(b.agent_id::text, 'team') = $4)
       and ($5::text is null or b.phone like '%' || $5 || '%' or k.name ilike '%' || $6 || '%')
       and ($7::bigint is null or (${place}, b.id) ${isClosed ? '<' : '>'} (timestamptz 'epoch' + $7 * interval '1 microsecond', $8::uuid))
     order by ${place} ${isClosed ? 'desc, b.id desc' : ', b.id'} limit $9`,
    [
      ...[siteId, now, state === 'late', agent ?? null, q ? digits || '-' : null, likeText(q)],
      ...[after?.micros ?? null, after?.id ?? null, limit + 1],
    ],
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ exact: _, ...line }) => line),
    nextCursor: last ? Buffer.from(`${last.exact} ${last.id}`).toString('base64url') : null,
  };
}

const likeText = (q: string | undefined) => q?.trim().replace(/[\\%_]/g, '\\$&') ?? '';

function readCursor(cursor: string): { micros: string; id: string } {
  const match = /^(\d{1,16}) ([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString());
  if (!match?.[1] || !match[2])
    throw new BadCursor('This cursor is not one that this list gave out. Ask for the first page without a cursor.');
  return { micros: match[1], id: match[2] };
}

/** One task; undefined: there is none, or its calls count no more. */
export async function taskLine(db: Queryable, taskId: string, now: Date): Promise<TaskLine | undefined> {
  const { rows } = await db.query<TaskLine>(`${LINE} where b.id = $1`, [taskId, now]);
  return rows[0];
}

/** The task that this call is about; undefined: it has none, or counts no more. */
export async function taskOfCall(db: Queryable, callId: string, now: Date): Promise<TaskLine | undefined> {
  const { rows } = await db.query<TaskLine>(
    `${LINE} where b.id = (select j.call_back_id from call_back_calls j where j.call_id = $1) and $1 = any(m.ids)`,
    [callId, now],
  );
  return rows[0];
}

export type OpenFigures = { open: number; late: number; hidden: number; newCallers: number };

/** What waits now. `hidden`: callers who showed no number; `newCallers`: had never talked with us. */
export async function openFigures(db: Queryable, siteId: string, now: Date): Promise<OpenFigures> {
  const { rows } = await db.query<OpenFigures>(
    `select count(*)::int as open, count(*) filter (where b.due_at <= $2 and b.phone is not null)::int as late,
            count(*) filter (where b.phone is null)::int as hidden, count(*) filter (where b.new_caller)::int as "newCallers"
     from call_backs b ${MISSED} where b.site_id = $1 and b.closed_at is null`,
    [siteId, now],
  );
  return rows[0] ?? { open: 0, late: 0, hidden: 0, newCallers: 0 };
}

export type MissedFigures = {
  /** missed callers */
  missed: number;
  /** their calls */
  calls: number;
  reached: number;
  withinLimit: number;
  /** of those reached, from the first missed call; null: nobody was */
  medianSeconds: number | null;
  open: number;
  lost: number;
  /** of those open or lost: had never talked with us */
  newOpenOrLost: number;
};
export type MissedRow = MissedFigures & { key: string | null };
/** `agent`: who reached them, else whose task it is; null: the team's. `source`: of the first missed call. */
export type MissedBy = 'day' | 'agent' | 'channel' | 'source' | 'campaign';

const KEYS: Record<MissedBy, string> = {
  day: `to_char(t.first_at at time zone $4, 'YYYY-MM-DD')`,
  agent: 't.agent',
  ...{ channel: 't.channel', source: 't.source', campaign: 't.campaign' },
};

/** Callers first missed in [from, to): rows by the question, and the sums. */
export async function reportMissed(
  db: Queryable,
  { siteId, from, to, by, timeZone }: { siteId: string; from: Date; to: Date; by: MissedBy; timeZone: string },
): Promise<{ rows: MissedRow[]; totals: MissedFigures }> {
  const { rows } = await db.query<MissedRow & { total: boolean }>(
    `with t as (
       select b.*, m.calls, m.first_at, a.channel, a.source, a.campaign, coalesce(r.answered_by_name, g.name) as agent,
              b.close_reason in ('reached', 'reached-otherwise') as is_reached, b.close_reason = any($5) as is_lost
       from call_backs b ${MISSED} ${SOURCE} left join calls r on r.id = b.reached_by left join agents g on g.id = b.agent_id
       where b.site_id = $1 and m.first_at >= $2 and m.first_at < $3),
     k as (select t.*, ${KEYS[by]} as key from t where $4::text is not null)
     select key, grouping(key) = 1 as total, count(*)::int as missed, coalesce(sum(calls), 0)::int as calls, count(*) filter (where is_reached)::int as reached,
            count(*) filter (where is_reached and closed_at <= due_at)::int as "withinLimit",
            (percentile_cont(0.5) within group (order by extract(epoch from closed_at - first_at)) filter (where is_reached))::float8 as "medianSeconds",
            count(*) filter (where closed_at is null)::int as open, count(*) filter (where is_lost)::int as lost,
            count(*) filter (where new_caller and (closed_at is null or is_lost))::int as "newOpenOrLost"
     from k group by grouping sets ((key), ()) order by ${by === 'day' ? 'key' : 'missed desc, key'}`,
    [siteId, from, to, timeZone, [...LOST_REASONS]],
  );
  const figures = ({ key: _, total: _t, ...rest }: (typeof rows)[number]): MissedFigures => rest;
  const totals = rows.find(({ total }) => total);
  return {
    rows: rows.filter(({ total }) => !total).map((row) => ({ key: row.key, ...figures(row) })),
    totals: totals ? figures(totals) : NOBODY,
  };
}

const NOBODY: MissedFigures = {
  ...{ missed: 0, calls: 0, reached: 0, withinLimit: 0, medianSeconds: null, open: 0, lost: 0, newOpenOrLost: 0 },
};
