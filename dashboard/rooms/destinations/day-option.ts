// Deliveries by day, as ECharts is told: pure, so that it can be tested without a page.
import type { DeliveryDay } from '../../../src/api/wire.ts';
import {
  axisWords,
  CHART_GRID,
  type ChartColours,
  hitIndex,
  tooltipLook,
  tooltipTable,
} from '../../parts/chart-colours.ts';
import { count, shortDay } from '../../words/format.ts';
import { addDays } from '../../words/period.ts';

const SHOWN = ['done', 'waiting', 'parked', 'rest'] as const;
type Shown = (typeof SHOWN)[number];
export type DayWords = { locale: string } & Record<Shown, string>;
export type Day = { day: string } & Record<Shown, number>;

const SHOWN_AS: Record<DeliveryDay['state'], Shown> = {
  done: 'done',
  due: 'waiting',
  sending: 'waiting',
  parked: 'parked',
  lapsed: 'rest',
  skipped: 'rest',
};

/** Every day from the first to the last, those without deliveries too. */
export function daysOf(counts: readonly DeliveryDay[], last: string, length: number): Day[] {
  return Array.from({ length }, (_, n) => {
    const day: Day = { day: addDays(last, n - length + 1), done: 0, waiting: 0, parked: 0, rest: 0 };
    for (const one of counts) if (one.day === day.day) day[SHOWN_AS[one.state]] += one.count;
    return day;
  });
}

export function dayOption(days: readonly Day[], words: DayWords, colours: ChartColours) {
  const looks: Record<Shown, string> = {
    done: colours.answered,
    waiting: colours.soft,
    parked: colours.missed,
    rest: colours.border,
  };
  return {
    grid: CHART_GRID,
    xAxis: {
      type: 'category' as const,
      data: days.map(({ day }) => shortDay(day, words.locale)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
      axisLabel: axisWords(colours),
    },
    yAxis: {
      type: 'value' as const,
      minInterval: 1,
      splitNumber: 2,
      axisLabel: { ...axisWords(colours), formatter: (value: number) => count(value, words.locale) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: colours.line, opacity: 0.6 } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => tooltip(days[hitIndex(hits)], words),
    },
    series: SHOWN.map((name) => ({
      ...{ type: 'bar' as const, stack: 'deliveries', name: words[name], data: days.map((day) => day[name] || null) },
      ...{ itemStyle: lookOf(name, looks[name], colours), barMaxWidth: 22, barCategoryGap: '30%' },
    })),
  };
}

// What waits is not there yet: an outline.
const lookOf = (name: Shown, color: string, colours: ChartColours) =>
  name === 'waiting' ? { color, borderColor: colours.answered, borderWidth: 1 } : { color };

const tooltip = (day: Day | undefined, words: DayWords) =>
  day
    ? tooltipTable(
        shortDay(day.day, words.locale),
        SHOWN.map((name) => [words[name], count(day[name], words.locale)]),
      )
    : '';
