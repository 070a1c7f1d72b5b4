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
  const { weighed, sources } = weighHolders(holders, call, parameters);
  const recalled = recall(memory ?? [], holders, call.at);
  const background = parameters.backgroundPerSecond;
  const sum = weighed.reduce((total, { candidate }) => total + candidate.probability, background);
  const unremembered = 1 - recalled.certainty;
  const perWeight = sum > 0 ? unremembered / sum : 0;
  for (const { holder, candidate, source } of weighed) {
    const remembered = recalled.shares.get(holder) ?? 0;
    candidate.probability = candidate.probability * perWeight + remembered;
    if (remembered > candidate.probability / 2) candidate.state = 'remembered';
    source.probability += candidate.probability;
  }
  const nobody = sum > 0 ? background * perWeight : unremembered;
  const candidates = weighed.map(({ candidate }) => candidate);
  return answer(likeliestFirst(candidates), likeliestFirst(sources), nobody, parameters, memory !== undefined);
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
  const shares = new Map(attribution.candidates.map(({ visit, probability }) => [visit, probability]));
  for (const holder of holders) {
    holder.credited += (1 - holder.credited) * Math.min(1, shares.get(holder.visit) ?? 0);
  }
}

/** The likeliest candidates, as many as are stored and shown with a call. */
export function topCandidates(attribution: Attribution, most = 10): readonly Candidate[] {
  return attribution.candidates.slice(0, most);
}

/** What was known of a visit at `at`: tapped before open before closed. Null: it had not begun. */
export function stateAt(holder: Holder, at: number, parameters: AttributionParameters): VisitState | null {
  if (holder.startedAt > at) return null;
  const { tappedAt } = holder;
  if (tappedAt !== null && binOf(parameters.hazards.tapped, at - tappedAt) !== null) {
    return { state: 'tapped', seconds: at - tappedAt };
  }
  if (isPageOpen(holder, at, parameters.heartbeatSeconds)) return { state: 'open', seconds: at - holder.startedAt };
  const lastKnownAt = holder.lastActivityAt <= at ? holder.lastActivityAt : holder.closedAt!;
  return { state: 'closed', seconds: at - lastKnownAt };
}

/** The bin that `seconds` falls in, lower bound included; null outside the table. */
export function binOf({ edges, perSecond }: HazardTable, seconds: number): number | null {
  if (!(seconds >= edges[0]!)) return null;
  let bin = 0;
  while (bin + 1 < edges.length && seconds >= edges[bin + 1]!) bin++;
  return bin < perSecond.length ? bin : null;
}

/** A holder that may have called: `candidate.probability` is its weight until the weights are summed up. */
type Weighed = { holder: Holder; candidate: Candidate; source: SourceSum };
type SourceSum = SourceShare & { rate: number };

/** One pass over what may be ten thousand holders: it makes as few objects as it can. */
function weighHolders(holders: readonly Holder[], call: CallFacts, parameters: AttributionParameters) {
  const share = call.region === null ? 1 : (own(parameters.regionShares, call.region) ?? RARE_REGION_SHARE);
  const { regionMatch, rates } = parameters;
  const channels: SourcesByName = new Map();
  const weighed: Weighed[] = [];
  for (const holder of holders) {
    const now = stateAt(holder, call.at, parameters);
    if (now === null) continue;
    const { visit, visitor, channel, campaign } = holder;
    const { state, seconds } = now;
    const source = sourceOf(channels, holder, rates);
    const region = regionFactor(holder.region, call.region, regionMatch, share);
    const weight = hazardOf(parameters, now) * source.rate * region * (1 - holder.credited);
    const candidate: Candidate = { visit, visitor, channel, campaign, probability: weight, state, seconds };
    weighed.push({ holder, candidate, source });
  }
  return { weighed, sources: [...channels.values()].flatMap((campaigns) => [...campaigns.values()]) };
}

function hazardOf({ hazards }: AttributionParameters, { state, seconds }: VisitState): number {
  const bin = binOf(hazards[state], seconds);
  return bin === null ? 0 : hazards[state].perSecond[bin]!;
}

/** R(j). A region that is not known on either side says nothing. */
function regionFactor(held: string | null, called: string | null, match: number, share: number): number {
  if (held === null || called === null) return 1;
  return (held === called ? match / share : 0) + 1 - match;
}

type SourcesByName = Map<string, Map<string, SourceSum>>;

function sourceOf(channels: SourcesByName, holder: HeldBy, rates: AttributionParameters['rates']): SourceSum {
  const { channel, campaign } = holder;
  const known = channels.get(channel)?.get(campaign);
  if (known !== undefined) return known;
  const rate = own(rates.byCampaign, sourceKey(holder)) ?? own(rates.byChannel, channel) ?? 1;
  const source = { channel, campaign, probability: 0, rate };
  const campaigns = channels.get(channel) ?? new Map<string, SourceSum>();
  channels.set(channel, campaigns.set(campaign, source));
  return source;
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
