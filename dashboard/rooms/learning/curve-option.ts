// Two pictures of a version for ECharts: when late callers call, and how eager visits on the page are.
import type { Curve } from '../../../src/api/wire.ts';
import {
  axisWords,
  BARE_AXIS,
  CHART_GRID,
  type ChartColours,
  hitIndex,
  tooltipLook,
  tooltipTable,
} from '../../parts/chart-colours.ts';
import { conversion } from '../../words/format.ts';
import { callersBy } from './curve-shape.ts';

export interface CurveWords {
  locale: string;
  span: (seconds: number) => string;
  /** Names of the two lines. */
  version: string;
  standard: string;
  perThousand: string;
}

// The ticks people think in; the axis between them is logarithmic.
const TICKS = [60, 600, 3600, 6 * 3600, 86_400, 7 * 86_400];
const FIRST_SECONDS = 10;

/** Share of late callers that have called, by time since the visit; the standard as a dashed line. */
export function lateCallersOption(curve: Curve, standard: Curve | null, words: CurveWords, colours: ChartColours) {
  const points = callersBy(curve.closed).filter(({ seconds }) => seconds >= FIRST_SECONDS);
  const line = (shape: typeof points, name: string, own: boolean) => ({
    type: 'line' as const,
    name,
    data: shape.map(({ seconds, share }) => [seconds, share]),
    smooth: 0.25,
    smoothMonotone: 'x' as const,
    symbol: 'none',
    lineStyle: own
      ? { color: colours.accent, width: 2 }
      : { color: colours.faint, width: 1.2, type: 'dashed' as const },
    ...(own ? { areaStyle: { color: colours.soft, opacity: 0.5 } } : {}),
  });
  return {
    grid: { ...CHART_GRID, right: 12 },
    xAxis: {
      type: 'log' as const,
      min: FIRST_SECONDS,
      max: points.at(-1)?.seconds ?? 86_400,
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
      splitLine: { show: false },
      axisLabel: { ...axisWords(colours), customValues: TICKS, formatter: words.span },
    },
    yAxis: {
      type: 'value' as const,
      ...BARE_AXIS,
      min: 0,
      max: 1,
      interval: 0.25,
      axisLabel: {
        ...axisWords(colours),
        formatter: (value: number) => new Intl.NumberFormat(words.locale, { style: 'percent' }).format(value),
      },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'line' as const, lineStyle: { color: colours.border } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => {
        const point = points[hitIndex(hits)];
        if (!point) return '';
        return tooltipTable(words.span(point.seconds), [[words.version, conversion(point.share, words.locale)]]);
      },
    },
    series: [
      line(points, words.version, true),
      ...(standard
        ? [
            line(
              callersBy(standard.closed).filter(({ seconds }) => seconds >= FIRST_SECONDS),
              words.standard,
              false,
            ),
          ]
        : []),
    ],
  };
}

/** Calls an hour of a thousand open pages, by how long the visit has lasted. */
export function onPageOption(curve: Curve, words: CurveWords, colours: ChartColours) {
  const bins = curve.open.filter((bin): bin is typeof bin & { toSeconds: number } => bin.toSeconds !== null);
  const tenth = new Intl.NumberFormat(words.locale, { maximumSignificantDigits: 2 });
  return {
    grid: CHART_GRID,
    xAxis: {
      type: 'category' as const,
      data: bins.map(({ toSeconds }) => words.span(toSeconds)),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: colours.border } },
      axisLabel: axisWords(colours),
    },
    yAxis: {
      type: 'value' as const,
      splitNumber: 3,
      axisLabel: { ...axisWords(colours), formatter: (value: number) => tenth.format(value) },
      splitLine: { lineStyle: { color: colours.line } },
    },
    tooltip: {
      trigger: 'axis' as const,
      axisPointer: { type: 'shadow' as const, shadowStyle: { color: colours.line, opacity: 0.6 } },
      ...tooltipLook(colours),
      formatter: (hits: unknown) => {
        const bin = bins[hitIndex(hits)];
        if (!bin) return '';
        const title = `${words.span(bin.fromSeconds)} – ${words.span(bin.toSeconds)}`;
        return tooltipTable(title, [[words.perThousand, tenth.format(bin.perHour * 1000)]]);
      },
    },
    series: [
      {
        type: 'bar' as const,
        data: bins.map(({ perHour }) => perHour * 1000),
        itemStyle: { color: colours.answered, borderRadius: [2, 2, 0, 0] },
        barCategoryGap: '14%',
      },
    ],
  };
}
