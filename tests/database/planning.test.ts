// Plans from a site's own log, and plans held against what real calls say of themselves.
import assert from 'node:assert/strict';
import { randomUUIDv7 } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEFAULT_PRIOR } from '../../src/core/attribution/default-prior.ts';
import type { PlanAnswer } from '../../src/planning/answer.ts';
import { openPlanner, type Planner } from '../../src/planning/planner.ts';
import { firstOwner } from '../../src/store/access.ts';
import { listNotices } from '../../src/store/notices.ts';
import { findPlan, finishPlan } from '../../src/store/plans.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const VISITS = 1500;
const DAYS = 6;

describe('planning', () => {
  let database: TestDatabase;
  let planner: Planner;
  let accountId: string;
  const siteId = randomUUIDv7();
  const errors: unknown[] = [];

  before(async () => {
    database = await openTestDatabase();
    const { db } = database;
    accountId = (await firstOwner(db, { accountId: randomUUIDv7(), userId: randomUUIDv7() })).accountId;
    const [pool, connection] = [randomUUIDv7(), randomUUIDv7()];
    await db.query('insert into sites (id, account_id, name, public_key) values ($1, $2, $3, $4)', [
      ...[siteId, accountId, 'Flowers', 'flowers123'],
    ]);
    await db.query("insert into connections (id, account_id, name, kind) values ($1, $2, 'Operator', 'sip-trunk')", [
      ...[connection, accountId],
    ]);
    await db.query("insert into pools (id, site_id, name, target_number) values ($1, $2, 'Main', '+74950000000')", [
      ...[pool, siteId],
    ]);
    await db.query(
      `insert into numbers (id, site_id, connection_id, e164, pool_id, monthly_cost, currency)
       select gen_random_uuid(), $1, $2, '+7495000000' || n, $3, 25000, 'RUB' from generate_series(1, 4) n`,
      [siteId, connection, pool],
    );
    await logVisits(pool);
    planner = openPlanner({
      ...{ db, parametersOf: () => DEFAULT_PRIOR, newId: randomUUIDv7, now: () => new Date() },
      log: (_, error) => errors.push(error),
    });
  });
  after(async () => {
    await planner.close();
    await database.close();
  });

  async function logVisits(pool: string): Promise<void> {
    const { db } = database;
    await db.query(
      `insert into visits (site_id, id, at, visitor_id, new_visitor, channel, source, medium, campaign, landing_page, device)
       select $1, gen_random_uuid(), now() - make_interval(secs => 86400 * $2::int * n / $3::float8), gen_random_uuid(), true,
              case when n % 2 = 0 then 'paid-search' else 'organic' end, 'yandex', 'cpc', 'c' || n % 5, 'https://shop.example/', 'mobile'
       from generate_series(1, $3::int) n`,
      [siteId, DAYS, VISITS],
    );
    await db.query(
      `insert into leases (site_id, visit_id, pool_id, number_id, at)
       select v.site_id, v.id, $2, (select id from numbers order by e164 limit 1), v.at from visits v where v.site_id = $1`,
      [siteId, pool],
    );
    await db.query(
      `insert into activity (site_id, visit_id, at, kind)
       select v.site_id, v.id, v.at + interval '70 seconds', 'close' from visits v where v.site_id = $1`,
      [siteId],
    );
  }

  const untilMade = async () => {
    for (;;) {
      const plan = await findPlan(database.db, siteId);
      if (plan?.state !== 'running') return plan;
      await sleep(100);
    }
  };

  test("a site with a log is planned from its own visits and its numbers' own cost", async () => {
    assert.equal(await planner.begin(siteId, {}), 'begun');
    const plan = await untilMade();
    assert.equal(plan?.state, 'ready', `${plan?.reason} ${errors}`);
    const answer = plan.answer as PlanAnswer;
    assert.equal(answer.basis, 'log');
    assert.equal(answer.days, DAYS);
    assert.ok(Math.abs(answer.visitsPerDay - VISITS / DAYS) < 2, `${answer.visitsPerDay}`);
    assert.equal(answer.sources, 10);
    assert.equal(answer.channels, 2);
    assert.equal(answer.numbersNow, 4);
    const now = answer.points.find(({ numbers }) => numbers === 4);
    assert.deepEqual(now?.monthlyCost, { minor: 100_000, currency: 'RUB' });
    assert.ok(answer.points.at(-1)!.visit.mean > answer.points[0]!.visit.mean);
  });

  describe('held against real calls', () => {
    before(async () => {
      const range = (mean: number) => ({ mean, low: mean, high: mean });
      const point = { numbers: 4, channel: range(0.99), campaign: range(0.9), visit: range(0.8) };
      await finishPlan(database.db, siteId, { numbersNow: 4, points: [point] });
    });

    const addCalls = async (days: number, confidence: { campaign: number; visit: number }) => {
      const { db } = database;
      await db.query('delete from calls where site_id = $1', [siteId]);
      await db.query(
        `insert into calls (id, site_id, number_id, provider, provider_call_id, started_at, status, first_time)
         select gen_random_uuid(), $1, (select id from numbers order by e164 limit 1), 'asterisk', 'c' || n,
                now() - make_interval(days => n % $2::int, mins => 5), 'answered', true
         from generate_series(1, 70) n`,
        [siteId, days],
      );
      await db.query(
        `insert into attributions (call_id, version, model, repeat, channel, channel_probability, campaign_probability, visit_probability, nobody)
         select id, 1, 'posterior-1/site-1', false, 'organic', 0.99, $2, $3, 0.01 from calls where site_id = $1`,
        [siteId, confidence.campaign, confidence.visit],
      );
    };
    const open = async () => (await listNotices(database.db, accountId)).map(({ kind }) => kind);

    test('before seven days with calls there is nothing to say', async () => {
      await addCalls(3, { campaign: 0.5, visit: 0.5 });
      assert.equal(await planner.check(siteId), null);
    });

    test('a promise that is kept raises no notice', async () => {
      await addCalls(10, { campaign: 0.91, visit: 0.79 });
      const checked = await planner.check(siteId);
      assert.equal(checked?.apart, false);
      assert.equal(checked.calls, 70);
      await planner.watch();
      assert.deepEqual(await open(), []);
    });

    test('more than two points between promise and confidence raise one, until they agree again', async () => {
      await addCalls(10, { campaign: 0.85, visit: 0.79 });
      assert.equal((await planner.check(siteId))?.apart, true);
      await planner.watch();
      await planner.watch();
      assert.deepEqual(await open(), ['prediction-gap']);
      await addCalls(10, { campaign: 0.9, visit: 0.8 });
      await planner.watch();
      assert.deepEqual(await open(), []);
    });
  });
});
