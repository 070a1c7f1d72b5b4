// What was measured of each contestant, and the figures that are told of it.
import type { Contestant, Weight } from './contestants.ts';
import type { Handled } from './handling.ts';
import type { Watched } from './watching.ts';
import type { Work, Worked } from './working.ts';

export type Result = {
  weight: Weight;
  work: ({ rate: number } & Worked)[];
  sights: ({ rate: number; waitMs: number } & Watched)[];
  handled?: Handled;
};
/** By the contestant's id. */
export type Results = Record<string, Result>;

export const resultsOf = (all: readonly Contestant[]): Results =>
  Object.fromEntries(all.map(({ id, weight }) => [id, { weight, work: [], sights: [] }]));

/** One figure of a contestant: every round's value; none where it does not apply. `null`: the number was never swapped. */
export type Figure = {
  name: string;
  unit: string;
  isMoreBetter?: true;
  values(result: Result): (number | null)[];
};

const bytes = (kind: keyof Weight): Figure => ({
  name: `weight, ${kind}`,
  unit: 'bytes',
  values: ({ weight }) => [weight[kind]],
});

const work = (view: 'first' | 'repeat', what: keyof Work, rate: number): Figure => ({
  name: `${what === 'script' ? 'script time' : 'total blocking time'}, ${view} page, CPU 1/${rate}`,
  unit: 'ms',
  values: (result) => result.work.filter((one) => one.rate === rate).map((one) => one[view]?.[what] ?? null),
});

type SightField = keyof Watched['first'];
const SIGHTS: Record<SightField, [name: string, unit: string]> = {
  swappedMs: ['time to the swapped number', 'ms'],
  oldFrames: ['frames with the old number', 'frames'],
  hiddenFrames: ['frames with no number', 'frames'],
  shift: ['layout shift', ''],
};

const sight = (view: 'first' | 'repeat', field: SightField, waitMs: number, rate = 1): Figure => ({
  name: `${SIGHTS[field][0]}, ${view} page, latency ${waitMs} ms, CPU 1/${rate}`,
  unit: SIGHTS[field][1],
  values: ({ sights }) =>
    sights.filter((one) => one.rate === rate && one.waitMs === waitMs).map((one) => one[view][field]),
});

const cases = (kind: 'right' | 'exact'): Figure => ({
  name: `page cases, ${kind === 'right' ? 'the right number' : 'all as wanted'}`,
  unit: 'cases',
  isMoreBetter: true,
  values: (result) => (result.handled ? [result.handled[kind]] : []),
});

export const FIGURES = {
  raw: bytes('raw'),
  gzip: bytes('gzip'),
  brotli: bytes('brotli'),
  script1: work('first', 'script', 1),
  script4: work('first', 'script', 4),
  scriptAgain4: work('repeat', 'script', 4),
  blocking1: work('first', 'blocking', 1),
  blocking4: work('first', 'blocking', 4),
  swapped0: sight('first', 'swappedMs', 0),
  swapped50: sight('first', 'swappedMs', 50),
  swapped450: sight('first', 'swappedMs', 450),
  swappedAgain: sight('repeat', 'swappedMs', 50),
  swappedSlow: sight('first', 'swappedMs', 50, 4),
  swappedAgainSlow: sight('repeat', 'swappedMs', 50, 4),
  old0: sight('first', 'oldFrames', 0),
  old50: sight('first', 'oldFrames', 50),
  old450: sight('first', 'oldFrames', 450),
  oldSlow: sight('first', 'oldFrames', 50, 4),
  oldAgain: sight('repeat', 'oldFrames', 50),
  oldAgainSlow: sight('repeat', 'oldFrames', 50, 4),
  hidden450: sight('first', 'hiddenFrames', 450),
  shift: sight('first', 'shift', 50),
  shiftAgain: sight('repeat', 'shift', 50),
  right: cases('right'),
  exact: cases('exact'),
} satisfies Record<string, Figure>;

/** Least and median of the rounds, `null` if the number was not swapped in one of them; `undefined` if none was measured. */
export function summary(values: (number | null)[]): { min: number; median: number } | null | undefined {
  if (values.length === 0) return undefined;
  if (values.includes(null)) return null;
  const sorted = (values as number[]).toSorted((one, other) => one - other);
  const middle = sorted.length / 2;
  return { min: sorted[0]!, median: (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2 };
}
