// Test calls to numbers: those asked for, those made, and what the numbers' health is by them.
import type { CheckLine, CheckOrigin, NumberDue } from '../core/numbers/check-schedule.ts';
import type { CheckedNumber, CheckOutcome, CheckReason } from '../core/numbers/number-check.ts';
import type { Queryable } from './database.ts';

export type WayOutRow = { connectionId: string; uri: string; user: string | null; password: string | null };

/** How calls go out through each connection that can be called out through. */
export async function listWaysOut(db: Queryable): Promise<WayOutRow[]> {
  const { rows } = await db.query<WayOutRow>(
    `select id as "connectionId", outbound_uri as uri, outbound_user as user, outbound_password as password
     from connections where outbound_uri is not null`,
  );
  return rows;
}

export const CHECKS_CHANNEL = 'dialtrace_checks';
/** Nodes hear here that something has become of a check under way: store/check-flights.ts says what. */
export const FLIGHTS_CHANNEL = 'dialtrace_flights';
export const TOLD = (id: string) => `pg_notify('${FLIGHTS_CHANNEL}', ${id}::text)`;
export type NewCheckRequest = {
  id: string;
  numberId: string;
  origin: CheckOrigin;
  notBefore: Date;
  now: boolean;
  force: boolean;
};

/**
 * Asks for a check and tells the running system; one asked for already becomes as urgent as this. Nobody is told of a wish
 * that changes nothing: looking makes wishes, and would go on for ever. Returns the id its result will have.
 */
export async function requestCheck(db: Queryable, request: NewCheckRequest): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `with asked as (
       insert into check_requests as r (id, number_id, origin, not_before, now, force) values ($1, $2, $3, $4, $5, $6)
       on conflict (number_id) do update set
         origin = case when excluded.origin = 'person' then excluded.origin else r.origin end,
         not_before = least(r.not_before, excluded.not_before), now = r.now or excluded.now, force = r.force or excluded.force
       where excluded.not_before < r.not_before or (excluded.now and not r.now) or (excluded.force and not r.force)
       returning id),
     told as (select pg_notify('${CHECKS_CHANNEL}', id::text) from asked)
     select id from asked left join told on true
     union all select id from check_requests where number_id = $2 and not exists (select from asked)`,
    [request.id, request.numberId, request.origin, request.notBefore, request.now, request.force],
  );
  return rows[0]?.id ?? request.id;
}

/** The node dials the check from now on, and all nodes are told. Undefined: somebody dials it already. */
export async function startCheck(
  db: Queryable,
  { id, numberId, node, at }: { id: string; numberId: string; node: string; at: Date },
): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `with started as (
       insert into check_requests as r (id, number_id, origin, started_at, node) values ($1, $2, 'schedule', $3, $4)
       on conflict (number_id) do update set started_at = excluded.started_at, node = excluded.node where r.started_at is null
       returning id)
     select id, ${TOLD('id')} from started`,
    [id, numberId, at, node],
  );
  return rows[0]?.id;
}

export type CheckRow = {
  id: string;
  numberId: string;
  at: Date;
  outcome: CheckOutcome;
  reason: CheckReason | null;
  reachedMs: number | null;
  did: string | null;
  caller: string | null;
  toneThere: number | null;
  toneBack: number | null;
};

/** Puts down what a check found; it is not asked for any more. One statement, so that it is either open or over. */
export async function finishCheck(db: Queryable, check: CheckRow): Promise<void> {
  await db.query(
    `with done as (delete from check_requests where id = $1 returning id),
     told as (select ${TOLD('id')} from done)
     insert into number_checks (id, site_id, number_id, at, outcome, reason, reached_ms, did, caller, tone_there, tone_back)
     select $1, n.site_id, n.id, $3, $4, $5, $6, $7, $8, $9, $10 from numbers n left join told on true where n.id = $2`,
    [
      check.id,
      check.numberId,
      check.at,
      check.outcome,
      check.reason,
      check.reachedMs,
      check.did,
      check.caller,
      check.toneThere,
      check.toneBack,
    ],
  );
}

/** Checks of this node (without one: of any) that began before this moment and are not over were cut off: they say nothing. */
export async function interruptChecks(db: Queryable, before: Date, node?: string): Promise<void> {
  await db.query(
    `with gone as (
       delete from check_requests where started_at <= $1 and ($2::text is null or node = $2) returning id, number_id, started_at),
     told as (select id, ${TOLD('id')} from gone)
     insert into number_checks (id, site_id, number_id, at, outcome, reason)
     select g.id, n.site_id, n.id, g.started_at, 'inconclusive', 'interrupted'
     from gone g join numbers n on n.id = g.number_id left join told t on t.id = g.id`,
    [before, node ?? null],
  );
}

export type CheckNumber = NumberDue & { siteId: string; e164: string; checkCaller: string };

const DUE = `
  select n.id as "numberId", n.site_id as "siteId", n.e164, k.id as "connectionId", k.check_caller as "checkCaller",
         s.time_zone as "timeZone", k.check_from_hour as "fromHour", k.check_to_hour as "toHour",
         k.check_every_days as "everyDays", n.state in ('pool', 'static') as "inService",
         n.out_of_order_since is not null as "outOfOrder",
         (select extract(epoch from max(c.at))::float8 from number_checks c
          where c.number_id = n.id and c.outcome <> 'inconclusive') as "conclusiveAt",
         (select extract(epoch from max(c.at))::float8 from number_checks c where c.number_id = n.id) as "checkedAt",
         case when r.id is null or r.origin = 'schedule' then null else json_build_object('id', r.id, 'origin', r.origin,
           'notBefore', extract(epoch from r.not_before), 'now', r.now, 'force', r.force) end as wish
  from numbers n join sites s on s.id = n.site_id join connections k on k.id = n.connection_id
       left join check_requests r on r.number_id = n.id
  where n.state not in ('ordered', 'gone') and k.outbound_uri is not null and k.check_caller is not null`;

/** Every number that can be called through its connection, with what decides when. */
export async function listNumbersToCheck(db: Queryable): Promise<CheckNumber[]> {
  const { rows } = await db.query<CheckNumber>(`${DUE} order by n.e164`);
  return rows;
}

/** The same for one number; undefined: it is not ours, or its connection has no way out. */
export async function findNumberToCheck(db: Queryable, numberId: string): Promise<CheckNumber | undefined> {
  const { rows } = await db.query<CheckNumber>(`${DUE} and n.id = $1`, [numberId]);
  return rows[0];
}

/** How far the line of each connection with a way out is in use. A day is the last 24 hours. */
export async function listCheckLines(db: Queryable, now: Date): Promise<Omit<CheckLine, 'maxCalls'>[]> {
  const { rows } = await db.query<Omit<CheckLine, 'maxCalls'>>(
    `select k.id as "connectionId", k.checks_per_day as "checksPerDay",
            exists (select from check_requests r join numbers n on n.id = r.number_id
                    where n.connection_id = k.id and r.started_at is not null) as checking,
            (select count(*)::int from number_checks c join numbers n on n.id = c.number_id
             where n.connection_id = k.id and c.at > $1::timestamptz - interval '1 day') as "checksOfDay",
            (select count(*)::int from calls c join numbers n on n.id = c.number_id
             where n.connection_id = k.id and c.ended_at is null) as calls
     from connections k where k.outbound_uri is not null and k.check_caller is not null`,
    [now],
  );
  return rows;
}

export type NumberHealth = CheckedNumber & { siteId: string; accountId: string; e164: string };

const RESULTS = 12; // more than a verdict looks back
const TALK_SECONDS = 20; // nobody talks so long into silence

/** The numbers in service at a connection, with what checks and real calls say of them. */
export async function listHealth(db: Queryable, connectionId: string): Promise<NumberHealth[]> {
  const { rows } = await db.query<NumberHealth>(
    `select n.id, n.e164, n.site_id as "siteId", s.account_id as "accountId",
            extract(epoch from n.out_of_order_since)::float8 as "outOfOrderSince",
            coalesce((select json_agg(json_build_object('at', extract(epoch from c.at), 'outcome', c.outcome, 'reason', c.reason)
                                      order by c.at desc)
                      from (select * from number_checks c where c.number_id = n.id order by c.at desc limit ${RESULTS}) c),
                     '[]'::json) as results,
            (select extract(epoch from max(c.started_at))::float8 from calls c
             where c.site_id = n.site_id and c.number_id = n.id and c.direction = 'in') as "lastCallAt",
            (select extract(epoch from max(c.started_at))::float8 from calls c
             where c.site_id = n.site_id and c.number_id = n.id and c.direction = 'in'
               and c.ended_at - c.answered_at > interval '${TALK_SECONDS} seconds') as "lastTalkAt"
     from numbers n join sites s on s.id = n.site_id
     where n.connection_id = $1 and n.state in ('pool', 'static') order by n.created_at, n.id`,
    [connectionId],
  );
  return rows;
}

/** The connections that have numbers out of order. */
export async function connectionsWithNumbersOut(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    "select distinct connection_id as id from numbers where out_of_order_since is not null and state in ('pool', 'static')",
  );
  return rows.map((row) => row.id);
}

/** Takes a number out of what visitors are shown, or (null) lets it be shown again. */
export async function setOutOfOrder(db: Queryable, numberId: string, since: Date | null): Promise<void> {
  await db.query('update numbers set out_of_order_since = $2 where id = $1', [numberId, since]);
}

/** The check callers of all connections. */
export async function listCheckCallers(db: Queryable): Promise<string[]> {
  const { rows } = await db.query<{ caller: string }>(
    'select distinct check_caller as caller from connections where check_caller is not null',
  );
  return rows.map((row) => row.caller);
}

/** Test calls that were dialled between these moments, open ones and those that are over: from whom, to which number. */
export async function checksBetween(db: Queryable, from: Date, to: Date): Promise<{ caller: string; e164: string }[]> {
  const { rows } = await db.query<{ caller: string; e164: string }>(
    `select distinct k.check_caller as caller, n.e164
     from (select number_id, at from number_checks union all select number_id, started_at from check_requests) c
          join numbers n on n.id = c.number_id join connections k on k.id = n.connection_id
     where c.at between $1 and $2 and k.check_caller is not null`,
    [from, to],
  );
  return rows;
}

const TIME = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
export type CheckLineRow = Omit<CheckRow, 'numberId' | 'at'> & { at: string };
const LISTED = 100;

/** The number's checks, newest first. */
export async function listChecks(db: Queryable, numberId: string): Promise<CheckLineRow[]> {
  const { rows } = await db.query<CheckLineRow>(
    `select id, ${TIME('at')} as at, outcome, reason, reached_ms as "reachedMs", did, caller,
            tone_there as "toneThere", tone_back as "toneBack"
     from number_checks where number_id = $1 order by number_checks.at desc limit ${LISTED}`,
    [numberId],
  );
  return rows;
}

/** One result by its id, with its number; undefined: it is not over. */
export async function findCheck(db: Queryable, id: string): Promise<(CheckLineRow & { e164: string }) | undefined> {
  const { rows } = await db.query<CheckLineRow & { e164: string }>(
    `select c.id, n.e164, ${TIME('c.at')} as at, outcome, reason, reached_ms as "reachedMs", did, caller,
            tone_there as "toneThere", tone_back as "toneBack"
     from number_checks c join numbers n on n.id = c.number_id where c.id = $1`,
    [id],
  );
  return rows[0];
}

export type CheckState = {
  outOfOrderSince: string | null;
  waiting: { id: string; requestedAt: string; running: boolean } | null;
};

/** A number of the site as checks see it; undefined: it has no such number. */
export async function findCheckState(db: Queryable, siteId: string, numberId: string): Promise<CheckState | undefined> {
  const { rows } = await db.query<CheckState>(
    `select ${TIME('n.out_of_order_since')} as "outOfOrderSince",
            case when r.id is null then null else json_build_object('id', r.id, 'requestedAt', ${TIME('r.requested_at')},
              'running', r.started_at is not null) end as waiting
     from numbers n left join check_requests r on r.number_id = n.id where n.site_id = $1 and n.id = $2`,
    [siteId, numberId],
  );
  return rows[0];
}
