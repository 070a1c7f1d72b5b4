// Tasks by the clock: which are late and nobody was told, which may be called by themselves now.
import type { Queryable } from './database.ts';

/** A task that is shown: one of its calls counts and was not answered. Of the table call_backs named `b`. */
export const IS_SHOWN = `exists (select from call_back_calls j join calls m on m.id = j.call_id
  where j.call_back_id = b.id and m.counts and m.answered_at is null)`;

export type LateTask = { id: string; siteId: string; accountId: string; dueAt: Date; callId: string };

/** Notes that the owner is told of every task that has become late, and answers with them and the latest call of each. */
export async function noteLateTasks(db: Queryable, now: Date): Promise<LateTask[]> {
  const { rows } = await db.query<LateTask>(
    `with late as (
       update call_backs b set late_at = $1
       where b.closed_at is null and b.phone is not null and b.due_at <= $1 and b.late_at is null and ${IS_SHOWN}
       returning b.id, b.site_id, b.due_at)
     select late.id, s.id as "siteId", s.account_id as "accountId", late.due_at as "dueAt",
            (select c.id from call_back_calls j join calls c on c.id = j.call_id where j.call_back_id = late.id
             order by c.started_at desc limit 1) as "callId"
     from late join sites s on s.id = late.site_id`,
    [now],
  );
  return rows;
}

export type LateTasks = { siteId: string; accountId: string; late: number; phone: string | null; dueAt: Date | null };

/** Of these sites, and of those with an open notice of `kind`: how many tasks are late, and the oldest of them. */
export async function countLateTasks(
  db: Queryable,
  { now, siteIds, kind }: { now: Date; siteIds: readonly string[]; kind: string },
): Promise<LateTasks[]> {
  const { rows } = await db.query<LateTasks>(
    `select s.id as "siteId", s.account_id as "accountId", count(b.id)::int as late, min(b.due_at) as "dueAt",
            (array_agg(b.phone order by b.due_at) filter (where b.id is not null))[1] as phone
     from sites s
     left join call_backs b on b.site_id = s.id and b.closed_at is null and b.phone is not null and b.due_at <= $1 and ${IS_SHOWN}
     where s.id = any($2) or exists (select from notices n where n.site_id = s.id and n.kind = $3 and n.ended_at is null)
     group by s.id`,
    [now, siteIds, kind],
  );
  return rows;
}

export type DueTask = {
  id: string;
  siteId: string;
  phone: string;
  agentId: string | null;
  attempts: number;
  most: number;
  pauseMinutes: number;
  timeZone: string;
  teamId: string | null;
  scheduleId: string | null;
};

/** Open tasks of sites that call back by themselves, whose next attempt may be made: those that are due first first. */
export async function tasksToCall(db: Queryable, now: Date): Promise<DueTask[]> {
  const { rows } = await db.query<DueTask>(
    `select b.id, b.site_id as "siteId", b.phone, b.agent_id as "agentId", b.attempts, t.attempts as most,
            t.pause_minutes as "pauseMinutes", s.time_zone as "timeZone", t.team_id as "teamId", t.schedule_id as "scheduleId"
     from call_backs b join call_back_settings t on t.site_id = b.site_id and t.automatic join sites s on s.id = b.site_id
     where b.closed_at is null and b.phone is not null and b.attempts < t.attempts
       and (b.next_attempt_at is null or b.next_attempt_at <= $1) and ${IS_SHOWN}
       and not exists (select from calls c where c.site_id = b.site_id and c.caller = b.phone and c.ended_at is null)
     order by b.due_at limit 100`,
    [now],
  );
  return rows;
}

/** Takes an attempt upon this node; false: another one has it, or the task is closed. */
export async function claimAttempt(
  db: Queryable,
  { id, attempts }: Pick<DueTask, 'id' | 'attempts'>,
  nextAttemptAt: Date,
): Promise<boolean> {
  const { rowCount } = await db.query(
    `update call_backs set attempts = attempts + 1, next_attempt_at = $3, last_refusal = null
     where id = $1 and attempts = $2 and closed_at is null`,
    [id, attempts, nextAttemptAt],
  );
  return rowCount === 1;
}

/** Why no attempt was made; `until` null: the next one is when it was to be. */
export async function postponeAttempt(
  db: Queryable,
  taskId: string,
  { reason, until }: { reason: string; until: Date | null },
): Promise<void> {
  await db.query(
    'update call_backs set last_refusal = $2, next_attempt_at = coalesce($3, next_attempt_at) where id = $1',
    [taskId, reason, until],
  );
}
