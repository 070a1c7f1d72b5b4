// The place of a chart. ECharts is loaded only where one is drawn; until it is there, its place is kept.
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import type { DrawnChartProps } from './drawn-chart.tsx';

const DrawnChart = lazy(() => import('./drawn-chart.tsx'));

/** `height` in pixels. */
export function Chart({ height, ...rest }: DrawnChartProps & { height: number }) {
  return (
    <div style={{ height }}>
      <Suspense fallback={<Skeleton h="100%" />}>
        <DrawnChart {...rest} />
      </Suspense>
    </div>
  );
}
