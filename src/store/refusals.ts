// Counts of what was refused or dropped, by day and reason.
import type { Queryable } from './database.ts';

export type RefusalRoom = 'collect' | 'telephony' | 'api';
export type RefusalCount = { siteId: string | null; room: RefusalRoom; reason: string; count: number };

/** Adds to today's counts. */
export async function addRefusals(db: Queryable, counts: readonly RefusalCount[], now: Date): Promise<void> {
  if (counts.length === 0) return;
  await db.query(
    `insert into refusals (day, site_id, room, reason, count)
     select $1::timestamptz::date, * from unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[])
     on conflict (day, site_id, room, reason) do update set count = refusals.count + excluded.count`,
    [
      now,
      counts.map((c) => c.siteId),
      counts.map((c) => c.room),
      counts.map((c) => c.reason),
      counts.map((c) => c.count),
    ],
  );
}
