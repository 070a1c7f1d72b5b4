// Who made this call: asks the posterior with what is known of the number's holders and of the caller, and keeps what
// calls teach of their callers in memory, rebuilt from the stored answers at start. What they teach of visits (credits)
// lies with the holders themselves.
import {
  type Attribution,
  type AttributionParameters,
  attribute,
  attributeStatic,
  type Candidate,
  credit,
  topCandidates,
} from '../core/attribution.ts';
import { type CallerBelief, remember, withRemembered } from '../core/caller-memory.ts';
import type { Holder } from '../core/holder.ts';
import { campaignKey, readCampaignKey } from '../core/source.ts';
import {
  firstCallsSince,
  holdersAsOf,
  type StoredAttribution,
  type StoredCandidate,
  type StoredSource,
  sourcesOfVisits,
} from '../store/calls.ts';
import type { Db, Queryable } from '../store/database.ts';
import type { CallNumber } from '../store/numbers.ts';

export type CallToAttribute = { number: CallNumber; caller: string | null; at: Date };
export type Attributing = {
  /** the answer from memory, at once: for a call that is coming in now */
  now(call: CallToAttribute): Attribution;
  /** the answer from the log as it was at the call's time: for a call that is read late */
  asOf(call: CallToAttribute): Promise<Attribution>;
  /** what is to be stored: the answer with the sources of its candidates in full */
  describe(
    tx: Queryable,
    attribution: Attribution,
    call: CallToAttribute & { callId: string },
  ): Promise<StoredAttribution>;
};
export type AttributingOptions = {
  db: Db;
  parameters: AttributionParameters;
  windowSeconds: number;
  holdersOf: (numberId: string, at: number) => readonly Holder[];
  now: Date;
};

const MEMORY_DAYS = 180; // how long a caller is remembered
const DAY_MS = 86_400_000;

/** Rebuilds caller memory from the stored answers, then answers. */
export async function openAttributing({
  db,
  parameters,
  windowSeconds,
  holdersOf,
  now,
}: AttributingOptions): Promise<Attributing> {
  const memory: Memory = new Map();
  for (const { candidates, ...call } of await firstCallsSince(db, new Date(now.getTime() - MEMORY_DAYS * DAY_MS)))
    rememberCaller(
      memory,
      call,
      candidates.map((candidate) => ({ ...candidate, campaign: campaignKey(candidate) })),
    );

  // `holders` are judged, `own` (the pool's) are credited: they are the same but for a call that is read late.
  const answer = ({ number, caller, at }: CallToAttribute, holders: readonly Holder[], own = holders) => {
    const { siteId, id: numberId } = number;
    const call = { at: at.getTime() / 1000, region: null, caller };
    const known = caller === null ? undefined : memory.get(memoryKey(siteId, caller));
    const older = (known ?? []).filter((belief) => belief.holder.number === numberId).map(({ holder }) => holder);
    const attribution = attribute({ holders: withRemembered(holders, older), call, parameters, memory: known });
    if (!attribution.repeat) credit(attribution, own);
    if (caller !== null) rememberCaller(memory, { siteId, caller, numberId, at: call.at }, attribution.candidates);
    return attribution;
  };
  const fixed = ({ number: { staticSource } }: CallToAttribute) =>
    staticSource && attributeStatic({ channel: staticSource.channel, campaign: campaignKey(staticSource) });

  return {
    now: (call) => fixed(call) ?? answer(call, holdersOf(call.number.id, call.at.getTime() / 1000)),
    async asOf(call) {
      const { id: numberId, siteId } = call.number;
      const bound = fixed(call);
      if (bound) return bound;
      const rows = await holdersAsOf(db, { siteId, numberId, at: call.at, windowSeconds });
      const own = holdersOf(numberId, call.at.getTime() / 1000);
      const credited = new Map(own.map((holder) => [holder.visit, holder.credited]));
      const holders = rows.map((row) => ({
        ...row,
        campaign: campaignKey(row),
        credited: credited.get(row.visit) ?? 0,
      }));
      return answer(call, holders, own);
    },
    describe: (tx, attribution, call) => describe(tx, attribution, { ...call, windowSeconds }),
  };
}

/** What a caller's first call taught: who they may be, each with the visit that they held the number by. */
type Remembered = CallerBelief & { holder: Holder };
type Memory = Map<string, Remembered[]>;

// A site's callers are its own: what one client of an agency knows of a phone never reaches another.
const memoryKey = (siteId: string, caller: string) => `${siteId} ${caller}`;

type CandidateOfCall = Pick<Candidate, 'visit' | 'visitor' | 'probability' | 'channel' | 'campaign' | 'seconds'> & {
  state: string;
};
type KnownCall = { siteId: string; caller: string; numberId: string; at: number };

// Only a caller's first call teaches: later ones were themselves decided by what it taught.
function rememberCaller(memory: Memory, call: KnownCall, candidates: readonly CandidateOfCall[]) {
  const key = memoryKey(call.siteId, call.caller);
  if (memory.has(key)) return;
  const remembered = remember({ candidates }).flatMap((belief) => {
    const likeliest = candidates.find(({ visitor }) => visitor === belief.visitor);
    return likeliest ? [{ ...belief, holder: holderFrom(likeliest, call) }] : [];
  });
  memory.set(key, remembered);
}

// The visit as the call knew it. It serves when the pool has forgotten the visit, so its exact times matter no more.
function holderFrom({ visit, visitor, channel, campaign, state, seconds }: CandidateOfCall, call: KnownCall): Holder {
  const lastActivityAt = state === 'closed' ? call.at - seconds : call.at;
  return {
    ...{ visit, visitor, channel, campaign, number: call.numberId, region: null, credited: 0 },
    ...{ startedAt: lastActivityAt, lastActivityAt, closedAt: lastActivityAt, tappedAt: null },
  };
}

async function describe(
  tx: Queryable,
  attribution: Attribution,
  call: CallToAttribute & { callId: string; windowSeconds: number },
): Promise<StoredAttribution> {
  const fixed = call.number.staticSource;
  const candidates = fixed ? [staticCandidate(fixed)] : await fullCandidates(tx, topCandidates(attribution), call);
  const best = attribution.campaign;
  const likeliest = candidates.find(
    (candidate) => candidate.channel === best?.channel && campaignKey(candidate) === best.campaign,
  );
  return {
    callId: call.callId,
    version: 1,
    model: attribution.version,
    repeat: attribution.repeat,
    visit: attribution.visit,
    channel: attribution.channel,
    campaign: best && {
      probability: best.probability,
      ...readCampaignKey(best.campaign),
      term: likeliest?.term ?? null,
    },
    nobody: attribution.nobody,
    sources: attribution.sources.map(({ channel, campaign, probability }) => ({
      channel,
      ...readCampaignKey(campaign),
      probability,
    })),
    candidates,
  };
}

async function fullCandidates(
  tx: Queryable,
  candidates: readonly Candidate[],
  call: CallToAttribute & { windowSeconds: number },
): Promise<StoredCandidate[]> {
  const oldest = Math.max(call.windowSeconds, ...candidates.map(({ seconds }) => seconds)); // remembered visits are older
  const since = new Date(call.at.getTime() - oldest * 1000 - 3 * DAY_MS);
  const sources = await sourcesOfVisits(tx, {
    siteId: call.number.siteId,
    visitIds: candidates.map((c) => c.visit),
    since,
  });
  return candidates.map((candidate) => ({
    ...(sources.get(candidate.visit) ?? {
      ...NO_SOURCE,
      channel: candidate.channel,
      ...readCampaignKey(candidate.campaign),
    }),
    visitId: candidate.visit,
    visitorId: candidate.visitor,
    probability: candidate.probability,
    state: candidate.state,
    stateSeconds: candidate.seconds,
  }));
}

const NO_SOURCE: StoredSource = {
  channel: '',
  source: null,
  medium: null,
  campaign: null,
  adGroup: null,
  content: null,
  term: null,
};

function staticCandidate(source: StoredSource): StoredCandidate {
  return {
    ...NO_SOURCE,
    ...source,
    visitId: null,
    visitorId: null,
    probability: 1,
    state: 'static',
    stateSeconds: null,
  };
}
