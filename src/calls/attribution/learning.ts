// Learns a site's own parameters from its calls, and puts them in force if they explain newer calls no worse than those
// in force. Reads the log in slices; answers that were given are not changed by it.
//
// What is tested is what goes in force: of the last thousand first-time calls the older four fifths teach, the newest
// fifth tests. So tomorrow's test is not won by what has seen its questions.
import type { AttributionParameters } from '../../core/attribution/attribution.ts';
import { DEFAULT_PRIOR } from '../../core/attribution/default-prior.ts';
import { createExposureCounter, type Exposure } from '../../core/attribution/exposure.ts';
import { type LearningCall, type Lesson, learn, prepareCall } from '../../core/attribution/learning.ts';
import { DEFAULT_POOL_PARAMETERS } from '../../core/pool/pool.ts';
import { campaignKey } from '../../core/source/source.ts';
import { announceAttribution } from '../../store/attributions.ts';
import { type Db, takeConnection, transaction } from '../../store/database.ts';
import { identitiesOf } from '../../store/identities.ts';
import {
  type ChoiceInForce,
  choicesInForce,
  chooseParameters,
  insertParameters,
  nextParametersVersion,
  type WhyNot,
} from '../../store/parameters.ts';
import { numberSeconds, type SiteCall, siteCalls, siteLives } from '../../store/visit-log.ts';
import { parametersName, parametersOf } from './parameters.ts';
import { createScore } from './scoring.ts';
import { walkLog } from './walking.ts';

export type LearningOptions = {
  db: Db;
  siteId: string;
  /** where a phone is from; null: not known */
  regionOfCaller: (e164: string) => string | null;
  now: Date;
  /** a person asks, it is not just time: only then a version chosen by hand gives way */
  byPerson: boolean;
};
export type Learned =
  | { outcome: 'in-force' | 'kept'; calls: number; version: number; whyNot: WhyNot | null }
  | { outcome: 'too-few-calls' | 'busy'; calls: number };

export const MOST_CALLS = 1000;
export const LEAST_CALLS = 30;
const HELD_OUT_SHARE = 0.2;
const DAY_SECONDS = 86_400;

/** Learns and keeps a new version. 'busy': another process is at it. */
export async function learnSite(options: LearningOptions): Promise<Learned> {
  const { db, siteId } = options;
  const { connection: lock, giveBack } = await takeConnection(db);
  try {
    const { rows } = await lock.query<{ mine: boolean }>(
      "select pg_try_advisory_lock(hashtextextended('learning ' || $1, 0)) as mine",
      [siteId],
    );
    if (!rows[0]?.mine) return { outcome: 'busy', calls: 0 };
    try {
      return await learnAlone(options);
    } finally {
      await lock.query("select pg_advisory_unlock(hashtextextended('learning ' || $1, 0))", [siteId]);
    }
  } finally {
    giveBack();
  }
}

async function learnAlone(options: LearningOptions): Promise<Learned> {
  const { db, siteId, now } = options;
  const to = now.getTime() / 1000;
  const calls = await siteCalls(db, { siteId, from: null, to, firstTime: true, newest: MOST_CALLS });
  if (calls.length < LEAST_CALLS) return { outcome: 'too-few-calls', calls: calls.length };
  const teaching = calls.slice(0, Math.floor(calls.length * (1 - HELD_OUT_SHARE)));
  const testing = calls.slice(teaching.length);
  const choice = (await choicesInForce(db, siteId))[0];
  const inForce = await parametersOf(db, siteId, choice?.version ?? 'default', now);
  const version = await nextParametersVersion(db, siteId);
  const taught = await teachAndTest({ ...options, teaching, testing, inForce, version: parametersName(version) });
  const whyNot = whyNotInForce(taught, choice, options);
  await transaction(db, async (tx) => {
    await insertParameters(tx, version, taught.parameters, {
      ...{ siteId, calls: teaching.length, labelled: taught.labelled, heldOut: testing.length, whyNot },
      ...{ learnedFrom: momentOf(teaching[0]), learnedTo: momentOf(teaching.at(-1)) },
      ...{ score: taught.score, scoreInForce: taught.scoreInForce },
    });
    if (whyNot) return;
    await chooseParameters(tx, siteId, { version, userId: null, held: false });
    await announceAttribution(tx, { siteId, parameters: true });
  });
  return { outcome: whyNot ? 'kept' : 'in-force', calls: calls.length, version, whyNot };
}

const momentOf = (call: SiteCall | undefined) => new Date((call?.at ?? 0) * 1000);

type Taught = {
  parameters: AttributionParameters;
  labelled: number;
  score: number | null;
  scoreInForce: number | null;
};

function whyNotInForce(
  { score, scoreInForce }: Taught,
  choice: ChoiceInForce | undefined,
  { byPerson }: LearningOptions,
): WhyNot | null {
  if ((score ?? 0) < (scoreInForce ?? 0)) return 'explains-worse';
  return choice?.held && !byPerson ? 'chosen-by-hand' : null;
}

type Lessons = LearningOptions & {
  teaching: readonly SiteCall[];
  testing: readonly SiteCall[];
  inForce: AttributionParameters;
  version: string;
};

async function teachAndTest(options: Lessons): Promise<Taught> {
  const { db, siteId, teaching, testing, inForce, version, regionOfCaller } = options;
  const [from, until] = [teaching[0]?.at ?? 0, testing[0]?.at ?? 0];
  const exposure = await exposureOf(db, siteId, from, until);
  const seconds = await numberSeconds(db, siteId, from, until);
  const labelOf = await labels(db, siteId);
  const lessons: Lesson[] = [];
  let labelled = 0;
  let taught: AttributionParameters | undefined;
  const learned = () => {
    taught ??= learn({ calls: lessons, exposure, numberSeconds: seconds, prior: DEFAULT_PRIOR, version });
    return taught;
  };
  const numbers = [...new Set([...teaching, ...testing].map(({ numberId }) => numberId))];
  let scores: ReturnType<typeof createScore>[] | undefined;
  await walkLog({
    ...{ db, siteId, calls: [...teaching, ...testing] },
    onCall(call, pool) {
      const region = call.caller === null ? null : regionOfCaller(call.caller);
      if (call.at >= until) {
        scores ??= [createScore(learned()), createScore(inForce)];
        for (const score of scores) score.add({ ...call, region }, pool, numbers);
        return;
      }
      const holders = pool.holders(call.numberId, call.at);
      const label = labelOf(call, holders);
      if (label) labelled++;
      const lesson: LearningCall = { at: call.at, number: call.numberId, region, holders };
      lessons.push(prepareCall(label ? { ...lesson, label } : lesson, DEFAULT_PRIOR));
    },
  });
  const [score = null, scoreInForce = null] = (scores ?? []).map((one) => one.mean());
  return { parameters: learned(), labelled, score, scoreInForce };
}

/** The time that visits spent in each state in [from, until), read day by day. */
async function exposureOf(db: Db, siteId: string, from: number, until: number): Promise<Exposure> {
  const counter = createExposureCounter(DEFAULT_PRIOR, from);
  const begin = from - DEFAULT_POOL_PARAMETERS.windowSeconds;
  for (let day = begin; day < until; day += DAY_SECONDS)
    for (const life of await siteLives(db, siteId, day, Math.min(day + DAY_SECONDS, until)))
      counter.add({ ...life, campaign: campaignKey(life) }, until);
  return counter.result();
}

type Label = NonNullable<LearningCall['label']>;

/** What people, forms and CRMs said of a call. */
async function labels(db: Db, siteId: string) {
  const named = Map.groupBy(await identitiesOf(db, { siteId }), ({ caller }) => caller);
  return ({ correction, caller }: SiteCall, holders: LearningCall['holders']): Label | undefined => {
    if (correction) return correction.visitId === null ? 'nobody' : { visit: correction.visitId };
    const visitors = new Set(
      (caller === null ? [] : (named.get(caller) ?? []))
        .filter(({ origin }) => origin !== 'correction')
        .map(({ visitorId }) => visitorId),
    );
    if (visitors.size === 0) return undefined;
    const held = holders.filter(({ visitor }) => visitors.has(visitor));
    const [latest] = held.toSorted((one, other) => other.startedAt - one.startedAt);
    return latest && { visit: latest.visit };
  };
}
