// Missed callers until they are reached: tasks, the calls each is about, and what a site wants done about them.
import type { CloseReason } from '../core/call-back.ts';
import type { Schedule } from '../core/routing/route.ts';
import type { Queryable, Tx } from './database.ts';

export const CALL_BACKS_CHANNEL = 'dialtrace_call_backs';

/** Tells every node that the site's tasks have changed; delivered when the transaction commits. */
export async function announceCallBacks(db: Queryable, siteId: string): Promise<void> {
  await db.query(`select pg_notify('${CALL_BACKS_CHANNEL}', $1)`, [siteId]);
}

export type CallBackSettings = {
  limitMinutes: number;
  scheduleId: string | null;
  /** minor units of the site's currency */
  dealValue: number | null;
  conversion: number | null;
  automatic: boolean;
  attempts: number;
  pauseMinutes: number;
  teamId: string | null;
};
export const DEFAULT_CALL_BACK_SETTINGS: CallBackSettings = {
  ...{ limitMinutes: 15, scheduleId: null, dealValue: null, conversion: null },
  ...{ automatic: false, attempts: 3, pauseMinutes: 5, teamId: null },
};

/** What the site wants; the usual where it has said nothing. */
export async function callBackSettings(db: Queryable, siteId: string): Promise<CallBackSettings> {
  const { rows } = await db.query<CallBackSettings>(
    `select limit_minutes as "limitMinutes", schedule_id as "scheduleId", deal_value as "dealValue", conversion, automatic,
            attempts, pause_minutes as "pauseMinutes", team_id as "teamId"
     from call_back_settings where site_id = $1`,
    [siteId],
  );
  return rows[0] ?? DEFAULT_CALL_BACK_SETTINGS;
}

/** Writes them. Tasks that are open keep the time they are due. */
export async function saveCallBackSettings(db: Queryable, siteId: string, s: CallBackSettings): Promise<void> {
  await db.query(
    `insert into call_back_settings (site_id, limit_minutes, schedule_id, deal_value, conversion, automatic, attempts, pause_minutes, team_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site_id) do update set limit_minutes = excluded.limit_minutes, schedule_id = excluded.schedule_id,
       deal_value = excluded.deal_value, conversion = excluded.conversion, automatic = excluded.automatic,
       attempts = excluded.attempts, pause_minutes = excluded.pause_minutes, team_id = excluded.team_id`,
    [
      siteId,
      s.limitMinutes,
      s.scheduleId,
      s.dealValue,
      s.conversion,
      s.automatic,
      s.attempts,
      s.pauseMinutes,
      s.teamId,
    ],
  );
}

/** A call that was missed, as its task needs it. `schedule` null: every hour counts. */
export type MissedCall = {
  siteId: string;
  caller: string | null;
  startedAt: Date;
  endedAt: Date;
  timeZone: string;
  limitMinutes: number;
  schedule: Schedule | null;
};

/** The call, if it counts, is over and nobody answered it; undefined: there is no task in it, or it has one. */
export async function missedCallWithoutTask(tx: Tx, callId: string): Promise<MissedCall | undefined> {
  const { rows } = await tx.query<MissedCall>(
    `select c.site_id as "siteId", c.caller, c.started_at as "startedAt", c.ended_at as "endedAt", s.time_zone as "timeZone",
            coalesce(b.limit_minutes, ${DEFAULT_CALL_BACK_SETTINGS.limitMinutes}) as "limitMinutes",
            case when h.id is not null then json_build_object('weekly', h.weekly, 'dates', h.dates) end as schedule
     from calls c join sites s on s.id = c.site_id
     left join call_back_settings b on b.site_id = c.site_id left join schedules h on h.id = b.schedule_id
     where c.id = $1 and c.counts and c.ended_at is not null and c.answered_at is null
       and not exists (select from call_back_calls j where j.call_id = c.id)`,
    [callId],
  );
  return rows[0];
}

/** The first talk with this phone, in or out, that was answered at `at` or later; undefined: there was none. */
export async function firstTalkSince(
  tx: Tx,
  { siteId, caller, at }: { siteId: string; caller: string; at: Date },
): Promise<{ id: string; answeredAt: Date } | undefined> {
  const { rows } = await tx.query<{ id: string; answeredAt: Date }>(
    `select id, answered_at as "answeredAt" from calls
     where site_id = $1 and caller = $2 and answered_at >= $3 and not spam order by answered_at, id limit 1`,
    [siteId, caller, at],
  );
  return rows[0];
}

/** Who may take the task: the contact's own manager, then who talked with them last. */
export type TaskAgent = { id: string; isAway: boolean; schedule: Schedule | null };

export async function agentsForCaller(tx: Tx, siteId: string, caller: string): Promise<TaskAgent[]> {
  const { rows } = await tx.query<TaskAgent>(
    `select a.id, a.away_since is not null as "isAway",
            case when h.id is not null then json_build_object('weekly', h.weekly, 'dates', h.dates) end as schedule
     from (
       select manager_id as id, 0 as rank from contacts where site_id = $1 and phone = $2 and manager_id is not null
       union all
       (select answered_by, 1 from calls where site_id = $1 and caller = $2 and answered_by is not null and not spam
        order by started_at desc limit 1)) known
     join agents a on a.id = known.id and a.site_id = $1 and a.removed_at is null
     left join schedules h on h.id = a.schedule_id
     order by known.rank`,
    [siteId, caller],
  );
  return rows;
}

/** The task that this talk has closed already; undefined: none. */
export async function taskReachedBy(tx: Tx, talkId: string): Promise<string | undefined> {
  const { rows } = await tx.query<{ id: string }>('select id from call_backs where reached_by = $1 limit 1', [talkId]);
  return rows[0]?.id;
}

export type NewTask = {
  id: string;
  siteId: string;
  phone: string | null;
  missedAt: Date;
  dueAt: Date;
  agentId: string | null;
  /** it is known already who reached the client */
  reached: { id: string; answeredAt: Date } | null;
};

/** Opens a task, or answers with the open one of this phone; that is due and began when the earlier of both was. */
export async function openTask(tx: Tx, task: NewTask): Promise<string> {
  const { rows } = await tx.query<{ id: string }>(
    `insert into call_backs as b (id, site_id, phone, missed_at, due_at, agent_id, new_caller, reached_by, closed_at, close_reason)
     values ($1, $2, $3, $4, $5, $6,
             $3::text is not null and not exists (select from calls c where c.site_id = $2 and c.caller = $3 and c.answered_at < $4 and not c.spam),
             $7, $8, case when $8::timestamptz is not null then 'reached' end)
     on conflict (site_id, phone) where closed_at is null do update set
       missed_at = least(b.missed_at, excluded.missed_at), due_at = least(b.due_at, excluded.due_at)
     returning id`,
    [
      ...[task.id, task.siteId, task.phone, task.missedAt, task.dueAt, task.agentId],
      ...[task.reached?.id ?? null, task.reached?.answeredAt ?? null],
    ],
  );
  return rows[0]?.id as string;
}

/** The task is about this call too. */
export async function joinTask(tx: Tx, callId: string, taskId: string): Promise<void> {
  await tx.query('insert into call_back_calls (call_id, call_back_id) values ($1, $2) on conflict do nothing', [
    callId,
    taskId,
  ]);
}

/** Closes the open task of the phone that this talk is with, unless they were missed once more after it. True: it did. */
export async function closeTaskBy(tx: Tx, talkId: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update call_backs b set closed_at = c.answered_at, reached_by = c.id, close_reason = 'reached'
     from calls c
     where c.id = $1 and c.answered_at is not null and not c.spam and b.site_id = c.site_id and b.phone = c.caller
       and b.closed_at is null and b.missed_at <= c.answered_at
       and not exists (select from call_back_calls j join calls m on m.id = j.call_id
                       where j.call_back_id = b.id and m.started_at > c.answered_at and m.counts)`,
    [talkId],
  );
  return (rowCount ?? 0) > 0;
}

/** The talk was none: the task it closed is open again, unless the phone has a newer one. */
export async function reopenTaskOf(tx: Tx, talkId: string): Promise<void> {
  await tx.query(
    `update call_backs b set closed_at = null, reached_by = null, close_reason = null
     where b.reached_by = $1 and b.close_reason = 'reached'
       and not exists (select from call_backs o where o.site_id = b.site_id and o.phone = b.phone and o.closed_at is null)`,
    [talkId],
  );
}

export type TaskRow = {
  id: string;
  siteId: string;
  phone: string | null;
  agentId: string | null;
  closedAt: Date | null;
  /** E.164 of the number that was called last */
  number: string | null;
};

/** One task; undefined: there is none. */
export async function findTask(db: Queryable, taskId: string): Promise<TaskRow | undefined> {
  const { rows } = await db.query<TaskRow>(
    `select b.id, b.site_id as "siteId", b.phone, b.agent_id as "agentId", b.closed_at as "closedAt",
            (select n.e164 from call_back_calls j join calls c on c.id = j.call_id join numbers n on n.id = c.number_id
             where j.call_back_id = b.id order by c.started_at desc limit 1) as number
     from call_backs b where b.id = $1`,
    [taskId],
  );
  return rows[0];
}

/** A person closes it with a reason; false: it is closed already. */
export async function closeTask(
  db: Queryable,
  taskId: string,
  { at, userId, reason, note }: { at: Date; userId: string; reason: Exclude<CloseReason, 'reached'>; note: string },
): Promise<boolean> {
  const { rowCount } = await db.query(
    'update call_backs set closed_at = $2, closed_by = $3, close_reason = $4, note = $5 where id = $1 and closed_at is null',
    [taskId, at, userId, reason, note],
  );
  return rowCount === 1;
}

/** A person's word is taken back; 'newer': the phone has another open task by now. */
export async function reopenTask(db: Queryable, taskId: string): Promise<'open' | 'newer' | 'not-closed'> {
  const { rows } = await db.query<{ newer: boolean }>(
    `with asked as (select * from call_backs where id = $1 and close_reason <> 'reached'),
     newer as (select o.id from call_backs o join asked a on o.site_id = a.site_id and o.phone is not distinct from a.phone where o.closed_at is null),
     done as (
       update call_backs b set closed_at = null, closed_by = null, close_reason = null from asked
       where b.id = asked.id and not exists (select from newer) returning b.id)
     select exists (select from newer) as newer from asked left join done on true`,
    [taskId],
  );
  return rows[0] ? (rows[0].newer ? 'newer' : 'open') : 'not-closed';
}

/** Whose task it is; null: the team's. */
export async function assignTask(db: Queryable, taskId: string, agentId: string | null): Promise<void> {
  await db.query('update call_backs set agent_id = $2 where id = $1', [taskId, agentId]);
}
