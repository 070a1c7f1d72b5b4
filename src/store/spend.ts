// Money paid for ads, by day and source, as ad systems, files and programs tell it. A day that is told again takes the
// place of the day as the same teller told it before: nothing is counted twice.
import { randomUUIDv7 } from 'node:crypto';
import type { FarSpend } from '../core/spend.ts';
import { type Db, type Queryable, type Tx, transaction } from './database.ts';
import { tellEvents } from './events.ts';

/** Where spend comes from: a destination of a site; `id` null: a file or a program, several told apart by `feed`. */
export type SpendTeller = { id: string | null; siteId: string; feed?: string };
/** YYYY-MM-DD, both of them */
export type Days = { from: string; to: string };

const AT_ONCE = 2000; // so that a long list needs little memory at the database

/** Keeps what was paid on these days: it takes the place of what the same teller said of them before. */
export function takeSpend(db: Db, teller: SpendTeller, { from, to }: Days, rows: readonly FarSpend[]): Promise<void> {
  const { id, siteId } = teller;
  return transaction(db, async (tx) => {
    await lockTeller(tx, teller); // before the first row is removed
    await tx.query(
      `delete from spend where site_id = $1 and destination_id is not distinct from $2 and feed = $3 and day between $4 and $5`,
      [siteId, id, teller.feed ?? '', from, to],
    );
    await insertSpend(
      tx,
      teller,
      rows.filter(({ day }) => day >= from && day <= to),
    );
    await tellSpend(tx, teller, { from, to });
  });
}

/**
 * The same for days that need not follow each other, in a transaction of the asker's: forgets what the teller said of
 * them. Their rows follow by `insertSpend`, then `tellSpend`.
 */
export async function forgetSpend(tx: Tx, teller: SpendTeller, days: readonly string[]): Promise<void> {
  await lockTeller(tx, teller);
  await tx.query(
    'delete from spend where site_id = $1 and destination_id is not distinct from $2 and feed = $3 and day = any($4::date[])',
    [teller.siteId, teller.id, teller.feed ?? '', days],
  );
}

// Two tellings of the same days at the same time come one after the other.
const lockTeller = (tx: Queryable, { id, siteId, feed = '' }: SpendTeller) =>
  tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`spend ${siteId} ${id ?? ''} ${feed}`]);

/** Adds rows; whatever was there stays. */
export async function insertSpend(tx: Tx, teller: SpendTeller, rows: readonly FarSpend[]): Promise<void> {
  for (let at = 0; at < rows.length; at += AT_ONCE)
    await tx.query(
      `insert into spend (id, site_id, destination_id, feed, day, source, medium, campaign, campaign_id, ad_group, content, term,
         cost_minor, currency, vat_included, clicks, impressions)
       select id, $1, $2, $3, day, source, medium, campaign, campaign_id, ad_group, content, term, cost_minor, currency,
         vat_included, clicks, impressions
       from json_to_recordset($4) as t (id uuid, day date, source text, medium text, campaign text, campaign_id text,
         ad_group text, content text, term text, cost_minor numeric, currency text, vat_included bool, clicks int, impressions int)`,
      [teller.siteId, teller.id, teller.feed ?? '', JSON.stringify(rows.slice(at, at + AT_ONCE).map(spendRow))],
    );
}

/** Tells that money paid on these days became known. */
export async function tellSpend(tx: Tx, { id, siteId, feed }: SpendTeller, { from, to }: Days): Promise<void> {
  const about = { destinationId: id, ...(feed ? { feed } : {}), from, to };
  await tellEvents(tx, [
    { type: 'spend.changed', key: randomUUIDv7(), at: new Date(), about, siteId, callId: null }, // each telling is news
  ]);
}

const spendRow = ({ cost, campaignId, adGroup, vatIncluded, ...row }: FarSpend) => ({
  ...{ id: randomUUIDv7(), ...row, campaign_id: campaignId, ad_group: adGroup, vat_included: vatIncluded },
  ...{ cost_minor: cost.minor, currency: cost.currency },
});

export type SpendRow = FarSpend & { id: string; destinationId: string | null; feed: string };
export type SpendQuestion = {
  siteId: string;
  from?: string | undefined;
  to?: string | undefined;
  feed?: string | undefined;
  /** only of files and programs, not of destinations */
  ownOnly?: boolean | undefined;
  /** the last one of the page before */
  after?: { day: string; id: string } | undefined;
  limit: number;
};

/** The site's spend, oldest day first. */
export async function listSpend(db: Queryable, asked: SpendQuestion): Promise<SpendRow[]> {
  const { siteId, from, to, feed, ownOnly = false, after, limit } = asked;
  const { rows } = await db.query<SpendRow>(
    `select s.id, s.destination_id as "destinationId", s.feed, to_char(s.day, 'YYYY-MM-DD') as day, s.source, s.medium, s.campaign,
       s.campaign_id as "campaignId", s.ad_group as "adGroup", s.content, s.term, s.vat_included as "vatIncluded", s.clicks,
       s.impressions, json_build_object('minor', s.cost_minor, 'currency', s.currency) as cost
     from spend s
     where s.site_id = $1 and ($2::date is null or s.day >= $2) and ($3::date is null or s.day <= $3)
       and ($4::text is null or s.feed = $4) and (not $5 or s.destination_id is null)
       and ($6::date is null or (s.day, s.id) > ($6, $7::uuid))
     order by s.day, s.id limit $8`,
    [siteId, from ?? null, to ?? null, feed ?? null, ownOnly, after?.day ?? null, after?.id ?? null, limit],
  );
  return rows;
}

/** `toldBy`: the kind of the destination that told of it; null: a file or a program. */
export type SpendTold = FarSpend & { toldBy: string | null };

/** All that is known to have been paid on these days. */
export async function spendOfDays(db: Queryable, siteId: string, { from, to }: Days): Promise<SpendTold[]> {
  const { rows } = await db.query<SpendTold>(
    `select to_char(s.day, 'YYYY-MM-DD') as day, s.source, s.medium, s.campaign, s.campaign_id as "campaignId",
       s.ad_group as "adGroup", s.content, s.term, s.vat_included as "vatIncluded", s.clicks, s.impressions,
       json_build_object('minor', s.cost_minor, 'currency', s.currency) as cost, d.kind as "toldBy"
     from spend s left join destinations d on d.id = s.destination_id
     where s.site_id = $1 and s.day between $2 and $3 order by s.day, s.id`,
    [siteId, from, to],
  );
  return rows;
}
