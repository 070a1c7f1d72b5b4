// A plan as it is kept and shown: the curve with what it costs, and what one more number buys.
import type { PlanBasis, PlannedPoint, PlanResult } from '../simulation/plan.ts';

export type Money = { minor: number; currency: string };
export type PlanAnswer = Omit<PlanResult, 'points'> & {
  basis: PlanBasis['kind'];
  opensAt: number;
  closesAt: number;
  numbersNow: number;
  points: (PlannedPoint & { monthlyCost: Money | null })[];
  oneMore: { channel: number; campaign: number; visit: number } | null;
  enoughFor: { campaign95: number | null; visit85: number | null };
};
export type Levels = { channel: number; campaign: number; visit: number };

type Made = { result: PlanResult; basis: PlanBasis; numbersNow: number; cost: Money | undefined };

/** `cost`: of one number a month. */
export function answerOf({ result, basis, numbersNow, cost }: Made): PlanAnswer {
  const { opensAt, closesAt } = basis.kind === 'assumed' ? basis : { opensAt: 0, closesAt: 24 };
  const points = result.points.map((point) => ({
    ...point,
    monthlyCost: cost ? { minor: cost.minor * point.numbers, currency: cost.currency } : null,
  }));
  const fewest = (reaches: (point: PlannedPoint) => boolean) => points.find(reaches)?.numbers ?? null;
  return {
    ...result,
    basis: basis.kind,
    ...{ opensAt, closesAt, numbersNow, points },
    oneMore: oneMore(points, numbersNow || result.startWith),
    enoughFor: {
      campaign95: fewest(({ campaign }) => campaign.mean >= 0.95),
      visit85: fewest(({ visit }) => visit.mean >= 0.85),
    },
  };
}

/** By the curve and not by two neighbouring points, whose difference is smaller than their noise. */
function oneMore(points: readonly PlannedPoint[], numbers: number): Levels | null {
  const at = points.findIndex((point) => point.numbers >= numbers);
  const [before, after] = [points[Math.max(0, at - 2)], points[Math.min(points.length - 1, at + 3)]];
  if (at === -1 || !before || !after || after.numbers === before.numbers) return null;
  const steps = after.numbers - before.numbers;
  const slope = (level: keyof Levels) => Math.max(0, (after[level].mean - before[level].mean) / steps);
  return { channel: slope('channel'), campaign: slope('campaign'), visit: slope('visit') };
}
