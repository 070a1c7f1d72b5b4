// The parameters while they are learned: from what the calls were taken for to the next estimate, held back by the prior.

import {
  type AttributionParameters,
  HAZARD_NAMES,
  type HazardName,
  type HazardTable,
  sourceRate,
} from './attribution-parameters.ts';
import type { Exposure } from './exposure.ts';

/** What learning changes. `hazards` count through the tables of HAZARD_NAMES, `rates` through the sources. */
export type Estimate = {
  hazards: Float64Array;
  rates: Float64Array;
  /** By channel, of which a source without calls of its own is one. */
  channelRates: ReadonlyMap<string, number>;
  regionMatch: number;
  backgroundPerSecond: number;
};

/** What the calls were taken for under an estimate: how many fell to each bin, source, … ; all sum up to the calls. */
export type Masses = {
  hazards: Float64Array;
  rates: Float64Array;
  nobody: number;
  /** Of holders whose region and whose caller's are known; and of these, by necessity the same. */
  regions: number;
  regionMatches: number;
};

/** What does not change from round to round. */
export type Grounds = {
  calls: number;
  prior: AttributionParameters;
  exposure: Exposure;
  numberSeconds: number;
  /** `sourceKey` of every source. */
  sources: readonly string[];
};

/** Calls that the prior's hazards are worth, and the least any bin of them is. */
const PRIOR_CALLS = 120;
const LEAST_PRIOR_CALLS = 0.5;
const SOURCE_PRIOR_CALLS = 10;
const CHANNEL_PRIOR_CALLS = 2;
/** Twenty calls' worth of belief that the region matches in half of the cases. */
const REGION_PRIOR = { matches: 10, calls: 20 };
const BACKGROUND_PRIOR = { calls: 300, share: 0.025 };
/** A source of which fewer calls are expected is not worth a rate of its own: it takes its channel's. */
const LEAST_EXPECTED = 0.05;

/** The prior, scaled to the number of calls. */
export function firstEstimate(grounds: Grounds): Estimate {
  const { prior, sources } = grounds;
  const own = (key: string) => sourceRate(prior.rates, key, channelOf(key));
  return {
    hazards: scaledPrior(grounds),
    rates: Float64Array.from(sources, own),
    channelRates: new Map(Object.entries(prior.rates.byChannel)),
    regionMatch: prior.regionMatch,
    backgroundPerSecond: background(grounds, 0),
  };
}

export function nextEstimate(grounds: Grounds, masses: Masses): Estimate {
  return {
    hazards: nextHazards(grounds, masses.hazards),
    ...nextRates(grounds, masses.rates),
    regionMatch: (masses.regionMatches + REGION_PRIOR.matches) / (masses.regions + REGION_PRIOR.calls),
    backgroundPerSecond: background(grounds, masses.nobody),
  };
}

function nextHazards(grounds: Grounds, mass: Float64Array): Float64Array {
  const exposure = flatten(grounds.exposure);
  const prior = scaledPrior(grounds);
  const expected = prior.map((perSecond, bin) => perSecond * exposure[bin]!);
  const all = sum(expected);
  return prior.map((perSecond, bin) => {
    if (perSecond === 0) return mass[bin]! / Math.max(1, exposure[bin]!);
    const worth = Math.max(LEAST_PRIOR_CALLS, all === 0 ? 0 : (PRIOR_CALLS * expected[bin]!) / all);
    return (mass[bin]! + worth) / (exposure[bin]! + worth / perSecond);
  });
}

function nextRates({ sources, exposure }: Grounds, mass: Float64Array): Pick<Estimate, 'rates' | 'channelRates'> {
  const visits = sum(exposure.visits.values());
  const perVisit = visits === 0 ? 0 : sum(mass) / visits;
  const expected = sources.map((key) => perVisit * (exposure.visits.get(key) ?? 0));
  const channels = new Map<string, { mass: number; expected: number }>();
  for (const [index, key] of sources.entries()) {
    const channel = channels.get(channelOf(key)) ?? { mass: CHANNEL_PRIOR_CALLS, expected: CHANNEL_PRIOR_CALLS };
    channel.mass += mass[index]!;
    channel.expected += expected[index]!;
    channels.set(channelOf(key), channel);
  }
  const channelRates = new Map([...channels].map(([name, channel]) => [name, channel.mass / channel.expected]));
  const rate = (key: string, index: number) =>
    (mass[index]! + SOURCE_PRIOR_CALLS * channelRates.get(channelOf(key))!) / (expected[index]! + SOURCE_PRIOR_CALLS);
  return { rates: Float64Array.from(sources, rate), channelRates };
}

function background({ calls, numberSeconds, prior }: Grounds, nobody: number): number {
  if (!(numberSeconds > 0)) return prior.backgroundPerSecond;
  const { calls: worth, share } = BACKGROUND_PRIOR;
  return (((nobody + worth * share) / (calls + worth)) * calls) / numberSeconds;
}

/** As attribution uses them. `grounds.calls` may be 0: then they are the prior with the site's region shares. */
export function toParameters(grounds: Grounds, estimate: Estimate, version: string): AttributionParameters {
  const { prior, sources, exposure, calls } = grounds;
  const site = { version, regionShares: regionShares(exposure, prior) };
  if (calls === 0) return { ...prior, ...site };
  const visits = sum(exposure.visits.values());
  const isWorthwhile = (key: string) =>
    (calls * (exposure.visits.get(key) ?? 0)) / Math.max(1, visits) >= LEAST_EXPECTED;
  return {
    ...prior,
    ...site,
    hazards: toTables(prior, estimate.hazards),
    rates: {
      byCampaign: Object.fromEntries(
        sources.map((key, index) => [key, estimate.rates[index]!] as const).filter(([key]) => isWorthwhile(key)),
      ),
      byChannel: Object.fromEntries(estimate.channelRates),
    },
    regionMatch: estimate.regionMatch,
    backgroundPerSecond: estimate.backgroundPerSecond,
  };
}

/** Without a region known, the prior's. */
export function regionShares({ regions }: Exposure, prior: AttributionParameters): Readonly<Record<string, number>> {
  const visits = sum(regions.values());
  if (visits === 0) return prior.regionShares;
  return Object.fromEntries([...regions].map(([region, count]) => [region, count / visits]));
}

/** What comes before the separator of `sourceKey`. */
export function channelOf(key: string): string {
  return key.slice(0, key.indexOf('\u001f'));
}

function scaledPrior({ prior, exposure, calls }: Grounds): Float64Array {
  const seconds = flatten(exposure);
  const perSecond = Float64Array.from(HAZARD_NAMES.flatMap((name) => [...prior.hazards[name].perSecond]));
  const expected = sum(perSecond.map((hazard, bin) => hazard * seconds[bin]!));
  return expected > 0 ? perSecond.map((hazard) => (hazard * calls) / expected) : perSecond;
}

function flatten({ seconds }: Exposure): Float64Array {
  return Float64Array.from(HAZARD_NAMES.flatMap((name) => seconds[name]));
}

function toTables({ hazards }: AttributionParameters, perSecond: Float64Array): Record<HazardName, HazardTable> {
  let from = 0;
  const tables = HAZARD_NAMES.map((name) => {
    const { edges, perSecond: own } = hazards[name];
    from += own.length;
    return [name, { edges, perSecond: [...perSecond.slice(from - own.length, from)] }] as const;
  });
  return Object.fromEntries(tables) as Record<HazardName, HazardTable>;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
