// The lines across the planner's curve: where one stands, and where to begin.
import type { PlanAnswer } from '../../../src/api/wire.ts';

/** A line across the chart: where one stands, where to begin. */
export interface CurveMark {
  numbers: number;
  text: string;
  strong: boolean;
}

/** "You have 20" and "start with 12", where they lie on the curve; the same place is said once. */
export function marksOf(
  { numbersNow, startWith, points }: Pick<PlanAnswer, 'numbersNow' | 'startWith' | 'points'>,
  texts: { now: string; start: string },
): CurveMark[] {
  const [first, last] = [points[0]?.numbers ?? 0, points.at(-1)?.numbers ?? 0];
  const onCurve = (numbers: number) => numbers >= first && numbers <= last;
  const now = onCurve(numbersNow) && numbersNow > 0 ? [{ numbers: numbersNow, text: texts.now, strong: true }] : [];
  const same = now.length > 0 && numbersNow === startWith;
  const start = onCurve(startWith) && !same ? [{ numbers: startWith, text: texts.start, strong: false }] : [];
  return [...now, ...start];
}
