// Test calls under way, as all nodes know them: who dials which, and what any node has seen of one so far.
import { TOLD } from './checks.ts';
import type { Queryable } from './database.ts';

export type FlightRow = {
  checkId: string;
  numberId: string;
  e164: string;
  /** the caller id it is dialled with, E.164 */
  checkCaller: string;
  /** who dials it */
  node: string | null;
  startedAt: Date;
  reachedAt: Date | null;
  reachedNode: string | null;
  reachedDid: string | null;
  reachedCaller: string | null;
  reachedRight: boolean | null;
  gaveWayTo: string | null;
  /** the node it reached has heard all of it: `toneThere`, in dB; null: nothing */
  listened: boolean;
  toneThere: number | null;
};

/** All of them. */
export async function listFlights(db: Queryable): Promise<FlightRow[]> {
  const { rows } = await db.query<FlightRow>(
    `select r.id as "checkId", n.id as "numberId", n.e164, k.check_caller as "checkCaller", r.node, r.started_at as "startedAt",
            r.reached_at as "reachedAt", r.reached_node as "reachedNode", r.reached_did as "reachedDid",
            r.reached_caller as "reachedCaller", r.reached_right as "reachedRight", r.gave_way_to as "gaveWayTo",
            r.listened, r.tone_there as "toneThere"
     from check_requests r join numbers n on n.id = r.number_id join connections k on k.id = n.connection_id
     where r.started_at is not null and k.check_caller is not null`,
  );
  return rows;
}

export type Reached = { checkId: string; at: Date; node: string; did: string; caller: string; right: boolean };

/** The test call has come back at this node; the first word counts. */
export async function noteReached(db: Queryable, { checkId, at, node, did, caller, right }: Reached): Promise<void> {
  await db.query(
    `with noted as (
       update check_requests set reached_at = $2, reached_node = $3, reached_did = $4, reached_caller = $5, reached_right = $6
       where id = $1 and reached_at is null returning id)
     select ${TOLD('id')} from noted`,
    [checkId, at, node, did, caller, right],
  );
}

/** Somebody else calls the number: whoever dials the check hangs up. */
export async function noteGaveWay(db: Queryable, checkId: string, caller: string): Promise<void> {
  await db.query(
    `with noted as (
       update check_requests set gave_way_to = $2 where id = $1 and gave_way_to is null and reached_at is null returning id)
     select ${TOLD('id')} from noted`,
    [checkId, caller],
  );
}

/** What was heard of it where it came back; dB, null: nothing. */
export async function noteListened(db: Queryable, checkId: string, toneThere: number | null): Promise<void> {
  await db.query(
    `with noted as (update check_requests set listened = true, tone_there = $2 where id = $1 returning id)
     select ${TOLD('id')} from noted`,
    [checkId, toneThere],
  );
}
