// What ECharts is told: pure, so that it can be read and tested without a page.
import type { Timeline } from '../../../src/api/wire.ts';
import {
  axisWords,
  CHART_GRID,
  type ChartColours,
  hitIndex,
  tooltipLook,
  tooltipTable,
} from '../../parts/chart-colours.ts';
import { conversion, count, shortDay } from '../../words/format.ts';
import type { Metric } from './report-search.ts';

type Day = Timeline['days'][number];

export interface ChartWords {
  locale: string;
  visits: string;
  calls: string;
  answered: string;
  missed: string;
  conversion: string;
}

// Calls still going on are neither answered nor missed yet.
const others = (day: Day) => Math.max(0, day.calls - day.answered - day.missed);
const share = (day: Day) => (day.visits > 0 ? day.calls / day.visits : null);

export function chartOption(days: readonly Day[], metric: Metric, words: ChartWords, colours: ChartColours) {
  return {
    grid: CHART_GRID,
    xAxis: {
      type: 'category' as const,
      data: days.map(({ day }) => shortDay(day, words.locale)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
      axisLabel: axisWords(colours),
    },
    yAxis: yAxis(metric, words, colours),
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: colours.line, opacity: 0.6 } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => tooltip(days[hitIndex(hits)], words),
    },
    series: series(days, metric, words, colours),
  };
}

function yAxis(metric: Metric, words: ChartWords, colours: ChartColours) {
  const write = (value: number) =>
    metric === 'conversion' ? conversion(value, words.locale) : count(value, words.locale);
  return {
    type: 'value' as const,
    // Whole calls have no half steps.
    ...(metric === 'conversion' ? {} : { minInterval: 1 }),
    splitNumber: 3,
    axisLabel: { ...axisWords(colours), formatter: write },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

function series(days: readonly Day[], metric: Metric, words: ChartWords, colours: ChartColours) {
  const bar = (name: string, color: string, data: number[], top: boolean) => ({
    type: 'bar' as const,
    stack: 'calls',
    name,
    data,
    itemStyle: { color, borderRadius: top ? [2, 2, 0, 0] : 0 },
    barMaxWidth: 22,
    barCategoryGap: '30%',
  });
  const line = (name: string, data: (number | null)[]) => ({
    type: 'line' as const,
    name,
    data,
    smooth: 0.2,
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: days.length < 2,
    lineStyle: { color: colours.accent, width: 2 },
    itemStyle: { color: colours.accent },
    areaStyle: { color: colours.soft, opacity: 0.55 },
  });
  if (metric === 'visits')
    return [
      line(
        words.visits,
        days.map((day) => day.visits),
      ),
    ];
  if (metric === 'conversion') return [line(words.conversion, days.map(share))];
  const missed = bar(
    words.missed,
    colours.missed,
    days.map((day) => day.missed),
    true,
  );
  if (metric === 'missed') return [missed];
  return [
    bar(
      words.answered,
      colours.answered,
      days.map((day) => day.answered),
      false,
    ),
    bar(words.calls, colours.border, days.map(others), false),
    missed,
  ];
}

function tooltip(day: Day | undefined, words: ChartWords): string {
  if (!day) return '';
  const write = (value: number) => count(value, words.locale);
  return tooltipTable(shortDay(day.day, words.locale), [
    [words.visits, write(day.visits)],
    [words.calls, write(day.calls)],
    [words.answered, write(day.answered)],
    [words.missed, write(day.missed)],
    [words.conversion, conversion(share(day), words.locale)],
  ]);
}
