// What a call of ours needs to know: numbers it may be shown from, who is on the line, whom the client knows.
import type { Queryable } from './database.ts';

/** A number of the site in service; `hasWayOut`: its connection is a SIP trunk that calls can go out through. */
export type NumberToShow = {
  id: string;
  e164: string;
  connectionId: string;
  connectionKind: string;
  hasWayOut: boolean;
  /** of what agents of its site hear */
  language: 'ru' | 'en';
};

/** The site's numbers, the one that this client dialled last first, then the oldest. */
export async function numbersToShow(db: Queryable, siteId: string, client: string): Promise<NumberToShow[]> {
  const { rows } = await db.query<NumberToShow>(
    `select n.id, n.e164, n.connection_id as "connectionId", k.kind as "connectionKind", k.outbound_uri is not null as "hasWayOut", s.language
     from numbers n join connections k on k.id = n.connection_id join sites s on s.id = n.site_id
     where n.site_id = $1 and n.state not in ('ordered', 'gone')
     order by (select max(c.started_at) from calls c where c.site_id = $1 and c.caller = $2 and c.number_id = n.id and c.direction = 'in') desc nulls last,
              n.created_at, n.e164`,
    [siteId, client],
  );
  return rows;
}

/** Whether a call with this phone is going on at the site. */
export async function isOnTheLine(db: Queryable, siteId: string, client: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'select from calls where site_id = $1 and caller = $2 and ended_at is null limit 1',
    [siteId, client],
  );
  return rowCount === 1;
}

/** Agents whom the client knows: the contact's own manager, then who talked with them last. */
export async function agentsOfClient(db: Queryable, siteId: string, client: string): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(
    `select id from (
       select manager_id as id, 0 as rank from contacts where site_id = $1 and phone = $2 and manager_id is not null
       union all
       (select answered_by, 1 from calls where site_id = $1 and caller = $2 and answered_by is not null and not spam
        order by started_at desc limit 1)) known order by rank`,
    [siteId, client],
  );
  return rows.map(({ id }) => id);
}
