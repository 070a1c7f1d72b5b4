// The chosen figure by day. ECharts is loaded only here; until it is there, its place is kept.
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../../src/api/wire.ts';
import { timeline } from '../../api/queries.ts';
import { Chart } from '../../parts/chart.tsx';
import type { ChartColours } from '../../parts/chart-colours.ts';
import { Failed } from '../../parts/states.tsx';
import { useHouse, useWriting } from '../../shell/house-facts.ts';
import { rangeOf } from '../../words/period.ts';
import { chartOption } from './chart-option.ts';
import css from './day-chart.module.css';
import type { Metric, ReportView } from './report-search.ts';

const CHART_PX = 188;

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
        {data && <Days days={data.days} metric={view.metric} label={title} />}
        {!data && error && <Failed error={error} onRetry={() => void refetch()} compact />}
        {!data && !error && <Skeleton h={CHART_PX} />}
      </div>
    </figure>
  );
}

function Days({ days, metric, label }: { days: Timeline['days']; metric: Metric; label: string }) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const option = useCallback(
    (colours: ChartColours) => {
      const words = {
        locale,
        visits: t('sources.visits'),
        calls: t('sources.calls'),
        answered: t('sources.answered'),
        missed: t('sources.missed'),
        conversion: t('sources.conversion'),
      };
      return chartOption(days, metric, words, colours);
    },
    [days, metric, locale, t],
  );
  return <Chart option={option} label={label} height={CHART_PX} />;
}
