// The weights of a number's holders at a call, and the holders as candidates.
//
// A call may have ten thousand candidates and must not wait for them: numbers in typed arrays, objects only at the end.

import {
  type AttributionParameters,
  hazardIn,
  NOT_BEGUN,
  regionFactors,
  STATES,
  secondsIn,
  sourceRate,
  stateCode,
  type VisitState,
} from './attribution-parameters.ts';
import { type HeldBy, type Holder, sourceKey } from './holder.ts';

/** `seconds` since the tap, the start or the last activity. `remembered`: it is here because the caller called before. */
export type Candidate = HeldBy & {
  visit: string;
  visitor: string;
  probability: number;
  state: VisitState['state'] | 'remembered';
  seconds: number;
};

/** `caller` null: the number was withheld. `region` null: not known. `at` in seconds. */
export type CallFacts = { at: number; region: string | null; caller: string | null };

/** By holder: its weight, its state (TAPPED, …) and for how long, and its source as an index. */
export type Weighed = {
  weights: Float64Array;
  states: Int8Array;
  seconds: Float64Array;
  sourceOf: Uint32Array;
  sources: SourceSum[];
  sum: number;
};
type SourceSum = { channel: string; campaign: string; probability: number; index: number; rate: number };

export function weighHolders(holders: readonly Holder[], call: CallFacts, parameters: AttributionParameters): Weighed {
  const count = holders.length;
  const weights = new Float64Array(count);
  const states = new Int8Array(count);
  const seconds = new Float64Array(count);
  const sourceOf = new Uint32Array(count);
  const sources = createSources(parameters.rates);
  const regions = regionFactors(call.region, parameters);
  let sum = 0;
  for (let index = 0; index < count; index++) {
    const holder = holders[index]!;
    const code = stateCode(holder, call.at, parameters);
    states[index] = code;
    if (code === NOT_BEGUN) continue;
    const since = secondsIn(code, holder, call.at);
    seconds[index] = since;
    const source = sources.of(holder);
    sourceOf[index] = source.index;
    const region = holder.region === null ? 1 : holder.region === call.region ? regions.same : regions.other;
    const weight = hazardIn(code, holder.desktop, since, parameters) * source.rate * region * (1 - holder.credited);
    weights[index] = weight;
    sum += weight;
  }
  return { weights, states, seconds, sourceOf, sources: sources.all, sum };
}

function createSources(rates: AttributionParameters['rates']) {
  const channels = new Map<string, Map<string, SourceSum>>();
  const all: SourceSum[] = [];
  const add = (channel: string, campaign: string) => {
    const rate = sourceRate(rates, sourceKey({ channel, campaign }), channel);
    const source = { channel, campaign, probability: 0, index: all.length, rate };
    all.push(source);
    const campaigns = channels.get(channel) ?? new Map<string, SourceSum>();
    channels.set(channel, campaigns.set(campaign, source));
    return source;
  };
  return { all, of: ({ channel, campaign }: HeldBy) => channels.get(channel)?.get(campaign) ?? add(channel, campaign) };
}

/** The holders that may have called, likeliest first; adds their probabilities to those of their sources. */
export function toCandidates(
  holders: readonly Holder[],
  { weights, states, seconds, sourceOf, sources }: Weighed,
  perWeight: number,
  shares: ReadonlyMap<Holder, number>,
): Candidate[] {
  const remembered = new Map<number, number>();
  for (let index = 0; index < weights.length; index++) {
    const share = shares.size === 0 ? 0 : (shares.get(holders[index]!) ?? 0);
    if (share > 0) remembered.set(index, share);
    const probability = weights[index]! * perWeight + share;
    weights[index] = probability;
    if (probability > 0) sources[sourceOf[index]!]!.probability += probability;
  }
  return indexesByWeight(weights).map((index) => {
    const { visit, visitor, channel, campaign } = holders[index]!;
    const probability = weights[index]!;
    const isRemembered = (remembered.get(index) ?? 0) > probability / 2;
    const state = isRemembered ? 'remembered' : STATES[states[index]!]!;
    return { visit, visitor, channel, campaign, probability, state, seconds: seconds[index]! };
  });
}

/** As many holders as a number can have: their index fits into the bits that are taken from a weight. */
const INDEX_BITS = 22;
const INDEX_MASK = 2 ** INDEX_BITS - 1;

/**
 * Indexes of the weights above 0, largest first, equal ones in their order. A comparing sort costs more than all the
 * rest of an attribution: so the index takes the place of a weight's last bits (it is then good to 2^-30), and the
 * numbers are sorted as they are.
 */
function indexesByWeight(weights: Float64Array): number[] {
  const keys = weights.filter((weight) => weight > 0);
  const low = new Uint32Array(keys.buffer);
  let key = 0;
  for (let index = 0; index < weights.length; index++) {
    if (!(weights[index]! > 0)) continue;
    low[2 * key] = (low[2 * key]! & ~INDEX_MASK) | (INDEX_MASK - index);
    key++;
  }
  keys.sort();
  const indexes = new Array<number>(keys.length);
  for (let place = 0; place < keys.length; place++) {
    indexes[keys.length - 1 - place] = INDEX_MASK - (low[2 * place]! & INDEX_MASK);
  }
  return indexes;
}
