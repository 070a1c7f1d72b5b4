// The inventory: numbers as things one buys, watches and gives back, with what is known of each.
import type { BoundSource, NumberState, NumberUse } from '../core/numbers/number-life.ts';
import type { NumberKind } from '../core/numbers/number-look.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';
import { LAST_USE } from './number-life.ts';

/** Money is in minor units of `currency`, a minute's with fractions; days are 'YYYY-MM-DD'. */
export type NumberParticulars = {
  connectionId: string;
  kind: NumberKind;
  region: string | null;
  contractId: string | null;
  capacityOwner: string | null;
  ownedSince: string | null;
  monthlyCost: number | null;
  minuteCost: number | null;
  currency: string | null;
  note: string;
};

export type InventoryRow = Omit<NumberParticulars, 'connectionId' | 'contractId'> & {
  id: string;
  e164: string;
  state: NumberState;
  stateSince: string;
  connection: { id: string; name: string };
  contract: { id: string; operator: string; contractNumber: string } | null;
  poolId: string | null;
  staticSource: StoredSource | null;
  /** the pool's own number of the business */
  targetNumber: string | null;
  outOfOrderSince: string | null;
  leakedSince: string | null;
  health: { at: string; outcome: 'good' | 'bad' | 'inconclusive'; reason: string | null } | null;
  calls: number;
  lastCallAt: string | null;
  /** the latest pool or source it left, but for the one it serves now */
  last: (NumberUse & { until: string }) | null;
};

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const INVENTORY = `
  select n.id, n.e164, n.state, ${time('n.state_since')} as "stateSince", n.pool_id as "poolId", n.static_source as "staticSource",
         json_build_object('id', k.id, 'name', k.name) as connection,
         case when c.id is not null then json_build_object('id', c.id, 'operator', c.operator, 'contractNumber', c.contract_number) end as contract,
         p.target_number as "targetNumber", n.kind, n.region, n.capacity_owner as "capacityOwner",
         to_char(n.owned_since, 'YYYY-MM-DD') as "ownedSince", n.monthly_cost as "monthlyCost", n.minute_cost as "minuteCost",
         n.currency, n.note, ${time('n.out_of_order_since')} as "outOfOrderSince", ${time('n.leaked_since')} as "leakedSince",
         (select json_build_object('at', ${time('h.at')}, 'outcome', h.outcome, 'reason', h.reason)
          from number_checks h where h.number_id = n.id order by h.at desc limit 1) as health,
         l.calls, ${time('l.last_at')} as "lastCallAt",
         case when u.until is not null then json_build_object(
           'poolId', u.pool_id, 'staticSource', u.static_source, 'until', ${time('u.until')}) end as last
  from numbers n
  join connections k on k.id = n.connection_id
  left join contracts c on c.id = n.contract_id
  left join pools p on p.id = n.pool_id
  left join lateral (select count(*)::int as calls, max(started_at) as last_at from calls where number_id = n.id and counts) l on true
  left join lateral (${LAST_USE}) u on true
  where n.site_id = $1 and n.state <> 'gone'`;

/** The site's numbers that are not gone: those in pools, static ones, then the rest. */
export async function listInventory(db: Queryable, siteId: string): Promise<InventoryRow[]> {
  const { rows } = await db.query<InventoryRow>(
    `${INVENTORY} order by array_position(array['pool', 'static', 'ready', 'ordered', 'resting', 'leaving'], n.state), n.e164`,
    [siteId],
  );
  return rows;
}

/** One of them; undefined: the site has no such number, or has it no more. */
export async function findInventory(
  db: Queryable,
  siteId: string,
  numberId: string,
): Promise<InventoryRow | undefined> {
  const { rows } = await db.query<InventoryRow>(`${INVENTORY} and n.id = $2`, [siteId, numberId]);
  return rows[0];
}

/** Writes what a person says of a number. */
export async function updateParticulars(db: Queryable, numberId: string, number: NumberParticulars): Promise<void> {
  await db.query(
    `update numbers set connection_id = $2, kind = $3, region = $4, contract_id = $5, capacity_owner = $6, owned_since = $7,
            monthly_cost = $8, minute_cost = $9, currency = $10, note = $11 where id = $1`,
    [
      ...[numberId, number.connectionId, number.kind, number.region, number.contractId, number.capacityOwner],
      ...[number.ownedSince, number.monthlyCost, number.minuteCost, number.currency, number.note],
    ],
  );
}

export type HistoryLine = {
  at: string;
  state: NumberState;
  pool: { id: string; name: string | null } | null;
  staticSource: BoundSource | null;
  by: string | null;
  reason: string;
};

/** Each change of the number's state, pool or source, oldest first. */
export async function numberHistory(db: Queryable, siteId: string, numberId: string): Promise<HistoryLine[]> {
  const { rows } = await db.query<HistoryLine>(
    `select ${time('h.at')} as at, h.state, h.static_source as "staticSource", u.name as by, h.reason,
            case when h.pool_id is not null then json_build_object('id', h.pool_id, 'name', p.name) end as pool
     from number_history h join numbers n on n.id = h.number_id
     left join pools p on p.id = h.pool_id left join users u on u.id = h.user_id
     where n.site_id = $1 and n.id = $2 order by h.at`,
    [siteId, numberId],
  );
  return rows;
}

export type NumberMonth = {
  month: string;
  visits: number;
  calls: number;
  firstTimeCalls: number;
  talkSeconds: number;
};

/** What the number brought in the last thirteen months, oldest first; months without a visit or a call are left out. */
export async function numberMonths(
  db: Queryable,
  { siteId, numberId, timeZone }: { siteId: string; numberId: string; timeZone: string },
): Promise<NumberMonth[]> {
  const { rows } = await db.query<NumberMonth>(
    `with since as (select date_trunc('month', now() at time zone $3) - interval '12 months' as month),
     held as (
       select date_trunc('month', at at time zone $3) as month, count(distinct visit_id) as visits
       from leases where site_id = $1 and number_id = $2 and at >= (select month from since) at time zone $3 group by 1),
     called as (
       select date_trunc('month', started_at at time zone $3) as month, count(*) as calls, count(*) filter (where first_time) as first_time,
              sum(greatest(0, extract(epoch from ended_at - answered_at))) as talk
       from calls where site_id = $1 and number_id = $2 and counts and started_at >= (select month from since) at time zone $3 group by 1)
     select to_char(coalesce(h.month, c.month), 'YYYY-MM') as month, coalesce(h.visits, 0)::int as visits, coalesce(c.calls, 0)::int as calls,
            coalesce(c.first_time, 0)::int as "firstTimeCalls", round(coalesce(c.talk, 0))::float8 as "talkSeconds"
     from held h full join called c on c.month = h.month order by 1`,
    [siteId, numberId, timeZone],
  );
  return rows;
}
