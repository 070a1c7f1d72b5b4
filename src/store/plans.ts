// Plans of how many numbers a site needs: the newest of each site, and the figures it is held against.
import type { Queryable } from './database.ts';

export type StoredPlan = {
  askedAt: Date;
  /** as asked, JSON */
  question: unknown;
  state: 'running' | 'ready' | 'failed';
  reason: string | null;
  madeAt: Date | null;
  /** JSON; null until it is ready */
  answer: unknown;
};

/** The site's newest plan; undefined: none was asked for. */
export async function findPlan(db: Queryable, siteId: string): Promise<StoredPlan | undefined> {
  const { rows } = await db.query<StoredPlan>(
    'select asked_at as "askedAt", question, state, reason, made_at as "madeAt", answer from plans where site_id = $1',
    [siteId],
  );
  return rows[0];
}

/**
 * Notes that a plan is being made, in place of the one before. False: one is being made already. One that has been
 * running since before `lostBefore` went down with its process.
 */
export async function beginPlan(db: Queryable, siteId: string, question: unknown, lostBefore: Date): Promise<boolean> {
  const { rowCount } = await db.query(
    `insert into plans (site_id, asked_at, question, state) values ($1, now(), $2, 'running')
     on conflict (site_id) do update set asked_at = now(), question = excluded.question, state = 'running', reason = null
     where plans.state <> 'running' or plans.asked_at < $3`,
    [siteId, JSON.stringify(question), lostBefore],
  );
  return rowCount === 1;
}

/** Keeps the answer. */
export async function finishPlan(db: Queryable, siteId: string, answer: unknown): Promise<void> {
  await db.query("update plans set state = 'ready', made_at = now(), answer = $2 where site_id = $1", [
    siteId,
    JSON.stringify(answer),
  ]);
}

/** Keeps why there is none; an older answer stays. */
export async function failPlan(db: Queryable, siteId: string, reason: string): Promise<void> {
  await db.query("update plans set state = 'failed', reason = $2 where site_id = $1", [siteId, reason]);
}

/** What real calls say of themselves: mean confidence of first-time calls to the site's pools in [from, to). */
export type MeanConfidence = { calls: number; days: number; channel: number; campaign: number; visit: number };

/** By the answers that the calls were given when they came in: a person's later word would flatter them. */
export async function meanConfidence(db: Queryable, siteId: string, from: Date, to: Date): Promise<MeanConfidence> {
  const { rows } = await db.query<MeanConfidence>(
    `select count(*)::int as calls, count(distinct c.started_at::date)::int as days,
            coalesce(avg(coalesce(a.channel_probability, 0)), 0)::float8 as channel,
            coalesce(avg(coalesce(a.campaign_probability, 0)), 0)::float8 as campaign,
            coalesce(avg(coalesce(a.visit_probability, 0)), 0)::float8 as visit
     from calls c join attributions a on a.call_id = c.id and a.version = 1
     where c.site_id = $1 and c.started_at >= $2 and c.started_at < $3 and c.first_time and c.counts and a.model not like 'static%'`,
    [siteId, from, to],
  );
  return rows[0] ?? { calls: 0, days: 0, channel: 0, campaign: 0, visit: 0 };
}

/** Numbers that the site's pools give out now, and what they cost a month where that is known (minor units). */
export async function poolSize(
  db: Queryable,
  siteId: string,
): Promise<{ numbers: number; meanCost: number | null; currency: string | null }> {
  const { rows } = await db.query(
    `select count(*)::int as numbers, avg(monthly_cost)::float8 as "meanCost", min(currency) as currency
     from numbers where site_id = $1 and state = 'pool' and out_of_order_since is null`,
    [siteId],
  );
  return rows[0];
}

/** Every site with its account, and when its plan was made: for whoever holds plans against what came. */
export async function sitesWithPlans(db: Queryable): Promise<{ siteId: string; accountId: string }[]> {
  const { rows } = await db.query(
    `select p.site_id as "siteId", s.account_id as "accountId" from plans p join sites s on s.id = p.site_id where p.answer is not null`,
  );
  return rows;
}
