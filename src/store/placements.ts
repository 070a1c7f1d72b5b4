// Placements: static numbers shown on the site, to page views that a rule fits. They are asked before the pools.
import { isSameTargeting, type Targeting } from '../core/source/targeting.ts';
import type { StoredSource } from './calls.ts';
import type { Queryable, Tx } from './database.ts';

/** visitors: who may be known; without-consent: who may not; robots: crawlers and automated browsers. */
export type Audience = 'visitors' | 'without-consent' | 'robots';

export type PlacementSettings = {
  /** the business's own number, as printed on the page */
  targetNumber: string;
  audiences: Audience[];
  targeting: Targeting;
};
export type PlacementRow = PlacementSettings & {
  numberId: string;
  number: string;
  position: number;
  staticSource: StoredSource;
  outOfOrder: boolean;
};

/** The site's placements in the order in which a page view asks them. */
export async function listPlacements(db: Queryable, siteId: string): Promise<PlacementRow[]> {
  const { rows } = await db.query<PlacementRow>(
    `select r.number_id as "numberId", n.e164 as number, r.target_number as "targetNumber", r.audiences, r.targeting,
            (row_number() over (order by r.position, n.e164) - 1)::int as position,
            n.static_source as "staticSource", n.out_of_order_since is not null as "outOfOrder"
     from placements r join numbers n on n.id = r.number_id
     where n.site_id = $1 order by r.position, n.e164`,
    [siteId],
  );
  return rows;
}

/** A number of the site as its placement sees it, locked; undefined: the site has no such number. To be called in a transaction. */
export async function lockPlaceable(
  tx: Tx,
  siteId: string,
  numberId: string,
): Promise<{ state: string; e164: string } | undefined> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]); // two at once: one after the other
  const { rows } = await tx.query<{ state: string; e164: string }>(
    "select state, e164 from numbers where site_id = $1 and id = $2 and state <> 'gone' for update",
    [siteId, numberId],
  );
  return rows[0];
}

/** Another placement with the same target number and targeting, for some of the same: it, or this one, would never be asked for them. */
export async function findRivalPlacement(
  tx: Tx,
  siteId: string,
  { numberId, targetNumber, targeting, audiences }: PlacementSettings & { numberId: string },
): Promise<PlacementRow | undefined> {
  return (await listPlacements(tx, siteId)).find(
    (other) =>
      other.numberId !== numberId &&
      other.targetNumber === targetNumber &&
      isSameTargeting(other.targeting, targeting) &&
      other.audiences.some((audience) => audiences.includes(audience)),
  );
}

/** Places a static number, or changes its placement; a new one comes behind the site's others. To be called in a transaction. */
export async function savePlacement(
  tx: Tx,
  siteId: string,
  { numberId, targetNumber, audiences, targeting }: PlacementSettings & { numberId: string },
): Promise<void> {
  await tx.query(
    `insert into placements (number_id, target_number, audiences, targeting, position)
     select $2, $3, $4, $5, coalesce(max(r.position) + 1, 0)
     from numbers n join placements r on r.number_id = n.id where n.site_id = $1
     on conflict (number_id) do update
       set target_number = excluded.target_number, audiences = excluded.audiences, targeting = excluded.targeting`,
    [siteId, numberId, targetNumber, audiences, targeting],
  );
}

/** Puts the site's placements in this order; those that are not named come last. To be called in a transaction. */
export async function orderPlacements(tx: Tx, siteId: string, numberIds: readonly string[]): Promise<void> {
  await tx.query('select 1 from sites where id = $1 for update', [siteId]);
  await tx.query(
    `update placements r set position = coalesce(array_position($2::uuid[], r.number_id), $3)
     from numbers n where n.id = r.number_id and n.site_id = $1`,
    [siteId, numberIds, numberIds.length + 1],
  );
}

/** Ends the placement of a number; false: the site has no such placement. */
export async function deletePlacement(db: Queryable, siteId: string, numberId: string): Promise<boolean> {
  const { rowCount } = await db.query(
    'delete from placements r using numbers n where n.id = r.number_id and n.site_id = $1 and n.id = $2',
    [siteId, numberId],
  );
  return rowCount === 1;
}
