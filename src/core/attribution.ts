// Who made a call: the posterior over everyone who was shown the number (number-pool.md § 4).

import { type CallerBelief, recall } from './caller-memory.ts';
import { type HeldBy, type Holder, isPageOpen, sourceKey } from './holder.ts';

/**
 * Calls per second of a visit, by bin of seconds. `edges` are the bins' lower bounds; one edge more than `perSecond`
 * ends the last bin, otherwise it has no end. Outside the table the hazard is 0.
 */
export type HazardTable = { edges: readonly number[]; perSecond: readonly number[] };

export type AttributionParameters = {
  version: string;
  /** Must be the heartbeat that the pages were told, in seconds: it says when a silent page is over. */
  heartbeatSeconds: number;
  hazards: {
    /** By time since the tap. The end of its last bin is how long a tap counts. */
    tapped: HazardTable;
    /** By time since the visit's start. */
    open: HazardTable;
    /** By time since the last activity. */
    closed: HazardTable;
  };
  /** How eagerly a source's visits call, 1 is the mean. `byCampaign` is keyed by `sourceKey`; without it the channel's. */
  rates: { byCampaign: Readonly<Record<string, number>>; byChannel: Readonly<Record<string, number>> };
  /** g: how often the caller's region is the visit's by necessity and not by chance. */
  regionMatch: number;
  /** Share of visits from each region. */
  regionShares: Readonly<Record<string, number>>;
  /** b: calls per second and number from people who saw no number of ours. */
  backgroundPerSecond: number;
  /** The answer is "unknown" if the probability of nobody is above this. */
  unknownAbove: number;
  /** A visit's answer is "sure" from this probability on. */
  sureFrom: number;
};

/** What was known of a holder's visit at the moment of a call. */
export type VisitState = { state: 'tapped' | 'open' | 'closed'; seconds: number };

/** `seconds` since the tap, the start or the last activity. `remembered`: it is here because the caller called before. */
export type Candidate = HeldBy & {
  visit: string;
  visitor: string;
  probability: number;
  state: VisitState['state'] | 'remembered';
  seconds: number;
};

export type SourceShare = HeldBy & { probability: number };

export type Attribution = {
  /** Of the rules and of the parameters. */
  version: string;
  /** The answers; null is "unknown". */
  visit: { id: string; probability: number } | null;
  campaign: SourceShare | null;
  channel: { channel: string; probability: number } | null;
  nobody: number;
  /** Likeliest first; with `nobody` they sum to 1. Visits that cannot have called are left out. */
  candidates: readonly Candidate[];
  /** The same mass by source, likeliest first: what reports add up. */
  sources: readonly SourceShare[];
  /** The caller was known before this call. Its visits are not credited again. */
  repeat: boolean;
};

/** `caller` null: the number was withheld. `region` null: not known. `at` in seconds. */
export type CallFacts = { at: number; region: string | null; caller: string | null };

const RULES = 'posterior-1';
const STATIC_RULES = 'static-1';
/** Share of a region that no visit has come from yet: that of the rarest regions of the reference world. */
const RARE_REGION_SHARE = 0.01;
/** A visit that is one of ten thousand stays as likely to make the next call as it was. */
const WORTH_CREDITING = 1e-4;

/**
 * Answers who called. `holders` are those of the dialled number in the window, as known at the call (`Pool.holders`);
 * for a caller with a memory also older ones of the remembered visitors (`withRemembered`). No holders: "unknown".
 */
export function attribute(question: {
  holders: readonly Holder[];
  call: CallFacts;
  parameters: AttributionParameters;
  memory?: readonly CallerBelief[] | undefined;
}): Attribution {
  const { holders, call, parameters } = question;
  // A withheld caller is never recognised, whatever is remembered.
  const memory = call.caller === null ? undefined : question.memory;
  const weighed = weighHolders(holders, call, parameters);
  const recalled = recall(memory ?? [], holders, call.at);
  const background = parameters.backgroundPerSecond;
  const sum = weighed.sum + background;
  const unremembered = 1 - recalled.certainty;
  const perWeight = sum > 0 ? unremembered / sum : 0;
  const candidates = toCandidates(holders, weighed, perWeight, recalled.shares);
  const nobody = sum > 0 ? background * perWeight : unremembered;
  return answer(candidates, likeliestFirst(weighed.sources), nobody, parameters, memory !== undefined);
}

/** A number bound to one source is the easy case: the source is certain, and no visit was shown the number. */
export function attributeStatic({ channel, campaign }: HeldBy): Attribution {
  const source = { channel, campaign, probability: 1 };
  return {
    version: STATIC_RULES,
    visit: null,
    campaign: source,
    channel: { channel, probability: 1 },
    nobody: 0,
    candidates: [],
    sources: [source],
    repeat: false,
  };
}

/**
 * Marks what the call explains: a visit that has made a call is unlikely to make another caller's. Changes `credited`
 * of the holders. To be applied once, after a call of a caller who is not remembered (`repeat` false).
 */
export function credit(attribution: Attribution, holders: readonly Holder[]): void {
  const shares = new Map<string, number>();
  for (const { visit, probability } of attribution.candidates) {
    if (probability < WORTH_CREDITING) break; // the others are less likely still
    shares.set(visit, probability);
  }
  for (const holder of holders) {
    const share = shares.get(holder.visit);
    if (share !== undefined) holder.credited += (1 - holder.credited) * Math.min(1, share);
  }
}

/** The likeliest candidates, as many as are stored and shown with a call. */
export function topCandidates(attribution: Attribution, most = 10): readonly Candidate[] {
  return attribution.candidates.slice(0, most);
}

/** What was known of a visit at `at`: tapped before open before closed. Null: it had not begun. */
export function stateAt(holder: Holder, at: number, parameters: AttributionParameters): VisitState | null {
  const code = stateCode(holder, at, parameters);
  return code === NOT_BEGUN ? null : { state: STATES[code]!, seconds: secondsIn(code, holder, at) };
}

/** The bin that `seconds` falls in, lower bound included; null outside the table. */
export function binOf({ edges, perSecond }: HazardTable, seconds: number): number | null {
  if (!(seconds >= edges[0]!)) return null;
  let bin = 0;
  for (let above = edges.length; above - bin > 1; ) {
    const middle = (bin + above) >> 1;
    if (seconds >= edges[middle]!) bin = middle;
    else above = middle;
  }
  return bin < perSecond.length ? bin : null;
}

// A call may have ten thousand candidates and must not wait for them: numbers in typed arrays, objects only at the end.

const STATES = ['tapped', 'open', 'closed'] as const;
const TAPPED = 0;
const OPEN = 1;
const CLOSED = 2;
const NOT_BEGUN = -1;

function stateCode(holder: Holder, at: number, { hazards, heartbeatSeconds }: AttributionParameters): number {
  if (holder.startedAt > at) return NOT_BEGUN;
  if (holder.tappedAt !== null && binOf(hazards.tapped, at - holder.tappedAt) !== null) return TAPPED;
  return isPageOpen(holder, at, heartbeatSeconds) ? OPEN : CLOSED;
}

function secondsIn(code: number, { startedAt, lastActivityAt, closedAt, tappedAt }: Holder, at: number): number {
  if (code === TAPPED) return at - tappedAt!;
  if (code === OPEN) return at - startedAt;
  return at - (lastActivityAt <= at ? lastActivityAt : closedAt!);
}

/** By holder: its weight, its state (TAPPED, …) and for how long, and its source as an index. */
type Weighed = {
  weights: Float64Array;
  states: Int8Array;
  seconds: Float64Array;
  sourceOf: Uint32Array;
  sources: SourceSum[];
  sum: number;
};
type SourceSum = { channel: string; campaign: string; probability: number; index: number; rate: number };

function weighHolders(holders: readonly Holder[], call: CallFacts, parameters: AttributionParameters): Weighed {
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
    const weight = hazardOf(parameters, code, since) * source.rate * region * (1 - holder.credited);
    weights[index] = weight;
    sum += weight;
  }
  return { weights, states, seconds, sourceOf, sources: sources.all, sum };
}

function hazardOf({ hazards }: AttributionParameters, code: number, seconds: number): number {
  const table = code === TAPPED ? hazards.tapped : code === CLOSED ? hazards.closed : hazards.open;
  const bin = binOf(table, seconds);
  return bin === null ? 0 : table.perSecond[bin]!;
}

/** R(j). A region that is not known on either side says nothing. */
function regionFactors(called: string | null, { regionMatch, regionShares }: AttributionParameters) {
  if (called === null) return { same: 1, other: 1 };
  const share = own(regionShares, called) ?? RARE_REGION_SHARE;
  return { same: regionMatch / share + 1 - regionMatch, other: 1 - regionMatch };
}

function createSources(rates: AttributionParameters['rates']) {
  const channels = new Map<string, Map<string, SourceSum>>();
  const all: SourceSum[] = [];
  const add = (channel: string, campaign: string) => {
    const rate = own(rates.byCampaign, sourceKey({ channel, campaign })) ?? own(rates.byChannel, channel) ?? 1;
    const source = { channel, campaign, probability: 0, index: all.length, rate };
    all.push(source);
    const campaigns = channels.get(channel) ?? new Map<string, SourceSum>();
    channels.set(channel, campaigns.set(campaign, source));
    return source;
  };
  return { all, of: ({ channel, campaign }: HeldBy) => channels.get(channel)?.get(campaign) ?? add(channel, campaign) };
}

/** The holders that may have called, likeliest first; adds their probabilities to those of their sources. */
function toCandidates(
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

/** Like `record[key]`, but a campaign called "constructor" finds nothing. */
function own(record: Readonly<Record<string, number>>, key: string): number | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

/** Leaves out what is impossible. */
function likeliestFirst<T extends { probability: number }>(all: readonly T[]): T[] {
  return all.filter(({ probability }) => probability > 0).sort((one, other) => other.probability - one.probability);
}

function answer(
  candidates: readonly Candidate[],
  sums: readonly SourceSum[],
  nobody: number,
  parameters: AttributionParameters,
  repeat: boolean,
): Attribution {
  const version = `${RULES}/${parameters.version}`;
  const sources = sums.map(({ channel, campaign, probability }) => ({ channel, campaign, probability }));
  const unknown = { version, visit: null, campaign: null, channel: null, nobody, candidates, sources, repeat };
  const [first] = candidates;
  if (first === undefined || nobody > parameters.unknownAbove) return unknown;
  const visit = { id: first.visit, probability: first.probability };
  return { ...unknown, visit, campaign: sources[0]!, channel: likeliestChannel(sources) };
}

function likeliestChannel(sources: readonly SourceShare[]): { channel: string; probability: number } | null {
  const sums = new Map<string, number>();
  for (const { channel, probability } of sources) sums.set(channel, (sums.get(channel) ?? 0) + probability);
  const [first] = [...sums].sort(([, one], [, other]) => other - one);
  return first === undefined ? null : { channel: first[0], probability: first[1] };
}
