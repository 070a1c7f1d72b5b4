// Schedules: when a business is open or an agent on shift.
import type { Schedule } from '../core/routing/route.ts';
import type { Queryable } from './database.ts';

export type ScheduleRow = Schedule & { id: string; siteId: string; name: string };

const SCHEDULE = 'select id, site_id as "siteId", name, weekly, dates from schedules';

/** The site's schedules by name. */
export async function listSchedules(db: Queryable, siteId: string): Promise<ScheduleRow[]> {
  const { rows } = await db.query<ScheduleRow>(`${SCHEDULE} where site_id = $1 order by lower(name), id`, [siteId]);
  return rows;
}

/** One schedule; undefined: there is none. */
export async function findSchedule(db: Queryable, scheduleId: string): Promise<ScheduleRow | undefined> {
  const { rows } = await db.query<ScheduleRow>(`${SCHEDULE} where id = $1`, [scheduleId]);
  return rows[0];
}

/** Adds a schedule or writes it; 'name-taken': another one of the site is called so. */
export async function saveSchedule(db: Queryable, schedule: ScheduleRow): Promise<'saved' | 'name-taken'> {
  const { id, siteId, name, weekly, dates } = schedule;
  const { rowCount } = await db.query(
    `insert into schedules (id, site_id, name, weekly, dates)
     select $1, $2, $3, $4, $5 where not exists (select 1 from schedules where site_id = $2 and lower(name) = lower($3) and id <> $1)
     on conflict (id) do update set name = excluded.name, weekly = excluded.weekly, dates = excluded.dates`,
    [id, siteId, name, JSON.stringify(weekly), JSON.stringify(dates)],
  );
  return rowCount === 1 ? 'saved' : 'name-taken';
}

/** Names of agents whose shift the schedule is. */
export async function agentsOfSchedule(db: Queryable, scheduleId: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    'select name from agents where schedule_id = $1 and removed_at is null order by name',
    [scheduleId],
  );
  return rows.map(({ name }) => name);
}

/** Deletes a schedule that nobody uses. */
export async function deleteSchedule(db: Queryable, scheduleId: string): Promise<void> {
  await db.query('delete from schedules where id = $1', [scheduleId]);
}
