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

// Each is one step along the index (site_id, visitor_id, at), however many visits a visitor has.
const VISITS = `
  select v.id as "visitId", ${time('v.at')} as at, v.channel, v.source, v.medium, v.campaign, v.term from visits v
  where v.site_id = c.site_id and v.visitor_id = $2 and v.at <= c.started_at and v.at > c.started_at - interval '${LOOK_BACK}'`;
const one = (visits: string) => `(select row_to_json(one) from (${visits} limit 1) one)`;

/** Of this visitor, as of the call; null: the log has no visit of theirs that is not younger than the call. */
export async function touchesOf(db: Queryable, callId: string, visitorId: string): Promise<Touches | null> {
  const { rows } = await db.query<Touches | { first: null; last: null }>(
    `select ${one(`${VISITS} order by v.at, v.id`)} as first,
            coalesce(${one(`${VISITS} and v.channel <> 'direct' order by v.at desc, v.id desc`)}, ${one(`${VISITS} order by v.at desc, v.id desc`)}) as last
     from calls c where c.id = $1`,
    [callId, visitorId],
  );
  return rows[0]?.first ? rows[0] : null;
}
