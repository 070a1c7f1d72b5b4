// One call judged: from what is known of the number's holders and of the caller to the answer as it is stored. The same
// for a call that rings, one that is read late and one that is judged anew.
import {
  type Attribution,
  type AttributionParameters,
  attribute,
  type Candidate,
  creditShares,
  topCandidates,
} from '../../core/attribution/attribution.ts';
import { withRemembered } from '../../core/attribution/caller-memory.ts';
import type { Holder } from '../../core/attribution/holder.ts';
import { campaignKey, readCampaignKey } from '../../core/source/source.ts';
import {
  type AnswerOrigin,
  type StoredAttribution,
  type StoredCandidate,
  sourcesOfVisits,
} from '../../store/attributions.ts';
import type { StoredSource } from '../../store/calls.ts';
import type { Queryable } from '../../store/database.ts';
import type { Remembered } from './callers.ts';

const DAY_SECONDS = 86_400;
/** A named visitor who never held the number has come from their latest visit, if it is not older. */
const NAMED_ELSEWHERE_SECONDS = 30 * DAY_SECONDS;

export type Question = {
  /** seconds since the epoch */
  at: number;
  caller: string | null;
  /** of the caller's phone; null: not known */
  region: string | null;
  numberId: string;
  /** of the number in the window, as known at the call; `credited` by earlier calls */
  holders: readonly Holder[];
  parameters: AttributionParameters;
  /** what the caller's first call taught; undefined: this is the first */
  known: readonly Remembered[] | undefined;
  /** whose phone this is, if a form, a CRM or a person said so; and their visits before the call on any number */
  named?: { visitors: readonly string[]; visits: readonly Holder[] } | undefined;
};

/** Answers who called. */
export function judge(question: Question): Attribution {
  const { at, caller, parameters, known, numberId } = question;
  const holders = inOrder(question.holders);
  const named = namedVisit(question);
  const memory = named ? [{ visitor: named.visitor, belief: 1 }] : known;
  const older = named
    ? [named]
    : (known ?? []).filter(({ holder }) => holder.number === numberId).map(({ holder }) => holder);
  const call = { at, caller, region: regionIn(question) };
  const attribution = attribute({ holders: withRemembered(holders, older), call, parameters, memory });
  return { ...attribution, repeat: caller !== null && known !== undefined };
}

/**
 * Of equally likely holders the first is named: so their order must not depend on how their facts reached us. They come
 * nearly in order, which is cheap to see and to mend.
 */
function inOrder(holders: readonly Holder[]): readonly Holder[] {
  const isOrdered = holders.every((holder, at) => at === 0 || byStart(holders[at - 1] as Holder, holder) <= 0);
  return isOrdered ? holders : holders.toSorted(byStart);
}

function byStart(one: Holder, other: Holder): number {
  return one.startedAt - other.startedAt || (one.visit < other.visit ? -1 : one.visit > other.visit ? 1 : 0);
}

/** The visit that somebody who is named calls from: their latest on this number, else their latest of the last days. */
export function namedVisit({ at, numberId, holders, named }: Question): Holder | undefined {
  if (!named || named.visitors.length === 0) return undefined;
  const before = (all: readonly Holder[]) =>
    all.filter(({ visitor, startedAt }) => startedAt <= at && named.visitors.includes(visitor));
  const own = before(named.visits);
  const here = latest([...before(holders), ...own.filter(({ number }) => number === numberId)]);
  return here ?? latest(own.filter(({ startedAt }) => startedAt > at - NAMED_ELSEWHERE_SECONDS));
}

function latest(holders: readonly Holder[]): Holder | undefined {
  return holders.reduce<Holder | undefined>(
    (best, holder) => (best && best.startedAt >= holder.startedAt ? best : holder),
    undefined,
  );
}

/** A region that no visit of the site comes from says nothing of who called. */
export function regionIn({ region, parameters }: Pick<Question, 'region' | 'parameters'>): string | null {
  return region !== null && Object.hasOwn(parameters.regionShares, region) ? region : null;
}

/**
 * Marks in the holders what a call explains. Only the candidates that are stored count: so every node, a new start and
 * a second look say the same.
 */
export function creditStored(attribution: Attribution, holders: readonly Holder[]): void {
  if (!attribution.repeat) creditShares(topCandidates(attribution), holders);
}

export type CorrectedVisit = StoredSource & { id: string; visitorId: string; state: StoredCandidate['state'] } & {
  stateSeconds: number | null;
};

/** What a person says, as an answer. `visit` null: none of our visits called. */
export function correctedAnswer(
  visit: CorrectedVisit | null,
  { callId, repeat }: Pick<StoredAttribution, 'callId' | 'repeat'>,
): StoredAttribution {
  const said = { callId, version: null, origin: 'correction', model: 'correction-1', repeat } as const;
  if (!visit)
    return { ...said, ...{ visit: null, channel: null, campaign: null, nobody: 1, sources: [], candidates: [] } };
  const { id, visitorId, state, stateSeconds, ...source } = visit;
  const { channel, source: from, medium, campaign, term } = source;
  const probability = 1;
  return {
    ...{ ...said, visit: { id, probability }, channel: { channel, probability }, nobody: 0 },
    campaign: { source: from, medium, campaign, term, probability },
    sources: [{ channel, source: from, medium, campaign, probability }],
    candidates: [{ ...source, visitId: id, visitorId, probability, state, stateSeconds }],
  };
}

/** An answer on its way to the store. `fixed`: the number's own source, if it is bound to one. */
export type Answered = {
  callId: string;
  siteId: string;
  at: Date;
  attribution: Attribution;
  origin: AnswerOrigin;
  version: number | null;
  fixed?: StoredSource | null;
};

/** Answers as they are to be stored: with the sources of their candidates in full. All of one site. */
export async function describeAnswers(db: Queryable, answered: readonly Answered[]): Promise<StoredAttribution[]> {
  const tops = answered.map(({ attribution, fixed }) => (fixed ? [] : topCandidates(attribution)));
  const visitIds = [...new Set(tops.flatMap((candidates) => candidates.map(({ visit }) => visit)))];
  const oldest = answered.map(({ at }, index) => at.getTime() - 1000 * Math.max(0, ...secondsOf(tops[index])));
  const since = new Date(oldest.reduce((one, other) => Math.min(one, other), Infinity) - 17 * DAY_SECONDS * 1000);
  const siteId = answered[0]?.siteId;
  const sources = siteId && visitIds.length > 0 ? await sourcesOfVisits(db, { siteId, visitIds, since }) : new Map();
  return answered.map((one, index) =>
    stored(
      one,
      one.fixed
        ? [staticCandidate(one.fixed)]
        : (tops[index] ?? []).map((candidate) => fullCandidate(candidate, sources.get(candidate.visit))),
    ),
  );
}

const secondsOf = (candidates: readonly Candidate[] = []) => candidates.map(({ seconds }) => seconds);

function stored(answered: Answered, candidates: StoredCandidate[]): StoredAttribution {
  const { callId, version, origin, attribution } = answered;
  const best = attribution.campaign;
  const likeliest = candidates.find(
    (candidate) => candidate.channel === best?.channel && campaignKey(candidate) === best.campaign,
  );
  return {
    ...{ callId, version, origin, model: attribution.version, repeat: attribution.repeat },
    ...{ visit: attribution.visit, channel: attribution.channel, nobody: attribution.nobody },
    campaign: best && {
      probability: best.probability,
      ...readCampaignKey(best.campaign),
      term: likeliest?.term ?? null,
    },
    sources: attribution.sources.map(({ channel, campaign, probability }) => ({
      channel,
      ...readCampaignKey(campaign),
      probability,
    })),
    candidates,
  };
}

const NO_SOURCE: StoredSource = {
  ...{ channel: '', source: null, medium: null, campaign: null, adGroup: null, content: null, term: null },
};

function fullCandidate(candidate: Candidate, source: StoredSource | undefined): StoredCandidate {
  const { visit, visitor, probability, state, seconds, channel, campaign } = candidate;
  return {
    ...(source ?? { ...NO_SOURCE, channel, ...readCampaignKey(campaign) }),
    ...{ visitId: visit, visitorId: visitor, probability, state, stateSeconds: seconds },
  };
}

function staticCandidate(source: StoredSource): StoredCandidate {
  return {
    ...{ ...NO_SOURCE, ...source },
    ...{ visitId: null, visitorId: null, probability: 1, state: 'static', stateSeconds: null },
  };
}
