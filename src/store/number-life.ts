// Changes of a number's life: locked, decided by core/numbers/number-life.ts, written with their history, in one transaction.

import type { NoticeKind } from '../core/notice.ts';
import {
  change,
  type LifeChange,
  type NumberLife,
  type NumberState,
  type NumberWish,
} from '../core/numbers/number-life.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';

type LockedRow = {
  state: NumberState;
  poolId: string | null;
  staticSource: StoredSource | null;
  lastPoolId: string | null;
  lastSource: StoredSource | null;
  lastUntil: Date | null;
};

/** `siteId` null: any site's. The number is locked until the end of the transaction. */
async function lockLife(tx: Queryable, siteId: string | null, numberId: string): Promise<NumberLife | undefined> {
  const locked = await tx.query(
    'select 1 from numbers where id = $1 and ($2::uuid is null or site_id = $2) for update',
    [numberId, siteId],
  );
  if (locked.rowCount === 0) return undefined;
  const { rows } = await tx.query<LockedRow>(
    `select n.state, n.pool_id as "poolId", n.static_source as "staticSource",
            u.pool_id as "lastPoolId", u.static_source as "lastSource", u.until as "lastUntil"
     from numbers n left join lateral (${LAST_USE}) u on true where n.id = $1`,
    [numberId],
  );
  const row = rows[0];
  if (!row) return undefined;
  const { state, poolId, staticSource, lastPoolId, lastSource, lastUntil } = row;
  const last = lastUntil && { poolId: lastPoolId, staticSource: lastSource, until: lastUntil };
  return { state, poolId, staticSource, last };
}

/** Of number n: the latest line of its history in service that has an end and is not where it serves now. */
export const LAST_USE = `
  select h.pool_id, h.static_source, h.until
  from (select state, pool_id, static_source, lead(at) over (order by at) as until from number_history where number_id = n.id) h
  where h.state in ('pool', 'static') and h.until is not null
    and not (n.state in ('pool', 'static') and h.pool_id is not distinct from n.pool_id and h.static_source is not distinct from n.static_source)
  order by h.until desc limit 1`;

/** `userId` null: by itself. `reason`: why, for people. */
export type LifeQuestion = {
  siteId: string | null;
  numberId: string;
  wish: NumberWish;
  at: Date;
  userId: string | null;
  reason?: string | undefined;
};

/** To be called in a transaction. 'unknown': the site never had such a number. */
export async function changeNumber(
  tx: Queryable,
  { siteId, numberId, wish, at, userId, reason = '' }: LifeQuestion,
): Promise<LifeChange | { kind: 'unknown' }> {
  const number = await lockLife(tx, siteId, numberId);
  if (!number) return { kind: 'unknown' };
  const decided = change(number, wish, at);
  if (decided.kind !== 'changed') return decided;
  // Two changes of one moment keep their order.
  await tx.query(
    `with changed as (
       update numbers set state = $2, pool_id = $3, static_source = $4, state_since = greatest($5, state_since + interval '1 microsecond'),
              removed_at = case when $2 = 'gone' then $5::timestamptz end
       where id = $1 returning id, state, pool_id, static_source, state_since)
     insert into number_history (number_id, at, state, pool_id, static_source, user_id, reason)
     select id, state_since, state, pool_id, static_source, $6, $7 from changed`,
    [numberId, decided.state, decided.poolId, decided.staticSource, at, userId, reason],
  );
  if (decided.state !== 'static') await tx.query('delete from placements where number_id = $1', [numberId]);
  if (decided.state === 'gone') await endNumberNotices(tx, numberId, OF_NUMBERS);
  else if (number.state === 'pool') await endNumberNotices(tx, numberId, OF_POOL_NUMBERS);
  return decided;
}

// What is no matter any more: of a number that is gone, and of one that no pool shows.
const OF_POOL_NUMBERS: readonly NoticeKind[] = ['number-leaked', 'number-silent'];
const OF_NUMBERS: readonly NoticeKind[] = [...OF_POOL_NUMBERS, 'number-out-of-order', 'number-back'];

async function endNumberNotices(tx: Queryable, numberId: string, kinds: readonly NoticeKind[]): Promise<void> {
  await tx.query('update notices set ended_at = now() where subject = $1 and kind = any($2) and ended_at is null', [
    numberId,
    kinds,
  ]);
}

/** Every number that rests, with its site. */
export async function listResting(db: Queryable): Promise<{ id: string; siteId: string }[]> {
  const { rows } = await db.query<{ id: string; siteId: string }>(
    `select id, site_id as "siteId" from numbers where state = 'resting' order by site_id, id`,
  );
  return rows;
}
