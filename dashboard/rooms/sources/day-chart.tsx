// The chosen figure by day. ECharts is loaded only here; until it is there, its place is kept.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { timeline } from '../../api/queries.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { rangeOf } from '../../words/period.ts';
import css from './day-chart.module.css';
import type { ReportView } from './report-search.ts';

const Chart = lazy(() => import('./chart.tsx'));

export function DayChart({ view }: { view: ReportView }) {
  const { t } = useTranslation();
  const { site } = useHouse();
  const { timeZone } = useWriting();
  const { data, error, refetch } = useQuery(timeline(site.id, rangeOf(view.days, timeZone)));
  const title = t('sources.chart', { metric: t(`sources.${view.metric}`) });
  return (
    <figure className={css.figure}>
      <figcaption className={css.title}>
        {title}
        {view.path.length > 0 && <span className="dt-dim">{t('sources.chartAll')}</span>}
      </figcaption>
      <div className={css.place}>
        {data && (
          <Suspense fallback={<Skeleton h="100%" />}>
            <Chart days={data.days} metric={view.metric} label={title} />
          </Suspense>
        )}
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h="100%" />}
      </div>
    </figure>
  );
}
