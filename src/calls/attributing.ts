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
import { type CallerBelief, remember } from '../core/caller-memory.ts';
import type { Holder } from '../core/holder.ts';
import { campaignKey, readCampaignKey } from '../core/source.ts';
import {
  beliefsSince,
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
  const memory = new Map<string, CallerBelief[]>();
  const stored = await beliefsSince(db, new Date(now.getTime() - MEMORY_DAYS * DAY_MS));
  for (const belief of stored) rememberCaller(memory, belief.siteId, belief.caller, belief);

  const answer = ({ number, caller, at }: CallToAttribute, holders: readonly Holder[]) => {
    if (number.staticSource)
      return attributeStatic({ channel: number.staticSource.channel, campaign: campaignKey(number.staticSource) });
    const call = { at: at.getTime() / 1000, region: null, caller };
    const known = caller ? memory.get(memoryKey(number.siteId, caller)) : undefined;
    const attribution = attribute({ holders, call, parameters, memory: known });
    if (!attribution.repeat) credit(attribution, holders);
    rememberCaller(memory, number.siteId, caller, attribution);
    return attribution;
  };

  return {
    now: (call) => answer(call, holdersOf(call.number.id, call.at.getTime() / 1000)),
    async asOf(call) {
      if (call.number.staticSource) return answer(call, []);
      const rows = await holdersAsOf(db, {
        siteId: call.number.siteId,
        numberId: call.number.id,
        at: call.at,
        windowSeconds,
      });
      const credited = new Map(
        holdersOf(call.number.id, call.at.getTime() / 1000).map((holder) => [holder.visit, holder.credited]),
      );
      return answer(
        call,
        rows.map((row) => ({ ...row, campaign: campaignKey(row), credited: credited.get(row.visit) ?? 0 })),
      );
    },
    describe: (tx, attribution, call) => describe(tx, attribution, { ...call, windowSeconds }),
  };
}

// A site's callers are its own: what one client of an agency knows of a phone never reaches another.
const memoryKey = (siteId: string, caller: string) => `${siteId} ${caller}`;

// Only a caller's first call teaches: later ones were themselves decided by what it taught.
function rememberCaller(
  memory: Map<string, CallerBelief[]>,
  siteId: string,
  caller: string | null,
  from: { candidates: readonly { visitor: string; probability: number }[] },
) {
  if (caller === null || memory.has(memoryKey(siteId, caller))) return;
  memory.set(memoryKey(siteId, caller), remember(from));
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
  const since = new Date(call.at.getTime() - call.windowSeconds * 1000 - DAY_MS);
  const sources = await sourcesOfVisits(tx, {
    siteId: call.number.siteId,
    visitIds: candidates.map((c) => c.visit),
    since,
  });
  return candidates.map((candidate) => ({
    ...(sources.get(candidate.visit) ?? { ...NO_SOURCE, channel: candidate.channel }),
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
