// One day of a site in figures, as people read them the morning after.
import type { Queryable } from '../store/database.ts';
import { reportMissed } from './call-backs.ts';

export type DayFigures = {
  /** YYYY-MM-DD, by the site's clock */
  day: string;
  /** incoming and no spam, as everywhere */
  calls: number;
  answered: number;
  missed: number;
  firstTime: number;
  talkSeconds: number;
  /** marked as such, or held back */
  spam: number;
  /** callers who were missed first that day, those reached since, and those who still wait */
  missedCallers: number;
  recovered: number;
  waiting: number;
  /** by the best answer, most calls first; both null: not known */
  sources: { channel: string | null; source: string | null; calls: number; missed: number }[];
  /** deliveries of the day's events that are not tried again by themselves */
  parked: number;
};

/** The figures of a day as they are now: who was called back since counts as reached. */
export async function dayFigures(
  db: Queryable,
  { siteId, day, timeZone }: { siteId: string; day: string; timeZone: string },
): Promise<DayFigures> {
  const { rows } = await db.query<{ from: Date; to: Date; parked: number } & CallFigures>(
    `with span as (
       select $2::date::timestamp at time zone $3 as "from", ($2::date + 1)::timestamp at time zone $3 as "to"),
     call as (
       select c.* from calls c, span where c.site_id = $1 and c.started_at >= span."from" and c.started_at < span."to")
     select span.*, count(*) filter (where call.counts)::int as calls,
            count(*) filter (where call.counts and call.answered_at is not null)::int as answered,
            count(*) filter (where call.counts and call.status = 'missed')::int as missed,
            count(*) filter (where call.counts and call.first_time)::int as "firstTime",
            coalesce(sum(greatest(0, extract(epoch from call.ended_at - call.answered_at))) filter (where call.counts), 0)::float8 as "talkSeconds",
            count(*) filter (where call.spam)::int as spam,
            (select count(*)::int from events e join destinations t on t.site_id = e.site_id and t.removed_at is null
               join deliveries d on d.destination_id = t.id and d.event_id = e.id
             where e.site_id = $1 and e.told_at >= span."from" and e.told_at < span."to" and d.state = 'parked') as parked
     from span left join call on true group by span."from", span."to"`,
    [siteId, day, timeZone],
  );
  const [{ from, to, ...figures }] = rows as [(typeof rows)[number]];
  const [missed, sources] = await Promise.all([
    reportMissed(db, { siteId, from, to, by: 'day', timeZone }),
    sourcesOf(db, { siteId, from, to }),
  ]);
  const { missed: missedCallers, reached: recovered, open: waiting } = missed.totals;
  return { day, ...figures, missedCallers, recovered, waiting, sources };
}

type CallFigures = Pick<DayFigures, 'calls' | 'answered' | 'missed' | 'firstTime' | 'talkSeconds' | 'spam'>;

const MOST_SOURCES = 10;

async function sourcesOf(
  db: Queryable,
  { siteId, from, to }: { siteId: string; from: Date; to: Date },
): Promise<DayFigures['sources']> {
  const { rows } = await db.query<DayFigures['sources'][number]>(
    `select a.channel, a.source, count(*)::int as calls, count(*) filter (where c.status = 'missed')::int as missed
     from calls c
     left join lateral (select channel, source from attributions a where a.call_id = c.id order by version desc limit 1) a on true
     where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.counts
     group by 1, 2 order by calls desc, 1, 2 limit ${MOST_SOURCES}`,
    [siteId, from, to],
  );
  return rows;
}
