// What came of operators' requests: taken, or refused for a reason; counted by connection.
import type { Queryable } from './database.ts';

export type HookOutcome = { connectionId: string; outcome: string; count: number; lastAt: Date; detail: string };

/** Adds to what is counted already; of two that last happened, the later one's detail stays. */
export async function addHookOutcomes(db: Queryable, outcomes: readonly HookOutcome[]): Promise<void> {
  // Ordered, so that two nodes that add the same rows lock them in the same order.
  const sorted = outcomes.toSorted((a, b) =>
    `${a.connectionId} ${a.outcome}` < `${b.connectionId} ${b.outcome}` ? -1 : 1,
  );
  await db.query(
    `insert into hook_outcomes (connection_id, outcome, count, last_at, detail)
     select u.connection_id, u.outcome, u.count, u.last_at, u.detail
     from unnest($1::uuid[], $2::text[], $3::bigint[], $4::timestamptz[], $5::text[])
          as u (connection_id, outcome, count, last_at, detail)
     where exists (select from connections k where k.id = u.connection_id)
     on conflict (connection_id, outcome) do update set
       count = hook_outcomes.count + excluded.count,
       detail = case when excluded.last_at >= hook_outcomes.last_at then excluded.detail else hook_outcomes.detail end,
       last_at = greatest(hook_outcomes.last_at, excluded.last_at)`,
    [
      sorted.map((one) => one.connectionId),
      sorted.map((one) => one.outcome),
      sorted.map((one) => one.count),
      sorted.map((one) => one.lastAt),
      sorted.map((one) => one.detail),
    ],
  );
}

/** What came of the requests of an account's connections, the latest first. */
export async function listHookOutcomes(db: Queryable, accountId: string): Promise<HookOutcome[]> {
  const { rows } = await db.query<HookOutcome>(
    `select h.connection_id as "connectionId", h.outcome, h.count, h.last_at as "lastAt", h.detail
     from hook_outcomes h join connections k on k.id = h.connection_id
     where k.account_id = $1 order by h.last_at desc`,
    [accountId],
  );
  return rows;
}
