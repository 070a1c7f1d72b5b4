// The calibration chart for ECharts: promised confidence across, share that was right up, with its 95 % interval.
import type { LevelAccuracy } from '../../../src/api/wire.ts';
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

type Bin = LevelAccuracy['calibration']['bins'][number];
type FilledBin = { [K in keyof Bin]: NonNullable<Bin[K]> };

export interface CalibrationWords {
  locale: string;
  promised: string;
  right: string;
  interval: string;
  calls: string;
}

const CAP_PX = 5;

const isFilled = (bin: Bin): bin is FilledBin => bin.meanConfidence !== null && bin.right !== null;

export function calibrationOption(bins: readonly Bin[], words: CalibrationWords, colours: ChartColours) {
  const filled = bins.filter(isFilled);
  const axis = shareAxis(words.locale, colours);
  return {
    grid: { ...CHART_GRID, top: 16, right: 10 },
    xAxis: { ...axis, axisLine: { show: true, lineStyle: { color: colours.border } } },
    yAxis: axis,
    tooltip: {
      trigger: 'item' as const,
      ...tooltipLook(colours),
      formatter: (hit: unknown) => tooltip(filled[hitIndex(hit)], words),
    },
    series: [diagonal(colours), whiskers(filled, colours), dots(filled, words, colours)],
  };
}

function shareAxis(locale: string, colours: ChartColours) {
  const write = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  return {
    type: 'value' as const,
    ...BARE_AXIS,
    min: 0,
    max: 1,
    interval: 0.25,
    axisLabel: { ...axisWords(colours), formatter: (value: number) => write.format(value) },
    splitLine: { lineStyle: { color: colours.line } },
  };
}

// Where every point would lie if the percentages kept their word.
function diagonal(colours: ChartColours) {
  return {
    type: 'line' as const,
    silent: true,
    symbol: 'none',
    data: [
      [0, 0],
      [1, 1],
    ],
    lineStyle: { color: colours.faint, width: 1, type: 'dashed' as const },
    z: 1,
  };
}

interface Draw {
  coord: (point: readonly number[]) => number[];
  value: (dimension: number) => number;
}

function whiskers(bins: readonly FilledBin[], colours: ChartColours) {
  const line = (x1: number, y1: number, x2: number, y2: number) => ({
    type: 'line' as const,
    shape: { x1, y1, x2, y2 },
    style: { stroke: colours.accent, lineWidth: 1.2, opacity: 0.7 },
  });
  return {
    type: 'custom' as const,
    silent: true,
    data: bins.map((bin) => [bin.meanConfidence, bin.rightFrom, bin.rightTo]),
    renderItem: (_params: unknown, { coord, value }: Draw) => {
      const [x = 0, low = 0] = coord([value(0), value(1)]);
      const [, high = 0] = coord([value(0), value(2)]);
      return {
        type: 'group' as const,
        children: [
          line(x, low, x, high),
          line(x - CAP_PX, low, x + CAP_PX, low),
          line(x - CAP_PX, high, x + CAP_PX, high),
        ],
      };
    },
    z: 2,
  };
}

function dots(bins: readonly FilledBin[], words: CalibrationWords, colours: ChartColours) {
  return {
    type: 'line' as const,
    data: bins.map((bin) => [bin.meanConfidence, bin.right]),
    symbol: 'circle',
    symbolSize: 8,
    lineStyle: { color: colours.accent, width: 1.5, opacity: 0.5 },
    itemStyle: { color: colours.accent },
    label: {
      show: true,
      // Beside the whisker, where neither it nor the line to the next point runs.
      position: 'left' as const,
      distance: 8,
      color: colours.dim,
      fontSize: 11,
      formatter: ({ dataIndex }: { dataIndex: number }) => count(bins[dataIndex]?.calls ?? 0, words.locale),
    },
    z: 3,
  };
}

function tooltip(bin: FilledBin | undefined, words: CalibrationWords): string {
  if (!bin) return '';
  const write = (share: number) => conversion(share, words.locale);
  return tooltipTable(`${words.calls}: ${count(bin.calls, words.locale)}`, [
    [words.promised, write(bin.meanConfidence)],
    [words.right, write(bin.right)],
    [words.interval, `${write(bin.rightFrom)} – ${write(bin.rightTo)}`],
  ]);
}
