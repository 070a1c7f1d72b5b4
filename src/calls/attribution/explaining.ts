// Why a call was answered as it was: its weights again, from the log as it was then and with the parameters it was
// judged by, factor by factor.
import { type Candidate, hazardAt, regionFactors, sourceRate } from '../../core/attribution/attribution.ts';
import { type Holder, sourceKey } from '../../core/attribution/holder.ts';
import { campaignKey, readCampaignKey } from '../../core/source/source.ts';
import { answersInForce, creditsAsOf, latestOwnAnswer, type StoredAttribution } from '../../store/attributions.ts';
import type { Db } from '../../store/database.ts';
import { holdersAsOf } from '../../store/holders.ts';
import { siteCalls, siteOfCall } from '../../store/visit-log.ts';
import { judge, type Question, regionIn } from './answering.ts';
import { createCallers, namedVisits } from './callers.ts';
import { parametersOf, versionOfModel } from './parameters.ts';

export type ExplainedCandidate = {
  visit: string;
  visitor: string;
  channel: string;
  source: string | null;
  medium: string | null;
  campaign: string | null;
  state: Candidate['state'];
  /** in that state: since the tap, the start, the last activity */
  seconds: number;
  /** calls per second of a visit in that state */
  hazard: number;
  sourceRate: number;
  regionFactor: number;
  /** share that earlier calls explain already */
  credited: number;
  /** share of the probability that comes from knowing the caller */
  memory: number;
  /** hazard × source rate × region factor × (1 − credited) */
  weight: number;
  probability: number;
};
export type Explanation = {
  call: string;
  at: string;
  number: string;
  caller: string | null;
  model: string;
  parameters: string;
  origin: StoredAttribution['origin'];
  /** what is in force */
  inForce: { visit: string | null; nobody: number };
  corrected: boolean;
  repeat: boolean;
  background: number;
  nobody: number;
  holders: number;
  candidates: ExplainedCandidate[];
};
export type ExplainOptions = {
  db: Db;
  callId: string;
  windowSeconds: number;
  regionOfCaller: (e164: string, siteId: string) => string | null;
};
const MOST_CANDIDATES = 10;

/** 'no-such-call', 'bound-to-source': the number's own source is the answer. */
export async function explainCall(options: ExplainOptions): Promise<Explanation | 'no-such-call' | 'bound-to-source'> {
  const { db, callId, windowSeconds, regionOfCaller } = options;
  const siteId = await siteOfCall(db, callId);
  const inForce = (await answersInForce(db, [callId])).get(callId);
  if (!siteId || !inForce) return 'no-such-call';
  const [call] = await siteCalls(db, { siteId, from: null, to: Number.MAX_SAFE_INTEGER / 1e6, id: callId });
  const own = await latestOwnAnswer(db, callId);
  if (!call || !own) return 'bound-to-source';
  const at = new Date(call.at * 1000);
  const asked = { siteId, numberId: call.numberId, at, windowSeconds };
  const [rows, credits] = await Promise.all([holdersAsOf(db, asked), creditsAsOf(db, asked)]);
  const callers = createCallers(db, () => at, at);
  if (call.caller) await callers.reload({ siteId, caller: call.caller });
  const visitors = callers.namedOf(siteId, call.caller, call.at);
  const question: Question = {
    ...{ at: call.at, caller: call.caller, numberId: call.numberId },
    region: call.caller === null ? null : regionOfCaller(call.caller, siteId),
    holders: rows.map((row) => ({ ...row, campaign: campaignKey(row), credited: credits.get(row.visit) ?? 0 })),
    parameters: await parametersOf(db, siteId, versionOfModel(own.model), at),
    known: callers.knownOf(siteId, call.caller, call.at),
    named: { visitors, visits: await namedVisits(db, { siteId, visitors, before: at }) },
  };
  const attribution = judge(question);
  const holders = new Map(question.holders.map((holder) => [holder.visit, holder]));
  const background = question.parameters.backgroundPerSecond;
  const sum = question.holders.reduce((total, holder) => total + factorsOf(holder, question).weight, background);
  return {
    ...{ call: callId, at: at.toISOString(), number: call.e164, caller: call.caller },
    ...{ model: inForce.model, parameters: question.parameters.version, origin: inForce.origin },
    ...{ inForce: { visit: inForce.visit?.id ?? null, nobody: inForce.nobody }, corrected: call.correction !== null },
    ...{ repeat: attribution.repeat, background, nobody: attribution.nobody, holders: rows.length },
    candidates: attribution.candidates.slice(0, MOST_CANDIDATES).map((candidate) => {
      const factors = factorsOf(holders.get(candidate.visit), question);
      // What is not remembered is shared out by weight, as nobody's share shows.
      const perWeight = attribution.nobody / background;
      const memory = sum > 0 ? Math.max(0, candidate.probability - factors.weight * perWeight) : candidate.probability;
      return { ...asLine(candidate), ...factors, memory: memory < 1e-9 ? 0 : memory };
    }),
  };
}

function asLine({ campaign, ...candidate }: Candidate) {
  return { ...candidate, ...readCampaignKey(campaign) };
}

const NO_FACTORS = { hazard: 0, sourceRate: 0, regionFactor: 1, credited: 0, weight: 0 };

/** Of a visit that was not a holder in the window: it is here because the caller is known. */
function factorsOf(holder: Holder | undefined, question: Question) {
  const { at, parameters } = question;
  const hazard = holder && hazardAt(holder, at, parameters);
  if (!holder || hazard == null) return NO_FACTORS;
  const rate = sourceRate(parameters.rates, sourceKey(holder), holder.channel);
  const region = regionIn(question);
  const { same, other } = regionFactors(region, parameters);
  const regionFactor = holder.region === null ? 1 : holder.region === region ? same : other;
  const { credited } = holder;
  const weight = hazard * rate * regionFactor * (1 - credited);
  return { hazard, sourceRate: rate, regionFactor, credited, weight };
}
