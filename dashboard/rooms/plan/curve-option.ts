// The planner's curve for ECharts: share of calls answered right by number of numbers, its range, and the monthly cost.
import type { PlanPoint } from '../../../src/api/wire.ts';
import {
  axisWords,
  BARE_AXIS,
  CHART_GRID,
  type ChartColours,
  hitIndex,
  tooltipLook,
  tooltipTable,
} from '../../parts/chart-colours.ts';
import { conversion, count } from '../../words/format.ts';
import { money } from '../../words/money.ts';
import type { CurveMark } from './curve-marks.ts';

export const PLAN_LEVELS = ['channel', 'campaign', 'visit'] as const;
export type PlanLevel = (typeof PLAN_LEVELS)[number];

export interface CurveWords extends Record<PlanLevel, string> {
  locale: string;
  cost: string;
  /** 31 → "31 numbers" */
  numbers: (count: number) => string;
}

export const levelColour = (level: PlanLevel, colours: ChartColours) =>
  ({ channel: colours.agent, campaign: colours.accent, visit: colours.wait })[level];

export function curveOption(
  points: readonly PlanPoint[],
  marks: readonly CurveMark[],
  words: CurveWords,
  colours: ChartColours,
) {
  const costs = points.map((point) => point.monthlyCost?.minor ?? null);
  const hasCost = costs.some((cost) => cost !== null);
  return {
    // Room above for the words of the marks, one line each.
    grid: { ...CHART_GRID, top: 14 + 16 * marks.length },
    xAxis: numbersAxis(points, words, colours),
    yAxis: [shareAxis(points, words, colours), ...(hasCost ? [costAxis(points, words, colours)] : [])],
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'line' as const, lineStyle: { color: colours.border } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => tooltip(points[hitIndex(hits)], words),
    },
    series: [
      ...PLAN_LEVELS.map((level) => levelLine(points, level, words, colours)),
      ...PLAN_LEVELS.map((level) => rangeBand(points, level, colours)),
      ...(hasCost ? [costLine(points, words, colours)] : []),
      markLines(marks, colours),
    ],
  };
}

function numbersAxis(points: readonly PlanPoint[], words: CurveWords, colours: ChartColours) {
  return {
    type: 'value' as const,
    min: points[0]?.numbers ?? 0,
    max: points.at(-1)?.numbers ?? 1,
    minInterval: 1,
    splitLine: { show: false },
    axisLine: { show: true, lineStyle: { color: colours.border } },
    axisTick: { show: false },
    // The last point would stand in the way of the round number before it.
    axisLabel: {
      ...axisWords(colours),
      showMaxLabel: false,
      formatter: (value: number) => count(value, words.locale),
    },
  };
}

function shareAxis(points: readonly PlanPoint[], words: CurveWords, colours: ChartColours) {
  const lowest = Math.min(1, ...points.flatMap((point) => PLAN_LEVELS.map((level) => point[level].low)));
  return {
    type: 'value' as const,
    ...BARE_AXIS,
    // Never cut so close that a point of difference looks like a cliff.
    min: Math.min(0.8, Math.floor(lowest * 10) / 10),
    max: 1,
    splitNumber: 4,
    axisLabel: {
      ...axisWords(colours),
      formatter: (value: number) =>
        new Intl.NumberFormat(words.locale, { style: 'percent', maximumFractionDigits: 0 }).format(value),
    },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

function costAxis(points: readonly PlanPoint[], words: CurveWords, colours: ChartColours) {
  const currency = points.find((point) => point.monthlyCost)?.monthlyCost?.currency ?? '';
  return {
    type: 'value' as const,
    ...BARE_AXIS,
    min: 0,
    splitNumber: 4,
    axisLabel: {
      ...axisWords(colours),
      formatter: (minor: number) => money({ minor: Math.round(minor), currency }, words.locale),
    },
    splitLine: { show: false },
  };
}

function levelLine(points: readonly PlanPoint[], level: PlanLevel, words: CurveWords, colours: ChartColours) {
  return {
    type: 'line' as const,
    name: words[level],
    data: points.map((point) => [point.numbers, point[level].mean]),
    symbol: 'circle',
    symbolSize: 5,
    showSymbol: points.length < 12,
    lineStyle: { color: levelColour(level, colours), width: 2 },
    itemStyle: { color: levelColour(level, colours) },
    z: 3,
  };
}

// The range over simulated runs as an area: along the lows, back along the highs.
function rangeBand(points: readonly PlanPoint[], level: PlanLevel, colours: ChartColours) {
  const edge = [
    ...points.map((point) => [point.numbers, point[level].low] as const),
    ...points.toReversed().map((point) => [point.numbers, point[level].high] as const),
  ];
  return {
    type: 'custom' as const,
    silent: true,
    tooltip: { show: false },
    data: [[points[0]?.numbers ?? 0, points[0]?.[level].mean ?? 0]],
    clip: true,
    z: 1,
    renderItem: (_params: unknown, api: { coord: (point: readonly number[]) => number[] }) => ({
      type: 'polygon' as const,
      shape: { points: edge.map((point) => api.coord(point)) },
      style: { fill: levelColour(level, colours), opacity: 0.14 },
    }),
  };
}

function costLine(points: readonly PlanPoint[], words: CurveWords, colours: ChartColours) {
  return {
    type: 'line' as const,
    name: words.cost,
    yAxisIndex: 1,
    data: points.map((point) => [point.numbers, point.monthlyCost?.minor ?? null]),
    symbol: 'none',
    lineStyle: { color: colours.faint, width: 1.5, type: 'dashed' as const },
    itemStyle: { color: colours.faint },
    z: 2,
  };
}

function markLines(marks: readonly CurveMark[], colours: ChartColours) {
  return {
    type: 'line' as const,
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      animation: false,
      data: marks.map(({ numbers, text, strong }, line) => ({
        xAxis: numbers,
        lineStyle: { color: strong ? colours.text : colours.dim, width: 1, type: 'dashed' as const },
        label: {
          formatter: text,
          position: 'end' as const,
          distance: 9 + 16 * line,
          color: strong ? colours.text : colours.dim,
          fontSize: 11,
          fontWeight: strong ? ('bold' as const) : ('normal' as const),
        },
      })),
    },
  };
}

function tooltip(point: PlanPoint | undefined, words: CurveWords): string {
  if (!point) return '';
  const cost = point.monthlyCost ? [[words.cost, money(point.monthlyCost, words.locale)] as const] : [];
  return tooltipTable(words.numbers(point.numbers), [
    ...PLAN_LEVELS.map((level) => [words[level], conversion(point[level].mean, words.locale)] as const),
    ...cost,
  ]);
}
