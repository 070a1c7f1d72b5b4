// How sure the answers are, for ECharts: calls by confidence in ten bins.
import type { LevelAccuracy } from '../../../src/api/wire.ts';
import {
  axisWords,
  CHART_GRID,
  type ChartColours,
  hitIndex,
  tooltipLook,
  tooltipTable,
} from '../../parts/chart-colours.ts';
import { count } from '../../words/format.ts';

type Bin = LevelAccuracy['histogram'][number];

export function histogramOption(bins: readonly Bin[], words: { locale: string; calls: string }, colours: ChartColours) {
  const percent = new Intl.NumberFormat(words.locale, { style: 'percent', maximumFractionDigits: 0 });
  const whole = new Intl.NumberFormat(words.locale, { maximumFractionDigits: 0 });
  const range = ({ from, to }: Bin) => `${whole.format(from * 100)}–${percent.format(to)}`;
  return {
    grid: CHART_GRID,
    xAxis: {
      type: 'category' as const,
      data: bins.map(range),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
      axisLabel: axisWords(colours),
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      splitNumber: 3,
      axisLabel: { ...axisWords(colours), formatter: (value: number) => count(value, words.locale) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: colours.line, opacity: 0.6 } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => {
        const bin = bins[hitIndex(hits)];
        return bin ? tooltipTable(range(bin), [[words.calls, count(bin.calls, words.locale)]]) : '';
      },
    },
    series: [
      {
        type: 'bar' as const,
        data: bins.map((bin) => bin.calls),
        itemStyle: { color: colours.answered, borderRadius: [2, 2, 0, 0] },
        barCategoryGap: '12%',
      },
    ],
  };
}
