// Where calls are told, of all sites: is it well, and what became of it lately.
import type { DeliveryState } from '../core/delivery-states.ts';
import type { Queryable } from '../store/database.ts';

export type DestinationOverview = {
  id: string;
  site: string;
  name: string;
  kind: string;
  pausedBy: 'person' | 'refusal' | null;
  pausedWhy: string | null;
  restsUntil: Date | null;
  /** of the last 30 days, and all that wait */
  counts: Partial<Record<DeliveryState, number>>;
};

/** All there are, by site, oldest first. */
export async function destinationOverviews(db: Queryable): Promise<DestinationOverview[]> {
  const { rows } = await db.query<DestinationOverview>(
    `select d.id, s.name as site, d.name, d.kind, d.paused_by as "pausedBy", d.paused_why as "pausedWhy", d.rests_until as "restsUntil",
            coalesce((select json_object_agg(state, count order by state) from (
              select state, count(*)::int as count from deliveries e where e.destination_id = d.id
                and (e.created_at > now() - interval '30 days' or e.state in ('due', 'sending')) group by state) by_state), '{}') as counts
     from destinations d join sites s on s.id = d.site_id where d.removed_at is null order by s.name, d.created_at, d.id`,
  );
  return rows;
}

/** How many deliveries wait, by kind of destination, and how old the oldest is of those that could go now, in seconds. */
export async function deliveriesWaiting(
  db: Queryable,
): Promise<{ kind: string; state: DeliveryState; count: number; oldestSeconds: number | null }[]> {
  const { rows } = await db.query(
    `select d.kind, e.state, count(*)::int as count,
            extract(epoch from now() - min(e.created_at) filter (where e.next_at is null or e.next_at <= now()))::float as "oldestSeconds"
     from (select destination_id, state, created_at, next_at from deliveries where state in ('due', 'sending')
           union all select destination_id, state, created_at, next_at from deliveries where state = 'parked') e
     join destinations d on d.id = e.destination_id
     where d.removed_at is null group by 1, 2 order by 1, 2`,
  );
  return rows;
}
