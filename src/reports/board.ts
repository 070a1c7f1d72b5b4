// What the live board tells beside the agents' states: with whom they talk, today's figures, who waits, who was missed.
import type { Queryable } from '../store/database.ts';
import { time } from './time.ts';

export type BoardCall = {
  id: string;
  caller: string | null;
  name: string | null;
  vip: boolean;
  number: string;
  direction: 'in' | 'out';
};
export type AgentToday = { agentId: string; calls: number; talkSeconds: number };
export type WaitingCaller = {
  callId: string;
  caller: string | null;
  name: string | null;
  vip: boolean;
  team: string | null;
  since: string;
};
export type BoardFigures = {
  calls: number;
  answered: number;
  missed: number;
  openCallBacks: number;
  lateCallBacks: number;
};

const CONTACT = `k.name, coalesce(k.vip, false) as vip`;
const JOIN_CONTACT = 'left join contacts k on k.site_id = c.site_id and k.phone = c.caller';
const TODAY = "(date_trunc('day', $2::timestamptz at time zone s.time_zone) at time zone s.time_zone)";

/** These calls with who calls, by their ids. */
export async function boardCalls(db: Queryable, ids: readonly string[]): Promise<Map<string, BoardCall>> {
  const { rows } = await db.query<BoardCall>(
    `select c.id, c.caller, ${CONTACT}, n.e164 as number, c.direction
     from calls c join numbers n on n.id = c.number_id ${JOIN_CONTACT} where c.id = any($1)`,
    [ids],
  );
  return new Map(rows.map((call) => [call.id, call]));
}

/** Talks of the site's agents that began since midnight in the site's time zone. */
export async function agentsToday(db: Queryable, siteId: string, at: Date): Promise<Map<string, AgentToday>> {
  const { rows } = await db.query<AgentToday>(
    `select a.id as "agentId", count(*)::int as calls,
            coalesce(sum(greatest(extract(epoch from l.ended_at - l.answered_at), 0)), 0)::float8 as "talkSeconds"
     from sites s join agents a on a.site_id = s.id
     join legs l on l.target_id = a.id and l.answered_at is not null and l.answered_at >= ${TODAY}
     where s.id = $1 group by a.id`,
    [siteId, at],
  );
  return new Map(rows.map((row) => [row.agentId, row]));
}

/** Callers who wait in a queue now, longest first: of each call the last that was told of a queue is that it entered one. */
export async function waitingCallers(db: Queryable, siteId: string): Promise<WaitingCaller[]> {
  const { rows } = await db.query<WaitingCaller>(
    `select c.id as "callId", c.caller, ${CONTACT}, t.name as team, ${time('e.at')} as since
     from calls c
     join lateral (select e.kind, e.at, (e.facts->>'step')::int as step from call_events e
                   where e.call_id = c.id and e.kind in ('queued', 'left-queue', 'leg-answered') order by e.at desc, e.seq desc limit 1) e
          on e.kind = 'queued'
     ${JOIN_CONTACT}
     left join teams t on t.site_id = c.site_id and t.id::text = c.plan->'steps'->e.step->>'queue'
     where c.site_id = $1 and c.ended_at is null order by e.at, c.id`,
    [siteId],
  );
  return rows;
}

/** Calls of the site since midnight, and missed callers who have not been reached, whenever they called. */
export async function boardFigures(db: Queryable, siteId: string, at: Date): Promise<BoardFigures> {
  const { rows } = await db.query<BoardFigures>(
    `select count(c.id)::int as calls, count(c.id) filter (where c.answered_at is not null)::int as answered,
            count(c.id) filter (where c.status = 'missed')::int as missed,
            (select count(*)::int from call_backs b where ${OPEN}) as "openCallBacks",
            (select count(*)::int from call_backs b where ${OPEN} and b.phone is not null and b.due_at < $2) as "lateCallBacks"
     from sites s left join calls c on c.site_id = s.id and c.counts and c.started_at >= ${TODAY}
     where s.id = $1`,
    [siteId, at],
  );
  return rows[0] ?? { calls: 0, answered: 0, missed: 0, openCallBacks: 0, lateCallBacks: 0 };
}

// A call that turned out to be spam, or was answered after all, asks for nothing.
const OPEN = `b.site_id = $1 and b.closed_at is null and exists (
  select 1 from call_back_calls k join calls m on m.id = k.call_id
  where k.call_back_id = b.id and m.counts and m.answered_at is null)`;
