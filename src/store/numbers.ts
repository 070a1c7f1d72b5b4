// Tracking numbers and the way of a call to each: what telephony must know to answer at once.
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

export type CallNumber = {
  id: string;
  e164: string;
  siteId: string;
  poolId: string | null;
  staticSource: StoredSource | null;
  targets: { id: string; name: string; sipUri: string; ringSeconds: number }[];
};

/** Every number in service, with its site's targets in ringing order. */
export async function listCallNumbers(db: Queryable): Promise<CallNumber[]> {
  const { rows } = await db.query<CallNumber>(
    `select n.id, n.e164, n.site_id as "siteId", n.pool_id as "poolId", n.static_source as "staticSource",
            coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name, 'sipUri', t.sip_uri, 'ringSeconds', t.ring_seconds) order by t.position)
                      from targets t where t.site_id = n.site_id), '[]'::json) as targets
     from numbers n where n.removed_at is null order by n.created_at`,
  );
  return rows;
}

export type TrunkRow = { id: string; addresses: string[] };

/** Every connection's id and the addresses its SIP comes from. */
export async function listTrunks(db: Queryable): Promise<TrunkRow[]> {
  const { rows } = await db.query<TrunkRow>(
    "select id, addresses::text[] as addresses from connections where kind = 'sip-trunk' order by created_at",
  );
  return rows;
}

export type NumberLine = {
  id: string;
  e164: string;
  connection: { id: string; name: string };
  kind: 'pool' | 'static';
  poolId: string | null;
  staticSource: StoredSource | null;
  region: string | null;
  calls: number;
  lastCallAt: string | null;
};

/** The site's numbers in service, with what they brought. */
export async function listNumbers(db: Queryable, siteId: string): Promise<NumberLine[]> {
  const { rows } = await db.query<NumberLine>(
    `select n.id, n.e164, json_build_object('id', k.id, 'name', k.name) as connection, case when n.static_source is null then 'pool' else 'static' end as kind,
            n.pool_id as "poolId", n.static_source as "staticSource", n.region, count(c.id)::int as calls,
            to_char(max(c.started_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastCallAt"
     from numbers n join connections k on k.id = n.connection_id left join calls c on c.site_id = n.site_id and c.number_id = n.id
     where n.site_id = $1 and n.removed_at is null group by n.id, k.id order by kind, n.e164`,
    [siteId],
  );
  return rows;
}

const UNIQUE_VIOLATION = '23505';

export type NewNumber = {
  id: string;
  siteId: string;
  connectionId: string;
  e164: string;
  poolId: string | null;
  staticSource: StoredSource | null;
  region: string | null;
};

/**
 * Puts a number into service; one that the site removed before comes back under its old id, so that its leases and its
 * callers' memory are found again. 'in-use': it is in service already, here or at another site.
 */
export async function insertNumber(db: Queryable, number: NewNumber): Promise<'added' | 'in-use'> {
  const add = db.query(
    `with back as (
       update numbers set connection_id = $3, pool_id = $5, static_source = $6, region = $7, removed_at = null,
              state = case when $5::uuid is null then 'static' else 'pool' end, state_since = now()
       where site_id = $2 and e164 = $4 and removed_at is not null
         and not exists (select 1 from numbers n where n.e164 = $4 and n.removed_at is null)
       returning id),
     added as (
       insert into numbers (id, site_id, connection_id, e164, pool_id, static_source, region, state)
       select $1, $2, $3, $4, $5, $6, $7, case when $5::uuid is null then 'static' else 'pool' end where not exists (select 1 from back)
       on conflict (e164) where removed_at is null do nothing returning id)
     select id from back union all select id from added`,
    [number.id, number.siteId, number.connectionId, number.e164, number.poolId, number.staticSource, number.region],
  );
  const { rowCount } = await add.catch((error: { code?: string }) => {
    if (error.code === UNIQUE_VIOLATION) return { rowCount: 0 }; // somebody else was faster
    throw error;
  });
  return rowCount === 1 ? 'added' : 'in-use';
}

/** Takes a number out of service; its calls and leases stay. False: the site has no such number in service. */
export async function removeNumber(db: Queryable, siteId: string, numberId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    "update numbers set removed_at = now(), state = 'gone', state_since = now(), pool_id = null where site_id = $1 and id = $2 and removed_at is null",
    [siteId, numberId],
  );
  return rowCount === 1;
}

export type ConnectionRow = { id: string; name: string; kind: 'sip-trunk'; addresses: string[] };

/** The account's connections to telephony operators. */
export async function listConnections(db: Queryable, accountId: string): Promise<ConnectionRow[]> {
  const { rows } = await db.query<ConnectionRow>(
    'select id, name, kind, addresses::text[] as addresses from connections where account_id = $1 order by created_at',
    [accountId],
  );
  return rows;
}

/** Adds a connection. */
export async function insertConnection(db: Queryable, accountId: string, connection: ConnectionRow): Promise<void> {
  await db.query(
    'insert into connections (id, account_id, name, kind, addresses) values ($1, $2, $3, $4, $5::cidr[])',
    [connection.id, accountId, connection.name, connection.kind, connection.addresses],
  );
}
