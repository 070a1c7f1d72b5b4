// One call's answers through time, and the visits that a person may mean when they correct it.
import type { AnswerOrigin, StoredAttribution } from '../store/attributions.ts';
import type { StoredSource } from '../store/calls.ts';
import type { Queryable } from '../store/database.ts';
import type { AnswerInForce } from './calls.ts';
import { time } from './time.ts';

export type AnswerLine = AnswerInForce & { version: number; madeAt: string; origin: AnswerOrigin };

/** Every answer the call was given, newest first. */
export async function answersOf(db: Queryable, callId: string): Promise<AnswerLine[]> {
  const { rows } = await db.query<AnswerLine>(
    `select a.version, ${time('a.made_at')} as "madeAt", a.origin, a.model, a.repeat, a.nobody, a.term,
            case when a.visit_id is not null then json_build_object('id', a.visit_id, 'probability', a.visit_probability) end as visit,
            case when a.channel is not null then json_build_object('channel', a.channel, 'probability', a.channel_probability) end as channel,
            case when a.campaign_probability is not null then json_build_object(
              'source', a.source, 'medium', a.medium, 'campaign', a.campaign, 'probability', a.campaign_probability) end as campaign
     from attributions a where a.call_id = $1 order by a.version desc`,
    [callId],
  );
  return rows;
}

/** A stored answer as lists show it. */
export function summaryOf({ model, repeat, visit, campaign, channel, nobody }: StoredAttribution): AnswerInForce {
  const best = campaign && {
    ...{ source: campaign.source, medium: campaign.medium, campaign: campaign.campaign },
    probability: campaign.probability,
  };
  return { model, repeat, visit, campaign: best, channel, term: campaign?.term ?? null, nobody };
}

export type VisitChoice = StoredSource & {
  visitId: string;
  visitorId: string;
  startedAt: string;
  landingPage: string;
  region: string | null;
  device: string;
  heldNumber: boolean;
  probability: number | null;
};

const MOST_CHOICES = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Candidates of the answer in force first, then visits of the 30 days before the call, newest first: those that match
 * `q`, or without it those that were shown the number. At most 50.
 */
export async function visitChoices(db: Queryable, callId: string, q: string | undefined): Promise<VisitChoice[]> {
  const word = q?.trim();
  const like = word ? `%${word.replace(/[\\%_]/g, '\\$&')}%` : null;
  const { rows } = await db.query<VisitChoice>(
    `with call as (select id, site_id, number_id, started_at from calls where id = $1),
     candidate as (
       select k.visit_id, k.probability from attribution_candidates k
       where k.call_id = $1 and k.visit_id is not null and k.version = (select max(version) from attributions where call_id = $1)),
     shown as materialized (
       select distinct l.visit_id from leases l, call c
       where l.site_id = c.site_id and l.number_id = c.number_id and l.at <= c.started_at and l.at > c.started_at - interval '200 days'),
     match as (
       select v.site_id, v.id, v.at from visits v, call c
       where v.site_id = c.site_id and v.at <= c.started_at and v.at > c.started_at - interval '30 days'
         and case when $2::text is null then v.id in (select visit_id from shown)
                  else v.visitor_id = $3::uuid or v.id = $3::uuid
                    or concat_ws(' ', v.campaign, v.source, v.term, v.landing_page, v.region, v.city) ilike $2 end
       order by v.at desc limit $4)
     select v.id as "visitId", v.visitor_id as "visitorId", ${time('v.at')} as "startedAt", v.landing_page as "landingPage", v.region, v.device,
            v.channel, v.source, v.medium, v.campaign, v.ad_group as "adGroup", v.content, v.term,
            v.id in (select visit_id from shown) as "heldNumber", k.probability
     from call c
     join visits v on v.site_id = c.site_id and v.at <= c.started_at and v.at > c.started_at - interval '200 days'
                  and v.id in (select visit_id from candidate union all select id from match)
     left join candidate k on k.visit_id = v.id
     order by k.probability desc nulls last, v.at desc limit $4`,
    [callId, like, word && UUID.test(word) ? word : null, MOST_CHOICES],
  );
  return rows;
}
