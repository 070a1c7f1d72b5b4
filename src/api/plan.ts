// The planner over HTTP: ask for a plan, read the newest one.
import { z } from 'zod';
import { findPlan } from '../store/plans.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });

/** The routes of the planner, below /api/v1. */
export function planRoutes(api: Api, deps: ApiDeps) {
  api.get(
    '/sites/:site/plan',
    { schema: { params: SiteParams, response: { 200: wire.Plan }, tags: ['numbers'] } },
    async ({ person, params }) => planCard(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/plan',
    {
      schema: {
        params: SiteParams,
        body: wire.PlanQuestion,
        response: { 202: wire.Plan },
        tags: ['numbers'],
        description: 'begins a plan, some ten seconds to two minutes; ask with GET until its state is not "running"',
      },
    },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { opensAt = 0, closesAt = 24 } = body;
      if (opensAt >= closesAt)
        throw new Problem(400, 'invalid', 'opensAt must be earlier than closesAt; for round the clock leave both out.');
      if ((await deps.planner.begin(site.id, body)) === 'running')
        throw new Problem(409, 'plan-running', 'A plan of this site is being made. Wait until it is ready.');
      return reply.code(202).send(await planCard(deps, site.id));
    },
  );
}

async function planCard(deps: ApiDeps, siteId: string): Promise<wire.Plan> {
  const stored = await findPlan(deps.db, siteId);
  const none = { state: 'none', reason: null, askedAt: null, madeAt: null, question: null } as const;
  if (!stored) return { ...none, answer: null, check: null };
  return {
    state: stored.state,
    reason: stored.reason,
    askedAt: stored.askedAt.toISOString(),
    madeAt: stored.madeAt?.toISOString() ?? null,
    question: stored.question as wire.PlanQuestion,
    answer: stored.answer as wire.PlanAnswer | null,
    check: await deps.planner.check(siteId),
  };
}
