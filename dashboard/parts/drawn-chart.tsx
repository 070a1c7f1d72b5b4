// Draws with ECharts, as SVG; drawn anew when the theme or the place changes. Import it through chart.tsx: it is heavy.
import { useComputedColorScheme } from '@mantine/core';
import { BarChart, CustomChart, LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { type ChartColours, chartColours } from './chart-colours.ts';

use([
  ...[BarChart, CustomChart, LineChart],
  ...[GridComponent, MarkLineComponent, TooltipComponent, AriaComponent, SVGRenderer],
]);

export interface DrawnChartProps {
  /** Memoised: a new function draws the chart anew. */
  option: (colours: ChartColours) => EChartsCoreOption;
  /** What the chart shows, for who cannot see it. */
  label: string;
}

export default function DrawnChart({ option, label }: DrawnChartProps) {
  const scheme = useComputedColorScheme('light');
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current || !scheme) return;
    const chart = init(place.current);
    const aria = { enabled: true, label: { description: label } };
    chart.setOption({ animationDuration: 250, aria, ...option(chartColours()) });
    const resize = new ResizeObserver(() => chart.resize());
    resize.observe(place.current);
    return () => {
      resize.disconnect();
      chart.dispose();
    };
  }, [option, label, scheme]);
  return <div ref={place} style={{ height: '100%' }} />;
}
