// Answers to who called, as they are kept: every answer a call was ever given, its sources and its candidates.
import type { StoredSource } from './calls.ts';
import type { Queryable } from './database.ts';
import { tellAttributed } from './events.ts';

export type AnswerOrigin = 'call' | 'late' | 'reattribution' | 'correction' | 'identity';
export type StoredCandidate = {
  visitId: string | null;
  visitorId: string | null;
  probability: number;
  state: 'tapped' | 'open' | 'closed' | 'remembered' | 'static';
  stateSeconds: number | null;
} & StoredSource;
export type StoredAttribution = {
  callId: string;
  /** null: the next one of its call */
  version: number | null;
  origin: AnswerOrigin;
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

/** Told with the call when it comes in. */
const FIRST = 1;

/**
 * Keeps answers with their candidates, and tells of those that take another's place. The same call and version again
 * changes nothing. Whoever gives a call its next version holds `lockAnswers` of the site: two at once would take each
 * other for done.
 */
export async function insertAttributions(tx: Queryable, answers: readonly StoredAttribution[]): Promise<void> {
  const { rows } = await tx.query<{ callId: string; version: number }>(
    `insert into attributions (call_id, version, origin, model, repeat, visit_id, visit_probability, channel, channel_probability,
                               source, medium, campaign, term, campaign_probability, nobody)
     select call_id, coalesce(version, 1 + coalesce((select max(version) from attributions a where a.call_id = t.call_id), 0)),
            origin, model, repeat, visit_id, visit_probability, channel, channel_probability,
            source, medium, campaign, term, campaign_probability, nobody
     from json_to_recordset($1) as t (call_id uuid, version int, origin text, model text, repeat boolean, visit_id uuid,
            visit_probability float8, channel text, channel_probability float8, source text, medium text, campaign text,
            term text, campaign_probability float8, nobody float8)
     on conflict do nothing returning call_id as "callId", version`,
    [JSON.stringify(answers.map(answerRow))],
  );
  await tellAttributed(
    tx,
    rows.filter(({ version }) => version > FIRST),
  );
  const kept = new Map(rows.map(({ callId, version }) => [callId, version]));
  const partsOf = <T>(pick: (answer: StoredAttribution) => readonly T[], row: (part: T, rank: number) => object) =>
    JSON.stringify(
      answers.flatMap((answer) => {
        const version = kept.get(answer.callId);
        if (version === undefined) return [];
        return pick(answer).map((part, rank) => ({ call_id: answer.callId, version, ...row(part, rank) }));
      }),
    );
  await tx.query(
    `insert into attribution_sources (call_id, version, channel, source, medium, campaign, probability)
     select * from json_to_recordset($1) as t (call_id uuid, version int, channel text, source text, medium text, campaign text, probability float8)`,
    [partsOf(({ sources }) => sources, sourceRow)],
  );
  await tx.query(
    `insert into attribution_candidates (call_id, version, rank, visit_id, visitor_id, probability, state, state_seconds,
                                         channel, source, medium, campaign, ad_group, content, term)
     select * from json_to_recordset($1) as t (call_id uuid, version int, rank int, visit_id uuid, visitor_id uuid, probability float8,
            state text, state_seconds float8, channel text, source text, medium text, campaign text, ad_group text, content text, term text)`,
    [partsOf(({ candidates }) => candidates, candidateRow)],
  );
}

function answerRow(a: StoredAttribution) {
  return {
    ...{ call_id: a.callId, version: a.version, origin: a.origin, model: a.model, repeat: a.repeat, nobody: a.nobody },
    ...{ visit_id: a.visit?.id, visit_probability: a.visit?.probability },
    ...{ channel: a.channel?.channel, channel_probability: a.channel?.probability },
    ...{ source: a.campaign?.source, medium: a.campaign?.medium, campaign: a.campaign?.campaign },
    ...{ term: a.campaign?.term, campaign_probability: a.campaign?.probability },
  };
}

const sourceRow = ({ channel, source, medium, campaign, probability }: StoredAttribution['sources'][number]) => ({
  ...{ channel, source, medium, campaign, probability },
});

const candidateRow = ({ visitId, visitorId, stateSeconds, adGroup, ...rest }: StoredCandidate, rank: number) => ({
  ...rest,
  ...{ rank, visit_id: visitId, visitor_id: visitorId, state_seconds: stateSeconds, ad_group: adGroup },
});

/** Until the transaction ends nobody else gives calls of this site further versions of their answers. */
export async function lockAnswers(tx: Queryable, siteId: string): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtextextended('answers ' || $1, 0))", [siteId]);
}

/** The answers in force of these calls, by call id. Calls without an answer are left out. */
export async function answersInForce(
  db: Queryable,
  callIds: readonly string[],
): Promise<Map<string, StoredAttribution & { version: number }>> {
  const { rows } = await db.query<StoredAttribution & { version: number }>(
    `${ANSWER} where a.call_id = any($1) and ${IN_FORCE}`,
    [callIds],
  );
  return new Map(rows.map((row) => [row.callId, row]));
}

/** The versions of the answers in force, by call id. */
export async function answerVersions(db: Queryable, callIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await db.query<{ callId: string; version: number }>(
    'select call_id as "callId", max(version) as version from attributions where call_id = any($1) group by call_id',
    [callIds],
  );
  return new Map(rows.map(({ callId, version }) => [callId, version]));
}

/** The call's latest answer that was not a person's; undefined: there is none. */
export async function latestOwnAnswer(db: Queryable, callId: string): Promise<StoredAttribution | undefined> {
  const { rows } = await db.query<StoredAttribution>(
    `${ANSWER} where a.call_id = $1 and a.origin <> 'correction' order by a.version desc limit 1`,
    [callId],
  );
  return rows[0];
}

const IN_FORCE = 'a.version = (select max(version) from attributions l where l.call_id = a.call_id)';
const ANSWER = `
  select a.call_id as "callId", a.version, a.origin, a.model, a.repeat, a.nobody,
         case when a.visit_id is not null then json_build_object('id', a.visit_id, 'probability', a.visit_probability) end as visit,
         case when a.channel is not null then json_build_object('channel', a.channel, 'probability', a.channel_probability) end as channel,
         case when a.campaign_probability is not null then json_build_object('source', a.source, 'medium', a.medium,
           'campaign', a.campaign, 'term', a.term, 'probability', a.campaign_probability) end as campaign,
         coalesce((select json_agg(json_build_object('channel', s.channel, 'source', s.source, 'medium', s.medium, 'campaign', s.campaign,
                     'probability', s.probability) order by s.probability desc)
                   from attribution_sources s where s.call_id = a.call_id and s.version = a.version), '[]') as sources,
         coalesce((select json_agg(json_build_object('visitId', k.visit_id, 'visitorId', k.visitor_id, 'probability', k.probability,
                     'state', k.state, 'stateSeconds', k.state_seconds, 'channel', k.channel, 'source', k.source, 'medium', k.medium,
                     'campaign', k.campaign, 'adGroup', k.ad_group, 'content', k.content, 'term', k.term) order by k.rank)
                   from attribution_candidates k where k.call_id = a.call_id and k.version = a.version), '[]') as candidates
  from attributions a`;

/** The full sources of visits, by visit id. Visits lie in monthly partitions: `since` spares the older ones. */
export async function sourcesOfVisits(
  db: Queryable,
  { siteId, visitIds, since }: { siteId: string; visitIds: readonly string[]; since: Date },
): Promise<Map<string, StoredSource>> {
  const { rows } = await db.query<StoredSource & { id: string }>(
    `select id, channel, source, medium, campaign, ad_group as "adGroup", content, term
     from visits where site_id = $1 and id = any($2) and at >= $3`,
    [siteId, visitIds, since],
  );
  return new Map(rows.map(({ id, ...source }) => [id, source]));
}

/**
 * How much of each visit the calls to a number in the window before `at` explain (number-pool.md § 4, "credited"), by
 * the answers in force, but for callers that were known. Only stored candidates count, here as in memory: so every
 * node, a new start and a second look say the same.
 */
export async function creditsAsOf(
  db: Queryable,
  { siteId, numberId, at, windowSeconds }: { siteId: string; numberId: string; at: Date; windowSeconds: number },
): Promise<Map<string, number>> {
  const { rows } = await db.query<{ visit: string; credited: number }>(
    `select k.visit_id as visit, 1 - exp(sum(ln(greatest(1 - k.probability, 1e-12))))::float8 as credited
     from calls c
     join lateral (select a.version, a.repeat from attributions a where a.call_id = c.id order by a.version desc limit 1) a on not a.repeat
     join attribution_candidates k on k.call_id = c.id and k.version = a.version and k.visit_id is not null
     where c.site_id = $1 and c.number_id = $2 and c.counts and c.started_at < $3 and c.started_at > $3::timestamptz - make_interval(secs => $4)
     group by k.visit_id`,
    [siteId, numberId, at, windowSeconds],
  );
  return new Map(rows.map(({ visit, credited }) => [visit, credited]));
}

/** Every number that the site has or had. */
export async function numberIdsOf(db: Queryable, siteId: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>('select id from numbers where site_id = $1', [siteId]);
  return rows.map(({ id }) => id);
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

/**
 * Each caller's first call to a pool's number in [since, before), with those who may have made it by the answer in
 * force; of all sites and callers unless told.
 */
export async function firstCalls(
  db: Queryable,
  { since, before, siteId, caller }: { since: Date; before?: Date; siteId?: string; caller?: string },
): Promise<FirstCall[]> {
  const { rows } = await db.query<FirstCall>(
    `with first as (
       select distinct on (c.site_id, c.caller) c.site_id, c.caller, c.number_id, c.started_at, c.id, a.version
       from calls c
       join lateral (select max(version) as version from attributions where call_id = c.id) a on a.version is not null
       where c.started_at >= $1 and c.caller is not null and c.counts and ($2::timestamptz is null or c.started_at < $2)
         and ($3::uuid is null or c.site_id = $3) and ($4::text is null or c.caller = $4)
         and not exists (select 1 from attribution_candidates s where s.call_id = c.id and s.state = 'static')
       order by c.site_id, c.caller, c.started_at, c.id)
     select f.site_id as "siteId", f.caller, f.number_id as "numberId", extract(epoch from f.started_at)::float8 as at,
            coalesce(json_agg(json_build_object('visit', k.visit_id, 'visitor', k.visitor_id, 'probability', k.probability,
                       'state', k.state, 'seconds', coalesce(k.state_seconds, 0), 'channel', k.channel, 'source', k.source,
                       'medium', k.medium, 'campaign', k.campaign) order by k.rank)
                     filter (where k.visitor_id is not null), '[]'::json) as candidates
     from first f left join attribution_candidates k on k.call_id = f.id and k.version = f.version
     group by f.id, f.site_id, f.caller, f.number_id, f.started_at
     order by f.started_at`,
    [since, before ?? null, siteId ?? null, caller ?? null],
  );
  return rows;
}

/** What has changed about who called; every node hears it when the transaction commits. */
export type AttributionNews = {
  siteId: string;
  /** credits of the visits that held it have changed */
  numberId?: string;
  /** what is known of this caller has changed */
  caller?: string;
  /** another version of the parameters is in force */
  parameters?: true;
  /** anything may have changed */
  everything?: true;
  /** a call was answered by this node, which knows it already */
  answeredBy?: { node: string; answer: string };
};

/** Tells every node, this one too. */
export async function announceAttribution(tx: Queryable, news: AttributionNews): Promise<void> {
  await tx.query("select pg_notify('dialtrace_attribution', $1)", [JSON.stringify(news)]);
}
