// Sites and what belongs to them: pools, numbers, targets, connections.
import type { Db, Queryable } from './database.ts';

export type CollectPool = { id: string; targetNumber: string; numbers: { id: string; e164: string }[] };
export type CollectSite = {
  id: string;
  publicKey: string;
  origins: string[];
  serveAutomation: boolean;
  pools: CollectPool[];
};

// One statement for one site or all: the page's request path reads this from memory, so plainness wins over speed.
const COLLECT_SITES = `
  select s.id, s.public_key as "publicKey", s.origins, s.serve_automation as "serveAutomation",
         coalesce((
           select json_agg(json_build_object('id', p.id, 'targetNumber', p.target_number, 'numbers', coalesce((
                    select json_agg(json_build_object('id', n.id, 'e164', n.e164) order by n.created_at, n.e164)
                    from numbers n where n.pool_id = p.id and n.removed_at is null), '[]'::json)) order by p.name)
           from pools p where p.site_id = s.id), '[]'::json) as pools
  from sites s
  where $1::text is null or s.public_key = $1`;

/** What the page's room needs to know of the site with this public key; undefined: there is no such site. */
export async function siteForCollect(db: Queryable, publicKey: string): Promise<CollectSite | undefined> {
  const { rows } = await db.query<CollectSite>(COLLECT_SITES, [publicKey]);
  return rows[0];
}

/** The same for every site. */
export async function listSitesForCollect(db: Queryable): Promise<CollectSite[]> {
  const { rows } = await db.query<CollectSite>(COLLECT_SITES, [null]);
  return rows;
}

/** Tells every node that a site's settings, pools or numbers have changed. */
export async function announceSiteChange(db: Db, siteId: string): Promise<void> {
  await db.query("select pg_notify('dialtrace_sites', $1)", [siteId]);
}
