// How visits and calls went day by day, in the site's own time zone.
import type { Queryable } from '../store/database.ts';

export type Day = { day: string; visits: number; calls: number; answered: number; missed: number };

/** One row for each day that `from`…`to` touches, also for days without anything. */
export async function reportTimeline(
  db: Queryable,
  { siteId, timeZone, from, to }: { siteId: string; timeZone: string; from: Date; to: Date },
): Promise<Day[]> {
  const { rows } = await db.query<Day>(
    `with day as (
       select d::date as day from generate_series(($2::timestamptz at time zone $4)::date, (($3::timestamptz - interval '1 microsecond') at time zone $4)::date, interval '1 day') d),
     visit as (
       select (at at time zone $4)::date as day, count(*)::int as visits from visits
       where site_id = $1 and at >= $2 and at < $3 group by 1),
     call as (
       select (started_at at time zone $4)::date as day, count(*)::int as calls,
              count(*) filter (where status in ('answered', 'talking', 'cut-off'))::int as answered,
              count(*) filter (where status = 'missed')::int as missed
       from calls where site_id = $1 and started_at >= $2 and started_at < $3 and counts group by 1)
     select to_char(day, 'YYYY-MM-DD') as day, coalesce(visits, 0) as visits, coalesce(calls, 0) as calls,
            coalesce(answered, 0) as answered, coalesce(missed, 0) as missed
     from day left join visit using (day) left join call using (day) order by day`,
    [siteId, from, to, timeZone],
  );
  return rows;
}
