// How many numbers a site needs: reads the site's own log, has the plan made in a thread, keeps the answer, and holds it
// against what real calls say of themselves.
import { Worker } from 'node:worker_threads';
import type { AttributionParameters } from '../core/attribution/attribution.ts';
import type { PlanRequest, PlanResult } from '../simulation/plan.ts';
import type { Db } from '../store/database.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { beginPlan, failPlan, findPlan, finishPlan, meanConfidence, poolSize, sitesWithPlans } from '../store/plans.ts';
import { answerOf, type Levels, type Money, type PlanAnswer } from './answer.ts';
import { basisOfSite, type SiteSize } from './basis.ts';

export type PlanCheck = {
  predicted: Levels;
  confidence: Levels;
  calls: number;
  days: number;
  /** more than two points between them, at any level that matters: campaign or visit */
  apart: boolean;
};

export type PlanWish = SiteSize & { numberCost?: Money | undefined };

export type Planner = {
  /** begins a plan; 'running': one is being made already */
  begin(siteId: string, wish: PlanWish): Promise<'begun' | 'running'>;
  /** the promise beside the mean confidence of real calls; null before seven days with calls, or without a plan */
  check(siteId: string): Promise<PlanCheck | null>;
  /** tells owners of plans that have come apart from what real calls say */
  watch(): Promise<void>;
  close(): Promise<void>;
};
export type PlannerOptions = {
  db: Db;
  parametersOf: (siteId: string) => AttributionParameters;
  newId: () => string;
  now: () => Date;
  log: (message: string, error: unknown) => void;
};

const DAY_MS = 86_400_000;
const LOST_AFTER_MS = 15 * 60_000;
const CHECK_DAYS = 14;
const CHECK_DAYS_FEWEST = 7;
const CHECK_CALLS_FEWEST = 50;
const APART = 0.02;

export function openPlanner({ db, parametersOf, newId, now, log }: PlannerOptions): Planner {
  const threads = new Set<Worker>();

  async function make(siteId: string, wish: PlanWish): Promise<void> {
    try {
      const { numbers, meanCost, currency } = await poolSize(db, siteId);
      const own = meanCost !== null && currency !== null ? { minor: Math.round(meanCost), currency } : undefined;
      const parameters = parametersOf(siteId);
      const basis = await basisOfSite(db, siteId, { size: wish, parameters, now: now().getTime() / 1000 });
      const result = await inThread({ basis, numbersNow: numbers });
      await finishPlan(db, siteId, answerOf({ result, basis, numbersNow: numbers, cost: wish.numberCost ?? own }));
    } catch (error) {
      log('a plan could not be made', error);
      await failPlan(db, siteId, error instanceof Error ? error.message : String(error)).catch(() => {});
    }
  }

  function inThread(request: PlanRequest): Promise<PlanResult> {
    return new Promise((resolve, reject) => {
      const thread = new Worker(new URL('./plan-worker.ts', import.meta.url), { workerData: request });
      threads.add(thread);
      thread.once('message', resolve);
      thread.once('error', reject);
      thread.once('exit', () => {
        threads.delete(thread);
        reject(new Error('the plan was ended before it was done'));
      });
    });
  }

  async function check(siteId: string): Promise<PlanCheck | null> {
    const stored = await findPlan(db, siteId);
    const answer = stored?.answer as PlanAnswer | null | undefined;
    const point = answer?.points.find(({ numbers }) => numbers === answer.numbersNow);
    if (!point) return null;
    const to = now();
    const from = new Date(to.getTime() - CHECK_DAYS * DAY_MS);
    const { calls, days, ...confidence } = await meanConfidence(db, siteId, from, to);
    if (days < CHECK_DAYS_FEWEST || calls < CHECK_CALLS_FEWEST) return null;
    const predicted = { channel: point.channel.mean, campaign: point.campaign.mean, visit: point.visit.mean };
    const gap = Math.max(
      Math.abs(predicted.campaign - confidence.campaign),
      Math.abs(predicted.visit - confidence.visit),
    );
    return { predicted, confidence, calls, days, apart: gap > APART };
  }

  async function watch(): Promise<void> {
    for (const { siteId, accountId } of await sitesWithPlans(db)) {
      const checked = await check(siteId);
      if (checked?.apart) {
        const { predicted, confidence, calls } = checked;
        const data = { predicted, confidence, calls };
        await openNotice(db, { id: newId(), accountId, siteId, kind: 'prediction-gap', subject: siteId, data });
      } else if (checked) await endNotices(db, { accountId, kinds: ['prediction-gap'], subject: siteId });
    }
  }

  return {
    async begin(siteId, wish) {
      const lostBefore = new Date(now().getTime() - LOST_AFTER_MS);
      if (!(await beginPlan(db, siteId, wish, lostBefore))) return 'running';
      void make(siteId, wish);
      return 'begun';
    },
    check,
    watch,
    async close() {
      await Promise.all([...threads].map((thread) => thread.terminate()));
    },
  };
}
