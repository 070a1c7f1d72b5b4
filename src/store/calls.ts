// Calls, their legs and their facts.
import type { CallFact, CallState } from '../core/call.ts';
import type { Plan } from '../core/routing/plan.ts';
import type { Trail } from '../core/routing/route.ts';
import type { Tags } from '../core/source/source-tags.ts';
import type { Queryable, Tx } from './database.ts';

export type NewCall = {
  id: string;
  siteId: string;
  numberId: string;
  provider: string;
  providerCallId: string;
  caller: string | null;
  callerRaw: string | null;
  startedAt: Date;
  /** as telephony was told it; null: by the plan on its disk */
  plan: Plan | null;
  trail: Trail | null;
  routeId: string | null;
  routeVersion: number | null;
  /** default: in */
  direction?: 'in' | 'out';
  /** default: not taken for spam */
  spam?: { reasons: readonly string[]; isRejected: boolean } | null;
};

/**
 * Adds the call unless it is there; answers with its id and whether it was added now. A call that is read late makes
 * later calls of its caller repeated ones. A call of ours and spam are nobody's first call.
 */
export async function insertCall(tx: Queryable, call: NewCall): Promise<{ id: string; added: boolean }> {
  const { rows } = await tx.query<{ id: string }>(
    `with later as (
       update calls set first_time = false
       where site_id = $2 and caller = $6 and started_at > $8 and first_time and (provider, provider_call_id) <> ($4, $5)
         and $13 = 'in' and $14::text[] is null)
     insert into calls (id, site_id, number_id, provider, provider_call_id, caller, caller_raw, started_at, status, plan, trail, route_id, route_version, first_time,
                        direction, spam, spam_reasons, held_back, spam_by, spam_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'ringing', $9, $10, $11, $12,
             $13 = 'in' and not exists (select 1 from calls c where c.site_id = $2 and c.caller = $6 and c.started_at < $8 and c.counts),
             $13, $14::text[] is not null, coalesce($14, '{}'), $15, case when $14 is not null then 'rules' end, case when $14 is not null then now() end)
     on conflict (provider, provider_call_id) do nothing
     returning id`,
    [
      call.id,
      call.siteId,
      call.numberId,
      call.provider,
      call.providerCallId,
      call.caller,
      call.callerRaw,
      call.startedAt,
      call.plan && JSON.stringify(call.plan),
      call.trail && JSON.stringify(call.trail),
      call.routeId,
      call.routeVersion,
      ...[call.direction ?? 'in', call.spam?.reasons ?? null, call.spam?.isRejected ?? false],
    ],
  );
  if (rows[0]) return { id: rows[0].id, added: true };
  const found = await findCall(tx, call.provider, call.providerCallId);
  if (!found) throw new Error(`call ${call.providerCallId} conflicts but can't be found`);
  return { id: found.id, added: false };
}

export type FoundCall = { id: string; siteId: string; attributed: boolean };

/** The call with the provider's own id; undefined: it was never stored. */
export async function findCall(
  db: Queryable,
  provider: string,
  providerCallId: string,
): Promise<FoundCall | undefined> {
  const { rows } = await db.query<FoundCall>(
    `select id, site_id as "siteId", exists (select 1 from attributions a where a.call_id = c.id) as attributed
     from calls c where provider = $1 and provider_call_id = $2`,
    [provider, providerCallId],
  );
  return rows[0];
}

/** A call's plan as telephony was told it (null: none was stored), and its number; undefined: no such call. */
export async function findCallPlan(
  db: Queryable,
  provider: string,
  providerCallId: string,
): Promise<{ plan: Plan | null; numberId: string } | undefined> {
  const { rows } = await db.query<{ plan: Plan | null; numberId: string }>(
    'select plan, number_id as "numberId" from calls where provider = $1 and provider_call_id = $2',
    [provider, providerCallId],
  );
  return rows[0];
}

/** Whether somebody has taken the call, as far as its facts say. */
export async function isCallAnswered(db: Queryable, provider: string, providerCallId: string): Promise<boolean> {
  const { rows } = await db.query<{ answered: boolean }>(
    'select answered_at is not null as answered from calls where provider = $1 and provider_call_id = $2',
    [provider, providerCallId],
  );
  return rows[0]?.answered ?? false;
}

/** When the oldest call of this provider began that has not ended, as far as we know, and began before then. */
export async function oldestOpenCall(db: Queryable, provider: string, before: Date): Promise<Date | undefined> {
  const { rows } = await db.query<{ startedAt: Date }>(
    `select started_at as "startedAt" from calls where provider = $1 and ended_at is null and started_at < $2
     order by started_at limit 1`,
    [provider, before],
  );
  return rows[0]?.startedAt;
}

/** Nobody else folds this call's facts until the transaction ends. */
export async function lockCall(tx: Tx, callId: string): Promise<void> {
  await tx.query('select 1 from calls where id = $1 for no key update', [callId]);
}

/** The same, of a call that has not ended; false: it has. */
export async function lockOpenCall(tx: Tx, callId: string): Promise<boolean> {
  const { rowCount } = await tx.query('select 1 from calls where id = $1 and ended_at is null for no key update', [
    callId,
  ]);
  return rowCount === 1;
}

/** Appends facts to a call's log and answers the keys of those that were new; a fact that is there already stays as it was. */
export async function insertFacts(tx: Tx, callId: string, facts: readonly CallFact[]): Promise<Set<string>> {
  const { rows } = await tx.query<{ key: string }>(
    `insert into call_events (call_id, key, at, kind, facts)
     select $1, key, at, kind, facts
     from unnest($2::text[], $3::timestamptz[], $4::text[], $5::jsonb[]) as t (key, at, kind, facts)
     on conflict do nothing returning key`,
    [
      callId,
      facts.map((f) => f.key),
      facts.map((f) => f.at),
      facts.map((f) => f.kind),
      facts.map((f) => JSON.stringify(f)),
    ],
  );
  return new Set(rows.map(({ key }) => key));
}

/** The whole log of a call, in time order; what is of one time, as it was told. */
export async function factsOf(db: Queryable, callId: string): Promise<CallFact[]> {
  const { rows } = await db.query<{ facts: CallFact }>(
    'select facts from call_events where call_id = $1 order by at, seq',
    [callId],
  );
  return rows.map(({ facts }) => ({ ...facts, at: new Date(facts.at) }));
}

/** Writes what the facts make of the call. A recording that was kept (or given up) is not put back to "recording". */
export async function updateCall(tx: Tx, callId: string, call: CallState): Promise<void> {
  await tx.query(
    `update calls set direction = $11, notice_at = $12, consent = $13, status = $2, missed_reason = $3, answered_at = $4, ended_at = $5, hung_up_by = $6, hangup_cause = $7,
            answered_by = $8, answered_by_name = coalesce((select name from agents where id = $8), answered_by_name), while_down = $9,
            recording_state = case when recording_state in ('none', 'recording') then $10 else recording_state end
     where id = $1`,
    [
      callId,
      call.status,
      call.missedReason,
      call.answeredAt,
      call.endedAt,
      call.hungUpBy,
      call.hangupCause,
      call.answeredBy,
      call.whileDown,
      call.recordingState,
      ...[call.direction, call.noticeAt, call.consent],
    ],
  );
}

/** Writes the legs the facts make, new or changed. */
export async function upsertLegs(tx: Tx, callId: string, legs: CallState['legs']): Promise<void> {
  if (legs.length === 0) return;
  await tx.query(
    `insert into legs (id, call_id, provider_leg_id, step, target_id, target_name, started_at, answered_at, ended_at, outcome, hangup_cause, client)
     select gen_random_uuid(), $1, l.provider_leg_id, l.step, l.target_id, coalesce(t.name, ''), l.started_at, l.answered_at, l.ended_at, l.outcome, l.hangup_cause, l.client
     from unnest($2::text[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::int[], $10::boolean[])
          as l (provider_leg_id, step, target_id, started_at, answered_at, ended_at, outcome, hangup_cause, client)
     left join agents t on t.id = l.target_id
     on conflict (call_id, provider_leg_id) do update set
       step = excluded.step, target_id = excluded.target_id, started_at = excluded.started_at, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
       outcome = excluded.outcome, hangup_cause = excluded.hangup_cause`,
    [
      callId,
      legs.map((l) => l.providerLegId),
      legs.map((l) => l.step),
      legs.map((l) => l.targetId),
      legs.map((l) => l.startedAt),
      legs.map((l) => l.answeredAt),
      legs.map((l) => l.endedAt),
      legs.map((l) => l.outcome),
      legs.map((l) => l.hangupCause),
      legs.map((l) => l.client),
    ],
  );
}

/** A source as it lies in the tables: its channel may be one that the rules no longer know. */
export type StoredSource = Tags & { channel: string };

/** Calls of this provider that have not ended, as far as we know. */
export async function openCalls(
  db: Queryable,
  provider: string,
): Promise<{ id: string; siteId: string; providerCallId: string; startedAt: Date }[]> {
  const { rows } = await db.query(
    `select id, site_id as "siteId", provider_call_id as "providerCallId", started_at as "startedAt"
     from calls where provider = $1 and ended_at is null`,
    [provider],
  );
  return rows;
}

/** Tells every node that these calls have changed; delivered when the transaction commits. */
export async function announceCalls(tx: Queryable, calls: readonly { siteId: string; id: string }[]): Promise<void> {
  for (const { siteId, id } of calls) await tx.query("select pg_notify('dialtrace_calls', $1)", [`${siteId} ${id}`]);
}

export type JournalPlace = { fileId: string; readTo: number };

/** How far a provider's journal has been read; undefined: not at all. */
export async function journalPlace(db: Queryable, provider: string): Promise<JournalPlace | undefined> {
  const { rows } = await db.query<JournalPlace>(
    'select file_id as "fileId", read_to as "readTo" from journals where provider = $1',
    [provider],
  );
  return rows[0];
}

/** Notes how far it has been read, in the transaction that stored what was read. */
export async function setJournalPlace(tx: Tx, provider: string, { fileId, readTo }: JournalPlace): Promise<void> {
  await tx.query(
    `insert into journals (provider, file_id, read_to) values ($1, $2, $3)
     on conflict (provider) do update set file_id = excluded.file_id, read_to = excluded.read_to`,
    [provider, fileId, readTo],
  );
}
