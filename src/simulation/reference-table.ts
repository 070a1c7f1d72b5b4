// The reference figures of number-pool.md § 6: which runs they come from, and what they say.

import type { Level } from './accuracy.ts';
import type { SimulationOptions } from './run.ts';

export type ByLevel = Record<Level, number>;
/** F is our own; the reference has the others. */
export type Column = 'A' | 'B' | 'C' | 'D' | 'E' | 'F';
/** What is measured beside the levels, for column E only. Shares in %, Brier as it is; `repeat` is by channel. */
export type Quality = {
  ece: { campaign: number; visit: number };
  brier: { campaign: number; visit: number };
  sure: { share: number; right: number };
  repeat: Record<'A' | 'B' | 'C' | 'E', number>;
};
export type Row = {
  visitsPerDay: number;
  numbers: number;
  /** In %; null: there are fewer numbers than channels. */
  reference: Record<Exclude<Column, 'F'>, ByLevel | null>;
  quality?: Quality;
};
export type Check = { name: string; options: Omit<SimulationOptions, 'seed'>; reference: Partial<ByLevel> };
type Way = Pick<SimulationOptions, 'pool' | 'rule'>;

export const COLUMNS: Readonly<Record<Column, Way & { name: string }>> = {
  A: {
    name: 'random, 30 min, fallback; current holder',
    pool: { policy: 'random', leaseSeconds: 1800, overflow: 'fallback' },
    rule: 'current-holder',
  },
  B: { name: 'longest unused, shared; last holder', pool: { policy: 'lru' }, rule: 'last-holder' },
  C: { name: 'as B; posterior', pool: { policy: 'lru' }, rule: 'posterior' },
  D: { name: 'sub-pools, shared; posterior', pool: { policy: 'sub-pools' }, rule: 'posterior' },
  E: {
    name: 'least linear risk of confusion by source; posterior',
    pool: { policy: 'linear-risk' },
    rule: 'posterior',
  },
  F: { name: 'source-aware: least doubt; posterior', pool: { policy: 'source-aware' }, rule: 'posterior' },
};
export const COLUMN_NAMES = Object.keys(COLUMNS) as Column[];

/** How far from the reference a mean of three seeds may be, in points. */
export function tolerance(level: Level, column: Column): number {
  return level === 'channel' && (column === 'D' || column === 'E') ? 1 : 1.5;
}

export const ROWS: readonly Row[] = [
  row(100, 4, '72.2/70.9/70.5 90.1/87.4/86.9 90.9/88.0/87.4 - 97.6/88.2/85.9'),
  row(100, 10, '87.7/86.9/86.7 91.9/89.7/89.2 92.9/90.7/90.1 99.9/91.3/89.3 98.7/92.2/89.5', {
    ...{ ece: { campaign: 1.1, visit: 1.1 }, brier: { campaign: 0.042, visit: 0.045 } },
    ...{ sure: { share: 80.8, right: 99 }, repeat: { A: 8, B: 26, C: 85, E: 97 } },
  }),
  row(100, 30, '87.2/86.9/86.8 93.7/92.3/91.7 94.9/93.4/92.8 100/94.2/92.7 99.1/95.5/92.8'),
  row(1000, 10, '34.8/33.8/33.6 84.6/80.5/79.7 86.3/82.2/81.4 100/82.7/78.9 99.2/87.7/79.5', {
    ...{ ece: { campaign: 1, visit: 1.7 }, brier: { campaign: 0.072, visit: 0.092 } },
    ...{ sure: { share: 57.4, right: 98.5 }, repeat: { A: 9, B: 25, C: 82, E: 99 } },
  }),
  row(1000, 20, '60.0/58.4/58.1 88.5/85.5/84.8 89.5/86.2/85.5 100/87.3/84.6 99.9/92.5/83.8', {
    ...{ ece: { campaign: 0.9, visit: 1.8 }, brier: { campaign: 0.046, visit: 0.073 } },
    ...{ sure: { share: 67, right: 98.4 }, repeat: { A: 15, B: 24, C: 85, E: 100 } },
  }),
  row(1000, 50, '88.4/87.1/86.7 91.0/88.7/88.2 91.7/89.2/88.5 100/90.5/88.4 100/97.0/87.5', {
    ...{ ece: { campaign: 0.6, visit: 1.4 }, brier: { campaign: 0.019, visit: 0.054 } },
    ...{ sure: { share: 76, right: 98.8 }, repeat: { A: 16, B: 24, C: 85, E: 100 } },
  }),
  row(1000, 120, '87.6/86.9/86.8 92.1/90.0/89.5 93.1/90.9/90.4 100/92.1/90.2 100/98.4/90.4'),
  row(10_000, 30, '11.7/11.3/11.2 62.2/52.0/50.0 78.9/71.8/70.2 100/75.0/68.7 100/92.8/70.2'),
  row(10_000, 80, '30.1/29.2/28.9 83.2/78.6/77.7 85.2/80.6/79.5 100/82.8/79.0 100/98.7/78.0', {
    ...{ ece: { campaign: 0.6, visit: 1.2 }, brier: { campaign: 0.01, visit: 0.097 } },
    ...{ sure: { share: 53.2, right: 98.7 }, repeat: { A: 8, B: 23, C: 82, E: 100 } },
  }),
  row(10_000, 200, '62.3/60.6/60.2 88.5/85.4/84.8 89.3/86.1/85.3 100/87.6/85.0 100/99.7/84.3'),
  row(10_000, 400, '88.9/86.8/86.4 90.3/87.8/87.2 90.8/88.2/87.6 100/89.9/87.5 100/99.9/87.2', {
    ...{ ece: { campaign: 0.7, visit: 1.3 }, brier: { campaign: 0.001, visit: 0.057 } },
    ...{ sure: { share: 74.3, right: 98.7 }, repeat: { A: 19, B: 25, C: 86, E: 100 } },
  }),
];

const LRU_FALLBACK = (leaseSeconds: number): Way => ({
  pool: { policy: 'lru', overflow: 'fallback', leaseSeconds },
  rule: 'last-holder',
});

/** One seed each, 1,000 visits a day. */
export const CHECKS: readonly Check[] = [
  check('LIFO, shared; last holder', 200, { pool: { policy: 'lifo' }, rule: 'last-holder' }, [90, 87.5, 86.9]),
  check('random, shared; last holder', 50, { pool: { policy: 'random' }, rule: 'last-holder' }, [91.1, 88.6, 88.3]),
  check(
    'longest unused, 2.5 min, quarantine 10 min, fallback; last holder',
    10,
    { pool: { policy: 'lru', leaseSeconds: 150, quarantineSeconds: 600, overflow: 'fallback' }, rule: 'last-holder' },
    [61.1, 59.3, 58.8],
  ),
  check('longest unused, 150 s, fallback; last holder', 20, LRU_FALLBACK(150), [88.9]),
  check('longest unused, 600 s, fallback; last holder', 20, LRU_FALLBACK(600), [88.4]),
  check('longest unused, 1,200 s, fallback; last holder', 20, LRU_FALLBACK(1200), [74.2]),
  check('longest unused, 1,800 s, fallback; last holder', 20, LRU_FALLBACK(1800), [60.5]),
  check(
    'E, calls .85 on the page, .10 soon, .05 late',
    20,
    { ...wayOf('E'), mix: { onPage: 0.85, soon: 0.1, late: 0.05 } },
    [100, 96.5, 92.7],
  ),
  check(
    'E, calls .50 on the page, .25 soon, .25 late',
    20,
    { ...wayOf('E'), mix: { onPage: 0.5, soon: 0.25, late: 0.25 } },
    [99.9, 86.4, 68.8],
  ),
];

export function wayOf(column: Column): Way {
  const { pool, rule } = COLUMNS[column];
  return { ...(pool && { pool }), ...(rule && { rule }) };
}

function row(visitsPerDay: number, numbers: number, cells: string, quality?: Quality): Row {
  const [a, b, c, d, e] = cells.split(' ').map((cell) => (cell === '-' ? null : levels(cell.split('/').map(Number))));
  const reference = { A: a ?? null, B: b ?? null, C: c ?? null, D: d ?? null, E: e ?? null };
  return { visitsPerDay, numbers, reference, ...(quality && { quality }) };
}

function levels([channel = 0, campaign = 0, visit = 0]: readonly number[]): ByLevel {
  return { channel, campaign, visit };
}

function check(
  name: string,
  numbers: number,
  way: Omit<SimulationOptions, 'seed' | 'visitsPerDay' | 'numbers'>,
  [channel, campaign, visit]: readonly number[],
): Check {
  const reference = {
    ...(channel !== undefined && { channel }),
    ...(campaign !== undefined && { campaign }),
    ...(visit !== undefined && { visit }),
  };
  return { name, options: { visitsPerDay: 1000, numbers, ...way }, reference };
}
