// The colours of the style sheet as ECharts needs them: values, not variables.

const NAMES = {
  accent: '--dt-accent',
  soft: '--dt-accent-soft',
  answered: '--dt-bar',
  missed: '--dt-bar-missed',
  good: '--dt-good',
  wait: '--dt-wait',
  agent: '--dt-agent',
  text: '--dt-text',
  dim: '--dt-dim',
  faint: '--dt-faint',
  line: '--dt-line-soft',
  panel: '--dt-panel',
  border: '--dt-line',
} as const;

export type ChartColours = Record<keyof typeof NAMES, string>;

/** As they are now; they change with the theme. */
export function chartColours(): ChartColours {
  const styles = getComputedStyle(document.documentElement);
  const entries = Object.entries(NAMES).map(([name, variable]) => [name, styles.getPropertyValue(variable).trim()]);
  return Object.fromEntries(entries) as ChartColours;
}

/** What every chart has in common: room for the axes' words and nothing else. */
export const CHART_GRID = {
  ...{ left: 0, right: 0, top: 10, bottom: 6 },
  ...{ outerBoundsMode: 'same' as const, outerBoundsContain: 'axisLabel' as const },
};

export const axisWords = (colours: ChartColours) => ({ color: colours.dim, fontSize: 11, hideOverlap: true });

/** A scale without a line of its own: the chart's lines are enough. */
export const BARE_AXIS = { axisLine: { show: false }, axisTick: { show: false } };

export const tooltipLook = (colours: ChartColours) => ({
  backgroundColor: colours.panel,
  borderColor: colours.border,
  padding: [8, 12],
  confine: true,
  textStyle: { color: colours.text, fontSize: 12, fontWeight: 'normal' as const },
});

/** Two columns for a tooltip. ECharts puts it into the page as HTML: names and figures must be ours. */
export function tooltipTable(title: string, lines: readonly (readonly [string, string])[]): string {
  const rows = lines.map(
    ([name, value]) => `<tr><td style="padding-right:18px">${name}</td><td align="right">${value}</td></tr>`,
  );
  return `<b>${title}</b><table style="border-spacing:0">${rows.join('')}</table>`;
}

/** Which point of the data a tooltip is asked about; -1: none. */
export function hitIndex(hits: unknown): number {
  const first: unknown = Array.isArray(hits) ? hits[0] : hits;
  return typeof first === 'object' && first !== null && 'dataIndex' in first ? Number(first.dataIndex) : -1;
}
