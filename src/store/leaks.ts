// Numbers known outside the pages they were shown on: the evidence, and what was read to find it.
import type { Db, Queryable } from './database.ts';

export type WatchedNumber = {
  id: string;
  e164: string;
  poolId: string | null;
  leakedSince: Date | null;
  /** addresses of pages that had it when they were last read */
  pages: string[];
  /** when a page last had it */
  foundAt: Date | null;
  /** first-time calls since `since`, and those of them that no visit explains */
  calls: number;
  nobody: number;
};

/** The site's pool numbers, and those that have left a pool as leaked ones, with their first-time calls since `since`. */
export async function watchedNumbers(db: Queryable, siteId: string, since: Date): Promise<WatchedNumber[]> {
  const { rows } = await db.query<WatchedNumber>(
    `select n.id, n.e164, n.pool_id as "poolId", n.leaked_since as "leakedSince",
            coalesce(k.pages, '{}') as pages, k.found_at as "foundAt",
            count(c.id)::int as calls, count(c.id) filter (where a.nobody > 0.5)::int as nobody
     from numbers n
     left join number_leaks k on k.number_id = n.id
     left join calls c on c.number_id = n.id and c.site_id = n.site_id and c.first_time and c.counts and c.started_at >= $2
     left join lateral (
       select x.nobody from attributions x where x.call_id = c.id order by x.version desc limit 1) a on true
     where n.site_id = $1 and (n.state = 'pool' or (n.leaked_since is not null and n.state not in ('static', 'gone')))
     group by n.id, k.number_id order by n.created_at, n.e164`,
    [siteId, since],
  );
  return rows;
}

/** Addresses (origin and path) where most visits since `since` began; at least two visitors must have seen each. */
export async function landingPagesSince(
  db: Queryable,
  { siteId, since, limit }: { siteId: string; since: Date; limit: number },
): Promise<string[]> {
  const { rows } = await db.query<{ page: string }>(
    `select landing_page as page from visits where site_id = $1 and at >= $2
     group by 1 having count(distinct visitor_id) > 1 order by count(*) desc, 1 limit $3`,
    [siteId, since, limit],
  );
  return rows.map(({ page }) => page);
}

/** Takes the site's scan upon this process unless one has begun since `before`: nodes must not read pages twice. */
export async function claimLeakScan(
  db: Db,
  siteId: string,
  { now, before }: { now: Date; before: Date },
): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into leak_scans (site_id, begun_at) values ($1, $2)
     on conflict (site_id) do update set begun_at = excluded.begun_at where leak_scans.begun_at <= $3`,
    [siteId, now, before],
  );
  return rowCount === 1;
}

export type UnreadPage = { page: string; detail: string };
export type LeakScan = { scannedAt: Date | null; pagesRead: number; unread: UnreadPage[] };
export type LeakFinding = {
  numberId: string;
  pages: readonly string[];
  foundAt: Date | null;
  leakedSince: Date | null;
};

/** Writes down what a scan has found. To be called in a transaction. */
export async function storeLeakScan(
  tx: Queryable,
  siteId: string,
  { scannedAt, pagesRead, unread, findings }: LeakScan & { findings: readonly LeakFinding[] },
): Promise<void> {
  await tx.query('update leak_scans set scanned_at = $2, pages_read = $3, unread = $4 where site_id = $1', [
    siteId,
    scannedAt,
    pagesRead,
    JSON.stringify(unread),
  ]);
  for (const { numberId, pages, foundAt, leakedSince } of findings) {
    await tx.query(
      `insert into number_leaks (number_id, pages, found_at) values ($1, $2, $3)
       on conflict (number_id) do update set pages = excluded.pages, found_at = excluded.found_at`,
      [numberId, pages, foundAt],
    );
    await tx.query('update numbers set leaked_since = $2 where id = $1 and leaked_since is distinct from $2', [
      numberId,
      leakedSince,
    ]);
  }
}

/** What the site's last finished scan read; undefined: there was none. */
export async function lastLeakScan(db: Queryable, siteId: string): Promise<LeakScan | undefined> {
  const { rows } = await db.query<LeakScan>(
    'select scanned_at as "scannedAt", pages_read as "pagesRead", unread from leak_scans where site_id = $1',
    [siteId],
  );
  return rows[0];
}

export type ScannedSite = { id: string; accountId: string; origins: string[] };

/**
 * Sites with a pool number whose last scan began before `before`, or before `beforeIfUnread` if it could read no page (the
 * site was down); the longest ago first.
 */
export async function sitesToScan(
  db: Queryable,
  { before, beforeIfUnread }: { before: Date; beforeIfUnread: Date },
): Promise<ScannedSite[]> {
  const { rows } = await db.query<ScannedSite>(
    `select s.id, s.account_id as "accountId", s.origins from sites s left join leak_scans k on k.site_id = s.id
     where (k.begun_at is null or k.begun_at <= $1 or (k.pages_read = 0 and k.begun_at <= $2))
       and exists (select 1 from numbers n where n.site_id = s.id and n.state = 'pool')
     order by k.begun_at nulls first`,
    [before, beforeIfUnread],
  );
  return rows;
}
