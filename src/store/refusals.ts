// Counts of what was refused or dropped, by day, site, room and reason.
import type { Queryable } from './database.ts';

export type RefusalCount = { day: string; siteId: string | null; reason: string; count: number };

/** Adds counts to what is counted already. `day` is 'YYYY-MM-DD' in UTC. */
export async function addRefusals(
  db: Queryable,
  room: 'collect' | 'telephony' | 'api',
  counts: readonly RefusalCount[],
): Promise<void> {
  // Ordered, so that two nodes that add the same rows lock them in the same order.
  await db.query(
    `insert into refusals (day, site_id, room, reason, count)
     select u.day, u.site_id, $1, u.reason, u.count
     from unnest($2::date[], $3::uuid[], $4::text[], $5::bigint[]) as u(day, site_id, reason, count)
     order by u.day, u.site_id, u.reason
     on conflict (day, site_id, room, reason) do update set count = refusals.count + excluded.count`,
    [
      room,
      counts.map((c) => c.day),
      counts.map((c) => c.siteId),
      counts.map((c) => c.reason),
      counts.map((c) => c.count),
    ],
  );
}

export type RefusalRoom = 'collect' | 'telephony' | 'api';
export type RefusalLine = { day: string; room: RefusalRoom; reason: string; count: number };

/** The last 30 days' refusals of a site, and those where no site could be told, newest first. */
export async function listRefusals(db: Queryable, siteId: string): Promise<RefusalLine[]> {
  const { rows } = await db.query<RefusalLine>(
    `select to_char(day, 'YYYY-MM-DD') as day, room, reason, sum(count)::float8 as count from refusals
     where (site_id = $1 or site_id is null) and day > now()::date - 30 group by 1, 2, 3 order by 1 desc, 4 desc`,
    [siteId],
  );
  return rows;
}
