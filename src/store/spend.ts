// Money paid for ads, by day and source, as ad systems and files tell it.
import { randomUUIDv7 } from 'node:crypto';
import type { FarSpend } from '../core/spend.ts';
import { type Db, transaction } from './database.ts';
import { tellEvents } from './events.ts';

/** Where spend comes from: a destination of a site. */
type Teller = { id: string; siteId: string };

/** Keeps what was paid on these days (YYYY-MM-DD, both of them): it takes the place of what the same teller said before. */
export function takeSpend(
  db: Db,
  { id: destinationId, siteId }: Teller,
  { from, to }: { from: string; to: string },
  rows: readonly FarSpend[],
): Promise<void> {
  return transaction(db, async (tx) => {
    await tx.query('delete from spend where destination_id = $1 and day between $2 and $3', [destinationId, from, to]);
    await tx.query(
      `insert into spend (id, site_id, destination_id, day, source, medium, campaign, campaign_id, ad_group, content, term,
         cost_minor, currency, vat_included, clicks, impressions)
       select id, $2, $1, day, source, medium, campaign, campaign_id, ad_group, content, term, cost_minor, currency,
         vat_included, clicks, impressions
       from json_to_recordset($3) as t (id uuid, day date, source text, medium text, campaign text, campaign_id text,
         ad_group text, content text, term text, cost_minor numeric, currency text, vat_included bool, clicks int, impressions int)
       where day between $4 and $5`,
      [destinationId, siteId, JSON.stringify(rows.map(spendRow)), from, to],
    );
    const at = new Date();
    const about = { destinationId, from, to };
    await tellEvents(tx, [
      { type: 'spend.changed', key: `${destinationId} ${at.toISOString()}`, at, about, siteId, callId: null },
    ]);
  });
}

const spendRow = ({ cost, campaignId, adGroup, vatIncluded, ...row }: FarSpend) => ({
  ...{ id: randomUUIDv7(), ...row, campaign_id: campaignId, ad_group: adGroup, vat_included: vatIncluded },
  ...{ cost_minor: cost.minor, currency: cost.currency },
});
