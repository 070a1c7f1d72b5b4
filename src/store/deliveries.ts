// Deliveries: what is due, what became of it, and how each try went.
import type { DeliveryState } from '../core/delivery-states.ts';
import type { EventType } from '../core/event.ts';
import type { Queryable } from './database.ts';

export type { DeliveryState };
export type DueDelivery = {
  id: string;
  eventId: string;
  callId: string | null;
  type: EventType;
  attempts: number;
  memo: Record<string, string>;
};

const DUE = `d.id, d.event_id as "eventId", d.call_id as "callId", d.type, d.attempts, d.memo`;

/**
 * Begins deliveries of a destination: those of ringing calls first, then the newest; of each call only the earliest that is
 * not over, so that a call is told in order. To be called by one at a time.
 */
export async function beginDeliveries(
  db: Queryable,
  { destinationId, most, now }: { destinationId: string; most: number; now: Date },
): Promise<DueDelivery[]> {
  const { rows } = await db.query<DueDelivery>(
    `update deliveries d set state = 'sending', attempts = d.attempts + 1
     from (select id from deliveries one
           where destination_id = $1 and state = 'due' and next_at <= $3
             and (call_id is null or not exists (
               select from deliveries earlier
               where earlier.destination_id = $1 and earlier.call_id = one.call_id and earlier.seq < one.seq
                 and earlier.state in ('due', 'sending')))
           order by is_urgent desc, seq desc limit $2) first
     where d.id = first.id returning ${DUE}`,
    [destinationId, most, now],
  );
  return rows;
}

/** What was begun by somebody who is gone: due again, or parked because it may have arrived. Answers how many. */
export async function resumeDeliveries(
  db: Queryable,
  { destinationId, again, reason }: { destinationId: string; again: boolean; reason: string },
): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries set state = case when $2 then 'due' else 'parked' end, reason = $3
     where destination_id = $1 and state = 'sending'`,
    [destinationId, again, reason],
  );
  return rowCount ?? 0;
}

export type Settled = {
  id: string;
  state: DeliveryState;
  reason: string | null;
  /** when it is due again */
  nextAt: Date | null;
  farId: string | null;
  /** that it was begun is no try */
  untried: boolean;
};

/** Writes what became of deliveries. */
export async function settleDeliveries(db: Queryable, settled: readonly Settled[], now: Date): Promise<void> {
  if (settled.length === 0) return;
  await db.query(
    `update deliveries d set state = s.state, reason = s.reason, next_at = coalesce(s.next_at, d.next_at),
            far_id = coalesce(s.far_id, d.far_id), done_at = case when s.state = 'due' then null else $6::timestamptz end,
            attempts = d.attempts - s.untried::int
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $7::bool[])
       s(id, state, reason, next_at, far_id, untried)
     where d.id = s.id`,
    [
      ...[settled.map(({ id }) => id), settled.map(({ state }) => state), settled.map(({ reason }) => reason)],
      ...[settled.map(({ nextAt }) => nextAt), settled.map(({ farId }) => farId), now],
      settled.map(({ untried }) => untried),
    ],
  );
}

/** Keeps that steps of a delivery were done. */
export async function noteDelivery(db: Queryable, id: string, memo: Readonly<Record<string, string>>): Promise<void> {
  await db.query('update deliveries set memo = memo || $2 where id = $1', [id, JSON.stringify(memo)]);
}

export type NewAttempt = {
  id: string;
  destinationId: string;
  at: Date;
  milliseconds: number;
  deliveries: readonly string[];
  exchanges: readonly unknown[];
  outcome: string;
};

/** Keeps how a try went. */
export async function insertAttempt(db: Queryable, attempt: NewAttempt): Promise<void> {
  await db.query(
    `insert into attempts (id, destination_id, at, milliseconds, deliveries, exchanges, outcome) values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      ...[attempt.id, attempt.destinationId, attempt.at, attempt.milliseconds, attempt.deliveries],
      ...[JSON.stringify(attempt.exchanges), attempt.outcome],
    ],
  );
}

/** Makes deliveries due now: parked ones, all of a destination's or these. Answers how many. */
export async function replayDeliveries(
  db: Queryable,
  wanted: { destinationId: string; ids?: readonly string[]; from?: Date; to?: Date },
): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries set state = 'due', attempts = 0, next_at = now(), reason = null, done_at = null
     where destination_id = $1 and state in ('parked', 'lapsed') and ($2::uuid[] is null or id = any($2))
       and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at < $4)`,
    [wanted.destinationId, wanted.ids ?? null, wanted.from ?? null, wanted.to ?? null],
  );
  return rowCount ?? 0;
}
