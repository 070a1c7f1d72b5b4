// Calls, their legs, their facts and their attributions.
import type { CallFact, CallState } from '../core/call.ts';
import type { Holder } from '../core/holder.ts';
import type { Tags } from '../core/source-tags.ts';
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
};

/**
 * Adds the call unless it is there; answers with its id and whether it was added now. A call that is read late makes
 * later calls of its caller repeated ones.
 */
export async function insertCall(tx: Queryable, call: NewCall): Promise<{ id: string; added: boolean }> {
  const { rows } = await tx.query<{ id: string }>(
    `with later as (
       update calls set first_time = false
       where site_id = $2 and caller = $6 and started_at > $8 and first_time and (provider, provider_call_id) <> ($4, $5))
     insert into calls (id, site_id, number_id, provider, provider_call_id, caller, caller_raw, started_at, status, first_time)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'ringing',
             not exists (select 1 from calls c where c.site_id = $2 and c.caller = $6 and c.started_at < $8))
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

/** Appends facts to a call's log and answers how many were new; a fact that is there already stays as it was. */
export async function insertFacts(tx: Tx, callId: string, facts: readonly CallFact[]): Promise<number> {
  const { rowCount } = await tx.query(
    `insert into call_events (call_id, key, at, kind, facts)
     select $1, key, at, kind, facts
     from unnest($2::text[], $3::timestamptz[], $4::text[], $5::jsonb[]) as t (key, at, kind, facts)
     on conflict do nothing`,
    [
      callId,
      facts.map((f) => f.key),
      facts.map((f) => f.at),
      facts.map((f) => f.kind),
      facts.map((f) => JSON.stringify(f)),
    ],
  );
  return rowCount ?? 0;
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
    `update calls set status = $2, missed_reason = $3, answered_at = $4, ended_at = $5, hung_up_by = $6, hangup_cause = $7,
            answered_by = $8, answered_by_name = coalesce((select name from targets where id = $8), answered_by_name), while_down = $9,
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
    ],
  );
}

/** Writes the legs the facts make, new or changed. */
export async function upsertLegs(tx: Tx, callId: string, legs: CallState['legs']): Promise<void> {
  if (legs.length === 0) return;
  await tx.query(
    `insert into legs (id, call_id, provider_leg_id, step, target_id, target_name, started_at, answered_at, ended_at, outcome, hangup_cause)
     select gen_random_uuid(), $1, l.provider_leg_id, l.step, l.target_id, coalesce(t.name, ''), l.started_at, l.answered_at, l.ended_at, l.outcome, l.hangup_cause
     from unnest($2::text[], $3::int[], $4::uuid[], $5::timestamptz[], $6::timestamptz[], $7::timestamptz[], $8::text[], $9::int[])
          as l (provider_leg_id, step, target_id, started_at, answered_at, ended_at, outcome, hangup_cause)
     left join targets t on t.id = l.target_id
     on conflict (call_id, provider_leg_id) do update set
       step = excluded.step, target_id = excluded.target_id, answered_at = excluded.answered_at, ended_at = excluded.ended_at,
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
    ],
  );
}

export type StoredCandidate = {
  visitId: string | null;
  visitorId: string | null;
  probability: number;
  state: 'tapped' | 'open' | 'closed' | 'remembered' | 'static';
  stateSeconds: number | null;
} & StoredSource;
/** A source as it lies in the tables: its channel may be one that the rules no longer know. */
export type StoredSource = Tags & { channel: string };
export type StoredAttribution = {
  callId: string;
  version: number;
  model: string;
  repeat: boolean;
  visit: { id: string; probability: number } | null;
  channel: { channel: string; probability: number } | null;
  campaign: ({ probability: number } & Pick<StoredSource, 'source' | 'medium' | 'campaign' | 'term'>) | null;
  nobody: number;
  /** the whole mass by source */
  sources: (Pick<StoredSource, 'channel' | 'source' | 'medium' | 'campaign'> & { probability: number })[];
  /** the likeliest visits */
  candidates: StoredCandidate[];
};

/** Keeps an answer with its candidates. The same call and version again changes nothing. */
export async function insertAttribution(tx: Tx, a: StoredAttribution): Promise<void> {
  const { rowCount } = await tx.query(
    `insert into attributions (call_id, version, model, repeat, visit_id, visit_probability, channel, channel_probability,
                               source, medium, campaign, term, campaign_probability, nobody)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`,
    [
      a.callId,
      a.version,
      a.model,
      a.repeat,
      a.visit?.id,
      a.visit?.probability,
      a.channel?.channel,
      a.channel?.probability,
      a.campaign?.source,
      a.campaign?.medium,
      a.campaign?.campaign,
      a.campaign?.term,
      a.campaign?.probability,
      a.nobody,
    ],
  );
  if (rowCount === 0) return;
  await tx.query(
    `insert into attribution_sources (call_id, version, channel, source, medium, campaign, probability)
     select $1, $2, s.* from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::float8[]) as s`,
    [
      a.callId,
      a.version,
      a.sources.map((s) => s.channel),
      a.sources.map((s) => s.source),
      a.sources.map((s) => s.medium),
      a.sources.map((s) => s.campaign),
      a.sources.map((s) => s.probability),
    ],
  );
  await tx.query(
    `insert into attribution_candidates (call_id, version, rank, visit_id, visitor_id, probability, state, state_seconds,
                                         channel, source, medium, campaign, ad_group, content, term)
     select $1, $2, c.* from unnest($3::int[], $4::uuid[], $5::uuid[], $6::float8[], $7::text[], $8::float8[],
                                    $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[]) as c`,
    [
      a.callId,
      a.version,
      a.candidates.map((_, rank) => rank),
      a.candidates.map((c) => c.visitId),
      a.candidates.map((c) => c.visitorId),
      a.candidates.map((c) => c.probability),
      a.candidates.map((c) => c.state),
      a.candidates.map((c) => c.stateSeconds),
      a.candidates.map((c) => c.channel),
      a.candidates.map((c) => c.source),
      a.candidates.map((c) => c.medium),
      a.candidates.map((c) => c.campaign),
      a.candidates.map((c) => c.adGroup),
      a.candidates.map((c) => c.content),
      a.candidates.map((c) => c.term),
    ],
  );
}

/** The full sources of visits, by visit id. Visits lie in monthly partitions: `since` spares the older ones. */
export async function sourcesOfVisits(
  db: Queryable,
  { siteId, visitIds, since }: { siteId: string; visitIds: string[]; since: Date },
): Promise<Map<string, StoredSource>> {
  const { rows } = await db.query<StoredSource & { id: string }>(
    `select id, channel, source, medium, campaign, ad_group as "adGroup", content, term
     from visits where site_id = $1 and id = any($2) and at >= $3`,
    [siteId, visitIds, since],
  );
  return new Map(rows.map(({ id, ...source }) => [id, source]));
}

/**
 * Everyone who was shown a number and was active in the window before `at`, as it was known at `at`: from the log, so
 * that a call that is read late is judged as it would have been at the time. It says what `Pool.holders` would have
 * said, but for `credited`. `campaign` is left to the caller, who owns the key.
 */
export async function holdersAsOf(
  db: Queryable,
  { siteId, numberId, at, windowSeconds }: { siteId: string; numberId: string; at: Date; windowSeconds: number },
): Promise<(Omit<Holder, 'campaign'> & Pick<StoredSource, 'source' | 'medium' | 'campaign'>)[]> {
  const { rows } = await db.query(
    `with held as (
       select l.visit_id, min(l.at) as at from leases l
       where l.site_id = $1 and l.number_id = $2 and l.at <= $3 and l.at > $3::timestamptz - make_interval(secs => $4) - interval '2 days'
       group by l.visit_id)
     select h.visit_id as visit, v.visitor_id as visitor, $2 as number, v.channel, v.source, v.medium, v.campaign, v.region,
            extract(epoch from h.at)::float8 as "startedAt",
            extract(epoch from greatest(h.at, a.last))::float8 as "lastActivityAt",
            case when a.closed >= a.seen or a.seen is null then extract(epoch from a.closed)::float8 end as "closedAt",
            extract(epoch from a.tapped)::float8 as "tappedAt",
            0::float8 as credited
     from held h
     join visits v on v.site_id = $1 and v.id = h.visit_id and v.at <= $3 and v.at > $3::timestamptz - make_interval(secs => $4) - interval '3 days'
     left join lateral (
       select max(at) as last, max(at) filter (where kind = 'close') as closed, max(at) filter (where kind = 'tap') as tapped,
              max(at) filter (where kind not in ('close', 'tap')) as seen
       from activity x where x.site_id = $1 and x.visit_id = h.visit_id and x.at <= $3 and x.at >= h.at) a on true
     where greatest(h.at, a.last) >= $3::timestamptz - make_interval(secs => $4)`,
    [siteId, numberId, at, windowSeconds],
  );
  return rows;
}

/** `at`: when the call came in, in seconds since the epoch. */
export type FirstCall = {
  siteId: string;
  caller: string;
  numberId: string;
  at: number;
  candidates: ({ visit: string; visitor: string; probability: number; state: string; seconds: number } & Pick<
    StoredSource,
    'channel' | 'source' | 'medium' | 'campaign'
  >)[];
};

/** Each caller's first call to a pool's number since `since`, with those who may have made it by the answer in force. */
export async function firstCallsSince(db: Queryable, since: Date): Promise<FirstCall[]> {
  const { rows } = await db.query<FirstCall>(
    `with first as (
       select distinct on (c.site_id, c.caller) c.site_id, c.caller, c.number_id, c.started_at, c.id, a.version
       from calls c
       join lateral (select max(version) as version from attributions where call_id = c.id) a on a.version is not null
       where c.started_at >= $1 and c.caller is not null
         and not exists (select 1 from attribution_candidates s where s.call_id = c.id and s.version = a.version and s.state = 'static')
       order by c.site_id, c.caller, c.started_at, c.id)
     select f.site_id as "siteId", f.caller, f.number_id as "numberId", extract(epoch from f.started_at)::float8 as at,
            coalesce(json_agg(json_build_object('visit', k.visit_id, 'visitor', k.visitor_id, 'probability', k.probability,
                       'state', k.state, 'seconds', coalesce(k.state_seconds, 0), 'channel', k.channel, 'source', k.source,
                       'medium', k.medium, 'campaign', k.campaign) order by k.rank)
                     filter (where k.visitor_id is not null), '[]'::json) as candidates
     from first f left join attribution_candidates k on k.call_id = f.id and k.version = f.version
     group by f.id, f.site_id, f.caller, f.number_id, f.started_at
     order by f.started_at`,
    [since],
  );
  return rows;
}

/** Calls of this provider that have not ended, as far as we know. */
export async function openCalls(
  db: Queryable,
  provider: string,
): Promise<{ id: string; siteId: string; providerCallId: string }[]> {
  const { rows } = await db.query(
    'select id, site_id as "siteId", provider_call_id as "providerCallId" from calls where provider = $1 and ended_at is null',
    [provider],
  );
  return rows;
}

export type RecordingDue = {
  id: string;
  siteId: string;
  providerCallId: string;
  startedAt: Date;
  answered: boolean;
  rawFile: string | null;
};

/** Ended calls whose recording has not been put into its place yet. */
export async function recordingsDue(db: Queryable): Promise<RecordingDue[]> {
  const { rows } = await db.query<RecordingDue>(
    `select c.id, c.site_id as "siteId", c.provider_call_id as "providerCallId", c.started_at as "startedAt", c.answered_at is not null as answered,
            (select e.facts->>'file' from call_events e where e.call_id = c.id and e.kind = 'recorded' limit 1) as "rawFile"
     from calls c where c.recording_state = 'recording' and c.ended_at is not null order by c.started_at limit 100`,
  );
  return rows;
}

export type KeptRecording = { state: 'ready' | 'empty' | 'failed'; file: string | null; seconds: number | null };

/** Notes where a call's recording is now, or that there is none. */
export async function setRecording(
  db: Queryable,
  callId: string,
  { state, file, seconds }: KeptRecording,
): Promise<void> {
  await db.query('update calls set recording_state = $2, recording_file = $3, recording_seconds = $4 where id = $1', [
    callId,
    state,
    file,
    seconds,
  ]);
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
