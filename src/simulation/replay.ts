// The production pool and attribution in virtual time: events go in, numbers and answers come out.
//
// Memory is that of the window: however long the log, only the visits a call may still mean are kept, one line for each
// caller that rang, and some twenty bytes for each visit. What a call dials reaches the attribution only as the number.

import { type Attribution, type AttributionParameters, attribute, credit } from '../core/attribution/attribution.ts';
import { type CallerBelief, remember, withRemembered } from '../core/attribution/caller-memory.ts';
import { DEFAULT_PRIOR } from '../core/attribution/default-prior.ts';
import type { Holder } from '../core/attribution/holder.ts';
import { createPool, DEFAULT_POOL_PARAMETERS, type PoolParameters } from '../core/pool/pool.ts';
import { attributeCurrentHolder, attributeLastHolder, type Rule } from './classic.ts';
import { createReplayLearning } from './replay-learning.ts';
import { createShownNumbers } from './shown-numbers.ts';
import type { ActivityEvent, CallEvent, LogEvent, VisitEvent } from './world.ts';

export type ReplayOptions = {
  /** Size of the pool. */
  numbers: number;
  pool?: Partial<PoolParameters>;
  rule?: Rule;
  /** What attribution believes at the start: the default prior. Its region shares are counted if it has none. */
  parameters?: AttributionParameters;
  /** Learns there, in the log's seconds, from at most the last 1,000 first-time calls; never if it is not given. */
  learnUntil?: number | undefined;
  /** Then learns again and again. */
  relearnEverySeconds?: number | undefined;
  /** Told of every answer in full, where a line says the likeliest only. */
  onAttribution?: (call: CallEvent, attribution: Attribution) => void;
};

/** `number` is an index in the pool; null: the page keeps its own. */
export type VisitLine = { visit: string; number: number | null };
/** Null is "unknown"; a campaign is named within its channel. */
export type CallLine = {
  call: string;
  visit: string | null;
  campaign: string | null;
  channel: string | null;
  confidence: { visit: number; campaign: number; channel: number };
  nobody: number;
};
export type ReplaySummary = {
  visits: number;
  calls: number;
  /** Calls with an answer. */
  answered: number;
  /** Shares of visits: shown a number in use, shown the number of last time, shown none. */
  rates: { shared: number; sticky: number; overflow: number };
  /** Beats, taps and closes of visits that no line before them tells. */
  ignored: number;
  policy: string;
  rule: string;
  parameters: string;
};

export type Replay = {
  /** Events come sorted by `t`. Throws if a call dials a visit that was never told, or a number outside the pool. */
  take(event: LogEvent): VisitLine | CallLine | undefined;
  summary(): ReplaySummary;
};

type Remembered = { beliefs: CallerBelief[]; holders: readonly Holder[] };

export function createReplay(options: ReplayOptions): Replay {
  const poolParameters = { ...DEFAULT_POOL_PARAMETERS, ...options.pool };
  const rule = options.rule ?? 'posterior';
  const pool = createPool(
    Array.from({ length: options.numbers }, (_, index) => String(index)),
    poolParameters,
  );
  const shown = createShownNumbers();
  const callers = new Map<string, Remembered>();
  const regions = new Map<string, number>();
  const counts = { visits: 0, calls: 0, answered: 0, shared: 0, sticky: 0, overflow: 0, ignored: 0 };
  let parameters = options.parameters ?? DEFAULT_PRIOR;
  const learning =
    options.learnUntil === undefined
      ? undefined
      : createReplayLearning({
          prior: parameters,
          numbers: options.numbers,
          learnUntil: options.learnUntil,
          relearnEverySeconds: options.relearnEverySeconds,
          holdersAt: (at) => pool.numbers().flatMap((number) => pool.holders(number, at)),
        });

  function takeVisit({ t, visit, visitor, channel, campaign, region, mobile }: VisitEvent): VisitLine {
    const assignment = pool.assign({ visit, visitor, channel, campaign, region, desktop: !mobile, at: t });
    counts.visits++;
    if (region !== null) regions.set(region, (regions.get(region) ?? 0) + 1);
    const number = assignment.kind === 'assigned' ? Number(assignment.number) : null;
    shown.set(visit, number);
    if (assignment.kind === 'none') counts.overflow++;
    else {
      if (assignment.shared) counts.shared++;
      if (assignment.sticky) counts.sticky++;
    }
    return { visit, number };
  }

  function takeActivity({ t, type, visit }: ActivityEvent): undefined {
    if (!pool[type](visit, t) && shown.get(visit) === undefined) counts.ignored++;
  }

  function takeCall(event: CallEvent): CallLine {
    const index = numberDialled(event);
    const attribution = index === null ? nobodyFor(rule) : answer(event, String(index));
    counts.calls++;
    if (attribution.channel !== null) counts.answered++;
    options.onAttribution?.(event, attribution);
    return lineOf(event.id, attribution);
  }

  function numberDialled(event: CallEvent): number | null {
    if ('number' in event) {
      if (Number.isInteger(event.number) && event.number >= 0 && event.number < options.numbers) return event.number;
      throw new Error(`Call "${event.id}" dials number ${event.number}; the pool has 0 to ${options.numbers - 1}.`);
    }
    const index = shown.get(event.dials);
    if (index !== undefined) return index;
    throw new Error(`Call "${event.id}" dials the number of visit "${event.dials}", which no line before it tells.`);
  }

  function answer(event: CallEvent, number: string): Attribution {
    const holders = pool.holders(number, event.t);
    if (rule === 'last-holder') return attributeLastHolder(holders);
    if (rule === 'current-holder') return attributeCurrentHolder(holders, event.t, poolParameters);
    return answerByPosterior(event, number, holders);
  }

  function answerByPosterior(
    { t, region, caller }: CallEvent,
    number: string,
    current: readonly Holder[],
  ): Attribution {
    const known = caller === null ? undefined : callers.get(caller);
    const older = (known?.holders ?? []).filter((holder) => holder.number === number);
    const holders = withRemembered(current, older);
    const call = { at: t, region, caller };
    const attribution = attribute({ holders, call, parameters: withRegions(), memory: known?.beliefs });
    if (!attribution.repeat) {
      learning?.hear({ at: t, number, region, holders });
      credit(attribution, holders);
    }
    if (caller !== null && known === undefined) callers.set(caller, rememberCaller(attribution, holders));
    return attribution;
  }

  /** A site's region shares are counted from its own visits. */
  function withRegions(): AttributionParameters {
    if (Object.keys(parameters.regionShares).length > 0) return parameters;
    const visits = [...regions.values()].reduce((sum, count) => sum + count, 0);
    const shares = [...regions].map(([region, count]) => [region, count / visits] as const);
    return { ...parameters, regionShares: Object.fromEntries(shares) };
  }

  return {
    take(event) {
      parameters = learning?.moveTo(event.t) ?? parameters;
      if (event.type === 'visit') return takeVisit(event);
      return event.type === 'call' ? takeCall(event) : takeActivity(event);
    },
    summary: () => {
      const rate = (count: number) => (counts.visits === 0 ? 0 : count / counts.visits);
      const { visits, calls, answered, ignored } = counts;
      const rates = { shared: rate(counts.shared), sticky: rate(counts.sticky), overflow: rate(counts.overflow) };
      const rules = { policy: poolParameters.policy, rule, parameters: parameters.version };
      return { visits, calls, answered, rates, ignored, ...rules };
    },
  };
}

/** The holders of the visitors the caller may be, to be found again when the pool has forgotten them. */
function rememberCaller(attribution: Attribution, holders: readonly Holder[]): Remembered {
  const beliefs = remember(attribution);
  const believed = new Set(beliefs.map(({ visitor }) => visitor));
  return { beliefs, holders: holders.filter(({ visitor }) => believed.has(visitor)) };
}

/** A call to the page's own number: it says nothing of who called. */
function nobodyFor(rule: Rule): Attribution {
  const answers = { visit: null, campaign: null, channel: null, nobody: 1 };
  return { version: `${rule}/own-number`, ...answers, candidates: [], sources: [], repeat: false };
}

function lineOf(call: string, { visit, campaign, channel, nobody }: Attribution): CallLine {
  const confidence = {
    visit: visit?.probability ?? 0,
    campaign: campaign?.probability ?? 0,
    channel: channel?.probability ?? 0,
  };
  const [campaignName, channelName] = [campaign?.campaign ?? null, channel?.channel ?? null];
  return { call, visit: visit?.id ?? null, campaign: campaignName, channel: channelName, confidence, nobody };
}
