// Which source brings visits and calls: visits are counted, calls are summed by the probability of their source, or by
// their best answer where that is asked for.
import type { Queryable } from '../store/database.ts';

export type SourceLevel = 'channel' | 'source' | 'medium' | 'campaign' | 'term';
export type SourceQuestion = {
  siteId: string;
  from: Date;
  to: Date;
  by: SourceLevel;
  counting: 'fractional' | 'best';
  /** levels above `by` that are held fast; NONE stands for "none given" */
  within: Partial<Record<Exclude<SourceLevel, 'term'>, string | undefined>>;
};
export type SourceFigures = {
  visits: number;
  newVisitors: number;
  calls: number;
  firstTimeCalls: number;
  answered: number;
  missed: number;
  talkSeconds: number;
  /** calls / visits; null where there were no visits */
  conversion: number | null;
  /**
   * Half the width of the 95 % interval of `calls`: what attribution does not know for sure, 1.96·sqrt(Σ p(1−p)) over
   * the calls. Null when calls are counted by their best answer.
   */
  callsMargin: number | null;
};
/** `key` null: the visits name none. `unknown`: calls whose source is not known. */
export type SourceRow = SourceFigures & { key: string | null; unknown: boolean };

export const NONE = '(none)';
const LEVELS: readonly Exclude<SourceLevel, 'term'>[] = ['channel', 'source', 'medium', 'campaign'];

/** Rows by the asked level, most calls first, and their totals. Without filters the rows' calls sum to all calls. */
export async function reportSources(
  db: Queryable,
  question: SourceQuestion,
): Promise<{ rows: SourceRow[]; totals: SourceFigures }> {
  const { by } = question;
  const held = LEVELS.filter((level) => question.within[level] !== undefined);
  const inside = held.map((level, at) => `and coalesce(${level}, '${NONE}') = $${at + 4}`).join(' ');
  const { rows } = await db.query<Counted>(
    `with call as (
       select c.id, c.first_time, c.status, greatest(0, coalesce(extract(epoch from c.ended_at - c.answered_at), 0))::float8 as talk,
              (select max(version) from attributions a where a.call_id = c.id) as version
       from calls c where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.counts),
     mass as (${question.counting === 'best' ? bestMass(by) : by === 'term' ? TERM_MASS : SOURCE_MASS}),
     known as (select id, sum(p) as p from mass group by id),
     told as (
       select id, ${by} as key, false as unknown, first_time, status, talk, p from mass where true ${inside}
       union all
       select c.id, null, true, c.first_time, c.status, c.talk, 1 - coalesce(k.p, 0)
       from call c left join known k on k.id = c.id where ${held.length === 0}),
     share as (
       select id, key, unknown, first_time, status, talk, sum(p) as p from told where p > 1e-9
       group by id, key, unknown, first_time, status, talk),
     doubt as (
       select coalesce(sum(p * (1 - p)), 0) as variance from (select least(1, sum(p)) as p from told group by id) whole),
     figure as (
       select ${by} as key, false as unknown, 1 as visit, new_visitor::int as newcomer, 0 as p, false as first_time, '' as status, 0 as talk
       from visits where site_id = $1 and at >= $2 and at < $3 ${inside}
       union all
       select key, unknown, 0, 0, p, first_time, status, talk from share)
     select key, unknown, sum(visit)::int as visits, sum(newcomer)::int as "newVisitors", sum(p)::float8 as calls,
            coalesce(sum(p) filter (where first_time), 0)::float8 as "firstTimeCalls",
            coalesce(sum(p) filter (where status in ('answered', 'talking', 'cut-off')), 0)::float8 as answered,
            coalesce(sum(p) filter (where status = 'missed'), 0)::float8 as missed,
            sum(p * talk)::float8 as "talkSeconds", coalesce(sum(least(1, p) * (1 - least(1, p))), 0)::float8 as variance,
            (select variance from doubt)::float8 as "totalVariance"
     from figure group by key, unknown order by unknown, calls desc, visits desc, key`,
    [question.siteId, question.from, question.to, ...held.map((level) => question.within[level])],
  );
  const marginOf = (variance: number) => (question.counting === 'best' ? null : NORMAL_95 * Math.sqrt(variance));
  return {
    rows: rows.map(({ variance, totalVariance: _, ...row }) => ({
      ...withConversion(row),
      callsMargin: marginOf(variance),
    })),
    totals: { ...withConversion(totalOf(rows)), callsMargin: marginOf(rows[0]?.totalVariance ?? 0) },
  };
}

const NORMAL_95 = 1.96; // so many standard deviations either way hold 95 % of a normal distribution

const SOURCE_MASS = `
  select c.*, s.channel, s.source, s.medium, s.campaign, null::text as term, s.probability as p
  from call c join attribution_sources s on s.call_id = c.id and s.version = c.version`;

// Keywords are known of the likeliest visits only: what their source has beyond them stays "none given".
const TERM_MASS = `
  select c.*, k.channel, k.source, k.medium, k.campaign, k.term, k.probability as p
  from call c join attribution_candidates k on k.call_id = c.id and k.version = c.version
  union all
  select c.*, rest.channel, rest.source, rest.medium, rest.campaign, null, greatest(0, rest.p)
  from (
    select id, version, channel, source, medium, campaign, sum(p) as p
    from (
      select c.id, c.version, s.channel, s.source, s.medium, s.campaign, s.probability as p
      from call c join attribution_sources s on s.call_id = c.id and s.version = c.version
      union all
      select c.id, c.version, k.channel, k.source, k.medium, k.campaign, -k.probability
      from call c join attribution_candidates k on k.call_id = c.id and k.version = c.version) each
    group by id, version, channel, source, medium, campaign) rest
  join call c on c.id = rest.id`;

// The likeliest channel need not be that of the likeliest campaign: below channels, a call counts where its campaign is.
const bestMass = (by: SourceLevel) => `
  select c.*, ${by === 'channel' ? 'a.channel' : 'coalesce(s.channel, a.channel) as channel'}, a.source, a.medium, a.campaign, a.term,
         1::float8 as p
  from call c join attributions a on a.call_id = c.id and a.version = c.version
  left join lateral (
    select s.channel from attribution_sources s
    where s.call_id = c.id and s.version = c.version and s.source is not distinct from a.source
      and s.medium is not distinct from a.medium and s.campaign is not distinct from a.campaign
    order by s.probability desc limit 1) s on true
  where a.channel is not null`;

type Counts = Omit<SourceFigures, 'conversion' | 'callsMargin'>;
type Counted = Counts & Pick<SourceRow, 'key' | 'unknown'> & { variance: number; totalVariance: number };

function withConversion<T extends Counts>(counts: T): T & { conversion: number | null } {
  return { ...counts, conversion: counts.visits > 0 ? counts.calls / counts.visits : null };
}

function totalOf(rows: readonly Counts[]): Counts {
  const sum = (name: keyof Counts) => rows.reduce((total, row) => total + row[name], 0);
  return {
    visits: sum('visits'),
    newVisitors: sum('newVisitors'),
    calls: sum('calls'),
    firstTimeCalls: sum('firstTimeCalls'),
    answered: sum('answered'),
    missed: sum('missed'),
    talkSeconds: sum('talkSeconds'),
  };
}
