// Who made this call: asks the posterior with what is known of the number's holders and of the caller, in memory. What
// calls teach of their callers is kept in memory too, what they teach of visits (credits) lies with the holders
// themselves; both are rebuilt from the stored answers at start, and follow when an answer is corrected here or at
// another node.
import { randomUUID } from 'node:crypto';
import {
  type Attribution,
  type AttributionParameters,
  attributeStatic,
  topCandidates,
} from '../../core/attribution/attribution.ts';
import type { Holder } from '../../core/attribution/holder.ts';
import { campaignKey } from '../../core/source/source.ts';
import {
  type AttributionNews,
  announceAttribution,
  creditsAsOf,
  numberIdsOf,
  type StoredAttribution,
} from '../../store/attributions.ts';
import type { Db, Queryable } from '../../store/database.ts';
import { holdersAsOf } from '../../store/holders.ts';
import type { CallNumber } from '../../store/numbers.ts';
import { untilDone } from '../until-done.ts';
import { creditStored, describeAnswers, judge, namedVisit, type Question } from './answering.ts';
import { createCallers, namedVisits } from './callers.ts';

/** `teaches` false: the answer is kept, but nothing is learned from it: the call is taken for spam. */
export type CallToAttribute = { number: CallNumber; caller: string | null; at: Date; teaches?: boolean };
/** An answer that was given. Its store form needs the database: sources in full, and visits of those who are named. */
export type Judged = {
  /** of the visits in memory; waits only where somebody is named whose visits are in the database */
  attribution(): Promise<Attribution>;
  describe(tx: Queryable, callId: string): Promise<StoredAttribution>;
  /** to be told in the transaction that stores it: other nodes follow */
  announce(tx: Queryable): Promise<void>;
};
export type Attributing = {
  /** the answer from memory, at once: for a call that is coming in now */
  now(call: CallToAttribute): Judged;
  /** the answer from the log as it was at the call's time: for a call that is read late */
  asOf(call: CallToAttribute): Promise<Judged>;
  /** the same answer for a call that nobody makes: nothing is learned from it */
  guess(call: CallToAttribute): Promise<Attribution>;
  /** something has changed about who called, here or at another node; resolves when memory has followed */
  hear(news: AttributionNews): Promise<void>;
};
export type AttributingOptions = {
  db: Db;
  /** the parameters in force of a site */
  parametersOf: (siteId: string) => AttributionParameters;
  windowSeconds: number;
  holdersOf: (numberId: string, at: number) => readonly Holder[];
  /** where a phone is from, as visits' regions are called; null: not known */
  regionOfCaller: (e164: string, siteId: string) => string | null;
  now: () => Date;
};

/** `answer`: its name while it is on its way to the store. */
type Asked = CallToAttribute & { answer: string };

const MOST_UNDER_WAY = 1000; // more are not worth keeping: the store is away
const CLOCKS_MS = 60_000; // by so much clocks of nodes may differ

/** Rebuilds caller memory from the stored answers, then answers. */
export async function openAttributing(options: AttributingOptions): Promise<Attributing> {
  const { db, parametersOf, windowSeconds, holdersOf, regionOfCaller, now } = options;
  const callers = createCallers(db, now);
  await callers.reload();
  let followed: Promise<void> = Promise.resolve();
  const node = randomUUID();
  // Answers on their way to the store: what is read back meanwhile does not have them yet.
  const underWay = new Map<string, { numberId: string; attribution: Attribution }>();

  const questionOf = ({ number, caller, at }: CallToAttribute, holders: readonly Holder[]): Question => {
    const seconds = at.getTime() / 1000;
    return {
      ...{ at: seconds, caller, numberId: number.id, holders, parameters: parametersOf(number.siteId) },
      region: caller === null ? null : regionOfCaller(caller, number.siteId),
      known: callers.knownOf(number.siteId, caller, seconds),
      named: { visitors: callers.namedOf(number.siteId, caller, seconds), visits: [] },
    };
  };
  // What the answer teaches: of visits (`own` are the pool's holders) and of the caller.
  const learnFrom = (call: Asked, attribution: Attribution, own: readonly Holder[]) => {
    const { number, caller, at, answer, teaches = true } = call;
    if (!teaches) return;
    creditStored(attribution, own);
    if (underWay.size < MOST_UNDER_WAY) underWay.set(answer, { numberId: number.id, attribution });
    if (caller === null) return;
    const known = { siteId: number.siteId, caller, numberId: number.id, at: at.getTime() / 1000 };
    callers.remember(known, topCandidates(attribution));
  };
  const judged = (call: Asked, answer: () => Promise<Attribution>, origin: 'call' | 'late'): Judged => {
    const { siteId, id: numberId, staticSource } = call.number;
    return {
      attribution: answer,
      async describe(tx, callId) {
        const attribution = await answer();
        const one = { callId, siteId, at: call.at, attribution, origin, version: 1, fixed: staticSource };
        return (await describeAnswers(tx, [one]))[0] as StoredAttribution;
      },
      async announce(tx) {
        if (call.teaches === false) return;
        const news = { siteId, numberId, answeredBy: { node, answer: call.answer } };
        return announceAttribution(tx, call.caller === null ? news : { ...news, caller: call.caller });
      },
    };
  };
  const fixed = ({ number: { staticSource } }: CallToAttribute) =>
    staticSource && attributeStatic({ channel: staticSource.channel, campaign: campaignKey(staticSource) });

  // Somebody who is named, and has not held this number lately: their visits are in the database.
  const withNamed = async (call: CallToAttribute, question: Question): Promise<Question> => {
    const visitors = question.named?.visitors ?? [];
    const visits = await namedVisits(db, { siteId: call.number.siteId, visitors, before: call.at });
    return { ...question, named: { visitors, visits } };
  };

  return {
    now(asked) {
      const call = { ...asked, answer: randomUUID() };
      const bound = fixed(call);
      if (bound) return judged(call, async () => bound, 'call');
      const holders = holdersOf(call.number.id, call.at.getTime() / 1000);
      const question = questionOf(call, holders);
      const isSettled = question.named?.visitors.length === 0 || namedVisit(question) !== undefined;
      if (isSettled) {
        const attribution = judge(question);
        learnFrom(call, attribution, holders);
        return judged(call, async () => attribution, 'call');
      }
      const later = untilDone(async () => {
        const attribution = judge(await withNamed(call, question));
        learnFrom(call, attribution, holders);
        return attribution;
      });
      return judged(call, later, 'call');
    },

    async asOf(asked) {
      const call = { ...asked, answer: randomUUID() };
      const attribution = await fromLog(call);
      if (!fixed(call)) learnFrom(call, attribution, holdersOf(call.number.id, call.at.getTime() / 1000));
      return judged(call, async () => attribution, 'late');
    },

    guess: fromLog,

    hear({ siteId, numberId, caller, everything, answeredBy }) {
      if (answeredBy?.node === node) {
        underWay.delete(answeredBy.answer); // it is stored
        return followed;
      }
      const follow = async () => {
        if (everything) await callers.reload({ siteId });
        else if (caller) await callers.reload({ siteId, caller });
        const changed = everything ? await numberIdsOf(db, siteId) : numberId ? [numberId] : [];
        for (const id of changed) await readCredits(siteId, id);
      };
      followed = followed.then(follow, follow);
      return followed;
    },
  };

  async function fromLog(call: CallToAttribute): Promise<Attribution> {
    const bound = fixed(call);
    if (bound) return bound;
    const { id: numberId, siteId } = call.number;
    const then = { siteId, numberId, at: call.at, windowSeconds };
    const [rows, credits] = await Promise.all([holdersAsOf(db, then), creditsAsOf(db, then)]);
    const holders = rows.map((row) => ({
      ...row,
      campaign: campaignKey(row),
      credited: credits.get(row.visit) ?? 0,
    }));
    return judge(await withNamed(call, questionOf(call, holders)));
  }

  async function readCredits(siteId: string, numberId: string) {
    const at = new Date(now().getTime() + CLOCKS_MS); // another node's call may be ahead of our clock
    const credits = await creditsAsOf(db, { siteId, numberId, at, windowSeconds });
    const holders = holdersOf(numberId, at.getTime() / 1000);
    for (const holder of holders) holder.credited = credits.get(holder.visit) ?? 0;
    for (const answer of underWay.values()) if (answer.numberId === numberId) creditStored(answer.attribution, holders);
  }
}
