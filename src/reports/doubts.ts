// Calls whose answer is in doubt, those first from which a person's word would tell most.
import type { StoredSource } from '../store/calls.ts';
import type { Queryable } from '../store/database.ts';
import { BadCursor } from './calls.ts';
import { time } from './time.ts';

export type DoubtLine = {
  callId: string;
  startedAt: string;
  number: string;
  caller: string | null;
  answered: boolean;
  talkSeconds: number | null;
  confidence: number | null;
  nobody: number;
  value: number;
  candidates: (StoredSource & {
    visitId: string | null;
    visitorId: string | null;
    probability: number;
    visitStartedAt: string | null;
    landingPage: string | null;
    region: string | null;
    device: string | null;
  })[];
};
export type DoubtQuestion = { siteId: string; from: Date; to: Date; cursor?: string | undefined; limit: number };

/** From this confidence on a campaign is not in doubt. */
const SURE = 0.9;

// What an answer would tell: how evenly it lies between the sources (1 − Σp²: 0 for one, near 1 for many), times what
// the call is worth: one that nobody answered half, one that was talked through for ten minutes six times a short one.
const DOUBTS = `
  with doubt as (
    select c.id, c.site_id, c.started_at, c.number_id, c.caller, a.version, a.campaign_probability, a.nobody,
           c.answered_at is not null as answered, greatest(0, extract(epoch from c.ended_at - c.answered_at))::float8 as talk,
           round((case when c.answered_at is null then 0.5
                       else 1 + least(600, greatest(0, coalesce(extract(epoch from c.ended_at - c.answered_at), 0))) / 120 end
                  * greatest(0, 1 - a.nobody * a.nobody - coalesce((
                      select sum(s.probability * s.probability) from attribution_sources s where s.call_id = c.id and s.version = a.version), 0)))::numeric, 6) as value
    from calls c
    join lateral (select * from attributions a where a.call_id = c.id order by a.version desc limit 1) a on true
    where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.counts
      and (a.campaign_probability is null or a.campaign_probability < ${SURE})
      and not exists (select 1 from corrections k where k.call_id = c.id and k.withdrawn_at is null))`;

/** A page of the list, with the number of all. Throws BadCursor for a cursor not of ours. */
export async function listDoubts(
  db: Queryable,
  { siteId, from, to, cursor, limit }: DoubtQuestion,
): Promise<{ items: DoubtLine[]; nextCursor: string | null; total: number }> {
  const after = cursor === undefined ? undefined : readCursor(cursor);
  const page = await db.query<DoubtLine & { exact: string }>(
    `${DOUBTS}
     select d.id as "callId", ${time('d.started_at')} as "startedAt", n.e164 as number, d.caller, d.answered, d.talk as "talkSeconds",
            d.campaign_probability as confidence, d.nobody, d.value::float8 as value, d.value::text as exact,
            coalesce((select json_agg(json_build_object('visitId', k.visit_id, 'visitorId', k.visitor_id, 'probability', k.probability,
                        'visitStartedAt', ${time('v.at')}, 'landingPage', v.landing_page, 'region', v.region, 'device', v.device,
                        'channel', k.channel, 'source', k.source, 'medium', k.medium, 'campaign', k.campaign,
                        'adGroup', k.ad_group, 'content', k.content, 'term', k.term) order by k.rank)
                      from attribution_candidates k
                      left join visits v on v.site_id = d.site_id and v.id = k.visit_id and v.at <= d.started_at and v.at > d.started_at - interval '200 days'
                      where k.call_id = d.id and k.version = d.version and k.rank < 3), '[]'::json) as candidates
     from doubt d join numbers n on n.id = d.number_id
     where $4::numeric is null or (d.value, d.id) < ($4::numeric, $5::uuid)
     order by d.value desc, d.id desc limit $6`,
    [siteId, from, to, after?.value ?? null, after?.id ?? null, limit + 1],
  );
  const count = await db.query<{ total: number }>(`${DOUBTS} select count(*)::int as total from doubt`, [
    siteId,
    from,
    to,
  ]);
  const items = page.rows.slice(0, limit);
  const last = page.rows.length > limit ? items.at(-1) : undefined;
  return {
    items: items.map(({ exact: _, ...line }) => line),
    nextCursor: last ? Buffer.from(`${last.exact} ${last.callId}`).toString('base64url') : null,
    total: count.rows[0]?.total ?? 0,
  };
}

function readCursor(cursor: string): { value: string; id: string } {
  const text = Buffer.from(cursor, 'base64url').toString();
  const match = /^(\d{1,6}\.\d{6}) ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text);
  if (!match?.[1] || !match[2])
    throw new BadCursor('This cursor is not one that this list gave out. Ask for the first page without a cursor.');
  return { value: match[1], id: match[2] };
}
