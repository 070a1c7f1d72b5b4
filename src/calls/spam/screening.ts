// Whether a call that rings is spam: decided in memory within microseconds, so that a flood costs nothing and honest
// calls wait for nobody. Who is a contact, has been called safe, or has talked with us before is always let through.
import { createRecent, createSpread, createWindow, type Window } from '../../core/flood.ts';
import { isValidPhone } from '../../core/phone.ts';
import {
  type CallerList,
  DEFAULT_SPAM_RULES,
  judgeSpam,
  openCallerList,
  ringReasons,
  SPREAD_MINUTES,
  type SpamReason,
  type SpamRules,
} from '../../core/spam.ts';
import type { Db } from '../../store/database.ts';
import { allSpamRules, callerLists, knownPhones } from '../../store/spam.ts';

/** A call that rings; `callerRaw`: as the operator wrote it. */
export type Ringing = {
  provider: string;
  providerCallId: string;
  siteId: string;
  numberId: string;
  caller: string | null;
  callerRaw: string;
  at: Date;
};
/** A call that may ring. */
export type Foreseen = Pick<Ringing, 'siteId' | 'numberId' | 'caller' | 'callerRaw' | 'at'>;
export type Screened = { reasons: readonly SpamReason[]; isRejected: boolean };
export type Screening = {
  /** null: nothing is wrong with it. The same call again gets the same answer and counts once. */
  screen(call: Ringing): Screened | null;
  /** what it would answer if this call rang: counts nothing, tells nobody */
  foresee(call: Foreseen): Screened | null;
  /** what spoke for spam when it rang, though it may not have been enough */
  reasonsOf(provider: string, providerCallId: string): readonly SpamReason[];
  /** a site's rules or list have changed; '': anything may have */
  hear(siteId: string): void;
  /** who has talked, or become a contact, since the last look */
  refresh(): Promise<void>;
};
export type ScreeningOptions = {
  db: Db;
  now: () => Date;
  log: (message: string, error?: unknown) => void;
  /** a number is being flooded; told at most once a minute for each */
  onFlood: (flood: { siteId: string; numberId: string; calls: number; minutes: number }) => void;
};

// 10,000 callers within an hour's window and as many calls under way are more than one engine can take.
const MOST_KEYS = 10_000;
const MOST_CALLS = 10_000;
const MINUTE_MS = 60_000;
const OVERLAP_MS = 60_000; // clocks of nodes may differ

/** Reads rules, lists and who is known. */
export async function openScreening({ db, now, log, onFlood }: ScreeningOptions): Promise<Screening> {
  const rules = new Map<string, SpamRules>();
  const lists = new Map<string, CallerList>();
  const known = new Map<string, Set<string>>();
  const byCaller = createWindow({ most: 1000, keys: MOST_KEYS });
  const byNumber = createWindow({ most: 10_000, keys: MOST_KEYS });
  const spread = createSpread({ most: 8, keys: MOST_KEYS });
  const seen = createRecent<{ reasons: readonly SpamReason[]; answer: Screened | null }>(MOST_CALLS);
  const told = new Map<string, number>();
  let readTo: Date | null = null;

  const readSite = async (siteId: string | null) => {
    const [ownRules, entries] = await Promise.all([allSpamRules(db, siteId), callerLists(db, siteId)]);
    if (siteId) {
      rules.delete(siteId);
      lists.delete(siteId);
    } else {
      rules.clear();
      lists.clear();
    }
    for (const one of ownRules) rules.set(one.siteId, one.rules);
    for (const [site, own] of Map.groupBy(entries, (entry) => entry.siteId)) lists.set(site, openCallerList(own));
  };
  const readKnown = async () => {
    const since = readTo && new Date(readTo.getTime() - OVERLAP_MS);
    const begun = now();
    for (const { siteId, phone } of await knownPhones(db, since)) {
      const phones = known.get(siteId) ?? new Set();
      known.set(siteId, phones.add(phone));
    }
    readTo = begun;
  };
  await readSite(null);
  await readKnown();

  const judge = (call: Foreseen, isRinging: boolean): { reasons: readonly SpamReason[]; answer: Screened | null } => {
    const { siteId, numberId, caller } = call;
    const own = rules.get(siteId) ?? DEFAULT_SPAM_RULES;
    const at = call.at.getTime();
    const within = ({ note, count }: Window, key: string, ms: number) =>
      isRinging ? note(key, at, ms) : count(key, at, ms) + 1;
    const numberCalls = within(byNumber, numberId, own.numberMinutes * MINUTE_MS);
    const list = lists.get(siteId);
    const listed = list?.listed(caller, isHidden(call)) ?? null;
    if (isRinging && numberCalls >= own.numberCalls && at - (told.get(numberId) ?? 0) >= MINUTE_MS) {
      told.set(numberId, at);
      onFlood({ siteId, numberId, calls: numberCalls, minutes: own.numberMinutes });
    }
    const key = `${siteId} ${caller}`;
    const callerCalls = caller === null ? 0 : within(byCaller, key, own.callerMinutes * MINUTE_MS);
    const numbersOfCaller =
      caller === null ? 0 : spread[isRinging ? 'note' : 'count'](caller, numberId, at, SPREAD_MINUTES * MINUTE_MS);
    const isKnown = caller !== null && (list?.isSafe(caller) || known.get(siteId)?.has(caller));
    // Whom a person has put on the list by their whole number is meant, even if they have talked; a contact can't be there.
    if (isKnown && listed !== 'phone') return { reasons: [], answer: null };
    const signs = { listed, callerCalls, numberCalls, numbersOfCaller, isInvalid: isInvalid(call) };
    const { reasons, isSpam } = judgeSpam(ringReasons(signs, own), own);
    return { reasons, answer: isSpam ? { reasons, isRejected: own.holdsBack } : null };
  };

  return {
    screen(call) {
      const id = `${call.provider} ${call.providerCallId}`;
      const before = seen.get(id);
      if (before) return before.answer;
      const result = judge(call, true);
      seen.set(id, result);
      return result.answer;
    },
    foresee: (call) => judge(call, false).answer,
    reasonsOf: (provider, providerCallId) => seen.get(`${provider} ${providerCallId}`)?.reasons ?? [],
    hear(siteId) {
      readSite(siteId || null).catch((error) => log('the lists of callers could not be read', error));
    },
    refresh: readKnown,
  };
}

/** Shows no number at all; digits that are no phone number are another matter. */
const isHidden = ({ caller, callerRaw }: Foreseen) => caller === null && !/\d{2}/.test(callerRaw);

function isInvalid(call: Foreseen): boolean {
  return call.caller === null ? !isHidden(call) : !isValidPhone(call.caller);
}
