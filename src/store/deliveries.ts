// Deliveries: what is due, what became of it, and how each try went.
import type { DeliveryState, ReplayableState } from '../core/delivery-states.ts';
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
/**
 * Of the newest rows of `newest`, each the earliest of its call that is not over, in whose place it is begun; those that have
 * done their part and wait for a later day (`held` in the memo) hold back nothing else. A hundred thousand that follow
 * others are not walked through to find who may go: so many of the newest are looked at, and no more.
 */
const firstOf = (newest: string, limit: string) => `
  select f.id from (
    select id, seq, call_id, row_number() over () as n from (${newest} limit $2 * 4 + 16) these) one
  cross join lateral (
    (select e.id, e.state, e.next_at from deliveries e
     where e.destination_id = $1 and e.call_id = one.call_id and e.seq <= one.seq and e.state in ('due', 'sending')
       and (e.id = one.id or not e.memo ? 'held')
     order by e.seq limit 1)
    union all select one.id, 'due', null where one.call_id is null) f
  where f.state = 'due' and f.next_at is null group by f.id order by min(one.n) limit ${limit}`;
const READY = "select id, seq, call_id from deliveries where destination_id = $1 and state = 'due' and next_at is null";

export type Begin = {
  destinationId: string;
  most: number;
  others: number;
  now: Date;
  /** the commit is not waited for: what a crash of the database takes back may be sent again */
  light: boolean;
};

/**
 * Begins at most so many deliveries of a destination: those of calls that go on first, then the newest, of which at most
 * `others`; of each call only the earliest that is not over, so that a call is told in order. To be called by one at a
 * time; what two begin nevertheless, one of them gets.
 */
export async function beginDeliveries(
  db: Queryable,
  { destinationId, most, others, now, light }: Begin,
): Promise<DueDelivery[]> {
  const { rows } = await db.query<DueDelivery>(
    `with commit as materialized (${COMMIT.replace('$n', '$5')}),
     urgent as materialized (${firstOf(`${READY} and is_urgent and created_at > $4 order by created_at desc`, '$2')}),
     others as materialized (${firstOf(
       `${READY} and id <> all (array(select id from urgent)) order by seq desc`,
       'greatest(0, least($3, $2 - (select count(*) from urgent)))',
     )})
     update deliveries d set state = 'sending', attempts = d.attempts + 1
     from (select id from urgent union select id from others) first, commit
     where d.id = first.id and d.state = 'due' returning ${DUE}`,
    [destinationId, most, others, new Date(now.getTime() - URGENT_MINUTES * 60_000), light ? 'off' : null],
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

/** What waits for something of its call that is put off is put off as long, so that it is not looked at all the time. Some at a time; answers how many. */
export async function putOffFollowers(db: Queryable, destinationId: string): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries d set next_at = waits.until
     from (select one.id, max(earlier.next_at) as until from deliveries one
           join deliveries earlier on earlier.destination_id = $1 and earlier.call_id = one.call_id and earlier.seq < one.seq
             and earlier.state = 'due' and earlier.next_at is not null and not earlier.memo ? 'held'
           where one.destination_id = $1 and one.state = 'due' and one.next_at is null group by one.id limit 2000) waits
     where d.id = waits.id and d.state = 'due'`,
    [destinationId],
  );
  return rowCount ?? 0;
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

/** Of this statement's transaction: null leaves it as the server has it. */
const COMMIT = `select set_config('synchronous_commit', coalesce($n, current_setting('synchronous_commit')), true)`;
const INSERT_ATTEMPTS = `insert into attempts (id, destination_id, at, milliseconds, deliveries, exchanges, outcome)
  select id, "destinationId", at, milliseconds, deliveries, exchanges, outcome
  from json_to_recordset($n) as t (id uuid, "destinationId" uuid, at timestamptz, milliseconds int, deliveries uuid[],
    exchanges jsonb, outcome text)
  on conflict do nothing`;

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

/**
 * Writes what became of deliveries that were begun, and how the tries went. That one has arrived counts, whoever else has
 * taken it over. `light`: the commit is not waited for, since what a crash of the database takes back may be done again.
 */
export async function settleDeliveries(
  db: Queryable,
  {
    settled,
    attempts,
    now,
    light,
  }: { settled: readonly Settled[]; attempts: readonly NewAttempt[]; now: Date; light: boolean },
): Promise<void> {
  await db.query({
    name: 'settle-deliveries',
    text: `with commit as materialized (${COMMIT.replace('$n', '$4')}),
     kept as (${INSERT_ATTEMPTS.replace('$n', '$2')})
     update deliveries d set state = s.state, reason = s.reason, next_at = s."nextAt", far_id = coalesce(s."farId", d.far_id),
            done_at = case when s.state = 'due' then null else $3::timestamptz end, attempts = d.attempts - s.untried::int
     from json_to_recordset($1) s(id uuid, state text, reason text, "nextAt" timestamptz, "farId" text, attempts int, untried bool),
          commit
     where d.id = s.id and ((d.state = 'sending' and d.attempts = s.attempts) or (s.state = 'done' and d.state <> 'done'))`,
    values: [JSON.stringify(settled), JSON.stringify(attempts), now, light ? 'off' : null],
  });
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
  await db.query(INSERT_ATTEMPTS.replace('$n', '$1'), [JSON.stringify([attempt])]);
}

/** Which deliveries go out once more; what is not said leaves out none. The period is of what they tell of. */
export type Replay = {
  destinationId: string;
  ids?: readonly string[] | undefined;
  from?: Date | undefined;
  to?: Date | undefined;
  /** default: parked and lapsed ones */
  states?: readonly ReplayableState[] | undefined;
  types?: readonly EventType[] | undefined;
};

/**
 * Makes deliveries due now, those that were done among them if it is asked for: a destination that knows repeated ones gets
 * them under the id they had. Answers how many.
 */
export async function replayDeliveries(
  db: Queryable,
  { destinationId, ids, from, to, states = ['parked', 'lapsed'], types }: Replay,
): Promise<number> {
  const { rowCount } = await db.query(
    `update deliveries d set state = 'due', attempts = 0, next_at = null, reason = null, done_at = null
     from events e
     where e.id = d.event_id and d.destination_id = $1 and d.state = any($5) and d.state not in ('due', 'sending')
       and ($2::uuid[] is null or d.id = any($2)) and ($3::timestamptz is null or e.at >= $3)
       and ($4::timestamptz is null or e.at < $4) and ($6::text[] is null or d.type = any($6))`,
    [destinationId, ids ?? null, from ?? null, to ?? null, states, types ?? null],
  );
  return rowCount ?? 0;
}

/**
 * Makes deliveries of what a destination was never told: it was connected later, or was not to be told then. Of these types,
 * by default those that it is told now. Answers how many.
 */
export async function tellPast(
  db: Queryable,
  { destinationId, from, to, types }: Pick<Replay, 'destinationId' | 'from' | 'to' | 'types'>,
): Promise<number> {
  const { rowCount } = await db.query(
    `insert into deliveries (id, site_id, destination_id, event_id, seq, call_id, type, is_urgent)
     select gen_random_uuid(), e.site_id, d.id, e.id, e.seq, e.call_id, e.type, false
     from destinations d join events e on e.site_id = d.site_id
     where d.id = $1 and d.removed_at is null and e.type = any(coalesce($4::text[], d.events))
       and ($2::timestamptz is null or e.at >= $2) and ($3::timestamptz is null or e.at < $3)
     on conflict (event_id, destination_id) do nothing`,
    [destinationId, from ?? null, to ?? null, types ?? null],
  );
  return rowCount ?? 0;
}
