// A call made small for learning: what is needed of its holders in some fourteen bytes each.

import {
  type AttributionParameters,
  binOf,
  HAZARD_NAMES,
  type HazardName,
  hazardName,
  NOT_BEGUN,
  secondsIn,
  stateCode,
} from './attribution-parameters.ts';
import { type Holder, sourceKey } from './holder.ts';

/**
 * A first-time call as it was known when it came: `holders` are those of its number in the window. `at` in seconds.
 * `label`: it is known who called.
 */
export type LearningCall = {
  at: number;
  number: string;
  region: string | null;
  holders: readonly Holder[];
  label?: { visit: string } | 'nobody';
};

/** Bins count through the tables of HAZARD_NAMES. A label is an index; 'elsewhere' is a visit that could not be weighed. */
export type Lesson = {
  at: number;
  region: string | null;
  visits: readonly string[];
  bins: Uint8Array;
  regions: Uint8Array;
  /** `sourceKey` of each source; `sourceOf` is an index in it. */
  sources: readonly string[];
  sourceOf: Uint16Array;
  label: number | 'nobody' | 'elsewhere' | null;
};

/** In `regions`. */
export const NO_REGION = 0;
export const SAME_REGION = 1;
export const OTHER_REGION = 2;

/** `prior` gives the bins: learn with the same one. Holders are read now; what becomes of them later changes nothing. */
export function prepareCall({ at, region, holders, label }: LearningCall, prior: AttributionParameters): Lesson {
  const visits: string[] = [];
  const bins: number[] = [];
  const regions: number[] = [];
  const sourceOf: number[] = [];
  const sources = new Map<string, number>();
  for (const holder of holders) {
    const bin = binAt(holder, at, prior);
    if (bin === null) continue;
    const key = sourceKey(holder);
    if (!sources.has(key)) sources.set(key, sources.size);
    visits.push(holder.visit);
    bins.push(bin);
    regions.push(holder.region === null || region === null ? NO_REGION : sameOrOther(holder.region, region));
    sourceOf.push(sources.get(key)!);
  }
  const arrays = { bins: Uint8Array.from(bins), regions: Uint8Array.from(regions) };
  const named = { sources: [...sources.keys()], sourceOf: Uint16Array.from(sourceOf), label: labelOf(label, visits) };
  return { at, region, visits, ...arrays, ...named };
}

function sameOrOther(held: string, called: string): number {
  return held === called ? SAME_REGION : OTHER_REGION;
}

function binAt(holder: Holder, at: number, prior: AttributionParameters): number | null {
  const code = stateCode(holder, at, prior);
  if (code === NOT_BEGUN) return null;
  const name = hazardName(code, holder.desktop);
  const bin = binOf(prior.hazards[name], secondsIn(code, holder, at));
  return bin === null ? null : firstBinOf(name, prior) + bin;
}

function firstBinOf(name: HazardName, { hazards }: AttributionParameters): number {
  let bins = 0;
  for (const before of HAZARD_NAMES) {
    if (before === name) break;
    bins += hazards[before].perSecond.length;
  }
  return bins;
}

function labelOf(label: LearningCall['label'], visits: readonly string[]): Lesson['label'] {
  if (label === undefined) return null;
  if (label === 'nobody') return label;
  const index = visits.indexOf(label.visit);
  return index === -1 ? 'elsewhere' : index;
}
