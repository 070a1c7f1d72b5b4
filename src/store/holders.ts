// Who was shown a number, from the log: as it was known at any moment.
import type { Holder } from '../core/attribution/holder.ts';
import { regionKey } from '../core/numbers/russian-regions.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

export type LoggedHolder = Omit<Holder, 'campaign'> & Pick<StoredSource, 'source' | 'medium' | 'campaign'>;

/**
 * Everyone who was shown a number and was active in the window before `at`, as it was known at `at`: from the log, so
 * that a call that is read late is judged as it would have been at the time. It says what `Pool.holders` would have
 * said, but for `credited`. `campaign` is left to the caller, who owns the key; `region` is its key.
 */
export async function holdersAsOf(
  db: Queryable,
  { siteId, numberId, at, windowSeconds }: { siteId: string; numberId: string; at: Date; windowSeconds: number },
): Promise<LoggedHolder[]> {
  const opens = at.getTime() / 1000 - windowSeconds;
  const { rows: held } = await db.query<{ visit: string; at: number }>(
    `select visit_id as visit, extract(epoch from min(at))::float8 as at from leases
     where site_id = $1 and number_id = $2 and at <= $3 and at > to_timestamp($4::float8) - interval '2 days'
     group by visit_id order by min(at), visit_id`,
    [siteId, numberId, at, opens],
  );
  const visits = held.map(({ visit }) => visit);
  const period = { siteId, visits, from: opens - 3 * DAY_SECONDS, to: at };
  const [sources, did] = [await heldVisits(db, period), await lastActivity(db, period)];
  return held.flatMap(({ visit, at: startedAt }) => {
    const source = sources.get(visit);
    const done = did.get(visit);
    const since = (moment: number | null | undefined) => (moment && moment >= startedAt ? moment : null);
    const lastActivityAt = Math.max(startedAt, done?.lastAt ?? startedAt);
    if (!source || lastActivityAt < opens) return [];
    const [closed, seen] = [since(done?.closedAt), since(done?.seenAt)];
    const closedAt = closed !== null && (seen === null || closed >= seen) ? closed : null;
    const times = { startedAt, lastActivityAt, closedAt, tappedAt: since(done?.tappedAt) };
    return [{ visit, number: numberId, ...source, ...times, credited: 0 }];
  });
}

const DAY_SECONDS = 86_400;

export type HeldVisit = Pick<
  LoggedHolder,
  'visitor' | 'region' | 'desktop' | 'channel' | 'source' | 'medium' | 'campaign'
>;
export type OfVisits = { siteId: string; visits: readonly string[]; from: number; to: Date };

/** These visits, where they came from and on what; they began after `from` (seconds since the epoch) and up to `to`. */
export async function heldVisits(
  db: Queryable,
  { siteId, visits, from, to }: OfVisits,
): Promise<Map<string, HeldVisit>> {
  const { rows } = await db.query<HeldVisit & { id: string }>(
    `select id, visitor_id as visitor, region, device = 'desktop' as desktop, channel, source, medium, campaign from visits
     where site_id = $1 and id = any($2) and at > to_timestamp($3::float8) and at <= $4`,
    [siteId, visits, from, to],
  );
  return new Map(rows.map(({ id, ...visit }) => [id, { ...visit, region: regionKey(visit.region) }]));
}

type LastActivity = { lastAt: number; closedAt: number | null; tappedAt: number | null; seenAt: number | null };

// The visits are a parameter, so that each row is looked up in a hash of them. As a join it may become, in a month that
// PostgreSQL has no statistics of yet, a walk through all activity for each visit: minutes instead of half a second.
async function lastActivity(db: Queryable, { siteId, visits, from, to }: OfVisits): Promise<Map<string, LastActivity>> {
  const moment = (of: string) => `extract(epoch from max(at) ${of})::float8`;
  const { rows } = await db.query<LastActivity & { visit: string }>(
    `select visit_id as visit, ${moment('')} as "lastAt", ${moment("filter (where kind = 'close')")} as "closedAt",
            ${moment("filter (where kind = 'tap')")} as "tappedAt", ${moment("filter (where kind not in ('close', 'tap'))")} as "seenAt"
     from activity where site_id = $1 and visit_id = any($2) and at > to_timestamp($3::float8) and at <= $4 group by visit_id`,
    [siteId, visits, from, to],
  );
  return new Map(rows.map(({ visit, ...activity }) => [visit, activity]));
}
