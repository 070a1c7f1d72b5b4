// First and last touch of a visitor: the visits that brought them to the business, before a call of theirs.
import type { Queryable } from '../store/database.ts';
import { time } from './time.ts';

export type Touch = {
  at: string;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  term: string | null;
  visitId: string;
};
/** `last`: the latest visit before the call that did not come directly; where all did, the latest. */
export type Touches = { first: Touch; last: Touch };

/** As long as the cookie by which a visitor is known. */
const LOOK_BACK = '400 days';

// The index by visitor is enough: a person's visits are dozens. With the time in it as well it would be 70 % larger, and
// every visit pays for it.
const TOUCHES = `
  with own as materialized (
    select v.id as "visitId", ${time('v.at')} as at, v.channel, v.source, v.medium, v.campaign, v.term
    from calls c join visits v on v.site_id = c.site_id and v.at <= c.started_at and v.at > c.started_at - interval '${LOOK_BACK}'
    where c.id = $1 and v.visitor_id = $2)
  select (select row_to_json(own) from own order by at, "visitId" limit 1) as first,
         (select row_to_json(own) from own order by channel = 'direct', at desc, "visitId" desc limit 1) as last`;

/** Of this visitor, as of the call; null: the log has no visit of theirs that is not younger than the call. */
export async function touchesOf(db: Queryable, callId: string, visitorId: string): Promise<Touches | null> {
  const { rows } = await db.query<Touches | { first: null; last: null }>(TOUCHES, [callId, visitorId]);
  return rows[0]?.first ? rows[0] : null;
}
