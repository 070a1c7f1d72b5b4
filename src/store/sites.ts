// Sites, their targets, and what the page's room needs to know of them.
import type { Db, Queryable } from './database.ts';
import type { PlacementSettings } from './placements.ts';
import type { PoolSettings } from './pools.ts';

export type CollectNumber = { id: string; e164: string; region: string | null };
export type CollectPool = PoolSettings & { id: string; numbers: CollectNumber[] };
/** A static number that is shown on the site; it works and is in state 'static'. */
export type CollectPlacement = PlacementSettings & { numberId: string; e164: string };
export type CollectSite = {
  id: string;
  publicKey: string;
  origins: string[];
  serveAutomation: boolean;
  /** in the order in which a page view asks them, before the pools */
  placements: CollectPlacement[];
  /** in the order in which a visit asks them */
  pools: CollectPool[];
  /** Numbers that are given out no more but may still be on pages. Those that don't work must leave them. */
  others: { id: string; e164: string; works: boolean }[];
};

// One statement for one site or all: the page's request path reads this from memory, so plainness wins over speed.
// A number that was given up a day ago is on no page any more: leases live for minutes.
const COLLECT_SITES = `
  select s.id, s.public_key as "publicKey", s.origins, s.serve_automation as "serveAutomation",
         coalesce((
           select json_agg(json_build_object('numberId', n.id, 'e164', n.e164, 'targetNumber', r.target_number,
                    'audiences', r.audiences, 'targeting', r.targeting) order by r.position, n.e164)
           from placements r join numbers n on n.id = r.number_id
           where n.site_id = s.id and n.state = 'static' and n.out_of_order_since is null), '[]'::json) as placements,
         coalesce((
           select json_agg(json_build_object('id', p.id, 'name', p.name, 'targetNumber', p.target_number,
                    'targeting', p.targeting, 'policy', p.policy, 'overflow', p.overflow, 'numbers', coalesce((
                    select json_agg(json_build_object('id', n.id, 'e164', n.e164, 'region', n.region) order by n.created_at, n.e164)
                    from numbers n where n.pool_id = p.id and n.state = 'pool' and n.out_of_order_since is null), '[]'::json))
                  order by p.position, p.name, p.id)
           from pools p where p.site_id = s.id), '[]'::json) as pools,
         coalesce((
           select json_agg(json_build_object('id', n.id, 'e164', n.e164, 'works', n.out_of_order_since is null and n.removed_at is null))
           from numbers n
           where n.site_id = s.id and (n.state <> 'pool' or n.out_of_order_since is not null)
             and (n.removed_at is null or n.removed_at > now() - interval '1 day')), '[]'::json) as others
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

/** `sipUri` null: it has a phone of another kind (store/agents.ts). */
export type TargetRow = { id: string; name: string; sipUri: string | null; ringSeconds: number };

/** The site's line: where its calls go, in ringing order. */
export async function listTargets(db: Queryable, siteId: string): Promise<TargetRow[]> {
  const { rows } = await db.query<TargetRow>(
    `select id, name, sip_uri as "sipUri", ring_seconds as "ringSeconds"
     from agents where site_id = $1 and line_position is not null order by line_position`,
    [siteId],
  );
  return rows;
}

/** Replaces the line. Who leaves it stays an agent; without a SIP address an agent keeps its phone. To be called in a transaction. */
export async function replaceTargets(tx: Queryable, siteId: string, targets: readonly TargetRow[]): Promise<void> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]); // two at once: one after the other
  await tx.query('update agents set line_position = null where site_id = $1', [siteId]);
  const values = [
    siteId,
    targets.map((t) => t.id),
    targets.map((_, at) => at),
    targets.map((t) => t.name),
    targets.map((t) => t.sipUri),
    targets.map((t) => t.ringSeconds),
  ];
  const wanted =
    'unnest($2::uuid[], $3::int[], $4::text[], $5::text[], $6::int[]) as t (id, position, name, sip_uri, ring_seconds)';
  await tx.query(
    `insert into agents (id, site_id, line_position, name, sip_uri, ring_seconds)
     select id, $1, position, name, sip_uri, ring_seconds from ${wanted} where sip_uri is not null
     on conflict (id) do update set line_position = excluded.line_position, name = excluded.name, phone_kind = 'sip',
       sip_uri = excluded.sip_uri, phone_number = null, connection_id = null, login = null, password = null,
       ring_seconds = excluded.ring_seconds, removed_at = null`,
    values,
  );
  await tx.query(
    `update agents a set line_position = t.position, name = t.name, ring_seconds = t.ring_seconds
     from ${wanted} where t.sip_uri is null and a.site_id = $1 and a.id = t.id and a.removed_at is null`,
    values,
  );
}

/** Whose the sites are; sites that are no more are left out. */
export async function accountsOfSites(db: Queryable, siteIds: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await db.query<{ id: string; accountId: string }>(
    'select id, account_id as "accountId" from sites where id = any($1)',
    [siteIds],
  );
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}
