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

export type SiteRow = {
  id: string;
  accountId: string;
  name: string;
  publicKey: string;
  timeZone: string;
  currency: string;
  origins: string[];
  serveAutomation: boolean;
};
const SITE = `id, account_id as "accountId", name, public_key as "publicKey", time_zone as "timeZone", currency, origins, serve_automation as "serveAutomation"`;

/** The sites of an account, oldest first. */
export async function listSites(db: Queryable, accountId: string): Promise<SiteRow[]> {
  const { rows } = await db.query<SiteRow>(`select ${SITE} from sites where account_id = $1 order by created_at`, [
    accountId,
  ]);
  return rows;
}

/** A site of this account; undefined: it has no such site. */
export async function findSite(db: Queryable, accountId: string, siteId: string): Promise<SiteRow | undefined> {
  const { rows } = await db.query<SiteRow>(`select ${SITE} from sites where account_id = $1 and id = $2`, [
    accountId,
    siteId,
  ]);
  return rows[0];
}

/** Adds a site. */
export async function insertSite(db: Queryable, site: SiteRow): Promise<void> {
  await db.query(
    'insert into sites (id, account_id, name, public_key, time_zone, currency, origins, serve_automation) values ($1, $2, $3, $4, $5, $6, $7, $8)',
    [
      site.id,
      site.accountId,
      site.name,
      site.publicKey,
      site.timeZone,
      site.currency,
      site.origins,
      site.serveAutomation,
    ],
  );
}

/** Writes a site's settings. */
export async function updateSite(db: Queryable, site: SiteRow): Promise<void> {
  await db.query(
    'update sites set name = $2, time_zone = $3, currency = $4, origins = $5, serve_automation = $6 where id = $1',
    [site.id, site.name, site.timeZone, site.currency, site.origins, site.serveAutomation],
  );
}

/** When a page of the site last asked for a number; null: never, as far as the last 40 days tell. */
export async function lastViewAt(db: Queryable, siteId: string): Promise<Date | null> {
  const { rows } = await db.query<{ at: Date }>(
    "select at from activity where site_id = $1 and kind = 'view' and at > now() - interval '40 days' order by at desc limit 1",
    [siteId],
  );
  return rows[0]?.at ?? null;
}

export type TargetRow = { id: string; name: string; sipUri: string; ringSeconds: number };

/** Where calls of the site go, in ringing order. */
export async function listTargets(db: Queryable, siteId: string): Promise<TargetRow[]> {
  const { rows } = await db.query<TargetRow>(
    'select id, name, sip_uri as "sipUri", ring_seconds as "ringSeconds" from targets where site_id = $1 order by position',
    [siteId],
  );
  return rows;
}

/** Replaces where calls of the site go. To be called in a transaction. */
export async function replaceTargets(tx: Queryable, siteId: string, targets: readonly TargetRow[]): Promise<void> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]); // two at once: one after the other
  await tx.query('delete from targets where site_id = $1', [siteId]);
  await tx.query(
    `insert into targets (id, site_id, position, name, sip_uri, ring_seconds)
     select id, $1, position, name, sip_uri, ring_seconds
     from unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[]) as t (id, position, name, sip_uri, ring_seconds)`,
    [
      siteId,
      targets.map((t) => t.id),
      targets.map((_, at) => at),
      targets.map((t) => t.name),
      targets.map((t) => t.sipUri),
      targets.map((t) => t.ringSeconds),
    ],
  );
}

export type PoolRow = { id: string; name: string; targetNumber: string; numbers: number };

/** The site's pools with the count of their numbers. */
export async function listPools(db: Queryable, siteId: string): Promise<PoolRow[]> {
  const { rows } = await db.query<PoolRow>(
    `select p.id, p.name, p.target_number as "targetNumber", count(n.id)::int as numbers
     from pools p left join numbers n on n.pool_id = p.id and n.removed_at is null where p.site_id = $1 group by p.id order by p.name`,
    [siteId],
  );
  return rows;
}

/** Adds a pool. */
export async function insertPool(
  db: Queryable,
  pool: { id: string; siteId: string; name: string; targetNumber: string },
): Promise<void> {
  await db.query('insert into pools (id, site_id, name, target_number) values ($1, $2, $3, $4)', [
    pool.id,
    pool.siteId,
    pool.name,
    pool.targetNumber,
  ]);
}
