// What a route asks of a caller when a call rings: one indexed statement each, since somebody waits.
import type { Contact } from '../core/routing/route.ts';
import type { Queryable } from './database.ts';

/** What routes need of sites. */
export type RouteSite = { id: string; timeZone: string; language: 'ru' | 'en' };

export async function sitesForRoutes(db: Queryable): Promise<RouteSite[]> {
  const { rows } = await db.query<RouteSite>('select id, time_zone as "timeZone", language from sites');
  return rows;
}

export type KnownCaller = { earlierCalls: number; lastManager: string | null; contact: Contact | null };

const MOST_CALLS = 1000; // nobody's route tells a thousand calls from more

/**
 * A caller's calls before, who talked with them last (in a call of either direction) and their contact. Managers who are
 * agents no more are none.
 */
export async function knownCaller(
  db: Queryable,
  { siteId, caller, before }: { siteId: string; caller: string; before: Date },
): Promise<KnownCaller> {
  const { rows } = await db.query<KnownCaller>(
    `select (select count(*)::int from (select 1 from calls c where c.site_id = $1 and c.caller = $2 and c.started_at < $3 and c.counts
                                        limit ${MOST_CALLS}) c) as "earlierCalls",
            (select c.answered_by from calls c join agents a on a.id = c.answered_by
             where c.site_id = $1 and c.caller = $2 and c.started_at < $3 and a.removed_at is null
             order by c.started_at desc limit 1) as "lastManager",
            (select json_build_object('name', k.name, 'vip', k.vip, 'tags', k.tags, 'value', k.value, 'manager',
                      (select a.id from agents a where a.id = k.manager_id and a.removed_at is null))
             from contacts k where k.site_id = $1 and k.phone = $2) as contact`,
    [siteId, caller, before],
  );
  return rows[0] ?? { earlierCalls: 0, lastManager: null, contact: null };
}

export type VisitDetail = { id: string; term: string | null; landingPage: string };

/** Keyword and landing page of visits that began since then. */
export async function visitDetails(
  db: Queryable,
  { siteId, visitIds, since }: { siteId: string; visitIds: readonly string[]; since: Date },
): Promise<VisitDetail[]> {
  const { rows } = await db.query<VisitDetail>(
    'select id, term, landing_page as "landingPage" from visits where site_id = $1 and id = any($2) and at >= $3',
    [siteId, visitIds, since],
  );
  return rows;
}
