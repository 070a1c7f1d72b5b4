// Draws days with ECharts: bars for calls (answered and missed), a line for visits and conversion.
import { useComputedColorScheme } from '@mantine/core';
import { BarChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Timeline } from '../../../src/api/wire.ts';
import { useWriting } from '../../shell/house-facts.ts';
import { type ChartWords, chartOption } from './chart-option.ts';
import type { Metric } from './report-search.ts';

use([BarChart, LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

interface ChartProps {
  days: Timeline['days'];
  metric: Metric;
  /** What the chart shows, for who cannot see it. */
  label: string;
}

export default function Chart({ days, metric, label }: ChartProps) {
  const { t } = useTranslation();
  const { locale } = useWriting();
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current || !scheme) return;
    const chart = init(place.current);
    const words: ChartWords = {
      label,
      locale,
      visits: t('sources.visits'),
      calls: t('sources.calls'),
      answered: t('sources.answered'),
      missed: t('sources.missed'),
      conversion: t('sources.conversion'),
    };
    chart.setOption(chartOption(days, metric, words, colours()));
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [days, metric, label, locale, scheme, t]);
  return <div ref={place} style={{ height: '100%' }} />;
}

function colours() {
  const styles = getComputedStyle(document.documentElement);
  const colour = (name: string) => styles.getPropertyValue(name).trim();
  return {
    accent: colour('--dt-accent'),
    soft: colour('--dt-accent-soft'),
    answered: colour('--dt-bar'),
    missed: colour('--dt-bar-missed'),
    text: colour('--dt-text'),
    dim: colour('--dt-dim'),
    line: colour('--dt-line-soft'),
    panel: colour('--dt-panel'),
    border: colour('--dt-line'),
  };
}
