// How long visits were in the states that calls come from: the denominators of the learned hazards (number-pool.md § 4).

import { type AttributionParameters, HAZARD_NAMES, type HazardName } from './attribution-parameters.ts';
import { type HeldBy, MISSING_BEATS, sourceKey } from './holder.ts';

/**
 * What became of a visit that was shown a number. Times in seconds; `taps` in any order. `closed`: the page said that
 * it was left; otherwise it counts as open until two beats are missing.
 */
export type VisitLife = HeldBy & {
  region: string | null;
  desktop: boolean;
  startedAt: number;
  taps: readonly number[];
  lastActivityAt: number;
  closed: boolean;
};

/** Seconds that all visits spent in each bin of the hazards' tables, and where the visits came from. JSON-safe but for the maps. */
export type Exposure = {
  seconds: Record<HazardName, number[]>;
  /** Visits by `sourceKey`. */
  visits: Map<string, number>;
  /** Visits by region, where it is known. */
  regions: Map<string, number>;
};

export type ExposureCounter = {
  /** Counts a visit as observed up to `until`: what it does later is not known. A visit that has not begun counts nothing. */
  add(life: VisitLife, until: number): void;
  result(): Exposure;
};

/** `from`: what happened before is not counted. A visit that began before adds its time after, and is no visit more. */
export function createExposureCounter(
  { hazards, heartbeatSeconds }: AttributionParameters,
  from = Number.NEGATIVE_INFINITY,
): ExposureCounter {
  const seconds = ofTables((name) => hazards[name].perSecond.map(() => 0));
  const visits = new Map<string, number>();
  const regions = new Map<string, number>();
  const tapCounts = hazards.tapped.edges.at(-1) ?? 0;

  function spend(state: HazardName, start: number, end: number, since: number): void {
    if (end > start) addTime(seconds[state], hazards[state].edges, start - since, end - since);
  }

  function add(life: VisitLife, until: number): void {
    if (life.startedAt > until) return;
    if (life.startedAt >= from) {
      addTo(visits, sourceKey(life));
      if (life.region !== null) addTo(regions, life.region);
    }
    const [open, closed] = life.desktop ? (['desktopOpen', 'desktopClosed'] as const) : (['open', 'closed'] as const);
    const openUntil = life.closed ? life.lastActivityAt : life.lastActivityAt + MISSING_BEATS * heartbeatSeconds;
    const untapped = (start: number, end: number) => {
      spend(open, Math.max(start, life.startedAt), Math.min(end, openUntil), life.startedAt);
      spend(closed, Math.max(start, openUntil), end, life.lastActivityAt);
    };
    let at = Math.max(from, life.startedAt);
    const taps = life.taps.length > 1 ? [...life.taps].sort((one, other) => one - other) : life.taps;
    for (const [index, tap] of taps.entries()) {
      const ends = Math.min(tap + tapCounts, taps[index + 1] ?? Number.POSITIVE_INFINITY, until);
      untapped(at, Math.min(tap, until));
      spend('tapped', Math.max(at, tap), ends, tap);
      at = Math.max(at, ends);
    }
    untapped(at, until);
  }

  return { add, result: () => ({ seconds, visits, regions }) };
}

/** Adds exposures of the same parameters: of several periods or of several pools. */
export function sumExposures(all: readonly Exposure[]): Exposure | undefined {
  const [first, ...rest] = all;
  if (first === undefined) return undefined;
  const sums = (name: HazardName) =>
    first.seconds[name].map((time, bin) => rest.reduce((sum, one) => sum + (one.seconds[name][bin] ?? 0), time));
  const counts = (pick: (one: Exposure) => ReadonlyMap<string, number>) => {
    const total = new Map<string, number>();
    for (const one of all) for (const [key, count] of pick(one)) addTo(total, key, count);
    return total;
  };
  return {
    seconds: ofTables(sums),
    visits: counts(({ visits }) => visits),
    regions: counts(({ regions }) => regions),
  };
}

function ofTables(make: (name: HazardName) => number[]): Record<HazardName, number[]> {
  return Object.fromEntries(HAZARD_NAMES.map((name) => [name, make(name)])) as Record<HazardName, number[]>;
}

/** Adds the time between two ages to the bins it falls in. */
function addTime(bins: number[], edges: readonly number[], start: number, end: number): void {
  for (let bin = 0; bin < bins.length; bin++) {
    const lower = edges[bin]!;
    if (lower >= end) return;
    const upper = edges[bin + 1] ?? Number.POSITIVE_INFINITY;
    const time = Math.min(end, upper) - Math.max(start, lower);
    if (time > 0) bins[bin]! += time;
  }
}

function addTo(counts: Map<string, number>, key: string, count = 1): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
