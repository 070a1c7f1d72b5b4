// The call log: the list with its filters, one call whole, the calls in progress.
import type { CallStatus, LegOutcome, MissedReason, Party, RecordingState } from '../core/call.ts';
import type { CallCategory } from '../core/category.ts';
import type { Trail } from '../core/routing/route.ts';
import type { StoredSource } from '../store/calls.ts';
import type { Queryable } from '../store/database.ts';
import { NONE } from './sources.ts';
import { time } from './time.ts';

export type CallLine = {
  id: string;
  siteId: string;
  number: string;
  numberKind: 'pool' | 'static';
  direction: 'in' | 'out';
  /** null: it counts as a call */
  spam: SpamMark | null;
  caller: string | null;
  callerRaw: string | null;
  /** of a caller whom the business knows */
  contact: CallContact | null;
  firstTime: boolean;
  status: CallStatus;
  missedReason: MissedReason | null;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  /** from the start of the call to the answer, or to the end of a missed one */
  waitSeconds: number | null;
  talkSeconds: number | null;
  answeredBy: string | null;
  hungUpBy: Party | null;
  whileDown: boolean;
  recording: { state: RecordingState; seconds: number | null };
  /** what people say of it */
  tags: string[];
  category: CallCategory | null;
  attribution: AnswerInForce | null;
};
export type CallContact = { name: string; vip: boolean; tags: string[]; manager: { id: string; name: string } | null };
/** `by` rules or a person; `heldBack`: rejected before it was answered */
export type SpamMark = { reasons: string[]; by: 'rules' | 'person'; heldBack: boolean };
export type AnswerInForce = {
  model: string;
  repeat: boolean;
  visit: { id: string; probability: number } | null;
  campaign: { source: string | null; medium: string | null; campaign: string | null; probability: number } | null;
  channel: { channel: string; probability: number } | null;
  term: string | null;
  nobody: number;
};
export type CallQuestion = {
  siteId: string;
  from?: Date | undefined;
  to?: Date | undefined;
  status?: CallStatus | undefined;
  channel?: string | undefined;
  source?: string | undefined;
  campaign?: string | undefined;
  term?: string | undefined;
  firstTime?: boolean | undefined;
  recorded?: boolean | undefined;
  direction?: 'in' | 'out' | undefined;
  spam?: boolean | undefined;
  q?: string | undefined;
};
export type CallPage = { cursor?: string | undefined; limit: number };

// Clocks are set back now and then: no duration is below zero.
const seconds = (from: string, to: string) =>
  `extract(epoch from case when ${to} < ${from} then interval '0' else ${to} - ${from} end)::float8`;

const CONTACT = `(
  select json_build_object('name', k.name, 'vip', k.vip, 'tags', k.tags,
           'manager', case when m.id is not null then json_build_object('id', m.id, 'name', m.name) end)
  from contacts k left join agents m on m.id = k.manager_id where k.site_id = c.site_id and k.phone = c.caller)`;

const CALL_LINE = `
  select c.id, c.site_id as "siteId", n.e164 as number, case when n.static_source is null then 'pool' else 'static' end as "numberKind",
         c.direction, case when c.spam then json_build_object('reasons', c.spam_reasons, 'by', c.spam_by, 'heldBack', c.held_back) end as spam,
         c.caller, c.caller_raw as "callerRaw", ${CONTACT} as contact, c.first_time as "firstTime", c.status, c.missed_reason as "missedReason",
         ${time('c.started_at')} as "startedAt", ${time('c.answered_at')} as "answeredAt", ${time('c.ended_at')} as "endedAt",
         ${seconds('c.started_at', 'coalesce(c.answered_at, c.ended_at)')} as "waitSeconds",
         ${seconds('c.answered_at', 'c.ended_at')} as "talkSeconds",
         c.answered_by_name as "answeredBy", c.hung_up_by as "hungUpBy", c.while_down as "whileDown", c.tags, c.category,
         json_build_object('state', c.recording_state, 'seconds', (
           select r.seconds from recordings r where r.call_id = c.id and r.state = 'ready' and r.kind <> 'voicemail' order by r.created_at limit 1)) as recording,
         case when a.call_id is not null then json_build_object(
           'model', a.model, 'repeat', a.repeat, 'nobody', a.nobody, 'term', a.term,
           'visit', case when a.visit_id is not null then json_build_object('id', a.visit_id, 'probability', a.visit_probability) end,
           'channel', case when a.channel is not null then json_build_object('channel', a.channel, 'probability', a.channel_probability) end,
           'campaign', case when a.campaign_probability is not null then json_build_object(
             'source', a.source, 'medium', a.medium, 'campaign', a.campaign, 'probability', a.campaign_probability) end) end as attribution
  from calls c
  join numbers n on n.id = c.number_id
  left join lateral (select * from attributions a where a.call_id = c.id order by version desc limit 1) a on true`;

// A call whose source is not known has no value, not even "none given".
const givenAt = (level: string) => `case when a.channel is not null then coalesce(a.${level}, '${NONE}') end`;

const MATCHES = `
  c.site_id = $1 and ($2::timestamptz is null or c.started_at >= $2) and ($3::timestamptz is null or c.started_at < $3)
  and ($4::text is null or c.status = $4) and ($5::text is null or a.channel = $5)
  and ($6::text is null or ${givenAt('source')} = $6) and ($7::text is null or ${givenAt('campaign')} = $7)
  and ($8::text is null or ${givenAt('term')} = $8)
  and ($9::bool is null or c.first_time = $9) and ($10::bool is null or (c.recording_state = 'ready') = $10)
  and ($11::text is null or concat_ws(' ', c.caller, c.caller_raw, n.e164, a.source, a.campaign, a.term, c.answered_by_name,
         (select k.name from contacts k where k.site_id = c.site_id and k.phone = c.caller)) ilike $11
       or ($12::text is not null and concat_ws(' ', c.caller, n.e164) like $12))
  and ($13::text is null or c.direction = $13) and ($14::bool is null or c.spam = $14)`;

/** A page of the list, newest first, with the number of all that match. Throws BadCursor for a cursor not of ours. */
export async function listCalls(
  db: Queryable,
  question: CallQuestion,
  { cursor, limit }: CallPage,
): Promise<{ items: CallLine[]; nextCursor: string | null; total: number }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const values = matchValues(question);
  const page = await db.query<CallLine & { exact: string }>(
    `${CALL_LINE.replace('select c.id,', 'select (extract(epoch from c.started_at) * 1000000)::bigint::text as exact, c.id,')}
     where ${MATCHES}
       and ($15::bigint is null or (c.started_at, c.id) < (timestamptz 'epoch' + $15 * interval '1 microsecond', $16::uuid))
     order by c.started_at desc, c.id desc limit $17`,
    [...values, after?.micros ?? null, after?.id ?? null, limit + 1],
  );
  const count = await db.query<{ total: number }>(
    `select count(*)::int as total from calls c join numbers n on n.id = c.number_id
     left join lateral (select * from attributions a where a.call_id = c.id order by version desc limit 1) a on true where ${MATCHES}`,
    values,
  );
  const items = page.rows.slice(0, limit);
  const last = page.rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ exact: _, ...line }) => line),
    nextCursor: last ? Buffer.from(`${last.exact} ${last.id}`).toString('base64url') : null,
    total: count.rows[0]?.total ?? 0,
  };
}

export class BadCursor extends Error {}

// The place of a line in the list: when its call began, in microseconds since the epoch, and its id.
function readCursor(cursor: string): { micros: string; id: string } {
  const match = /^(\d{1,16}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(
    Buffer.from(cursor, 'base64url').toString(),
  );
  if (!match?.[1] || !match[2])
    throw new BadCursor('This cursor is not one that this list gave out. Ask for the first page without a cursor.');
  return { micros: match[1], id: match[2] };
}

function matchValues(q: CallQuestion): unknown[] {
  const words = q.q?.trim();
  const digits = words?.replace(/[\s().+-]/g, '').replace(/^8(?=\d{4})/, ''); // people type 8 for Russia's +7
  const like = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`;
  return [
    q.siteId,
    q.from ?? null,
    q.to ?? null,
    q.status ?? null,
    q.channel ?? null,
    q.source ?? null,
    q.campaign ?? null,
    q.term ?? null,
    q.firstTime ?? null,
    q.recorded ?? null,
    words ? like(words) : null,
    digits && /^\d{3,}$/.test(digits) ? like(digits) : null,
    q.direction ?? null,
    q.spam ?? null,
  ];
}

/** These calls as lines, in no order. */
export async function callLines(db: Queryable, ids: readonly string[]): Promise<CallLine[]> {
  const { rows } = await db.query<CallLine>(`${CALL_LINE} where c.id = any($1)`, [ids]);
  return rows;
}

/** The site's calls in progress, newest first. */
export async function liveCalls(db: Queryable, siteId: string): Promise<CallLine[]> {
  const { rows } = await db.query<CallLine>(
    `${CALL_LINE} where c.site_id = $1 and c.ended_at is null order by c.started_at desc limit 200`,
    [siteId],
  );
  return rows;
}

export type LegLine = {
  id: string;
  step: number;
  target: string;
  startedAt: string;
  answeredAt: string | null;
  endedAt: string | null;
  ringSeconds: number | null;
  outcome: LegOutcome | null;
  hangupCause: number | null;
  /** of a call of ours: it rang the client */
  client: boolean;
};

/** Whom the call was rung through to, in order. */
export async function legsOf(db: Queryable, callId: string): Promise<LegLine[]> {
  const { rows } = await db.query<LegLine>(
    `select id, step, target_name as target, ${time('started_at')} as "startedAt", ${time('answered_at')} as "answeredAt", ${time('ended_at')} as "endedAt",
            ${seconds('started_at', 'coalesce(answered_at, ended_at)')} as "ringSeconds", outcome, hangup_cause as "hangupCause", client
     from legs where call_id = $1 order by started_at, step`,
    [callId],
  );
  return rows;
}

export type CandidateLine = StoredSource & {
  visitId: string | null;
  visitorId: string | null;
  probability: number;
  state: 'tapped' | 'open' | 'closed' | 'remembered' | 'static';
  stateSeconds: number | null;
  visitStartedAt: string | null;
  landingPage: string | null;
  region: string | null;
  device: string | null;
};

/** Candidates of the answer in force, likeliest first, with what is known of their visits: callers are remembered for half a year. */
export async function candidatesOf(db: Queryable, callId: string): Promise<CandidateLine[]> {
  const { rows } = await db.query<CandidateLine>(
    `select k.visit_id as "visitId", k.visitor_id as "visitorId", k.probability, k.state, k.state_seconds as "stateSeconds",
            ${time('v.at')} as "visitStartedAt", v.landing_page as "landingPage", v.region, v.device,
            k.channel, k.source, k.medium, k.campaign, k.ad_group as "adGroup", k.content, k.term
     from attribution_candidates k join calls c on c.id = k.call_id
     left join visits v on v.site_id = c.site_id and v.id = k.visit_id and v.at <= c.started_at and v.at > c.started_at - interval '200 days'
     where k.call_id = $1 and k.version = (select max(version) from attributions where call_id = $1)
     order by k.rank`,
    [callId],
  );
  return rows;
}

export type VisitCard = StoredSource & {
  id: string;
  visitorId: string;
  newVisitor: boolean;
  startedAt: string;
  landingPage: string;
  referrer: string | null;
  clickIds: Record<string, string>;
  clientIds: Record<string, string>;
  device: string;
  os: string | null;
  browser: string | null;
  country: string | null;
  region: string | null;
  city: string | null;
  activity: { at: string; kind: 'view' | 'beat' | 'hide' | 'show' | 'tap' | 'copy' | 'close'; page: string | null }[];
};

/** One visit whole, with what its page told. Null when it is not of this site or its month has been archived. */
export async function visitCard(db: Queryable, siteId: string, visitId: string): Promise<VisitCard | null> {
  return (await visitCards(db, siteId, [visitId])).get(visitId) ?? null;
}

/** Of one site, by their ids. */
export async function visitCards(
  db: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<Map<string, VisitCard>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<VisitCard>(
    `select v.id, v.visitor_id as "visitorId", v.new_visitor as "newVisitor", ${time('v.at')} as "startedAt",
            v.channel, v.source, v.medium, v.campaign, v.ad_group as "adGroup", v.content, v.term,
            v.landing_page as "landingPage", v.referrer, coalesce(v.click_ids, '{}') as "clickIds", coalesce(v.client_ids, '{}') as "clientIds",
            v.device, v.os, v.browser, v.country, v.region, v.city,
            coalesce((select json_agg(json_build_object('at', ${time('x.at')}, 'kind', x.kind, 'page', x.page) order by x.at)
                      from (select * from activity x where x.site_id = v.site_id and x.visit_id = v.id and x.at >= v.at
                            and x.at < v.at + interval '2 days' order by x.at limit 500) x), '[]'::json) as activity
     from visits v where v.site_id = $1 and v.id = any($2)`,
    [siteId, ids],
  );
  return new Map(rows.map((card) => [card.id, card]));
}

/** Earlier calls of the same caller to the same site, newest first. */
export async function earlierCalls(
  db: Queryable,
  callId: string,
): Promise<{ id: string; startedAt: string; status: CallStatus }[]> {
  const { rows } = await db.query(
    `select e.id, ${time('e.started_at')} as "startedAt", e.status from calls c
     join calls e on e.site_id = c.site_id and e.caller = c.caller and e.started_at < c.started_at
     where c.id = $1 order by e.started_at desc limit 20`,
    [callId],
  );
  return rows;
}

export type CallExtras = {
  hangupCause: number | null;
  /** by which version of which route it went; null: to the line, or by the plan on the engine's disk */
  route: { id: string; name: string; version: number } | null;
  /** how the route came to its plan */
  trail: Trail | null;
  /** when the caller was told that the talk is recorded */
  noticeAt: string | null;
  /** to the recording; null: was not asked */
  consent: boolean | null;
};

/** What is stored about the call beside its line. */
export async function callExtras(db: Queryable, callId: string): Promise<CallExtras | undefined> {
  const { rows } = await db.query<CallExtras>(
    `select c.hangup_cause as "hangupCause", c.trail, ${time('c.notice_at')} as "noticeAt", c.consent,
            case when r.id is not null then json_build_object('id', r.id, 'name', r.name, 'version', c.route_version) end as route
     from calls c left join routes r on r.id = c.route_id where c.id = $1`,
    [callId],
  );
  return rows[0];
}
