// Visits, leases and activity: the append-only log of what pages told us. Times are seconds since the epoch.
import { plainArray, textArray } from './arrays.ts';
import type { Queryable } from './database.ts';
import { collectedStatement } from './insert-collected.ts';

export type ActivityKind = 'view' | 'beat' | 'hide' | 'show' | 'tap' | 'copy' | 'close';
export type Device = 'desktop' | 'mobile' | 'tablet' | 'other';

/** A page waits 800 ms; a statement that takes longer than this has failed, and its connection is given up. */
const TIMEOUT = { query_timeout: 3000 };

/** Texts must be free of U+0000, which PostgreSQL can't hold. */
export type VisitRow = {
  id: string;
  at: number;
  visitorId: string;
  newVisitor: boolean;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  adGroup: string | null;
  content: string | null;
  term: string | null;
  landingPage: string;
  referrer: string | null;
  clickIds: Record<string, string> | null;
  clientIds: Record<string, string> | null;
  device: Device;
  os: string | null;
  browser: string | null;
  language: string | null;
  country: string | null;
  region: string | null;
  city: string | null;
};
/** `shared`: the number was in use; `sticky`: it was the visitor's of last time. */
export type LeaseRow = {
  visitId: string;
  poolId: string;
  numberId: string;
  at: number;
  shared?: boolean | null;
  sticky?: boolean | null;
};
export type ActivityRow = { visitId: string; at: number; kind: ActivityKind; page: string | null };
export type Collected = { visits: readonly VisitRow[]; leases: readonly LeaseRow[]; activity: readonly ActivityRow[] };

/** Appends what one site's pages told, all or nothing, and returns when it is on disk. */
export async function insertCollected(db: Queryable, siteId: string, collected: Collected): Promise<void> {
  const { name, text, values } = collectedStatement(collected);
  await db.query({ ...TIMEOUT, name, text, values: [siteId, ...values] });
}

// set_config(…, true) holds for this statement's own transaction, whose commit then does not wait for the disk. The
// cross join makes sure it is evaluated: PostgreSQL leaves out a CTE that nothing reads.
const INSERT_BEATS = `
  with soon as materialized (select set_config('synchronous_commit', 'off', true))
  insert into activity (site_id, visit_id, at, kind, page)
  select $1, a.visit_id, to_timestamp(a.at), a.kind, a.page
  from soon, unnest($2::uuid[], $3::float8[], $4::text[], $5::text[]) as a(visit_id, at, kind, page)`;

/** Appends beats without waiting for the disk: a power cut may lose the last half second of them. */
export async function insertBeats(db: Queryable, siteId: string, activity: readonly ActivityRow[]): Promise<void> {
  await db.query({
    ...TIMEOUT,
    name: 'insert-beats',
    text: INSERT_BEATS,
    values: [siteId, ...beatColumns(activity)],
  });
}

function beatColumns(activity: readonly ActivityRow[]): string[] {
  return [
    plainArray(activity, (a) => a.visitId),
    plainArray(activity, (a) => a.at),
    textArray(activity, (a) => a.kind),
    textArray(activity, (a) => a.page),
  ];
}

/** Adds what other systems call the visit's browser; what it has already stays. */
export async function addClientIds(
  db: Queryable,
  { siteId, visitId, clientIds }: { siteId: string; visitId: string; clientIds: Record<string, string> },
): Promise<void> {
  await db.query({
    ...TIMEOUT,
    name: 'add-client-ids',
    text: "update visits set client_ids = $3::jsonb || coalesce(client_ids, '{}') where site_id = $1 and id = $2",
    values: [siteId, visitId, JSON.stringify(clientIds)],
  });
}

export type KnownVisit = {
  visitorId: string;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  adGroup: string | null;
  content: string | null;
  term: string | null;
  clickIds: Record<string, string>;
  region: string | null;
  landingPage: string;
  lastActivityAt: number;
};

/** The visit with this id, if the site has it. `lastActivityAt` looks back to `activeSince` and no further. */
export async function findVisit(
  db: Queryable,
  { siteId, visitId, activeSince }: { siteId: string; visitId: string; activeSince: number },
): Promise<KnownVisit | undefined> {
  const { rows } = await db.query<KnownVisit>({
    ...TIMEOUT,
    name: 'find-visit',
    text: `
      select v.visitor_id as "visitorId", v.channel, v.source, v.medium, v.campaign, v.ad_group as "adGroup", v.content,
             v.term, coalesce(v.click_ids, '{}') as "clickIds", v.region,
             v.landing_page as "landingPage",
             extract(epoch from greatest(v.at, (
               select a.at from activity a
               where a.site_id = v.site_id and a.visit_id = v.id and a.at >= to_timestamp($3::float8)
               order by a.at desc limit 1)))::float8 as "lastActivityAt"
      from visits v
      where v.site_id = $1 and v.id = $2`,
    values: [siteId, visitId, activeSince],
  });
  return rows[0];
}

/** Whether the site has this visit. */
export async function visitExists(db: Queryable, siteId: string, visitId: string): Promise<boolean> {
  const { rows } = await db.query({
    ...TIMEOUT,
    name: 'visit-exists',
    text: 'select 1 from visits where site_id = $1 and id = $2 limit 1',
    values: [siteId, visitId],
  });
  return rows.length > 0;
}

export type LoggedLease = {
  siteId: string;
  poolId: string;
  numberId: string;
  visitId: string;
  visitorId: string;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  region: string | null;
  desktop: boolean;
  at: number;
};

/** Leases given out in [from, to), oldest first, each with what its visit was. */
export async function leasesBetween(db: Queryable, from: number, to: number): Promise<LoggedLease[]> {
  const { rows } = await db.query<LoggedLease>(
    `select l.site_id as "siteId", l.pool_id as "poolId", l.number_id as "numberId", l.visit_id as "visitId",
            v.visitor_id as "visitorId", v.channel, v.source, v.medium, v.campaign, v.region,
            v.device = 'desktop' as desktop, extract(epoch from l.at)::float8 as at
     from leases l join visits v on v.site_id = l.site_id and v.id = l.visit_id
     where l.at >= to_timestamp($1::float8) and l.at < to_timestamp($2::float8)
     order by l.at`,
    [from, to],
  );
  return rows;
}

export type EndedLease = LoggedLease & Pick<ActivitySummary, 'seenAt' | 'tappedAt' | 'closedAt'>;

/** Leases given out in [from, to), oldest first, each with what its visit was and what it did from then until `until`. */
export async function leasesWithEnds(
  db: Queryable,
  { from, to, until }: { from: number; to: number; until: number },
): Promise<EndedLease[]> {
  const { rows } = await db.query<EndedLease>(
    `select l.site_id as "siteId", l.pool_id as "poolId", l.number_id as "numberId", l.visit_id as "visitId",
            v.visitor_id as "visitorId", v.channel, v.source, v.medium, v.campaign, v.region,
            v.device = 'desktop' as desktop, extract(epoch from l.at)::float8 as at,
            extract(epoch from a.seen)::float8 as "seenAt", extract(epoch from a.tapped)::float8 as "tappedAt",
            extract(epoch from a.closed)::float8 as "closedAt"
     from leases l
     join visits v on v.site_id = l.site_id and v.id = l.visit_id
     left join (
       select site_id, visit_id, max(at) filter (where kind not in ('tap', 'close')) as seen,
              max(at) filter (where kind = 'tap') as tapped, max(at) filter (where kind = 'close') as closed
       from activity where at >= to_timestamp($1::float8) and at < to_timestamp($3::float8)
       group by 1, 2) a on a.site_id = l.site_id and a.visit_id = l.visit_id
     where l.at >= to_timestamp($1::float8) and l.at < to_timestamp($2::float8)
     order by l.at`,
    [from, to, until],
  );
  return rows;
}

/** When a visit was last seen, tapped and closed in some span of time; null: not in that span. */
export type ActivitySummary = {
  siteId: string;
  visitId: string;
  seenAt: number | null;
  tappedAt: number | null;
  closedAt: number | null;
};

/** What each visit did in [from, to), one row a visit. */
export async function activityBetween(db: Queryable, from: number, to: number): Promise<ActivitySummary[]> {
  const { rows } = await db.query<ActivitySummary>(
    `select site_id as "siteId", visit_id as "visitId",
            extract(epoch from max(at) filter (where kind not in ('tap', 'close')))::float8 as "seenAt",
            extract(epoch from max(at) filter (where kind = 'tap'))::float8 as "tappedAt",
            extract(epoch from max(at) filter (where kind = 'close'))::float8 as "closedAt"
     from activity
     where at >= to_timestamp($1::float8) and at < to_timestamp($2::float8)
     group by site_id, visit_id`,
    [from, to],
  );
  return rows;
}

/** How much of a visit earlier calls to a number already explain (number-pool.md § 4, "credited"), 0…1. */
export type Credit = { poolId: string; visitId: string; numberId: string; credited: number };

/** Credits of all calls since `from`: the answers in force, but for callers that were remembered. */
export async function creditsSince(db: Queryable, from: number): Promise<Credit[]> {
  const { rows } = await db.query<Credit>(
    `with in_force as (
       select distinct on (a.call_id) a.call_id, a.version, a.repeat, c.number_id
       from attributions a join calls c on c.id = a.call_id
       where c.started_at >= to_timestamp($1::float8) and c.counts
       order by a.call_id, a.version desc)
     select l.pool_id as "poolId", k.visit_id as "visitId", f.number_id as "numberId",
            1 - exp(sum(ln(greatest(1 - k.probability, 1e-12))))::float8 as credited
     from in_force f
     join attribution_candidates k on k.call_id = f.call_id and k.version = f.version and k.visit_id is not null
     join (select distinct pool_id, visit_id, number_id from leases where at >= to_timestamp($1::float8)) l
       on l.visit_id = k.visit_id and l.number_id = f.number_id
     where not f.repeat
     group by 1, 2, 3`,
    [from],
  );
  return rows;
}

/** Sends payloads (each below 8000 bytes) to every node that listens. Nothing is lost with them, so the disk is not waited for. */
export async function notifyLeases(db: Queryable, payloads: readonly string[]): Promise<void> {
  await db.query({
    name: 'notify-leases',
    text: `
      with soon as materialized (select set_config('synchronous_commit', 'off', true))
      select pg_notify('dialtrace_leases', p.payload) from soon, unnest($1::text[]) as p(payload)`,
    values: [payloads],
  });
}
