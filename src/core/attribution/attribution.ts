// Who made a call: the posterior over everyone who was shown the number (number-pool.md § 4).

import type { AttributionParameters } from './attribution-parameters.ts';
import { type CallFacts, type Candidate, toCandidates, weighHolders } from './attribution-weights.ts';
import { type CallerBelief, recall } from './caller-memory.ts';
import type { HeldBy, Holder } from './holder.ts';

export {
  type AttributionParameters,
  binOf,
  HAZARD_NAMES,
  type HazardName,
  type HazardTable,
  hazardAt,
  hazardName,
  regionFactors,
  secondsIn,
  sourceRate,
  stateAt,
  stateCode,
  type VisitState,
} from './attribution-parameters.ts';
export type { CallFacts, Candidate } from './attribution-weights.ts';

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

const RULES = 'posterior-1';
const STATIC_RULES = 'static-1';
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
  const firstBelow = attribution.candidates.findIndex(({ probability }) => probability < WORTH_CREDITING);
  creditShares(firstBelow === -1 ? attribution.candidates : attribution.candidates.slice(0, firstBelow), holders);
}

/** The same for these candidates, all of them (number-pool.md § 4, "credited"). */
export function creditShares(
  candidates: readonly Pick<Candidate, 'visit' | 'probability'>[],
  holders: readonly Holder[],
): void {
  const shares = new Map(candidates.map(({ visit, probability }) => [visit, Math.min(1, probability)]));
  for (const holder of holders) {
    const share = shares.get(holder.visit);
    if (share !== undefined) holder.credited += (1 - holder.credited) * share;
  }
}

/** The likeliest candidates, as many as are stored and shown with a call. */
export function topCandidates(attribution: Attribution, most = 10): readonly Candidate[] {
  return attribution.candidates.slice(0, most);
}

/** Leaves out what is impossible. */
function likeliestFirst<T extends { probability: number }>(all: readonly T[]): T[] {
  return all.filter(({ probability }) => probability > 0).sort((one, other) => other.probability - one.probability);
}

function answer(
  candidates: readonly Candidate[],
  sums: readonly SourceShare[],
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
