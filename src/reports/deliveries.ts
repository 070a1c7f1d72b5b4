// Deliveries as people look at them: what went to a destination, how each try went, how many a day.
import type { DeliveryState } from '../core/delivery-states.ts';
import type { EventType } from '../core/event.ts';
import type { Queryable } from '../store/database.ts';
import { time } from './time.ts';

export type DeliveryLine = {
  id: string;
  type: EventType;
  callId: string | null;
  caller: string | null;
  state: DeliveryState;
  reason: string | null;
  attempts: number;
  at: string;
  nextAt: string | null;
  doneAt: string | null;
  farId: string | null;
};
export type DeliveryQuestion = {
  destinationId: string;
  state?: DeliveryState | undefined;
  call?: string | undefined;
  /** when what they tell of happened */
  from?: string | undefined;
  to?: string | undefined;
  /** of the last line of the page before */
  cursor?: string | undefined;
  limit: number;
};

const LINE = `d.id, d.type, d.call_id as "callId", c.caller, d.state, d.reason, d.attempts, ${time('e.at')} as at,
  case when d.state = 'due' then ${time('d.next_at')} end as "nextAt", ${time('d.done_at')} as "doneAt", d.far_id as "farId"`;

/** A page of a destination's deliveries, newest first. */
export async function listDeliveries(
  db: Queryable,
  { destinationId, state, call, from, to, cursor, limit }: DeliveryQuestion,
): Promise<{ items: DeliveryLine[]; nextCursor: string | null }> {
  const { rows } = await db.query<DeliveryLine & { seq: number }>(
    `select d.seq, ${LINE}
     from deliveries d join events e on e.id = d.event_id left join calls c on c.id = d.call_id
     where d.destination_id = $1 and ($2::text is null or d.state = $2) and ($3::uuid is null or d.call_id = $3)
       and ($4::bigint is null or d.seq < $4)
       and ($6::timestamptz is null or e.at >= $6) and ($7::timestamptz is null or e.at < $7)
     order by d.seq desc limit $5`,
    [destinationId, state ?? null, call ?? null, cursor ?? null, limit + 1, from ?? null, to ?? null],
  );
  const items = rows.slice(0, limit).map(({ seq: _, ...line }) => line);
  return { items, nextCursor: rows.length > limit ? `${rows[limit - 1]?.seq}` : null };
}

export type CallDeliveryLine = DeliveryLine & { destination: { id: string; name: string; kind: string } };

const MOST_OF_A_CALL = 200;

/** What was told of a call to the destinations that are still there, newest first. */
export async function deliveriesOfCall(db: Queryable, callId: string): Promise<CallDeliveryLine[]> {
  const { rows } = await db.query<CallDeliveryLine>(
    `select ${LINE}, json_build_object('id', t.id, 'name', t.name, 'kind', t.kind) as destination
     from deliveries d join events e on e.id = d.event_id join destinations t on t.id = d.destination_id
     left join calls c on c.id = d.call_id
     where d.call_id = $1 and t.removed_at is null order by d.seq desc, t.created_at limit $2`,
    [callId, MOST_OF_A_CALL],
  );
  return rows;
}

export type AttemptLine = {
  at: string;
  milliseconds: number | null;
  outcome: string | null;
  together: number;
  exchanges: unknown[];
};

/** How each try of a delivery went, newest first. */
export async function attemptsOf(db: Queryable, deliveryId: string): Promise<AttemptLine[]> {
  const { rows } = await db.query<AttemptLine>(
    `select ${time('at')} as at, milliseconds, outcome, cardinality(deliveries) as together, exchanges
     from attempts where deliveries @> array[$1::uuid] order by attempts.at desc limit 50`,
    [deliveryId],
  );
  return rows;
}

/** How many deliveries of the last days are in which state, by the day they were due first in the site's time zone. */
export async function deliveriesByDay(
  db: Queryable,
  destinationId: string,
  days: number,
): Promise<{ day: string; state: DeliveryState; count: number }[]> {
  const { rows } = await db.query<{ day: string; state: DeliveryState; count: number }>(
    `select to_char(d.created_at at time zone s.time_zone, 'YYYY-MM-DD') as day, d.state, count(*)::int as count
     from deliveries d join sites s on s.id = d.site_id
     where d.destination_id = $1 and d.created_at > now() - make_interval(days => $2) group by 1, 2 order by 1, 2`,
    [destinationId, days],
  );
  return rows;
}

/** Deliveries of the last 30 days by state, of each destination of the site. */
export async function deliveryCounts(
  db: Queryable,
  siteId: string,
): Promise<Map<string, Partial<Record<DeliveryState, number>>>> {
  const { rows } = await db.query<{ id: string; counts: Partial<Record<DeliveryState, number>> }>(
    `select id, json_object_agg(state, count) as counts from (
       select d.destination_id as id, d.state, count(*)::int as count from deliveries d
       where d.site_id = $1 and d.created_at > now() - interval '30 days' group by 1, 2) t group by id`,
    [siteId],
  );
  return new Map(rows.map(({ id, counts }) => [id, counts]));
}
