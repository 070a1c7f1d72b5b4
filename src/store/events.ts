// Events, and the deliveries due for each: written together, in the transaction of what they tell of.
import { randomUUIDv7 } from 'node:crypto';
import type { EventType, NewEvent } from '../core/event.ts';
import type { Queryable } from './database.ts';

/** What is told while the phone still rings goes first, and so does whatever else is told of a call that goes on. */
const URGENT: readonly EventType[] = ['call.offered', 'call.ringing', 'call.answered'];

/** `callId` null: about no call. */
export type EventToTell = NewEvent & { siteId: string; callId: string | null };

/**
 * Tells events, with a delivery for each destination of the site that takes them. An event that was told before is told no
 * more. To be called in the transaction of what they tell of.
 */
export async function tellEvents(tx: Queryable, events: readonly EventToTell[]): Promise<void> {
  if (events.length === 0) return;
  await tx.query(
    `with told as (
       insert into events (id, site_id, call_id, type, key, revision, at, about)
       select t.id, t.site_id, t.call_id, t.type, t.key,
              row_number() over (partition by t.call_id, t.type order by t.n)
                + (select count(*) from events e where e.call_id = t.call_id and e.type = t.type), t.at, t.about
       from json_to_recordset($1) as t (n int, id uuid, site_id uuid, call_id uuid, type text, key text, at timestamptz, about jsonb)
       order by t.n on conflict do nothing returning id, seq, site_id, call_id, type),
     due as (
       insert into deliveries (id, site_id, destination_id, event_id, seq, call_id, type, is_urgent)
       select gen_random_uuid(), told.site_id, d.id, told.id, told.seq, told.call_id, told.type, told.type = any($2)
           or exists (select from calls c where c.id = told.call_id and c.ended_at is null)
       from told join destinations d on d.site_id = told.site_id and d.removed_at is null and told.type = any(d.events)
       returning destination_id)
     select pg_notify('dialtrace_deliveries', destination_id::text) from due group by destination_id`,
    [JSON.stringify(events.map(eventRow)), URGENT],
  );
}

const eventRow = ({ siteId, callId, ...event }: EventToTell, n: number) => ({
  ...{ n, id: randomUUIDv7(), site_id: siteId, call_id: callId, ...event },
});

export type EventRow = {
  id: string;
  siteId: string;
  callId: string | null;
  type: EventType;
  revision: number;
  at: Date;
  toldAt: Date;
  about: Record<string, unknown>;
};

export const EVENT = `e.id, e.site_id as "siteId", e.call_id as "callId", e.type, e.revision, e.at, e.told_at as "toldAt", e.about`;

/** These events, in no order. */
export async function findEvents(db: Queryable, ids: readonly string[]): Promise<EventRow[]> {
  const { rows } = await db.query<EventRow>(`select ${EVENT} from events e where e.id = any($1)`, [ids]);
  return rows;
}

/** Tells that calls have another answer now. */
export async function tellAttributed(
  tx: Queryable,
  answers: readonly { callId: string; version: number }[],
): Promise<void> {
  if (answers.length === 0) return;
  const { rows } = await tx.query<{ id: string; siteId: string }>(
    'select id, site_id as "siteId" from calls where id = any($1)',
    [answers.map(({ callId }) => callId)],
  );
  const siteOf = new Map(rows.map(({ id, siteId }) => [id, siteId]));
  const at = new Date();
  await tellEvents(
    tx,
    answers.map(({ callId, version }) => ({
      ...{ type: 'call.attributed', key: `${version}`, at, about: { version } },
      ...{ callId, siteId: siteOf.get(callId) ?? '' },
    })),
  );
}
