// The curve of the plan, with what its lines are.
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { PlanAnswer } from '../../../src/api/wire.ts';
import { Chart } from '../../parts/chart.tsx';
import type { ChartColours } from '../../parts/chart-colours.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { count } from '../../words/format.ts';
import { marksOf } from './curve-marks.ts';
import { curveOption, PLAN_LEVELS } from './curve-option.ts';
import css from './plan-curve.module.css';

const HEIGHT_PX = 320;

export function PlanCurve({ answer }: { answer: PlanAnswer }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const option = useCallback(
    (colours: ChartColours) => {
      const numbers = (amount: number) =>
        t('plan.numbers', { count: amount, replace: { count: count(amount, locale) } });
      const words = {
        ...{ locale, numbers, cost: t('plan.monthlyCost') },
        ...{ channel: t('plan.level.channel'), campaign: t('plan.level.campaign'), visit: t('plan.level.visit') },
      };
      const marks = marksOf(answer, {
        now: t('plan.mark.now', { count: answer.numbersNow }),
        start: t('plan.mark.start', { count: answer.startWith }),
      });
      return curveOption(answer.points, marks, words, colours);
    },
    [answer, locale, t],
  );
  const hasCost = answer.points.some((point) => point.monthlyCost !== null);
  return (
    <figure className={css.figure}>
      <figcaption className={css.legend}>
        {PLAN_LEVELS.map((level) => (
          <span key={level} className={css.key} data-level={level}>
            {t(`plan.level.${level}`)}
          </span>
        ))}
        {hasCost && (
          <span className={css.key} data-level="cost">
            {t('plan.monthlyCost')}
          </span>
        )}
      </figcaption>
      <Chart option={option} label={t('plan.chart')} height={HEIGHT_PX} />
      <p className={css.below}>{t('plan.axis')}</p>
    </figure>
  );
}
