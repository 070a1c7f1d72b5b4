// What the silent check asks of the log: how often visits of each channel call, and to how many each number was shown.
import type { SiteRate, WatchedNumber } from '../core/numbers/silence.ts';
import type { Queryable } from './database.ts';

export type SilenceFacts = {
  rates: SiteRate[];
  numbers: (WatchedNumber & { e164: string; since: string })[];
  days: number;
};

/** Looks back so far: longer, and seasons and other ads are mixed in. */
const DAYS = 90;

// A visit of the last day may still call, so it does not count yet. A visit that was shown numbers of two pools counts
// once for each.
const SHOWN = `
  with watched as (
    select n.id, n.e164, greatest(n.state_since, $2::timestamptz - interval '${DAYS} days',
             (select max(c.started_at) from calls c where c.site_id = n.site_id and c.number_id = n.id and c.direction = 'in')) as since
    from numbers n where n.site_id = $1 and n.state = 'pool' and n.out_of_order_since is null),
  shown as (
    select l.number_id, v.channel, count(distinct l.visit_id)::int as visits,
           (count(distinct l.visit_id) filter (where l.at > w.since))::int as silent
    from leases l join visits v on v.site_id = l.site_id and v.id = l.visit_id
         left join watched w on w.id = l.number_id
    where l.site_id = $1 and l.at >= $2::timestamptz - interval '${DAYS} days' and l.at < $2::timestamptz - interval '1 day'
    group by l.number_id, v.channel)`;

const RATES = `${SHOWN}
  select s.channel, sum(s.visits)::int as visits, coalesce(max(k.calls), 0) as calls
  from shown s left join (
    select a.channel, sum(a.probability) as calls
    from calls c join numbers n on n.id = c.number_id and n.static_source is null
         join attribution_sources a on a.call_id = c.id
           and a.version = (select max(version) from attributions where call_id = c.id)
    where c.site_id = $1 and c.started_at >= $2::timestamptz - interval '${DAYS} days' and c.counts
    group by a.channel) k using (channel)
  group by s.channel`;

const NUMBERS = `${SHOWN}
  select w.id, w.e164, to_char(w.since at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
         extract(epoch from $2::timestamptz - w.since)::float8 / 86400 as days,
         coalesce((select json_agg(json_build_object('channel', s.channel, 'visits', s.silent))
                   from shown s where s.number_id = w.id), '[]'::json) as shown
  from watched w order by w.e164`;

/** For core/numbers/silence.ts: the site's rates, and its pool's numbers since their last calls. */
export async function silenceFacts(db: Queryable, siteId: string, now: Date): Promise<SilenceFacts> {
  const rates = await db.query<SiteRate>(RATES, [siteId, now]);
  const numbers = await db.query<SilenceFacts['numbers'][number]>(NUMBERS, [siteId, now]);
  return { rates: rates.rows, numbers: numbers.rows, days: DAYS };
}

/** Every site and whose it is. */
export async function allSites(db: Queryable): Promise<{ id: string; accountId: string }[]> {
  const { rows } = await db.query<{ id: string; accountId: string }>(
    'select id, account_id as "accountId" from sites order by id',
  );
  return rows;
}
