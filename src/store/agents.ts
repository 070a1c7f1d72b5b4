// Agents: who answers calls, how each is rung, and what they were doing when.

import type { Phone } from '../core/routing/plan.ts';
import type { AgentState } from '../core/routing/route.ts';
import type { Queryable, Tx } from './database.ts';

/** An agent's phone (core/routing/plan.ts Phone) as JSON, of the table agents named `a`. */
export const PHONE = `case a.phone_kind
  when 'sip' then json_build_object('kind', 'sip', 'uri', a.sip_uri)
  when 'number' then json_build_object('kind', 'number', 'e164', a.phone_number, 'connectionId', a.connection_id)
  else json_build_object('kind', 'registered', 'login', a.login) end`;

export type AgentSettings = {
  name: string;
  phone: Phone;
  extension: string | null;
  skills: Readonly<Record<string, number>>;
  scheduleId: string | null;
  wrapUpSeconds: number;
  ringSeconds: number;
};
export type AgentRow = AgentSettings & {
  id: string;
  siteId: string;
  linePosition: number | null;
  awaySince: Date | null;
  awayReason: string;
  teams: { id: string; name: string }[];
  createdAt: Date;
};

const AGENT = `
  select a.id, a.site_id as "siteId", a.name, ${PHONE} as phone, a.extension, a.skills, a.schedule_id as "scheduleId",
         a.wrap_up_seconds as "wrapUpSeconds", a.ring_seconds as "ringSeconds", a.away_since as "awaySince",
         a.away_reason as "awayReason", a.created_at as "createdAt",
         case when a.line_position is not null then (select count(*)::int from agents b
           where b.site_id = a.site_id and b.line_position < a.line_position) end as "linePosition",
         coalesce((select json_agg(json_build_object('id', t.id, 'name', t.name) order by t.name)
                   from team_members m join teams t on t.id = m.team_id where m.agent_id = a.id), '[]'::json) as teams
  from agents a`;

/** The site's agents: those of the line first, as they are rung, then the others by name. */
export async function listAgents(db: Queryable, siteId: string): Promise<AgentRow[]> {
  const { rows } = await db.query<AgentRow>(
    `${AGENT} where a.site_id = $1 and a.removed_at is null order by a.line_position nulls last, lower(a.name), a.id`,
    [siteId],
  );
  return rows;
}

/** One agent; undefined: there is none, or it was removed. */
export async function findAgent(db: Queryable, agentId: string): Promise<AgentRow | undefined> {
  const { rows } = await db.query<AgentRow>(`${AGENT} where a.id = $1 and a.removed_at is null`, [agentId]);
  return rows[0];
}

/** Adds an agent or writes its settings; a password given replaces the old one. */
export async function saveAgent(
  db: Queryable,
  agent: AgentSettings & { id: string; siteId: string },
  password?: string,
): Promise<void> {
  const { phone } = agent;
  await db.query(
    `insert into agents (id, site_id, name, phone_kind, sip_uri, phone_number, connection_id, login, password,
                         extension, skills, schedule_id, wrap_up_seconds, ring_seconds)
     values ($1, $2, $3, $4, $5, $6, $7, $8,
             case when $8::text is not null then coalesce($9, (select password from agents where id = $1)) end, $10, $11, $12, $13, $14)
     on conflict (id) do update set name = excluded.name, phone_kind = excluded.phone_kind, sip_uri = excluded.sip_uri,
       phone_number = excluded.phone_number, connection_id = excluded.connection_id, login = excluded.login,
       password = excluded.password,
       extension = excluded.extension, skills = excluded.skills, schedule_id = excluded.schedule_id,
       wrap_up_seconds = excluded.wrap_up_seconds, ring_seconds = excluded.ring_seconds`,
    [
      ...[agent.id, agent.siteId, agent.name, phone.kind],
      phone.kind === 'sip' ? phone.uri : null,
      ...(phone.kind === 'number' ? [phone.e164, phone.connectionId] : [null, null]),
      ...(phone.kind === 'registered' ? [phone.login, password ?? null] : [null, null]),
      ...[agent.extension, JSON.stringify(agent.skills), agent.scheduleId, agent.wrapUpSeconds, agent.ringSeconds],
    ],
  );
}

/** Removes an agent: nobody rings it any more, but its calls still tell who answered. To be called in a transaction. */
export async function removeAgent(tx: Tx, agentId: string): Promise<void> {
  await tx.query('delete from team_members where agent_id = $1', [agentId]);
  await tx.query('update contacts set manager_id = null where manager_id = $1', [agentId]);
  await tx.query(
    `update agents set removed_at = now(), line_position = null, away_since = null,
            password = case when login is not null then '' end
     where id = $1 and removed_at is null`,
    [agentId],
  );
}

/** Away since then with the reason, or back: null. */
export async function setAway(
  db: Queryable,
  agentId: string,
  away: { since: Date; reason: string } | null,
): Promise<void> {
  await db.query('update agents set away_since = $2, away_reason = $3 where id = $1', [
    agentId,
    away?.since ?? null,
    away?.reason ?? '',
  ]);
}

/**
 * Names of the routes whose published version has this id in it: an agent's, a team's, a schedule's. Ids are random, so
 * that their text is found nowhere else.
 */
export async function routesNaming(db: Queryable, siteId: string, id: string): Promise<string[]> {
  const { rows } = await db.query<{ name: string }>(
    `select r.name from routes r
     join lateral (select v.route from route_versions v where v.route_id = r.id order by v.version desc limit 1) v on true
     where r.site_id = $1 and r.removed_at is null and strpos(v.route::text, $2) > 0
     order by r.name`,
    [siteId, id],
  );
  return rows.map(({ name }) => name);
}

export type AgentChange = {
  agentId: string;
  at: Date;
  state: AgentState;
  reason: string;
  userId: string | null;
  callId: string | null;
};

/**
 * Adds a change to an agent's history unless the history says so already: several nodes see the same change. What is
 * older than the newest entry is left out. Answers whether it was added.
 */
export async function insertAgentChange(db: Queryable, change: AgentChange): Promise<boolean> {
  const { agentId, at, state, reason, userId, callId } = change;
  const { rowCount } = await db.query(
    `with last as (select state, reason, at from agent_history where agent_id = $1 order by at desc limit 1)
     insert into agent_history (agent_id, at, state, reason, user_id, call_id)
     select a.id, $2, $3, $4, $5, $6 from agents a
     where a.id = $1 and not exists (select 1 from last where at > $2 or (state = $3 and reason = $4 and $5::uuid is null))`,
    [agentId, at, state, reason, userId, callId],
  );
  return rowCount === 1;
}

/** Tells every node that agents of a site have changed what they do: they are read anew. */
export async function announceAgents(db: Queryable, siteId: string): Promise<void> {
  await db.query("select pg_notify('dialtrace_agents', $1)", [siteId]);
}

/**
 * The agent of a site whom a PBX means by a word of its own: an id of ours, an extension, a phone number (digits of it
 * are enough), the user of a SIP address, a login, a name. Undefined: none, or more than one.
 */
export async function agentMeant(db: Queryable, siteId: string, word: string): Promise<string | undefined> {
  const { rows } = await db.query<{ id: string }>(
    `select a.id from agents a
     where a.site_id = $1 and a.removed_at is null
       and (a.id::text = $2 or a.extension = $2 or a.login = $2 or lower(a.name) = lower($2)
            or (length(regexp_replace($2, '\\D', '', 'g')) >= 6
                and right(regexp_replace(a.phone_number, '\\D', '', 'g'), 10) = right(regexp_replace($2, '\\D', '', 'g'), 10))
            or lower(substring(a.sip_uri from '^sips?:([^@;]+)@')) = lower($2))
     limit 2`,
    [siteId, word.trim()],
  );
  return rows.length === 1 ? rows[0]?.id : undefined;
}

/** How telephony reaches an agent. `password`: of a phone that registers with us. */
export type AgentPhoneRow = {
  agentId: string;
  siteId: string;
  phone: Phone;
  password: string | null;
  extension: string | null;
};

/** The phones of all agents that are not removed. */
export async function listAgentPhones(db: Queryable): Promise<AgentPhoneRow[]> {
  const { rows } = await db.query<AgentPhoneRow>(
    `select a.id as "agentId", a.site_id as "siteId", ${PHONE} as phone, a.password, a.extension
     from agents a where a.removed_at is null order by a.created_at, a.id`,
  );
  return rows;
}
