// What destinations are told of a site.
import type { Queryable } from './database.ts';

export type ToldSite = { id: string; accountId: string; name: string; timeZone: string; currency: string };

/** By their ids. */
export async function findToldSites(db: Queryable, ids: readonly string[]): Promise<Map<string, ToldSite>> {
  const { rows } = await db.query<ToldSite>(
    `select id, account_id as "accountId", name, time_zone as "timeZone", currency from sites where id = any($1)`,
    [ids],
  );
  return new Map(rows.map((site) => [site.id, site]));
}

/** The site's latest call that is over; undefined: there was none. */
export async function latestCall(db: Queryable, siteId: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    'select id from calls where site_id = $1 and ended_at is not null and counts order by started_at desc limit 1',
    [siteId],
  );
  return rows[0]?.id;
}
