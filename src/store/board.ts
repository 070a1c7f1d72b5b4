// What the live board is told of agents: their settings, their talks and their last change.
import type { Phone } from '../core/routing/plan.ts';
import type { AgentState, Schedule } from '../core/routing/route.ts';
import { PHONE } from './agents.ts';
import type { Queryable } from './database.ts';

export type BoardAgentRow = {
  id: string;
  siteId: string;
  timeZone: string;
  name: string;
  phone: Phone;
  skills: Readonly<Record<string, number>>;
  wrapUpSeconds: number;
  scheduleId: string | null;
  /** the shift; null: always */
  schedule: Schedule | null;
  awaySince: Date | null;
  awayReason: string;
  /** when a person last said that the agent is free */
  freedAt: Date | null;
  /** end of the last talk */
  talkedUntil: Date | null;
  talks: { callId: string; since: Date }[];
  /** calls that ring the agent now */
  rings: { callId: string; since: Date }[];
  /** the newest entry of its history */
  last: { state: AgentState; at: Date } | null;
};

const SOME = "json_agg(json_build_object('callId', l.call_id, 'since', %at) order by %at)";
const openLegs = (since: string, only: string) => `coalesce((
  select ${SOME.replaceAll('%at', since)} from calls c join legs l on l.call_id = c.id
  where c.ended_at is null and l.target_id = a.id and l.ended_at is null and ${only}), '[]'::json)`;

// Open calls are few and have an index of their own; the last talk is the first of an index.
const BOARD = `
  select a.id, a.site_id as "siteId", s.time_zone as "timeZone", a.name, ${PHONE} as phone, a.skills,
         a.wrap_up_seconds as "wrapUpSeconds", a.away_since as "awaySince", a.away_reason as "awayReason", h.id as "scheduleId",
         case when h.id is not null then json_build_object('weekly', h.weekly, 'dates', h.dates) end as schedule,
         (select max(at) from agent_history f where f.agent_id = a.id and f.state = 'free' and f.user_id is not null) as "freedAt",
         (select l.ended_at from legs l where l.target_id = a.id and l.answered_at is not null and l.ended_at is not null
          order by l.answered_at desc limit 1) as "talkedUntil",
         ${openLegs('l.answered_at', 'l.answered_at is not null')} as talks,
         ${openLegs('l.started_at', 'l.answered_at is null')} as rings,
         (select json_build_object('state', f.state, 'at', f.at) from agent_history f
          where f.agent_id = a.id order by f.at desc limit 1) as last
  from agents a join sites s on s.id = a.site_id left join schedules h on h.id = a.schedule_id
  where a.removed_at is null`;

/** All agents. */
export async function boardAgents(db: Queryable): Promise<BoardAgentRow[]> {
  const { rows } = await db.query<BoardAgentRow>(BOARD);
  return rows.map(withTimes);
}

/** The agents of these sites. */
export async function boardAgentsOfSites(db: Queryable, siteIds: readonly string[]): Promise<BoardAgentRow[]> {
  const { rows } = await db.query<BoardAgentRow>(`${BOARD} and a.site_id = any($1)`, [siteIds]);
  return rows.map(withTimes);
}

/** The agents these calls have rung, and those named. */
export async function boardAgentsOfCalls(
  db: Queryable,
  callIds: readonly string[],
  agentIds: readonly string[],
): Promise<BoardAgentRow[]> {
  const { rows } = await db.query<BoardAgentRow>(
    `${BOARD} and (a.id = any($2) or a.id in (select target_id from legs where call_id = any($1)))`,
    [callIds, agentIds],
  );
  return rows.map(withTimes);
}

const withTime = <T extends { since: Date }>(one: T): T => ({ ...one, since: new Date(one.since) });

const withTimes = (row: BoardAgentRow): BoardAgentRow => ({
  ...row,
  talks: row.talks.map(withTime),
  rings: row.rings.map(withTime),
  last: row.last && { ...row.last, at: new Date(row.last.at) },
});
