// Routes: drafts, published versions, and what each serves.
import type { Phone } from '../core/routing/plan.ts';
import type { Route, Schedule } from '../core/routing/route.ts';
import { PHONE } from './agents.ts';
import type { Queryable } from './database.ts';

export type PublishedVersion = { version: number; at: Date; by: string | null; note: string };
export type Serves = {
  site: boolean;
  pools: { id: string; name: string }[];
  numbers: { id: string; number: string }[];
};
export type RouteRow = {
  id: string;
  name: string;
  draft: Route;
  createdAt: Date;
  draftAt: Date;
  /** who saved it last; null: not known, or a key */
  draftBy: string | null;
  /** in force; null: none has been */
  published: PublishedVersion | null;
  /** the draft is not what is published */
  changed: boolean;
  serves: Serves;
};

const VERSION = `json_build_object('version', v.version, 'at', v.at, 'by', u.name, 'note', v.note)`;
const ROUTE = `
  select r.id, r.name, r.draft, r.created_at as "createdAt", r.draft_at as "draftAt", d.name as "draftBy",
         case when v.version is not null then ${VERSION} end as published, v.route is distinct from r.draft as changed,
         json_build_object(
           'site', s.route_id is not distinct from r.id,
           'pools', coalesce((select json_agg(json_build_object('id', p.id, 'name', p.name) order by p.position, p.name) from pools p where p.route_id = r.id), '[]'::json),
           'numbers', coalesce((select json_agg(json_build_object('id', n.id, 'number', n.e164) order by n.e164)
                                from numbers n where n.route_id = r.id and n.removed_at is null), '[]'::json)) as serves
  from routes r join sites s on s.id = r.site_id
  left join lateral (select * from route_versions v where v.route_id = r.id order by version desc limit 1) v on true
  left join users u on u.id = v.user_id
  left join users d on d.id = r.draft_by
  where r.site_id = $1 and r.removed_at is null`;

const withTimes = <T extends { published: PublishedVersion | null }>(row: T): T => ({
  ...row,
  published: row.published && { ...row.published, at: new Date(row.published.at) },
});

/** The site's routes by name. */
export async function listRoutes(db: Queryable, siteId: string): Promise<RouteRow[]> {
  const { rows } = await db.query<RouteRow>(`${ROUTE} order by r.name, r.id`, [siteId]);
  return rows.map(withTimes);
}

/** One of them; undefined: the site has no such route. */
export async function findRoute(db: Queryable, siteId: string, routeId: string): Promise<RouteRow | undefined> {
  const { rows } = await db.query<RouteRow>(`${ROUTE} and r.id = $2`, [siteId, routeId]);
  return rows.map(withTimes)[0];
}

/** Adds a route that serves nothing yet. */
export async function insertRoute(
  db: Queryable,
  { id, siteId, name, draft }: { id: string; siteId: string; name: string; draft: Route },
): Promise<void> {
  await db.query('insert into routes (id, site_id, name, draft) values ($1, $2, $3, $4)', [
    id,
    siteId,
    name,
    JSON.stringify(draft),
  ]);
}

export async function renameRoute(db: Queryable, routeId: string, name: string): Promise<void> {
  await db.query('update routes set name = $2 where id = $1', [routeId, name]);
}

export type DraftToSave = {
  routeId: string;
  draft: Route;
  userId: string | null;
  /** only over the draft that was saved then, or over the same draft; null: over any */
  over: Date | null;
};

/**
 * Writes the draft, whatever faults it has; false: another was saved meanwhile. Each has a time of its own, in whole
 * milliseconds, as its readers know it.
 */
export async function saveDraft(db: Queryable, { routeId, draft, userId, over }: DraftToSave): Promise<boolean> {
  const { rowCount } = await db.query(
    `update routes set draft = $2, draft_by = $3,
            draft_at = greatest(date_trunc('milliseconds', clock_timestamp()), draft_at + interval '1 millisecond')
     where id = $1 and ($4::timestamptz is null or date_trunc('milliseconds', draft_at) = $4 or draft = $2::jsonb)`,
    [routeId, JSON.stringify(draft), userId, over],
  );
  return rowCount === 1;
}

/** The draft is what is published again; false: nothing is. */
export async function discardDraft(db: Queryable, routeId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    `update routes r set draft = v.route, draft_at = now()
     from (select route from route_versions where route_id = $1 order by version desc limit 1) v where r.id = $1`,
    [routeId],
  );
  return rowCount === 1;
}

/** Takes a route away; its versions stay, since calls went by them. 'serves': it still serves something. To be called in a transaction. */
export async function removeRoute(tx: Queryable, routeId: string): Promise<'removed' | 'serves'> {
  await tx.query('select 1 from routes where id = $1 for update', [routeId]);
  const { rowCount } = await tx.query(
    `update routes r set removed_at = now() where id = $1
       and not exists (select 1 from sites where route_id = $1) and not exists (select 1 from pools where route_id = $1)
       and not exists (select 1 from numbers where route_id = $1 and removed_at is null)`,
    [routeId],
  );
  return rowCount === 1 ? 'removed' : 'serves';
}

/** Puts a route in force as the next version, and answers with it. To be called in a transaction. */
export async function publishRoute(
  tx: Queryable,
  { routeId, route, userId, note }: { routeId: string; route: Route; userId: string | null; note: string },
): Promise<number> {
  await tx.query('select 1 from routes where id = $1 for update', [routeId]); // two at once: one after the other
  const { rows } = await tx.query<{ version: number }>(
    `insert into route_versions (route_id, version, route, user_id, note)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from route_versions where route_id = $1 returning version`,
    [routeId, JSON.stringify(route), userId, note],
  );
  return rows[0]?.version ?? 0;
}

/** What was published, newest first. */
export async function listVersions(db: Queryable, routeId: string): Promise<PublishedVersion[]> {
  const { rows } = await db.query<PublishedVersion>(
    `select v.version, v.at, u.name as by, v.note from route_versions v left join users u on u.id = v.user_id
     where v.route_id = $1 order by v.version desc`,
    [routeId],
  );
  return rows;
}

export async function findVersion(
  db: Queryable,
  routeId: string,
  version: number,
): Promise<(PublishedVersion & { route: Route }) | undefined> {
  const { rows } = await db.query<PublishedVersion & { route: Route }>(
    `select v.version, v.at, u.name as by, v.note, v.route from route_versions v left join users u on u.id = v.user_id
     where v.route_id = $1 and v.version = $2`,
    [routeId, version],
  );
  return rows[0];
}

export type Assignment = { site: boolean; pools: readonly string[]; numbers: readonly string[] };

/**
 * Makes the route serve exactly these of its site; what served by another route before goes over. 'unknown': a pool or
 * number is not of the site; then nothing may be committed. To be called in a transaction.
 */
export async function assignRoute(
  tx: Queryable,
  { siteId, routeId, site, pools, numbers }: Assignment & { siteId: string; routeId: string },
): Promise<'assigned' | 'unknown'> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]);
  await tx.query(
    'update sites set route_id = case when $3 then $2::uuid when route_id = $2 then null else route_id end where id = $1',
    [siteId, routeId, site],
  );
  for (const [table, ids, condition] of [
    ['pools', pools, 'true'],
    ['numbers', numbers, 'removed_at is null'],
  ] as const) {
    await tx.query(
      `update ${table} set route_id = null where site_id = $1 and route_id = $2 and id <> all ($3::uuid[])`,
      [siteId, routeId, ids],
    );
    const { rowCount } = await tx.query(
      `update ${table} set route_id = $2 where site_id = $1 and id = any ($3::uuid[]) and ${condition}`,
      [siteId, routeId, ids],
    );
    if (rowCount !== new Set(ids).size) return 'unknown';
  }
  return 'assigned';
}

export type RouteInForce = {
  id: string;
  siteId: string;
  name: string;
  version: number;
  route: Route;
};

/** Every published route in its newest version. */
export async function routesInForce(db: Queryable): Promise<RouteInForce[]> {
  const { rows } = await db.query<RouteInForce>(
    `select distinct on (r.id) r.id, r.site_id as "siteId", r.name, v.version, v.route
     from routes r join route_versions v on v.route_id = r.id where r.removed_at is null order by r.id, v.version desc`,
  );
  return rows;
}

export type SiteNames = {
  agents: { id: string; name: string; phone: Phone; skills: Record<string, number>; scheduleId: string | null }[];
  teams: { id: string; name: string; members: { agent: string; priority: number }[] }[];
  schedules: ({ id: string; name: string } & Schedule)[];
  sounds: string[];
};

/** What routes may name, by site: agents who are not removed, teams with their members, schedules and sounds. */
export async function namesForRoutes(db: Queryable, siteId: string | null = null): Promise<Map<string, SiteNames>> {
  const { rows } = await db.query<SiteNames & { siteId: string }>(
    `select s.id as "siteId",
            coalesce((select json_agg(json_build_object('id', a.id, 'name', a.name, 'phone', ${PHONE}, 'skills', a.skills,
                               'scheduleId', a.schedule_id) order by a.line_position, a.created_at, a.id)
                      from agents a where a.site_id = s.id and a.removed_at is null), '[]'::json) as agents,
            coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name, 'members', coalesce((
                        select json_agg(json_build_object('agent', m.agent_id, 'priority', m.priority) order by m.priority, a.name, a.id)
                        from team_members m join agents a on a.id = m.agent_id where m.team_id = t.id and a.removed_at is null), '[]'::json)) order by t.name)
                      from teams t where t.site_id = s.id), '[]'::json) as teams,
            coalesce((select json_agg(json_build_object('id', k.id, 'name', k.name, 'weekly', k.weekly, 'dates', k.dates) order by k.name)
                      from schedules k where k.site_id = s.id), '[]'::json) as schedules,
            coalesce((select json_agg(o.id) from sounds o where o.site_id = s.id and o.removed_at is null), '[]'::json) as sounds
     from sites s where $1::uuid is null or s.id = $1`,
    [siteId],
  );
  return new Map(rows.map(({ siteId: id, ...names }) => [id, names]));
}

export type ServedConnection = { id: string; name: string; kind: string; numbers: string[] };

/** The connections of the numbers whose calls the route would take if it were assigned so. */
export async function connectionsServed(db: Queryable, siteId: string, routeId: string): Promise<ServedConnection[]> {
  const { rows } = await db.query<ServedConnection>(
    `select k.id, k.name, k.kind, json_agg(n.e164 order by n.e164) as numbers
     from numbers n join sites s on s.id = n.site_id left join pools p on p.id = n.pool_id join connections k on k.id = n.connection_id
     where n.site_id = $1 and n.removed_at is null and coalesce(n.route_id, p.route_id, s.route_id) = $2
     group by k.id, k.name, k.kind order by k.name`,
    [siteId, routeId],
  );
  return rows;
}

/** A version of any site's route; undefined: there is none. */
export async function findRouteVersion(
  db: Queryable,
  routeId: string,
  version: number,
): Promise<{ siteId: string; route: Route } | undefined> {
  const { rows } = await db.query<{ siteId: string; route: Route }>(
    'select r.site_id as "siteId", v.route from route_versions v join routes r on r.id = v.route_id where v.route_id = $1 and v.version = $2',
    [routeId, version],
  );
  return rows[0];
}
