// Deals: what calls became in the CRM, as the CRM (or a file, or a program) last told. One that was told twice is kept
// once; what is older than what is kept changes nothing.
import { randomUUIDv7 } from 'node:crypto';
import { type DealStatus, type FarDeal, sameDeal } from '../core/deal.ts';
import type { Money } from '../core/money.ts';
import { type Db, type Queryable, type Tx, transaction } from './database.ts';
import { tellEvents } from './events.ts';

/** Where deals come from: a destination of a site; `id` null: a file or a program, over the API. */
export type DealTeller = { id: string | null; siteId: string };
export type DealRow = {
  id: string;
  siteId: string;
  /** who tells of it; null: a file or a program */
  destinationId: string | null;
  farId: string;
  callId: string | null;
  phones: string[];
  title: string | null;
  stage: { id: string; name: string } | null;
  status: DealStatus;
  amount: Money | null;
  url: string | null;
  createdAt: Date;
  changedAt: Date;
};
/** What became of tellings: the first of a deal, of one that stands otherwise now, of one that does not, an older one. */
export type DealsTaken = Record<'added' | 'changed' | 'same' | 'older', number>;
export type DealOptions = {
  /** destinations hear of those that stand otherwise than before; default true */
  tell?: boolean;
};

const AT_ONCE = 1000; // so that a long list needs little memory at the database

/** Keeps deals as they are told, each with the call it came of, and tells of those that stand otherwise than before. */
export function takeDeals(
  db: Db,
  teller: DealTeller,
  deals: readonly FarDeal[],
  options: DealOptions = {},
): Promise<DealsTaken> {
  return transaction(db, (tx) => writeDeals(tx, teller, deals, options));
}

/** The same, in a transaction of the asker's. */
export async function writeDeals(
  tx: Tx,
  teller: DealTeller,
  deals: readonly FarDeal[],
  { tell = true }: DealOptions = {},
): Promise<DealsTaken> {
  const taken: DealsTaken = { added: 0, changed: 0, same: 0, older: 0 };
  // Two tellings of one deal at the same time come one after the other.
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [
    `deals ${teller.siteId} ${teller.id ?? ''}`,
  ]);
  for (let at = 0; at < deals.length; at += AT_ONCE) {
    const some = await writeSome(tx, teller, deals.slice(at, at + AT_ONCE), tell);
    for (const key of Object.keys(taken) as (keyof DealsTaken)[]) taken[key] += some[key];
  }
  return taken;
}

type Standing = { deal: FarDeal; before: DealRow | undefined; callId: string | null };

async function writeSome(tx: Tx, teller: DealTeller, told: readonly FarDeal[], tell: boolean): Promise<DealsTaken> {
  const deals = newestOfEach(told);
  const before = await dealsOfTeller(tx, teller, [...deals.keys()]);
  const isOlder = ({ farId, changedAt }: FarDeal) => changedAt < (before.get(farId)?.changedAt ?? changedAt);
  const current = [...deals.values()].filter((deal) => !isOlder(deal));
  const calls = await callsOfDeals(
    tx,
    teller.siteId,
    current.filter(({ farId, callId }) => callId || !before.get(farId)?.callId),
  );
  const standing = current.map((deal): Standing => {
    const known = before.get(deal.farId);
    return { deal, before: known, callId: calls.get(deal.farId) ?? known?.callId ?? null };
  });
  const toldOn = standing.filter(standsOtherwise);
  const rows = await upsertDeals(tx, teller, standing, new Set(toldOn.map(({ deal }) => deal.farId)));
  if (tell) await tellDeals(tx, teller.siteId, rows);
  const added = toldOn.filter(({ before }) => !before).length;
  return {
    ...{ added, changed: toldOn.length - added, older: deals.size - current.length },
    same: told.length - deals.size + standing.length - toldOn.length,
  };
}

/** Is it another deal to whoever is told: by itself, or by the call it is known to have come of? */
const standsOtherwise = ({ deal, before, callId }: Standing): boolean =>
  !before || !sameDeal(deal, before) || callId !== before.callId;

// One list may tell of a deal twice; of two tellings of one moment the later one counts.
function newestOfEach(deals: readonly FarDeal[]): Map<string, FarDeal> {
  const now = new Date();
  const newest = new Map<string, FarDeal>();
  for (const told of deals) {
    // A clock of theirs that is ahead must not make every later telling an older one.
    const deal = {
      ...told,
      farId: keepable(told.farId) ?? '',
      changedAt: told.changedAt > now ? now : told.changedAt,
    };
    const other = newest.get(deal.farId);
    if (!other || deal.changedAt >= other.changedAt) newest.set(deal.farId, deal);
  }
  return newest;
}

const ROW = `d.id, d.site_id as "siteId", d.destination_id as "destinationId", d.far_id as "farId", d.call_id as "callId", d.phones,
  d.title, case when d.stage_id is not null then json_build_object('id', d.stage_id, 'name', d.stage_name) end as stage, d.status,
  case when d.amount_minor is not null then json_build_object('minor', d.amount_minor, 'currency', d.currency) end as amount,
  d.url, d.created_at as "createdAt", d.changed_at as "changedAt"`;

async function dealsOfTeller(
  tx: Queryable,
  { id, siteId }: DealTeller,
  farIds: readonly string[],
): Promise<Map<string, DealRow>> {
  const { rows } = await tx.query<DealRow>(
    `select ${ROW} from deals d where d.site_id = $1 and d.destination_id is not distinct from $2 and d.far_id = any($3)`,
    [siteId, id, farIds],
  );
  return new Map(rows.map((row) => [row.farId, row]));
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

// Clocks differ: a call that begins so much later than its deal was still there first.
const CLOCKS_DIFFER = "interval '2 minutes'";

/**
 * By the deal's far id, the call it came of: the one that is named, if it is the site's; else of its client, the latest
 * before the deal was made; else the first one after.
 */
async function callsOfDeals(tx: Queryable, siteId: string, deals: readonly FarDeal[]): Promise<Map<string, string>> {
  if (deals.length === 0) return new Map();
  const asked = deals.map(({ farId, callId, phones, createdAt, changedAt }) => ({
    ...{ far_id: farId, call_id: callId && UUID.test(callId) ? callId : null, phones },
    ...{ created_at: createdAt, changed_at: changedAt },
  }));
  const { rows } = await tx.query<{ farId: string; callId: string | null }>(
    `select t.far_id as "farId", coalesce(
       (select c.id from calls c where c.site_id = $1 and c.id = t.call_id),
       (select c.id from calls c where c.site_id = $1 and c.counts and c.caller = any(t.phones)
          and c.started_at <= t.created_at + ${CLOCKS_DIFFER} order by c.started_at desc limit 1),
       (select c.id from calls c where c.site_id = $1 and c.counts and c.caller = any(t.phones)
          and c.started_at <= t.changed_at + ${CLOCKS_DIFFER} order by c.started_at limit 1)) as "callId"
     from json_to_recordset($2) as t (far_id text, call_id uuid, phones text[], created_at timestamptz, changed_at timestamptz)`,
    [siteId, JSON.stringify(asked)],
  );
  return new Map(rows.flatMap(({ farId, callId }) => (callId ? [[farId, callId]] : [])));
}

type Written = { id: string; farId: string; callId: string | null; changedAt: Date; revision: number };

/** Answers those that are told on. */
async function upsertDeals(
  tx: Queryable,
  { id: destinationId, siteId }: DealTeller,
  standing: readonly Standing[],
  toldOn: ReadonlySet<string>,
): Promise<Written[]> {
  if (standing.length === 0) return [];
  const { rows } = await tx.query<Written>(
    `insert into deals as d (id, site_id, destination_id, far_id, call_id, phones, title, stage_id, stage_name, status,
       amount_minor, currency, url, created_at, changed_at)
     select id, $2, $1, far_id, call_id, phones, title, stage_id, stage_name, status, amount_minor, currency, url, created_at, changed_at
     from json_to_recordset($3) as t (id uuid, far_id text, phones text[], call_id uuid, title text, stage_id text, stage_name text,
       status text, amount_minor bigint, currency text, url text, created_at timestamptz, changed_at timestamptz)
     on conflict (site_id, destination_id, far_id) do update set
       call_id = excluded.call_id, phones = excluded.phones, title = excluded.title, stage_id = excluded.stage_id,
       stage_name = excluded.stage_name, status = excluded.status, amount_minor = excluded.amount_minor,
       currency = excluded.currency, url = coalesce(excluded.url, d.url), created_at = excluded.created_at,
       changed_at = excluded.changed_at, revision = d.revision + (excluded.far_id = any($4))::int
     returning d.id, d.far_id as "farId", d.call_id as "callId", d.changed_at as "changedAt", d.revision`,
    [destinationId, siteId, JSON.stringify(standing.map(dealRow)), [...toldOn]],
  );
  return rows.filter(({ farId }) => toldOn.has(farId));
}

const dealRow = ({ deal, callId }: Standing) => {
  const { farId, phones, title, stage, status, amount, url, createdAt, changedAt } = deal;
  return {
    ...{ id: randomUUIDv7(), far_id: farId, phones, call_id: callId, title: keepable(title) },
    ...{ stage_id: keepable(stage?.id), stage_name: keepable(stage?.name), status, url: keepable(url) },
    ...{ amount_minor: amount && Math.round(amount.minor), currency: amount?.currency ?? null },
    ...{ created_at: createdAt, changed_at: changedAt },
  };
};

/** A CRM's words as PostgreSQL can keep them. */
const keepable = (text: string | null | undefined): string | null => text?.toWellFormed().replaceAll('\0', '') ?? null;

const tellDeals = (tx: Queryable, siteId: string, rows: readonly Written[]) =>
  tellEvents(
    tx,
    rows.map(({ id, callId, changedAt, revision }) => ({
      ...{ type: 'deal.changed' as const, key: `${id} ${revision}`, at: changedAt },
      ...{ about: { dealId: id }, siteId, callId },
    })),
  );

/** By their ids. */
export async function findDeals(db: Queryable, ids: readonly string[]): Promise<Map<string, DealRow>> {
  if (ids.length === 0) return new Map();
  const { rows } = await db.query<DealRow>(`select ${ROW} from deals d where d.id = any($1)`, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
}

/** The deal of the site, or of the call, that changed last; undefined: there is none. */
export async function latestDeal(
  db: Queryable,
  { siteId, callId }: { siteId: string; callId?: string | undefined },
): Promise<DealRow | undefined> {
  const { rows } = await db.query<DealRow>(
    `select ${ROW} from deals d where d.site_id = $1 and ($2::uuid is null or d.call_id = $2)
     order by d.changed_at desc, d.id limit 1`,
    [siteId, callId ?? null],
  );
  return rows[0];
}

export type DealQuestion = {
  siteId: string;
  status?: DealStatus | undefined;
  callId?: string | undefined;
  phone?: string | undefined;
  /** of the last change */
  from?: Date | undefined;
  to?: Date | undefined;
  /** only of files and programs, not of destinations */
  ownOnly?: boolean | undefined;
  /** the last one of the page before */
  after?: { changedAt: string; id: string } | undefined;
  limit: number;
};

/** The site's deals, changed last first; `at` is `changedAt` to the microsecond, for the next page. */
export async function listDeals(db: Queryable, asked: DealQuestion): Promise<(DealRow & { at: string })[]> {
  const { siteId, status, callId, phone, from, to, ownOnly = false, after, limit } = asked;
  const { rows } = await db.query<DealRow & { at: string }>(
    `select ${ROW}, d.changed_at::text as at from deals d
     where d.site_id = $1 and ($2::text is null or d.status = $2) and ($3::uuid is null or d.call_id = $3)
       and ($4::text is null or d.phones @> array[$4])
       and ($5::timestamptz is null or d.changed_at >= $5) and ($6::timestamptz is null or d.changed_at < $6)
       and ($7::timestamptz is null or d.changed_at < $7 or (d.changed_at = $7 and d.id > $8::uuid))
       and (not $10 or d.destination_id is null)
     order by d.changed_at desc, d.id limit $9`,
    [
      ...[siteId, status ?? null, callId ?? null, phone ?? null, from ?? null, to ?? null],
      ...[after?.changedAt ?? null, after?.id ?? null, limit, ownOnly],
    ],
  );
  return rows;
}
