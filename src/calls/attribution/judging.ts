// Judges a stretch of calls anew from the log, in order of time: with other parameters, and with credits and memory of
// callers as they would have been under them. People's corrections stay, and who is named stays named. With the
// parameters that were in force then it says what was said then.
import { type AttributionParameters, creditShares, topCandidates } from '../../core/attribution/attribution.ts';
import type { Pool } from '../../core/pool/pool.ts';
import { campaignKey } from '../../core/source/source.ts';
import {
  type AnswerOrigin,
  answersInForce,
  type StoredAttribution,
  type StoredCandidate,
} from '../../store/attributions.ts';
import type { Db } from '../../store/database.ts';
import { type SiteCall, siteCalls } from '../../store/visit-log.ts';
import { creditStored, describeAnswers, judge } from './answering.ts';
import { type Callers, createCallers, namedVisits } from './callers.ts';
import { walkLog } from './walking.ts';

export type Stretch = {
  db: Db;
  siteId: string;
  from: Date;
  to: Date;
  parameters: AttributionParameters;
  windowSeconds: number;
  regionOfCaller: (e164: string) => string | null;
  /** told of each call in order of time: what is in force, and what is said now. A corrected call is said as it is. */
  onJudged: (call: SiteCall, before: StoredAttribution | undefined, after: StoredAttribution) => void | Promise<void>;
  origin?: AnswerOrigin;
};

const BATCH = 200; // calls whose answers are read and described together

/** Calls before `from` count by the answers in force: they credit visits and teach who their callers are. */
export async function judgeStretch(stretch: Stretch): Promise<void> {
  const { db, siteId, from, to, windowSeconds } = stretch;
  const [begin, end] = [from.getTime() / 1000, to.getTime() / 1000];
  const calls = await siteCalls(db, { siteId, from: begin - windowSeconds, to: end });
  const callers = createCallers(db, () => from, from);
  await callers.reload({ siteId });
  const answerOf = readAnswers(db, calls);
  const judged: Judgement[] = [];
  const flush = async () => tellBatch(stretch, judged.splice(0));
  await walkLog({
    ...{ db, siteId, calls },
    async onCall(call, pool) {
      const before = await answerOf(call);
      if (call.at < begin || call.correction) {
        keep(call, before, pool, callers, siteId);
        if (call.at >= begin && before) judged.push({ call, before, attribution: null });
      } else judged.push({ call, before, attribution: await judgeAnew(stretch, call, pool, callers) });
      if (judged.length >= BATCH) await flush();
    },
  });
  await flush();
}

type Judgement = {
  call: SiteCall;
  before: StoredAttribution | undefined;
  /** null: a person has said who it was */
  attribution: ReturnType<typeof judge> | null;
};

/** The answers in force, read a batch at a time in the order of the calls. */
function readAnswers(db: Db, calls: readonly SiteCall[]) {
  let batch = new Map<string, StoredAttribution>();
  let read = 0;
  return async ({ id }: SiteCall): Promise<StoredAttribution | undefined> => {
    while (!batch.has(id) && read < calls.length) {
      const ids = calls.slice(read, read + BATCH).map((call) => call.id);
      read += BATCH;
      batch = await answersInForce(db, ids);
    }
    return batch.get(id);
  };
}

async function judgeAnew(
  { db, siteId, parameters, regionOfCaller }: Stretch,
  call: SiteCall,
  pool: Pool,
  callers: Callers,
) {
  const { at, caller, numberId } = call;
  const visitors = callers.namedOf(siteId, caller, at);
  const holders = pool.holders(numberId, at);
  const attribution = judge({
    ...{ at, caller, numberId, holders, parameters },
    region: caller === null ? null : regionOfCaller(caller),
    known: callers.knownOf(siteId, caller, at),
    named: { visitors, visits: await namedVisits(db, { siteId, visitors, before: new Date(at * 1000) }) },
  });
  creditStored(attribution, holders);
  if (caller !== null) callers.remember({ siteId, caller, numberId, at }, topCandidates(attribution));
  return attribution;
}

/** A call whose answer stays counts as it is. */
function keep(
  call: SiteCall,
  answer: StoredAttribution | undefined,
  pool: Pool,
  callers: Callers,
  siteId: string,
): void {
  if (!answer) return;
  const { at, caller, numberId } = call;
  const candidates = answer.candidates.flatMap(asCandidate);
  if (!callers.knownOf(siteId, caller, at)) creditShares(candidates, pool.holders(numberId, at));
  if (caller !== null) callers.remember({ siteId, caller, numberId, at }, candidates);
}

export function asCandidate({ visitId, visitorId, stateSeconds, ...rest }: StoredCandidate) {
  if (visitId === null || visitorId === null) return [];
  return [{ ...rest, visit: visitId, visitor: visitorId, seconds: stateSeconds ?? 0, campaign: campaignKey(rest) }];
}

async function tellBatch({ db, siteId, origin = 'reattribution', onJudged }: Stretch, batch: readonly Judgement[]) {
  const anew = batch.flatMap(({ call, attribution }) =>
    attribution ? [{ callId: call.id, siteId, at: new Date(call.at * 1000), attribution, origin, version: null }] : [],
  );
  const described = new Map((await describeAnswers(db, anew)).map((answer) => [answer.callId, answer]));
  for (const { call, before } of batch) {
    const after = described.get(call.id) ?? before;
    if (after) await onJudged(call, before, after);
  }
}

/** Half the sum of what moved between the sources and nobody, or the move of the best visit if that is more, 0…1. */
export function moved(before: StoredAttribution | undefined, after: StoredAttribution): number {
  if (!before) return 1;
  const masses = new Map<string, number>([['', after.nobody - before.nobody]]);
  const add = (sign: 1 | -1) => (source: StoredAttribution['sources'][number]) => {
    const key = `${source.channel} ${campaignKey(source)}`;
    masses.set(key, (masses.get(key) ?? 0) + sign * source.probability);
  };
  before.sources.forEach(add(-1));
  after.sources.forEach(add(1));
  const bySource = [...masses.values()].reduce((sum, mass) => sum + Math.abs(mass), 0) / 2;
  const visit =
    before.visit?.id === after.visit?.id ? (after.visit?.probability ?? 0) - (before.visit?.probability ?? 0) : 1;
  return Math.max(bySource, Math.abs(visit));
}
