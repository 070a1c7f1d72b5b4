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

/** What is told while the call goes on goes first, but not before everything else for ever. */
const URGENT_MINUTES = 10;
/** Those of its call that are told earlier are over, or have done their part and wait for a later day (`held` in the memo). */
const IS_FIRST = `(one.call_id is null or not exists (
  select from deliveries earlier where earlier.destination_id = $1 and earlier.call_id = one.call_id and earlier.seq < one.seq
    and earlier.state in ('due', 'sending') and not earlier.memo ? 'held'))`;

/**
 * Begins at most so many deliveries of a destination: those of calls that go on first, then the newest, of which at most
 * `others`; of each call only the earliest that is not over, so that a call is told in order. To be called by one at a
 * time; what two begin nevertheless, one of them gets.
 */
export async function beginDeliveries(
  db: Queryable,
  { destinationId, most, others, now }: { destinationId: string; most: number; others: number; now: Date },
): Promise<DueDelivery[]> {
  const { rows } = await db.query<DueDelivery>(
    `with urgent as materialized (
       select id from deliveries one
       where destination_id = $1 and state = 'due' and next_at is null and is_urgent and created_at > $4 and ${IS_FIRST}
       order by created_at desc limit $2),
     others as materialized (
       select id from deliveries one
       where destination_id = $1 and state = 'due' and next_at is null and ${IS_FIRST}
         and id <> all (array(select id from urgent))
       order by seq desc limit greatest(0, least($3, $2 - (select count(*) from urgent))))
     update deliveries d set state = 'sending', attempts = d.attempts + 1
     from (select id from urgent union all select id from others) first
     where d.id = first.id and d.state = 'due' returning ${DUE}`,
    [destinationId, most, others, new Date(now.getTime() - URGENT_MINUTES * 60_000)],
  );
  return rows;
}

/** What was put off until now is ready. */
export async function wakeDeliveries(
  db: Queryable,
  { destinationId, now }: { destinationId: string; now: Date },
): Promise<void> {
  await db.query(
    `update deliveries set next_at = null where id in (
       select id from deliveries where destination_id = $1 and state = 'due' and next_at <= $2 order by next_at limit 5000)`,
    [destinationId, now],
  );
}

/** What waits for something of its call that is put off is put off as long, so that it is not looked at all the time. */
export async function putOffFollowers(db: Queryable, destinationId: string): Promise<void> {
  await db.query(
    `update deliveries d set next_at = waits.until
     from (select one.id, max(earlier.next_at) as until from deliveries one
           join deliveries earlier on earlier.destination_id = $1 and earlier.call_id = one.call_id and earlier.seq < one.seq
             and earlier.state = 'due' and earlier.next_at is not null and not earlier.memo ? 'held'
           where one.destination_id = $1 and one.state = 'due' and one.next_at is null group by one.id) waits
     where d.id = waits.id and d.state = 'due'`,
    [destinationId],
  );
}

/** What was begun by somebody who is gone: due again, or parked because it may have arrived. Answers how many. */
export async function resumeDeliveries(
  db: Queryable,
  { destinationId, again, reason }: { destinationId: string; again: boolean; reason: string },
): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries set state = case when $2 then 'due' else 'parked' end, reason = $3, next_at = null,
            done_at = case when $2 then null else now() end
     where destination_id = $1 and state = 'sending'`,
    [destinationId, again, reason],
  );
  return rowCount ?? 0;
}

export type Settled = {
  id: string;
  state: DeliveryState;
  reason: string | null;
  /** until when it is put off; null: it is due as soon as it can be, or over */
  nextAt: Date | null;
  farId: string | null;
  /** as it was begun: what somebody else has begun since is theirs */
  attempts: number;
  /** that it was begun is no try */
  untried: boolean;
};

/** Writes what became of deliveries that were begun. That one has arrived counts, whoever else has taken it over. */
export async function settleDeliveries(db: Queryable, settled: readonly Settled[], now: Date): Promise<void> {
  if (settled.length === 0) return;
  await db.query(
    `update deliveries d set state = s.state, reason = s.reason, next_at = s.next_at, far_id = coalesce(s.far_id, d.far_id),
            done_at = case when s.state = 'due' then null else $6::timestamptz end, attempts = d.attempts - s.untried::int
     from unnest($1::uuid[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $7::int[], $8::bool[])
       s(id, state, reason, next_at, far_id, attempts, untried)
     where d.id = s.id and ((d.state = 'sending' and d.attempts = s.attempts) or (s.state = 'done' and d.state <> 'done'))`,
    [
      ...[settled.map(({ id }) => id), settled.map(({ state }) => state), settled.map(({ reason }) => reason)],
      ...[settled.map(({ nextAt }) => nextAt), settled.map(({ farId }) => farId), now],
      ...[settled.map(({ attempts }) => attempts), settled.map(({ untried }) => untried)],
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

/** Keeps how tries went. */
export async function insertAttempts(db: Queryable, attempts: readonly NewAttempt[]): Promise<void> {
  if (attempts.length === 0) return;
  await db.query(
    `insert into attempts (id, destination_id, at, milliseconds, deliveries, exchanges, outcome)
     select id, destination_id, at, milliseconds, deliveries, exchanges, outcome
     from json_to_recordset($1) as t (id uuid, destination_id uuid, at timestamptz, milliseconds int, deliveries uuid[],
       exchanges jsonb, outcome text)
     on conflict do nothing`,
    [JSON.stringify(attempts.map(({ destinationId, ...attempt }) => ({ ...attempt, destination_id: destinationId })))],
  );
}

/** Keeps how a try went. */
export const insertAttempt = (db: Queryable, attempt: NewAttempt): Promise<void> => insertAttempts(db, [attempt]);

/** Makes deliveries due now: parked ones, all of a destination's or these. Answers how many. */
export async function replayDeliveries(
  db: Queryable,
  wanted: { destinationId: string; ids?: readonly string[]; from?: Date; to?: Date },
): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries set state = 'due', attempts = 0, next_at = null, reason = null, done_at = null
     where destination_id = $1 and state in ('parked', 'lapsed') and ($2::uuid[] is null or id = any($2))
       and ($3::timestamptz is null or created_at >= $3) and ($4::timestamptz is null or created_at < $4)`,
    [wanted.destinationId, wanted.ids ?? null, wanted.from ?? null, wanted.to ?? null],
  );
  return rowCount ?? 0;
}
