// The totals of the period; pressing one draws it by day.
import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SourceReportFigures } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { conversion, count } from '../../words/format.ts';
import { CallsWithin } from './calls-within.tsx';
import { METRICS, type Metric, type ReportView } from './report-search.ts';
import css from './totals.module.css';

interface TotalsProps {
  totals: SourceReportFigures | undefined;
  view: ReportView;
  onMetric: (metric: Metric) => void;
}

export function Totals({ totals, view, onMetric }: TotalsProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const figure = (metric: Metric) => {
    if (!totals) return <Skeleton h={22} w={60} mt={5} />;
    if (metric === 'conversion') return conversion(totals.conversion, locale);
    if (metric === 'calls') return <CallsWithin figures={totals} fractional={view.counting === 'fractional'} />;
    return count(totals[metric], locale, view.counting === 'fractional' && metric !== 'visits');
  };
  return (
    <div className={css.totals}>
      {METRICS.map((metric) => (
        <button
          key={metric}
          type="button"
          className={css.total}
          aria-pressed={metric === view.metric}
          onClick={() => onMetric(metric)}
        >
          <span className={css.name}>{t(`sources.${metric}`)}</span>
          <span className={css.figure}>{figure(metric)}</span>
        </button>
      ))}
    </div>
  );
}
