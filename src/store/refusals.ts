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
    [room, counts.map((c) => c.day), counts.map((c) => c.siteId), counts.map((c) => c.reason), counts.map((c) => c.count)],
  );
}
