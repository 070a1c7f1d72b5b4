// Deals: what calls became in the CRM, as the CRM last told.
import { randomUUIDv7 } from 'node:crypto';
import type { FarDeal } from '../core/deal.ts';
import { type Db, transaction } from './database.ts';
import { tellEvents } from './events.ts';

/** Where deals come from: a destination of a site. */
type Teller = { id: string; siteId: string };
type Written = { id: string; callId: string | null; changedAt: Date };

/**
 * Keeps deals as they are told, each with the call it came of, and tells of those that stand otherwise than before. An
 * older telling than the one that is kept changes nothing.
 */
export function takeDeals(db: Db, { id: destinationId, siteId }: Teller, deals: readonly FarDeal[]): Promise<void> {
  return transaction(db, async (tx) => {
    const { rows } = await tx.query<Written>(
      `with told as (
         select t.*, (select c.id from calls c where c.site_id = $2 and c.counts
                        and (c.id = t.call_id or (t.call_id is null and c.caller = any(t.phones)))
                        and c.started_at <= t.changed_at
                      order by c.started_at desc limit 1) as of_call
         from json_to_recordset($3) as t (id uuid, far_id text, phones text[], call_id uuid, title text, stage_id text, stage_name text,
           status text, amount_minor bigint, currency text, created_at timestamptz, changed_at timestamptz))
       insert into deals as d (id, site_id, destination_id, far_id, call_id, phones, title, stage_id, stage_name, status,
         amount_minor, currency, created_at, changed_at)
       select id, $2, $1, far_id, of_call, phones, title, stage_id, stage_name, status, amount_minor, currency, created_at, changed_at
       from told
       on conflict (site_id, destination_id, far_id) do update set
         call_id = coalesce(d.call_id, excluded.call_id), phones = excluded.phones, title = excluded.title,
         stage_id = excluded.stage_id, stage_name = excluded.stage_name, status = excluded.status,
         amount_minor = excluded.amount_minor, currency = excluded.currency, changed_at = excluded.changed_at
       where excluded.changed_at >= d.changed_at
         and (d.stage_id, d.status, d.amount_minor, d.currency) is distinct from
             (excluded.stage_id, excluded.status, excluded.amount_minor, excluded.currency)
       returning d.id, d.call_id as "callId", d.changed_at as "changedAt"`,
      [destinationId, siteId, JSON.stringify(deals.map(dealRow))],
    );
    await tellEvents(
      tx,
      rows.map(({ id, callId, changedAt }) => ({
        ...{ type: 'deal.changed' as const, key: `${id} ${changedAt.toISOString()}`, at: changedAt },
        ...{ about: { dealId: id }, siteId, callId },
      })),
    );
  });
}

const dealRow = ({ farId, phones, callId, title, stage, status, amount, createdAt, changedAt }: FarDeal) => ({
  ...{ id: randomUUIDv7(), far_id: farId, phones, call_id: callId ?? null, title },
  ...{ stage_id: stage?.id ?? null, stage_name: stage?.name ?? null, status },
  ...{
    amount_minor: amount?.minor ?? null,
    currency: amount?.currency ?? null,
    created_at: createdAt,
    changed_at: changedAt,
  },
});
