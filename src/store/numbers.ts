// Tracking numbers and the way of a call to each: what telephony must know to answer at once. The rest is inventory.ts.
import { kindByLook } from '../core/numbers/number-look.ts';
import type { PlanTarget } from '../core/routing/plan.ts';
import { PHONE } from './agents.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

export type CallNumber = {
  id: string;
  e164: string;
  siteId: string;
  poolId: string | null;
  staticSource: StoredSource | null;
  connectionId: string;
  /** the published one of the number, else of its pool, else of its site; null: calls go to the line */
  routeId: string | null;
  /** the site's line, in ringing order */
  line: LineAgent[];
};

/** An agent's place in a site's line. */
export type LineAgent = PlanTarget & { ringSeconds: number };

/** Every number that is not gone, with its site's line. */
export async function listCallNumbers(db: Queryable): Promise<CallNumber[]> {
  const { rows } = await db.query<CallNumber>(
    `select n.id, n.e164, n.site_id as "siteId", n.pool_id as "poolId", n.static_source as "staticSource",
            n.connection_id as "connectionId", (select r.id from unnest(array[n.route_id, p.route_id, s.route_id]) with ordinality as w (id, at) join routes r on r.id = w.id
             where exists (select 1 from route_versions v where v.route_id = r.id) order by w.at limit 1) as "routeId",
            coalesce((select json_agg(json_build_object('id', a.id, 'name', a.name, 'phone', ${PHONE}, 'ringSeconds', a.ring_seconds) order by a.line_position)
                      from agents a where a.site_id = n.site_id and a.line_position is not null), '[]'::json) as line
     from numbers n join sites s on s.id = n.site_id left join pools p on p.id = n.pool_id where n.removed_at is null order by n.created_at`,
  );
  return rows;
}

/** `register`: where we have to register to be called through it; null: it calls us at our address. */
export type TrunkRow = {
  id: string;
  addresses: string[];
  register: { uri: string; user: string; password: string } | null;
};

/** Every SIP trunk: the addresses its SIP comes from, and where we register. */
export async function listTrunks(db: Queryable): Promise<TrunkRow[]> {
  const { rows } = await db.query<TrunkRow>(
    `select id, addresses::text[] as addresses,
            case when register_uri is not null then json_build_object('uri', register_uri, 'user', register_user,
              'password', coalesce(register_password, '')) end as register
     from connections where kind = 'sip-trunk' order by created_at`,
  );
  return rows;
}

const UNIQUE_VIOLATION = '23505';

/** `state`: of a number that serves nothing yet. `userId` null: nobody did it, the system itself. */
export type NewNumber = {
  id: string;
  siteId: string;
  connectionId: string;
  e164: string;
  poolId: string | null;
  staticSource: StoredSource | null;
  region: string | null;
  state?: 'ordered' | 'ready';
  userId?: string | null;
  at?: Date;
};

/**
 * Takes a number into the inventory, with the first line of its history; one that the site gave up before comes back
 * under its old id, so that its leases and its callers' memory are found again. Answers with its id; 'in-use': it is in
 * somebody's inventory already, here or at another site.
 */
export async function insertNumber(db: Queryable, number: NewNumber): Promise<{ id: string } | 'in-use'> {
  const { poolId, staticSource } = number;
  const state = poolId ? 'pool' : staticSource ? 'static' : (number.state ?? 'ready');
  const add = db.query<{ id: string }>(
    `with back as (
       update numbers set connection_id = $3, pool_id = $5, static_source = $6, region = $7, state = $8, state_since = $9,
              removed_at = null, out_of_order_since = null
       where site_id = $2 and e164 = $4 and removed_at is not null
         and not exists (select 1 from numbers n where n.e164 = $4 and n.removed_at is null)
       returning id),
     added as (
       insert into numbers (id, site_id, connection_id, e164, pool_id, static_source, region, state, state_since, kind)
       select $1, $2, $3, $4, $5, $6, $7, $8, $9, $11 where not exists (select 1 from back)
       on conflict (e164) where removed_at is null do nothing returning id),
     taken as (select id from back union all select id from added),
     told as (
       insert into number_history (number_id, at, state, pool_id, static_source, user_id)
       select id, $9, $8, $5, $6, $10 from taken)
     select id from taken`,
    [
      ...[number.id, number.siteId, number.connectionId, number.e164, poolId, staticSource, number.region],
      ...[state, number.at ?? new Date(), number.userId ?? null, kindByLook(number.e164)],
    ],
  );
  const { rows } = await add.catch((error: { code?: string }) => {
    if (error.code === UNIQUE_VIOLATION) return { rows: [] }; // somebody else was faster
    throw error;
  });
  return rows[0] ?? 'in-use';
}

/** Which of these numbers (E.164) are in somebody's inventory. */
export async function numbersInUse(db: Queryable, e164s: readonly string[]): Promise<Set<string>> {
  const { rows } = await db.query<{ e164: string }>(
    'select e164 from numbers where removed_at is null and e164 = any($1)',
    [e164s],
  );
  return new Set(rows.map((row) => row.e164));
}

/** A number of the account that is in its inventory, by E.164. */
export async function findNumberOf(
  db: Queryable,
  accountId: string,
  e164: string,
): Promise<{ id: string; siteId: string; connectionId: string } | undefined> {
  const { rows } = await db.query<{ id: string; siteId: string; connectionId: string }>(
    `select n.id, n.site_id as "siteId", n.connection_id as "connectionId"
     from numbers n join sites s on s.id = n.site_id
     where s.account_id = $1 and n.e164 = $2 and n.removed_at is null`,
    [accountId, e164],
  );
  return rows[0];
}
