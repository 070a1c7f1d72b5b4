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
