// What came of a pool: leases, sharing, and page views it had no number for.
import type { Queryable } from './database.ts';

export type Shortage = 'overflow' | 'pool-empty';
/** `hour`: its beginning, in seconds since the epoch. */
export type ShortageCount = { siteId: string; poolId: string; hour: number; reason: Shortage; count: number };

/** Adds counts to what is counted already. */
export async function addShortages(db: Queryable, counts: readonly ShortageCount[]): Promise<void> {
  // Ordered, so that two nodes that add the same rows lock them in the same order.
  await db.query(
    `insert into pool_shortages (site_id, pool_id, hour, reason, count)
     select u.site_id, u.pool_id, to_timestamp(u.hour), u.reason, u.count
     from unnest($1::uuid[], $2::uuid[], $3::float8[], $4::text[], $5::bigint[]) as u(site_id, pool_id, hour, reason, count)
     order by u.pool_id, u.hour, u.reason
     on conflict (site_id, pool_id, hour, reason) do update set count = pool_shortages.count + excluded.count`,
    [
      counts.map((c) => c.siteId),
      counts.map((c) => c.poolId),
      counts.map((c) => c.hour),
      counts.map((c) => c.reason),
      counts.map((c) => c.count),
    ],
  );
}

export type PoolDay = {
  day: string;
  leases: number;
  /** of the leases where it is known whether they shared */
  known: number;
  shared: number;
  sticky: number;
  overflow: number;
  poolEmpty: number;
};

/** A pool's figures of [from, to) by day of the time zone, without days on which nothing happened. */
export async function poolDays(
  db: Queryable,
  { siteId, poolId, from, to, timeZone }: { siteId: string; poolId: string; from: Date; to: Date; timeZone: string },
): Promise<PoolDay[]> {
  const { rows } = await db.query<PoolDay>(
    `with leased as (
       select date_trunc('day', at at time zone $5) as day, count(*) as leases, count(shared) as known,
              count(*) filter (where shared) as shared, count(*) filter (where sticky) as sticky
       from leases where site_id = $1 and pool_id = $2 and at >= $3 and at < $4 group by 1),
     missed as (
       select date_trunc('day', hour at time zone $5) as day,
              sum(count) filter (where reason = 'overflow') as overflow,
              sum(count) filter (where reason = 'pool-empty') as empty
       from pool_shortages where site_id = $1 and pool_id = $2 and hour >= $3 and hour < $4 group by 1)
     select to_char(day, 'YYYY-MM-DD') as day, coalesce(l.leases, 0)::float8 as leases,
            coalesce(l.known, 0)::float8 as known, coalesce(l.shared, 0)::float8 as shared,
            coalesce(l.sticky, 0)::float8 as sticky, coalesce(m.overflow, 0)::float8 as overflow,
            coalesce(m.empty, 0)::float8 as "poolEmpty"
     from leased l full join missed m using (day) order by day`,
    [siteId, poolId, from, to, timeZone],
  );
  return rows;
}
