// People's word on who called, and whose phone it is: kept beside the old answer, which stays, and carried to the other
// calls of the same caller. A correction wins over everything; a named visitor wins over what earlier calls taught.
import type { AttributionParameters } from '../../core/attribution/attribution.ts';
import { countryOf, toE164 } from '../../core/phone.ts';
import { campaignKey } from '../../core/source/source.ts';
import {
  announceAttribution,
  answersInForce,
  creditsAsOf,
  insertAttributions,
  latestOwnAnswer,
  lockAnswers,
  type StoredAttribution,
} from '../../store/attributions.ts';
import { announceCalls } from '../../store/calls.ts';
import {
  findCorrection,
  findKnownVisit,
  insertCorrection,
  type KnownVisitRow,
  lastActivityOf,
  visitorExists,
  withdrawCorrection,
} from '../../store/corrections.ts';
import { type Db, type Tx, transaction } from '../../store/database.ts';
import { holdersAsOf } from '../../store/holders.ts';
import { deleteCorrectionIdentity, deleteIdentity, type IdentityRow, upsertIdentity } from '../../store/identities.ts';
import { type SiteCall, siteCalls } from '../../store/visit-log.ts';
import { type CorrectedVisit, correctedAnswer, describeAnswers, judge } from './answering.ts';
import { createCallers, MEMORY_MS, namedVisits } from './callers.ts';
import { asCandidate, moved } from './judging.ts';
import { parametersOf, versionOfModel } from './parameters.ts';

export type CorrectingOptions = {
  db: Db;
  windowSeconds: number;
  regionOfCaller: (e164: string, siteId: string) => string | null;
  newId: () => string;
  now: () => Date;
};
export type CorrectionRefusal = 'no-such-call' | 'bound-to-source' | 'no-such-visit' | 'visit-after-call';
export type Corrected = { kind: 'corrected'; answer: StoredAttribution | null; rejudged: number };
export type NamingRefusal = 'not-a-phone' | 'nobody-named' | 'no-such-visit' | 'no-such-visitor';
export type Named = { kind: 'named'; identity: IdentityRow; rejudged: number };
type Refused<Reason> = { kind: 'refused'; reason: Reason };

export type Correcting = {
  /** a person says which visit made the call; null: none of ours */
  correct(of: {
    siteId: string;
    callId: string;
    userId: string;
    visitId: string | null;
  }): Promise<Corrected | Refused<CorrectionRefusal>>;
  /** takes it back: the answer before it is in force again */
  withdraw(of: { siteId: string; callId: string }): Promise<Corrected | Refused<'no-such-call' | 'not-corrected'>>;
  name(of: NamingRequest): Promise<Named | Refused<NamingRefusal>>;
  /** forgets that somebody was named; false: there is no such identity */
  unname(of: { siteId: string; identityId: string }): Promise<boolean>;
};
export type NamingRequest = {
  siteId: string;
  /** E.164, or as it is written in the country of `numbersLike` */
  phone: string;
  numbersLike: string | null;
  visitorId?: string | undefined;
  visitId?: string | undefined;
  origin: 'form' | 'crm';
  at: Date;
};

/** A smaller move of probability is not worth an answer of its own. */
export const WORTH_TELLING = 0.001;
const MOST_REJUDGED = 100; // calls of one phone; an exchange of an office may make thousands

export function openCorrecting(options: CorrectingOptions): Correcting {
  const { db, newId, now } = options;
  const find = async (tx: Tx, siteId: string, callId: string) =>
    (await siteCalls(tx, { siteId, from: null, to: now().getTime() / 1000 + 3600, id: callId }))[0];

  return {
    correct: ({ siteId, callId, userId, visitId }) =>
      transaction(db, async (tx): Promise<Corrected | Refused<CorrectionRefusal>> => {
        await lockAnswers(tx, siteId);
        const call = await find(tx, siteId, callId);
        const before = (await answersInForce(tx, [callId])).get(callId);
        if (!before) return { kind: 'refused', reason: 'no-such-call' };
        if (!call) return { kind: 'refused', reason: 'bound-to-source' };
        const visit = visitId === null ? null : await findKnownVisit(tx, siteId, visitId);
        if (visit === undefined) return { kind: 'refused', reason: 'no-such-visit' };
        if (visit && visit.startedAt > call.at) return { kind: 'refused', reason: 'visit-after-call' };
        const earlier = await findCorrection(tx, callId);
        const visitorId = visit?.visitorId ?? null;
        await insertCorrection(tx, { id: newId(), callId, userId, visitId, visitorId });
        const seen = visit && (await stateOf(tx, siteId, call, visit, before));
        await insertAttributions(tx, [correctedAnswer(seen, before)]);
        const { caller } = call;
        if (caller && earlier?.visitorId && earlier.visitorId !== visitorId)
          await deleteCorrectionIdentity(tx, { siteId, caller, visitorId: earlier.visitorId });
        if (caller && visit) {
          const at = new Date(call.at * 1000);
          await upsertIdentity(tx, {
            ...{ id: newId(), siteId, caller, visitorId: visit.visitorId, visitId, origin: 'correction', at },
          });
        }
        const rejudged = caller ? await rejudge(tx, options, { siteId, caller, from: call.at }) : [];
        return settle(tx, siteId, call, rejudged);
      }),

    withdraw: ({ siteId, callId }) =>
      transaction(db, async (tx): Promise<Corrected | Refused<'no-such-call' | 'not-corrected'>> => {
        await lockAnswers(tx, siteId);
        const call = await find(tx, siteId, callId);
        if (!call) return { kind: 'refused', reason: 'no-such-call' };
        const correction = await findCorrection(tx, callId);
        if (!correction) return { kind: 'refused', reason: 'not-corrected' };
        await withdrawCorrection(tx, callId);
        const own = await latestOwnAnswer(tx, callId);
        if (own) await insertAttributions(tx, [{ ...own, version: null }]);
        const { caller } = call;
        if (caller && correction.visitorId)
          await deleteCorrectionIdentity(tx, { siteId, caller, visitorId: correction.visitorId });
        const rejudged = caller ? await rejudge(tx, options, { siteId, caller, from: call.at }) : [];
        return settle(tx, siteId, call, rejudged);
      }),

    async name({ siteId, phone, numbersLike, visitorId, visitId, origin, at }) {
      const parsed = toE164(phone, (numbersLike && countryOf(numbersLike)) ?? '');
      if (parsed.kind !== 'phone') return { kind: 'refused', reason: 'not-a-phone' };
      return transaction(db, async (tx): Promise<Named | Refused<NamingRefusal>> => {
        const visit = visitId ? await findKnownVisit(tx, siteId, visitId) : null;
        if (visit === undefined || (visit && visitorId && visit.visitorId !== visitorId))
          return { kind: 'refused', reason: 'no-such-visit' };
        const visitor = visit?.visitorId ?? visitorId;
        if (!visitor) return { kind: 'refused', reason: 'nobody-named' };
        if (!visit && !(await visitorExists(tx, siteId, visitor, now())))
          return { kind: 'refused', reason: 'no-such-visitor' };
        await lockAnswers(tx, siteId);
        const caller = parsed.e164;
        const word = { id: newId(), siteId, caller, visitorId: visitor, visitId: visitId ?? null, origin, at };
        const identity = await upsertIdentity(tx, word);
        const rejudged = await rejudge(tx, options, { siteId, caller, from: 0 });
        await announce(tx, siteId, rejudged, caller);
        return { kind: 'named', identity, rejudged: rejudged.length };
      });
    },

    unname: ({ siteId, identityId }) =>
      transaction(db, async (tx) => {
        await lockAnswers(tx, siteId);
        const identity = await deleteIdentity(tx, siteId, identityId);
        if (!identity) return false;
        const rejudged = await rejudge(tx, options, { siteId, caller: identity.caller, from: 0 });
        await announce(tx, siteId, rejudged, identity.caller);
        return true;
      }),
  };
}

async function settle(tx: Tx, siteId: string, call: SiteCall, rejudged: readonly SiteCall[]): Promise<Corrected> {
  const others = rejudged.filter(({ id }) => id !== call.id);
  await announce(tx, siteId, [call, ...others], call.caller);
  const answer = (await answersInForce(tx, [call.id])).get(call.id) ?? null;
  return { kind: 'corrected', answer, rejudged: others.length };
}

async function announce(tx: Tx, siteId: string, calls: readonly SiteCall[], caller: string | null): Promise<void> {
  await announceCalls(
    tx,
    calls.map(({ id }) => ({ siteId, id })),
  );
  if (caller) await announceAttribution(tx, { siteId, caller });
  for (const numberId of new Set(calls.map((call) => call.numberId)))
    await announceAttribution(tx, { siteId, numberId });
}

/** What was known of a visit when the call came: as the answer before says, else by its last sign of life. */
async function stateOf(
  tx: Tx,
  siteId: string,
  call: SiteCall,
  { startedAt, ...visit }: KnownVisitRow,
  before: StoredAttribution,
): Promise<CorrectedVisit> {
  const candidate = before.candidates.find(({ visitId }) => visitId === visit.id);
  if (candidate) return { ...visit, state: candidate.state, stateSeconds: candidate.stateSeconds };
  const seenAt = await lastActivityOf(tx, { siteId, visitId: visit.id, startedAt, until: call.at });
  return { ...visit, state: 'closed', stateSeconds: call.at - (seenAt ?? startedAt) };
}

/**
 * Judges the calls of one caller since `from` anew, each with the parameters it was judged with, and gives those a new
 * answer that come out otherwise. Corrected calls stay.
 */
async function rejudge(
  tx: Tx,
  options: CorrectingOptions,
  { siteId, caller, from }: { siteId: string; caller: string; from: number },
): Promise<SiteCall[]> {
  const now = options.now();
  const oldest = Math.max(from, (now.getTime() - MEMORY_MS) / 1000);
  const span = { siteId, caller, from: oldest, to: now.getTime() / 1000 + 3600, newest: MOST_REJUDGED };
  const calls = await siteCalls(tx, span);
  const inForce = await answersInForce(
    tx,
    calls.map(({ id }) => id),
  );
  const [first] = calls;
  if (!first) return [];
  const callers = createCallers(tx, options.now, new Date(first.at * 1000));
  await callers.reload({ siteId, caller });
  const changed: SiteCall[] = [];
  for (const call of calls) {
    const { at, numberId } = call;
    const before = inForce.get(call.id);
    if (!before) continue;
    let answer: StoredAttribution = before;
    const visitors = callers.namedOf(siteId, caller, at);
    const known = callers.knownOf(siteId, caller, at);
    const mayChange = visitors.length > 0 || known !== undefined || before.origin === 'identity';
    if (!call.correction && mayChange) {
      const after = await judgeAgain(tx, options, { siteId, call, before, visitors, known });
      if (moved(before, after) > WORTH_TELLING) {
        await insertAttributions(tx, [after]);
        changed.push(call);
        answer = after;
      }
    }
    callers.remember({ siteId, caller, numberId, at }, answer.candidates.flatMap(asCandidate));
  }
  return changed;
}

type Again = {
  siteId: string;
  call: SiteCall;
  before: StoredAttribution;
  visitors: readonly string[];
  known: ReturnType<ReturnType<typeof createCallers>['knownOf']>;
};

async function judgeAgain(
  tx: Tx,
  { windowSeconds, regionOfCaller }: CorrectingOptions,
  { siteId, call, before, visitors, known }: Again,
): Promise<StoredAttribution> {
  const at = new Date(call.at * 1000);
  const asked = { siteId, numberId: call.numberId, at, windowSeconds };
  const rows = await holdersAsOf(tx, asked);
  const credits = await creditsAsOf(tx, asked);
  const attribution = judge({
    ...{ at: call.at, caller: call.caller, numberId: call.numberId, known },
    holders: rows.map((row) => ({ ...row, campaign: campaignKey(row), credited: credits.get(row.visit) ?? 0 })),
    region: call.caller === null ? null : regionOfCaller(call.caller, siteId),
    parameters: await parametersBehind(tx, siteId, call, before),
    named: { visitors, visits: await namedVisits(tx, { siteId, visitors, before: at }) },
  });
  const one = { callId: call.id, siteId, at, attribution, origin: 'identity' as const, version: null };
  return (await describeAnswers(tx, [one]))[0] as StoredAttribution;
}

/** Those that the call was judged with: what has been learned since does not change old answers by the way. */
async function parametersBehind(
  tx: Tx,
  siteId: string,
  call: SiteCall,
  before: StoredAttribution,
): Promise<AttributionParameters> {
  const own = before.origin === 'correction' ? await latestOwnAnswer(tx, call.id) : before;
  return parametersOf(tx, siteId, versionOfModel(own?.model ?? ''), new Date(call.at * 1000));
}
