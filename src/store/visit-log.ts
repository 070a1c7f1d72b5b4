// The log of one site's visits, read in order of time: for whoever lives through it again. Regions are given as keys.
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';
import { heldVisits } from './holders.ts';
import type { ActivityKind } from './visits.ts';

/** A number shown to a visit. Times are seconds since the epoch. */
export type SiteLease = Pick<StoredSource, 'channel' | 'source' | 'medium' | 'campaign'> & {
  at: number;
  numberId: string;
  visit: string;
  visitor: string;
  region: string | null;
  desktop: boolean;
};

// Visits are a parameter of a query of their own, not a join: see `lastActivity` in holders.ts.

/** The site's leases of [from, to), oldest first. */
export async function siteLeases(db: Queryable, siteId: string, from: number, to: number): Promise<SiteLease[]> {
  const { rows } = await db.query<Pick<SiteLease, 'at' | 'numberId' | 'visit'>>(
    `select extract(epoch from at)::float8 as at, number_id as "numberId", visit_id as visit from leases
     where site_id = $1 and at >= to_timestamp($2::float8) and at < to_timestamp($3::float8) order by at, visit_id, number_id`,
    [siteId, from, to],
  );
  const visits = await visitsBehind(db, siteId, rows, from, to);
  return rows.flatMap((lease) => {
    const visit = visits.get(lease.visit);
    return visit ? [{ ...lease, ...visit }] : [];
  });
}

const VISIT_SECONDS = 3 * 86_400; // a visit lasts two days at most; one more, so that no edge is missed

function visitsBehind(db: Queryable, siteId: string, leases: readonly { visit: string }[], from: number, to: number) {
  const visits = [...new Set(leases.map(({ visit }) => visit))];
  return heldVisits(db, { siteId, visits, from: from - VISIT_SECONDS, to: new Date(to * 1000) });
}

/** What the site's visits did in [from, to), oldest first. */
export async function siteActivity(
  db: Queryable,
  siteId: string,
  from: number,
  to: number,
): Promise<{ at: number; visit: string; kind: ActivityKind }[]> {
  const { rows } = await db.query(
    `select extract(epoch from at)::float8 as at, visit_id as visit, kind from activity
     where site_id = $1 and at >= to_timestamp($2::float8) and at < to_timestamp($3::float8) order by at, visit_id, kind`,
    [siteId, from, to],
  );
  return rows;
}

/** What became of a visit that was shown a number, from its first lease on. Times are seconds since the epoch. */
export type LoggedLife = Pick<StoredSource, 'channel' | 'source' | 'medium' | 'campaign'> & {
  visit: string;
  visitor: string;
  region: string | null;
  desktop: boolean;
  startedAt: number;
  taps: number[];
  lastActivityAt: number;
  closed: boolean;
};

/** Lives of the visits that were first shown a number in [from, to). A visit lasts two days at most. */
export async function siteLives(db: Queryable, siteId: string, from: number, to: number): Promise<LoggedLife[]> {
  const { rows } = await db.query<{ visit: string; startedAt: number }>(
    `select visit_id as visit, extract(epoch from min(at))::float8 as "startedAt" from leases
     where site_id = $1 and at >= to_timestamp($2::float8 - ${VISIT_SECONDS}) and at < to_timestamp($3::float8)
     group by visit_id having min(at) >= to_timestamp($2::float8) order by min(at), visit_id`,
    [siteId, from, to],
  );
  const visits = await visitsBehind(db, siteId, rows, from, to);
  const { rows: told } = await db.query<{ visit: string; at: number; kind: ActivityKind | 'seen' }>(
    `select visit_id as visit, extract(epoch from max(at))::float8 as at, 'seen' as kind from activity
     where site_id = $1 and visit_id = any($4) and at >= to_timestamp($2::float8) and at < to_timestamp($3::float8) + interval '2 days'
       and kind not in ('tap', 'close') group by visit_id
     union all
     select visit_id, extract(epoch from at)::float8, kind from activity
     where site_id = $1 and visit_id = any($4) and at >= to_timestamp($2::float8) and at < to_timestamp($3::float8) + interval '2 days'
       and kind in ('tap', 'close') order by at`,
    [siteId, from, to, rows.map(({ visit }) => visit)],
  );
  const acts = Map.groupBy(told, ({ visit }) => visit);
  return rows.flatMap((life) => {
    const visit = visits.get(life.visit);
    if (!visit) return [];
    const own = (acts.get(life.visit) ?? []).filter(({ at }) => at >= life.startedAt);
    const latest = (kind: string) => own.findLast((act) => act.kind === kind)?.at ?? Number.NEGATIVE_INFINITY;
    const taps = own.filter(({ kind }) => kind === 'tap').map(({ at }) => at);
    const lastActivityAt = Math.max(life.startedAt, ...own.map(({ at }) => at));
    const closed = Number.isFinite(latest('close')) && latest('close') >= latest('seen');
    return [{ ...life, ...visit, taps, lastActivityAt, closed }];
  });
}

/** Numbers times seconds in [from, to]: of the numbers that were shown in it, as long as they were in service. */
export async function numberSeconds(db: Queryable, siteId: string, from: number, to: number): Promise<number> {
  const { rows } = await db.query<{ seconds: number }>(
    `select coalesce(sum(extract(epoch from least(coalesce(n.removed_at, 'infinity'), to_timestamp($3::float8))
                                        - greatest(s.first, to_timestamp($2::float8)))), 0)::float8 as seconds
     from (select number_id, min(at) as first from leases
           where site_id = $1 and at >= to_timestamp($2::float8) - interval '14 days' and at < to_timestamp($3::float8) group by number_id) s
     join numbers n on n.id = s.number_id
     where least(coalesce(n.removed_at, 'infinity'), to_timestamp($3::float8)) > greatest(s.first, to_timestamp($2::float8))`,
    [siteId, from, to],
  );
  return rows[0]?.seconds ?? 0;
}

/** A call to a pool's number, as judging sees it. `at` in seconds since the epoch. */
export type SiteCall = {
  id: string;
  at: number;
  numberId: string;
  e164: string;
  caller: string | null;
  firstTime: boolean;
  /** a person's word; visitId null: none of our visits */
  correction: { visitId: string | null; visitorId: string | null } | null;
};

/**
 * The site's calls to pool numbers in [from, to), oldest first; calls that were answered by a number's own source are
 * left out, and so are calls of ours and spam, unless asked for by `id`. `firstTime`: only these. `newest`: only so many, the newest. `caller`, `id`: only this one's, only this one.
 */
export async function siteCalls(
  db: Queryable,
  {
    siteId,
    from,
    to,
    firstTime = false,
    newest = null,
    caller = null,
    id = null,
  }: {
    siteId: string;
    from: number | null;
    to: number;
    firstTime?: boolean;
    newest?: number | null;
    caller?: string | null;
    id?: string | null;
  },
): Promise<SiteCall[]> {
  const { rows } = await db.query<SiteCall>(
    `select c.id, extract(epoch from c.started_at)::float8 as at, c.number_id as "numberId", n.e164, c.caller, c.first_time as "firstTime",
            (select json_build_object('visitId', k.visit_id, 'visitorId', k.visitor_id) from corrections k
             where k.call_id = c.id and k.withdrawn_at is null order by k.made_at desc limit 1) as correction
     from calls c join numbers n on n.id = c.number_id
     where c.site_id = $1 and ($2::float8 is null or c.started_at >= to_timestamp($2::float8)) and c.started_at < to_timestamp($3::float8)
       and (c.counts or $7::uuid is not null) and (not $4 or c.first_time) and ($6::text is null or c.caller = $6) and ($7::uuid is null or c.id = $7)
       and exists (select 1 from attributions a where a.call_id = c.id)
       and not exists (select 1 from attribution_candidates s where s.call_id = c.id and s.state = 'static')
     order by c.started_at desc, c.id desc limit $5`,
    [siteId, from, to, firstTime, newest, caller, id],
  );
  return rows.reverse();
}

/** How many calls the site had in [from, to), those to static numbers included. */
export async function countSiteCalls(db: Queryable, siteId: string, from: Date, to: Date): Promise<number> {
  const { rows } = await db.query<{ calls: number }>(
    'select count(*)::int as calls from calls where site_id = $1 and started_at >= $2 and started_at < $3 and counts',
    [siteId, from, to],
  );
  return rows[0]?.calls ?? 0;
}

/** The phones that called the site in [from, to). */
export async function callersBetween(db: Queryable, siteId: string, from: Date, to: Date): Promise<string[]> {
  const { rows } = await db.query<{ caller: string }>(
    'select distinct caller from calls where site_id = $1 and started_at >= $2 and started_at < $3 and caller is not null and counts',
    [siteId, from, to],
  );
  return rows.map(({ caller }) => caller);
}

/** The site that was called; undefined: there is no such call. */
export async function siteOfCall(db: Queryable, callId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ siteId: string }>('select site_id as "siteId" from calls where id = $1', [callId]);
  return rows[0]?.siteId;
}
