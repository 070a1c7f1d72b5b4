// Nodes that share this database: which of them live, and whose calls nobody will tell the end of. All times are the
// database's own, so that no node's clock matters.
import type { Queryable } from './database.ts';

/** How often a node says that it lives. */
export const BEAT_SECONDS = 10;
/** A node is silent when it has missed a few words. */
const SILENT_SECONDS = 3 * BEAT_SECONDS + 5;
/** After so long a node that is silent will not be back within a moment. */
const BACK_SOON_SECONDS = 600;

/** The node lives. */
export async function beat(db: Queryable, { name, provider }: { name: string; provider: string }): Promise<void> {
  await db.query(
    `insert into nodes (name, provider, seen_at) values ($1, $2, now())
     on conflict (name) do update set provider = excluded.provider, seen_at = now(), gone_at = null, gone_why = null`,
    [name, provider],
  );
}

/** Its engine has ended: by its own word, or a person's. False: there is no such node. */
export async function noteGone(db: Queryable, name: string, why: 'stopped' | 'person'): Promise<boolean> {
  const { rowCount } = await db.query('update nodes set gone_at = now(), gone_why = $2 where name = $1', [name, why]);
  return rowCount === 1;
}

export type NodeRow = {
  name: string;
  provider: string;
  seenAt: Date;
  /** its last word is older than a living node's can be */
  isSilent: boolean;
  goneWhy: 'stopped' | 'person' | null;
  /** calls that have not ended, as far as we know */
  openCalls: number;
};

/** All that ever were, by name. */
export async function listNodes(db: Queryable): Promise<NodeRow[]> {
  const { rows } = await db.query<NodeRow>(
    `select name, provider, seen_at as "seenAt", seen_at < now() - $1 * interval '1 second' as "isSilent",
            gone_why as "goneWhy",
            (select count(*)::int from calls c where c.provider = n.provider and c.ended_at is null) as "openCalls"
     from nodes n order by name`,
    [SILENT_SECONDS],
  );
  return rows;
}

/** Other nodes: how many live, and how many have fallen silent and may be back within a moment. */
export async function otherNodes(db: Queryable, name: string): Promise<{ living: number; silent: number }> {
  const { rows } = await db.query<{ living: number; silent: number }>(
    `select count(*) filter (where seen_at >= now() - $2 * interval '1 second')::int as living,
            count(*) filter (where seen_at < now() - $2 * interval '1 second')::int as silent
     from nodes where name <> $1 and gone_at is null and seen_at > now() - $3 * interval '1 second'`,
    [name, SILENT_SECONDS, BACK_SOON_SECONDS],
  );
  return rows[0] ?? { living: 0, silent: 0 };
}

/**
 * Other nodes with open calls that nobody will tell the end of: their engine is gone, or they are silent for so long (null:
 * however long), and have taken none of these calls meanwhile.
 */
export async function lostNodes(
  db: Queryable,
  { name, silentSeconds }: { name: string; silentSeconds: number | null },
): Promise<{ name: string; provider: string }[]> {
  const { rows } = await db.query<{ name: string; provider: string }>(
    `select name, provider
     from nodes n cross join lateral (
       select max(started_at) as newest from calls c where c.provider = n.provider and c.ended_at is null) open
     where name <> $1 and newest is not null
       and (gone_at is not null or greatest(seen_at, newest) < now() - $2::float8 * interval '1 second')`,
    [name, silentSeconds],
  );
  return rows;
}
