// What was delivered is forgotten in time.
import type { Queryable } from './database.ts';

/**
 * Deletes tries from before `attemptsUntil`, and events from before `eventsUntil` with their deliveries, unless one is not over;
 * in handfuls, so that nobody waits for it. Answers how many of each.
 */
export async function sweepDeliveries(
  db: Queryable,
  { attemptsUntil, eventsUntil }: { attemptsUntil: Date; eventsUntil: Date },
): Promise<{ attempts: number; events: number }> {
  const all = async (sql: string, until: Date) => {
    for (let gone = 0; ; ) {
      const { rowCount } = await db.query(sql, [until]);
      gone += rowCount ?? 0;
      if (!rowCount) return gone;
    }
  };
  return {
    attempts: await all(
      'delete from attempts where id in (select id from attempts where at < $1 limit 2000)',
      attemptsUntil,
    ),
    events: await all(
      `delete from events where id in (
         select id from events e where e.told_at < $1 and not exists (
           select from deliveries d join destinations t on t.id = d.destination_id
           where d.event_id = e.id and d.state in ('due', 'sending') and t.removed_at is null)
         limit 2000)`,
      eventsUntil,
    ),
  };
}
