// Teams: groups of agents, each with a priority.
import type { Queryable, Tx } from './database.ts';

export type TeamRow = {
  id: string;
  siteId: string;
  name: string;
  members: { agentId: string; priority: number }[];
};

const TEAM = `
  select t.id, t.site_id as "siteId", t.name,
         coalesce((select json_agg(json_build_object('agentId', m.agent_id, 'priority', m.priority) order by m.priority, lower(a.name), a.id)
                   from team_members m join agents a on a.id = m.agent_id where m.team_id = t.id), '[]'::json) as members
  from teams t`;

/** The site's teams by name; members by priority, then name. */
export async function listTeams(db: Queryable, siteId: string): Promise<TeamRow[]> {
  const { rows } = await db.query<TeamRow>(`${TEAM} where t.site_id = $1 order by lower(t.name), t.id`, [siteId]);
  return rows;
}

/** One team; undefined: there is none. */
export async function findTeam(db: Queryable, teamId: string): Promise<TeamRow | undefined> {
  const { rows } = await db.query<TeamRow>(`${TEAM} where t.id = $1`, [teamId]);
  return rows[0];
}

/**
 * Adds a team or writes it with its members; 'name-taken': another team of the site is called so. Members that are no
 * agents of the site are left out. To be called in a transaction.
 */
export async function saveTeam(tx: Tx, { id, siteId, name, members }: TeamRow): Promise<'saved' | 'name-taken'> {
  const { rowCount } = await tx.query(
    `insert into teams (id, site_id, name)
     select $1, $2, $3 where not exists (select 1 from teams where site_id = $2 and lower(name) = lower($3) and id <> $1)
     on conflict (id) do update set name = excluded.name`,
    [id, siteId, name],
  );
  if (rowCount === 0) return 'name-taken';
  await tx.query('delete from team_members where team_id = $1', [id]);
  await tx.query(
    `insert into team_members (team_id, agent_id, priority)
     select $1, m.agent_id, m.priority from unnest($2::uuid[], $3::int[]) as m (agent_id, priority)
     join agents a on a.id = m.agent_id and a.site_id = $4 and a.removed_at is null`,
    [id, members.map(({ agentId }) => agentId), members.map(({ priority }) => priority), siteId],
  );
  return 'saved';
}

/** Deletes a team; its agents stay. */
export async function deleteTeam(db: Queryable, teamId: string): Promise<void> {
  await db.query('delete from teams where id = $1', [teamId]);
}

/** Puts an agent into exactly these teams of its site; where it is already, its priority stays. To be called in a transaction. */
export async function setTeamsOf(tx: Queryable, agentId: string, teamIds: readonly string[]): Promise<void> {
  await tx.query('delete from team_members where agent_id = $1 and not team_id = any($2)', [agentId, teamIds]);
  await tx.query(
    `insert into team_members (team_id, agent_id) select t.id, a.id from agents a join teams t on t.site_id = a.site_id
     where a.id = $1 and t.id = any($2) on conflict do nothing`,
    [agentId, teamIds],
  );
}
