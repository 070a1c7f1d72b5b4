// The planner over HTTP: a plan from the size of a site, one from its own log, and what is refused.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { openTestApi, type TestApi } from '../support/api.ts';

type Plan = {
  state: string;
  reason: string | null;
  answer: {
    basis: string;
    visitsPerDay: number;
    numbersNow: number;
    startWith: number;
    points: { numbers: number; campaign: { mean: number }; monthlyCost: { minor: number; currency: string } | null }[];
    oneMore: { campaign: number } | null;
  } | null;
  check: unknown;
};

describe('the planner', () => {
  let api: TestApi;
  let at: string;
  before(async () => {
    api = await openTestApi();
    const site = await api.answer<{ id: string }>(201, 'POST', '/api/v1/sites', { body: { name: 'Flowers' } });
    at = `/api/v1/sites/${site.id}/plan`;
  });
  after(() => api.close());

  const untilReady = async (): Promise<Plan> => {
    for (;;) {
      const plan = await api.get<Plan>(at);
      if (plan.state !== 'running') return plan;
      await sleep(200);
    }
  };

  test('before anything was asked there is no plan', async () => {
    const plan = await api.get<Plan>(at);
    assert.equal(plan.state, 'none');
    assert.equal(plan.answer, null);
  });

  test('office hours that end before they begin are refused', async () => {
    await api.problem(400, 'invalid', 'POST', at, { body: { opensAt: 18, closesAt: 9 } });
  });

  test('a site to come is planned from its size, with what it costs; meanwhile a second plan is refused', async () => {
    const body = { visitsPerDay: 300, sources: 6, numberCost: { minor: 30_000, currency: 'RUB' } };
    const begun = await api.answer<Plan>(202, 'POST', at, { body });
    assert.equal(begun.state, 'running');
    await api.problem(409, 'plan-running', 'POST', at, { body });
    const { state, reason, answer } = await untilReady();
    assert.equal(state, 'ready', reason ?? '');
    assert.equal(answer?.basis, 'assumed');
    assert.equal(answer.visitsPerDay, 300);
    assert.ok(answer.points.length > 4);
    for (const { numbers, monthlyCost } of answer.points)
      assert.deepEqual(monthlyCost, { minor: 30_000 * numbers, currency: 'RUB' });
    assert.ok(answer.points.at(-1)!.campaign.mean > answer.points[0]!.campaign.mean);
    assert.ok((answer.oneMore?.campaign ?? -1) >= 0);
  });

  test("another account's site has no plan to see", async () => {
    await api.problem(404, 'not-found', 'GET', '/api/v1/sites/00000000-0000-4000-8000-000000000000/plan');
  });
});
