// How right attribution is, as far as it can be known: confidence, calibration against what people, forms and CRMs said,
// calls without a visit, pages without a number, and how fresh all that is.
import { type Calibration, calibrate, type JudgedAnswer } from '../core/attribution/calibration.ts';
import type { Queryable } from '../store/database.ts';
import { time } from './time.ts';

export type AccuracyLevel = 'channel' | 'campaign' | 'visit';
export const LEVELS: readonly AccuracyLevel[] = ['channel', 'campaign', 'visit'];

export type LevelAccuracy = {
  level: AccuracyLevel;
  meanConfidence: number | null;
  known: number;
  unknown: number;
  histogram: { from: number; to: number; calls: number }[];
  calibration: Calibration;
};
export type Accuracy = {
  calls: number;
  levels: LevelAccuracy[];
  sureShare: number | null;
  sureFrom: number;
  withoutVisit: {
    expected: number;
    share: number | null;
    byNumber: { number: string; calls: number; expected: number; share: number }[];
  };
  pages: { served: number; withoutNumber: { reason: string; count: number; share: number }[] };
  freshness: {
    lastViewAt: string | null;
    lastActivityAt: string | null;
    lastCallAt: string | null;
    lastLearnedAt: string | null;
  };
};
export type AccuracyQuestion = { siteId: string; from: Date; to: Date; sureFrom: number };

// Calls of pool numbers with their answer in force. A static number's answer is certain and says nothing of attribution.
const POOL_CALLS = `
  select c.id, c.number_id, a.nobody, a.visit_probability as visit, a.channel_probability as channel, a.campaign_probability as campaign
  from calls c
  join lateral (select * from attributions a where a.call_id = c.id order by a.version desc limit 1) a on true
  where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.counts
    and not exists (select 1 from attribution_candidates s where s.call_id = c.id and s.state = 'static')`;

/** Everything the accuracy page says of a period. */
export async function reportAccuracy(db: Queryable, question: AccuracyQuestion): Promise<Accuracy> {
  const { siteId, from, to, sureFrom } = question;
  const period = [siteId, from, to];
  const [confidence, labels, numbers, pages, freshness] = await Promise.all([
    confidenceByLevel(db, question),
    labelledAnswers(db, period),
    callsWithoutVisit(db, period),
    pagesServed(db, period),
    freshnessOf(db, siteId),
  ]);
  const calls = numbers.reduce((sum, number) => sum + number.calls, 0);
  const expected = numbers.reduce((sum, number) => sum + number.expected, 0);
  const sure = confidence.find(({ level }) => level === 'visit')?.sure ?? 0;
  return {
    ...{ calls, sureFrom, freshness, pages },
    levels: confidence.map(({ sure: _, ...level }) => ({
      ...level,
      calibration: calibrate(labels.flatMap((label) => judgedAt(label, level.level))),
    })),
    sureShare: calls === 0 ? null : sure / calls,
    withoutVisit: {
      ...{ expected, share: calls === 0 ? null : expected / calls },
      byNumber: numbers.slice(0, MOST_NUMBERS).map((number) => ({ ...number, share: number.expected / number.calls })),
    },
  };
}

const MOST_NUMBERS = 100;

async function confidenceByLevel(db: Queryable, { siteId, from, to, sureFrom }: AccuracyQuestion) {
  type Row = { level: AccuracyLevel; bin: number | null; calls: number; sum: number; sure: number };
  const { rows } = await db.query<Row>(
    `with call as (${POOL_CALLS}),
     told as (
       select l.level, l.p from call cross join lateral (values ('channel', channel), ('campaign', campaign), ('visit', visit)) l (level, p))
     select level, case when p is not null then least(9, floor(p * 10)) end::int as bin, count(*)::int as calls,
            coalesce(sum(p), 0)::float8 as sum, count(*) filter (where p >= $4)::int as sure
     from told group by 1, 2`,
    [siteId, from, to, sureFrom],
  );
  return LEVELS.map((level) => {
    const own = rows.filter((row) => row.level === level);
    const known = own.filter(({ bin }) => bin !== null);
    const total = (all: readonly Row[], pick: (row: Row) => number) => all.reduce((sum, row) => sum + pick(row), 0);
    const count = total(known, ({ calls }) => calls);
    return {
      ...{ level, known: count, unknown: total(own, ({ calls }) => calls) - count },
      meanConfidence: count === 0 ? null : Math.min(1, total(known, ({ sum }) => sum) / count),
      sure: total(known, ({ sure }) => sure),
      histogram: Array.from({ length: 10 }, (_, bin) => ({
        ...{ from: bin / 10, to: (bin + 1) / 10, calls: known.find((row) => row.bin === bin)?.calls ?? 0 },
      })),
    };
  });
}

/** What was said of a call before somebody who knows said who it was. `truth` null: none of our visits. */
type Labelled = {
  answer: { visitId: string | null; visitorId: string | null; key: Key; nobody: number } & Record<
    AccuracyLevel,
    number | null
  >;
  /** visitId null: only the visitor is known */
  truth: { visitId: string | null; visitorId: string; key: Key } | null;
};
type Key = { channel: string | null; source: string | null; medium: string | null; campaign: string | null };

/**
 * A person's correction is a label of the visit; a form or a CRM that names the visitor is one too if it came after the
 * answer: then the truth is the visitor, and of sources that of their latest visit on the number.
 */
async function labelledAnswers(db: Queryable, period: readonly unknown[]): Promise<Labelled[]> {
  const { rows } = await db.query<Labelled>(
    `with call as (
       select c.id, c.site_id, c.caller, c.number_id, c.started_at from calls c
       where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.counts
         and not exists (select 1 from attribution_candidates s where s.call_id = c.id and s.state = 'static')),
     label as (
       select distinct on (id) * from (
         select c.id, 0 as rank, k.made_at as at, k.visit_id is null as nobody, k.visit_id as visit, k.visitor_id as visitor
         from call c join corrections k on k.call_id = c.id and k.withdrawn_at is null
         union all
         select c.id, 1, i.created_at, false, v.id, i.visitor_id
         from call c join identities i on i.site_id = c.site_id and i.caller = c.caller and i.origin in ('form', 'crm')
         join lateral (
           select v.id from visits v
           where v.site_id = c.site_id and v.visitor_id = i.visitor_id and v.at <= c.started_at and v.at > c.started_at - interval '200 days'
             and exists (select 1 from leases l where l.site_id = c.site_id and l.visit_id = v.id and l.number_id = c.number_id and l.at <= c.started_at)
           order by v.at desc limit 1) v on true) said
       order by id, rank, at)
     select json_build_object('visitId', a.visit_id, 'visitorId', k.visitor_id, 'nobody', a.nobody, 'channel', a.channel_probability,
              'campaign', a.campaign_probability, 'visit', a.visit_probability,
              'key', json_build_object('channel', a.channel, 'source', a.source, 'medium', a.medium, 'campaign', a.campaign)) as answer,
            case when not l.nobody then json_build_object('visitId', case when l.rank = 0 then l.visit end, 'visitorId', l.visitor,
              'key', json_build_object('channel', v.channel, 'source', v.source, 'medium', v.medium, 'campaign', v.campaign)) end as truth
     from label l join call c on c.id = l.id
     join lateral (
       select * from attributions a where a.call_id = l.id and a.origin <> 'correction'
         and (case when l.rank = 0 then a.made_at <= l.at else a.made_at < l.at end)
       order by a.version desc limit 1) a on true
     left join attribution_candidates k on k.call_id = a.call_id and k.version = a.version and k.visit_id = a.visit_id
     left join visits v on v.site_id = c.site_id and v.id = l.visit and v.at <= c.started_at
     order by l.at desc limit ${MOST_LABELS}`,
    [...period],
  );
  return rows;
}

const MOST_LABELS = 20_000;

function judgedAt({ answer, truth }: Labelled, level: AccuracyLevel): JudgedAnswer[] {
  const confidence = answer[level];
  if (confidence === null) return [{ confidence: answer.nobody, right: truth === null }];
  return [{ confidence, right: truth !== null && isRight(answer, truth, level) }];
}

function isRight(answer: Labelled['answer'], truth: NonNullable<Labelled['truth']>, level: AccuracyLevel): boolean {
  if (level === 'visit')
    return truth.visitId === null ? answer.visitorId === truth.visitorId : answer.visitId === truth.visitId;
  if (level === 'channel') return answer.key.channel === truth.key.channel;
  return (['source', 'medium', 'campaign'] as const).every((part) => answer.key[part] === truth.key[part]);
}

async function callsWithoutVisit(db: Queryable, period: readonly unknown[]) {
  const { rows } = await db.query<{ number: string; calls: number; expected: number }>(
    `with call as (${POOL_CALLS})
     select n.e164 as number, count(*)::int as calls, sum(nobody)::float8 as expected
     from call join numbers n on n.id = call.number_id group by n.e164 order by expected desc, number`,
    [...period],
  );
  return rows;
}

/** A message about a visit that is not known is no page view; all else that was refused or dropped is one. */
async function pagesServed(db: Queryable, period: readonly unknown[]): Promise<Accuracy['pages']> {
  const views = await db.query<{ views: number }>(
    "select count(*)::int as views from activity where site_id = $1 and at >= $2 and at < $3 and kind = 'view'",
    [...period],
  );
  const refused = await db.query<{ reason: string; count: number }>(
    `select reason, sum(count)::int as count from refusals
     where site_id = $1 and room = 'collect' and reason <> 'unknown-visit'
       and day >= ($2::timestamptz at time zone 'UTC')::date and day < ($3::timestamptz at time zone 'UTC')
     group by reason order by count desc, reason`,
    [...period],
  );
  const served = views.rows[0]?.views ?? 0;
  const all = served + refused.rows.reduce((sum, { count }) => sum + count, 0);
  return { served, withoutNumber: refused.rows.map((row) => ({ ...row, share: row.count / all })) };
}

async function freshnessOf(db: Queryable, siteId: string): Promise<Accuracy['freshness']> {
  const recent = "at > now() - interval '40 days' order by at desc limit 1";
  const { rows } = await db.query<Accuracy['freshness']>(
    `select (select ${time('at')} from activity where site_id = $1 and kind = 'view' and ${recent}) as "lastViewAt",
            (select ${time('at')} from activity where site_id = $1 and ${recent}) as "lastActivityAt",
            (select ${time('max(started_at)')} from calls where site_id = $1 and counts) as "lastCallAt",
            (select ${time('max(made_at)')} from parameter_versions where site_id = $1) as "lastLearnedAt"`,
    [siteId],
  );
  return rows[0] ?? { lastViewAt: null, lastActivityAt: null, lastCallAt: null, lastLearnedAt: null };
}
