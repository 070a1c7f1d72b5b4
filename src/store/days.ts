// Days of sites that are over and were not told yet.
import type { Queryable } from './database.ts';
import type { EventToTell } from './events.ts';

/** After a longer pause earlier days are not told any more. */
const MOST_DAYS = 31;

/**
 * Each day of each site that was over at `at` and was told to nobody, oldest first: all since the last one told; of a site
 * that no day was told of yet, the last one.
 */
export async function untoldDays(db: Queryable, at: Date): Promise<EventToTell[]> {
  const { rows } = await db.query<{ siteId: string; day: string; over: Date }>(
    `select s.id as "siteId", to_char(day, 'YYYY-MM-DD') as day, (day::date + 1)::timestamp at time zone s.time_zone as over
     from sites s
     cross join lateral (select ($1::timestamptz at time zone s.time_zone)::date - 1 as last) ended
     cross join lateral (
       select max(key) as key from events where site_id = s.id and call_id is null and type = 'day.ended') told
     cross join lateral generate_series(
       greatest(coalesce(told.key::date + 1, ended.last), ended.last - ${MOST_DAYS - 1}, (s.created_at at time zone s.time_zone)::date)::timestamp,
       ended.last::timestamp, interval '1 day') day
     order by day, s.id`,
    [at],
  );
  return rows.map(({ siteId, day, over }) => ({
    ...{ type: 'day.ended', key: day, at: over, about: { day }, siteId, callId: null },
  }));
}
