// What is about to become too late for its destination.
import type { Queryable } from './database.ts';

export type LapsingSpan = { kind: string; type: string; ms: number };
export type Lapsing = {
  destinationId: string;
  accountId: string;
  siteId: string;
  name: string;
  count: number;
  /** when the first of them is of no use any more */
  until: Date;
};

/** Destinations with deliveries that still wait and will be too late before `before`. What a destination reads already has arrived. */
export async function lapsingSoon(
  db: Queryable,
  { spans, now, before }: { spans: readonly LapsingSpan[]; now: Date; before: Date },
): Promise<Lapsing[]> {
  const { rows } = await db.query<Lapsing>(
    `select d.id as "destinationId", s.account_id as "accountId", d.site_id as "siteId", d.name, count(*)::int as count,
            min(e.at + w.ms * interval '1 millisecond') as until
     from json_to_recordset($1) as w (kind text, type text, ms bigint)
     join destinations d on d.kind = w.kind and d.removed_at is null
     join sites s on s.id = d.site_id
     join deliveries x on x.destination_id = d.id and x.type = w.type and x.state = 'due' and x.reason is distinct from 'being-read'
     join events e on e.id = x.event_id
     where e.at + w.ms * interval '1 millisecond' between $2 and $3
     group by d.id, s.account_id order by d.id`,
    [JSON.stringify(spans), now, before],
  );
  return rows;
}

/** Destinations with a notice of it that is open. */
export async function lapsingTold(db: Queryable): Promise<{ accountId: string; destinationId: string }[]> {
  const { rows } = await db.query<{ accountId: string; destinationId: string }>(
    `select account_id as "accountId", subject as "destinationId" from notices where kind = 'deliveries-lapse' and ended_at is null`,
  );
  return rows;
}
