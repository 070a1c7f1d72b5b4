// Whose phone it is: said by a form, a CRM or a person's correction; and the visits of those who are named.
import { regionKey } from '../core/numbers/russian-regions.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

export type IdentityOrigin = 'form' | 'crm' | 'correction';
export type IdentityRow = {
  id: string;
  siteId: string;
  caller: string;
  visitorId: string;
  visitId: string | null;
  origin: IdentityOrigin;
  at: Date;
  createdAt: Date;
};
const IDENTITY = `id, site_id as "siteId", caller, visitor_id as "visitorId", visit_id as "visitId", origin, at, created_at as "createdAt"`;

/** Keeps that a phone is a visitor's; said again by the same origin, the later word stays. Answers with what is kept. */
export async function upsertIdentity(tx: Queryable, identity: Omit<IdentityRow, 'createdAt'>): Promise<IdentityRow> {
  const { rows } = await tx.query<IdentityRow>(
    `insert into identities (id, site_id, caller, visitor_id, visit_id, origin, at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (site_id, caller, visitor_id, origin) do update set
       visit_id = coalesce(excluded.visit_id, identities.visit_id),
       at = case when excluded.origin = 'correction' then least(excluded.at, identities.at) else greatest(excluded.at, identities.at) end
     returning ${IDENTITY}`,
    [
      ...[identity.id, identity.siteId, identity.caller, identity.visitorId, identity.visitId],
      ...[identity.origin, identity.at],
    ],
  );
  return rows[0] as IdentityRow;
}

/** Of one site or of all, of one caller or of all. */
export async function identitiesOf(
  db: Queryable,
  { siteId = null, caller = null }: { siteId?: string | null; caller?: string | null } = {},
): Promise<IdentityRow[]> {
  const { rows } = await db.query<IdentityRow>(
    `select ${IDENTITY} from identities where ($1::uuid is null or site_id = $1) and ($2::text is null or caller = $2) order by at, id`,
    [siteId, caller],
  );
  return rows;
}

/** A page of the site's identities, newest first; ids are in the order of time. */
export async function listIdentities(
  db: Queryable,
  siteId: string,
  { before, limit }: { before: string | null; limit: number },
): Promise<IdentityRow[]> {
  const { rows } = await db.query<IdentityRow>(
    `select ${IDENTITY} from identities where site_id = $1 and ($2::uuid is null or id < $2) order by id desc limit $3`,
    [siteId, before, limit],
  );
  return rows;
}

/** Forgets it and answers with what it was; undefined: the site has no such identity. */
export async function deleteIdentity(
  tx: Queryable,
  siteId: string,
  identityId: string,
): Promise<IdentityRow | undefined> {
  const { rows } = await tx.query<IdentityRow>(
    `delete from identities where site_id = $1 and id = $2 returning ${IDENTITY}`,
    [siteId, identityId],
  );
  return rows[0];
}

/** What a correction said of a caller is withdrawn, unless another call's correction says it too. */
export async function deleteCorrectionIdentity(
  tx: Queryable,
  { siteId, caller, visitorId }: { siteId: string; caller: string; visitorId: string },
): Promise<void> {
  await tx.query(
    `with still as (
       select min(c.started_at) as at from corrections k join calls c on c.id = k.call_id
       where c.site_id = $1 and c.caller = $2 and k.visitor_id = $3 and k.withdrawn_at is null),
     kept as (
       update identities i set at = still.at from still
       where i.site_id = $1 and i.caller = $2 and i.visitor_id = $3 and i.origin = 'correction' and still.at is not null)
     delete from identities i using still
     where i.site_id = $1 and i.caller = $2 and i.visitor_id = $3 and i.origin = 'correction' and still.at is null`,
    [siteId, caller, visitorId],
  );
}

/** A visit of somebody who is named; `numberId` null: it held none. Times are seconds since the epoch. */
export type NamedVisit = Pick<StoredSource, 'channel' | 'source' | 'medium' | 'campaign'> & {
  visit: string;
  visitor: string;
  region: string | null;
  desktop: boolean;
  numberId: string | null;
  at: number;
};

/** Every visit of these visitors in [since, before) with each number it held, oldest first. */
export async function visitsOfVisitors(
  db: Queryable,
  { siteId, visitorIds, since, before }: { siteId: string; visitorIds: readonly string[]; since: Date; before: Date },
): Promise<NamedVisit[]> {
  const { rows } = await db.query<NamedVisit>(
    `with own as materialized (
       select id, at, visitor_id, channel, source, medium, campaign, region, device = 'desktop' as desktop from visits
       where site_id = $1 and visitor_id = any($2) and at >= $3 and at <= $4)
     select v.id as visit, v.visitor_id as visitor, v.channel, v.source, v.medium, v.campaign, v.region, v.desktop, l.number_id as "numberId",
            extract(epoch from coalesce(l.at, v.at))::float8 as at
     from own v
     left join lateral (
       select number_id, min(at) as at from leases
       where site_id = $1 and visit_id = v.id and at >= v.at and at < v.at + interval '2 days' and at <= $4 group by number_id) l on true
     order by 10, 1, 9`,
    [siteId, visitorIds, since, before],
  );
  return rows.map((visit) => ({ ...visit, region: regionKey(visit.region) }));
}
