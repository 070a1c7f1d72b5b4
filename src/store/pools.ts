// Pools of a site: which visits they serve, and how. Several may replace the same number of the business.
import type { Overflow, PolicyName } from '../core/pool/pool-policy.ts';
import { isSameTargeting, type Targeting } from '../core/source/targeting.ts';
import type { Queryable, Tx } from './database.ts';

export type PoolSettings = {
  name: string;
  /** the business's own number, as printed on the page */
  targetNumber: string;
  targeting: Targeting;
  policy: PolicyName;
  overflow: Overflow;
};
export type PoolRow = PoolSettings & { id: string; position: number; numbers: number; outOfOrder: number };

/** The site's pools in the order in which a visit asks them, with the count of their numbers. */
export async function listPools(db: Queryable, siteId: string): Promise<PoolRow[]> {
  const { rows } = await db.query<PoolRow>(
    `select p.id, p.name, p.target_number as "targetNumber", p.targeting, p.policy, p.overflow,
            (row_number() over (order by p.position, p.name, p.id) - 1)::int as position,
            count(n.id)::int as numbers, count(n.out_of_order_since)::int as "outOfOrder"
     from pools p left join numbers n on n.pool_id = p.id and n.state = 'pool'
     where p.site_id = $1 group by p.id order by p.position, p.name, p.id`,
    [siteId],
  );
  return rows;
}

/** The numbers of a pool, those that are out of order too. */
export async function poolNumbers(db: Queryable, poolId: string): Promise<{ id: string; e164: string }[]> {
  const { rows } = await db.query<{ id: string; e164: string }>(
    "select id, e164 from numbers where pool_id = $1 and state = 'pool' order by e164",
    [poolId],
  );
  return rows;
}

export type NewPool = Pick<PoolSettings, 'name' | 'targetNumber'> &
  Partial<PoolSettings> & { id: string; siteId: string };

/** Adds a pool behind the site's other pools. */
export async function insertPool(
  db: Queryable,
  { id, siteId, name, targetNumber, targeting = {}, policy = 'source-aware', overflow = 'share' }: NewPool,
): Promise<void> {
  await db.query(
    `insert into pools (id, site_id, name, target_number, targeting, policy, overflow, position)
     select $1, $2, $3, $4, $5, $6, $7, coalesce(max(position) + 1, 0) from pools where site_id = $2`,
    [id, siteId, name, targetNumber, targeting, policy, overflow],
  );
}

/** Writes a pool's settings. */
export async function updatePool(
  db: Queryable,
  { id, siteId, name, targetNumber, targeting, policy, overflow }: PoolSettings & { id: string; siteId: string },
): Promise<void> {
  await db.query(
    `update pools set name = $3, target_number = $4, targeting = $5, policy = $6, overflow = $7
     where site_id = $1 and id = $2`,
    [siteId, id, name, targetNumber, targeting, policy, overflow],
  );
}

/** Another pool of the site with the same target number and the same targeting: one of the two would never be asked. */
export async function findTwinPool(
  tx: Tx,
  {
    id,
    siteId,
    targetNumber,
    targeting,
  }: Pick<PoolSettings, 'targetNumber' | 'targeting'> & { id: string; siteId: string },
): Promise<PoolRow | undefined> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]); // two at once: one after the other
  const pools = await listPools(tx, siteId);
  return pools.find(
    (pool) => pool.id !== id && pool.targetNumber === targetNumber && isSameTargeting(pool.targeting, targeting),
  );
}

/** Puts the site's pools in this order; those that are not named come last. To be called in a transaction. */
export async function orderPools(tx: Tx, siteId: string, ids: readonly string[]): Promise<void> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]);
  await tx.query('update pools set position = coalesce(array_position($2::uuid[], id), $3) where site_id = $1', [
    siteId,
    ids,
    ids.length + 1,
  ]);
}

const FOREIGN_KEY_VIOLATION = '23503';

/** Deletes a pool that has no numbers. Its leases stay in the log, and calls from them are still attributed. */
export async function deletePool(
  db: Queryable,
  siteId: string,
  poolId: string,
): Promise<'deleted' | 'unknown' | 'has-numbers'> {
  const { rowCount } = await db
    .query('delete from pools where site_id = $1 and id = $2', [siteId, poolId])
    .catch((error: { code?: string }) => {
      if (error.code === FOREIGN_KEY_VIOLATION) return { rowCount: -1 };
      throw error;
    });
  if (rowCount === -1) return 'has-numbers';
  return rowCount === 1 ? 'deleted' : 'unknown';
}
