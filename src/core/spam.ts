// Whether a call is no business of anybody: named signals, each with a weight; from the threshold on it is spam. Every
// signal that held is told, so that a person can see why, and say that it is not so.

/** What speaks for spam, and how much of 100 it is worth unless the site says otherwise. */
export const SPAM_WEIGHTS = {
  /** on the site's list */
  blacklisted: 100,
  /** its number begins with one of the site's list */
  'blacklisted-prefix': 100,
  /** shows no number, and the site does not want such callers */
  'hidden-blocked': 100,
  /** calls again and again within minutes */
  'flood-of-caller': 100,
  /** came when the number was called far more often than it ever is */
  'flood-of-number': 40,
  /** called several of our numbers within minutes: nobody sees several */
  'many-numbers': 60,
  /** shows a number that no numbering plan has */
  'invalid-number': 40,
  /** answered, and not a sound came from the caller */
  silent: 50,
  /** hung up within two seconds of the answer */
  'hung-up-at-answer': 25,
  /** talks of a few seconds, again and again */
  'short-again': 50,
  /** calls at the intervals of a clock */
  'regular-intervals': 50,
} as const;

export type SpamReason = keyof typeof SPAM_WEIGHTS;
export const SPAM_REASONS = Object.keys(SPAM_WEIGHTS) as SpamReason[];

export type SpamRules = {
  /** false: what is spam at ring time is let through, and only marked */
  holdsBack: boolean;
  threshold: number;
  weights: Readonly<Partial<Record<SpamReason, number>>>;
  /** so many calls of one caller within so many minutes are a flood */
  callerCalls: number;
  callerMinutes: number;
  numberCalls: number;
  numberMinutes: number;
};
/** A caller who redials because nobody answers makes five calls in ten minutes, hardly ten. */
export const DEFAULT_SPAM_RULES: SpamRules = {
  ...{ holdsBack: true, threshold: 100, weights: {} },
  ...{ callerCalls: 10, callerMinutes: 10, numberCalls: 30, numberMinutes: 1 },
};

/** Nobody's own number begins so long; a robot's dialling run takes minutes. */
export const SPREAD_MINUTES = 10;
const SPREAD_NUMBERS = 3;

/** What is known at ring time. Counts are of the rules' spans, this call included. */
export type RingSigns = {
  listed: 'phone' | 'prefix' | 'hidden' | null;
  callerCalls: number;
  numberCalls: number;
  /** different numbers of ours that the caller called within SPREAD_MINUTES */
  numbersOfCaller: number;
  isInvalid: boolean;
};

/** A call that is over. */
export type PastCall = { startedAt: Date; answeredAt: Date | null; endedAt: Date | null };
/** What is known when it is over. */
export type AfterSigns = {
  call: PastCall & { hungUpBy: 'caller' | 'agent' | 'system' | null };
  /** of the same caller in the last week, oldest first, this one not among them */
  earlier: readonly PastCall[];
  /** nothing was heard of the caller; null: there is no recording that tells */
  isSilent: boolean | null;
};

export type SpamVerdict = { score: number; reasons: SpamReason[]; isSpam: boolean };

/** The signals of a call that rings. */
export function ringReasons(signs: RingSigns, rules: SpamRules): SpamReason[] {
  return held({
    blacklisted: signs.listed === 'phone',
    'blacklisted-prefix': signs.listed === 'prefix',
    'hidden-blocked': signs.listed === 'hidden',
    'flood-of-caller': signs.callerCalls >= rules.callerCalls,
    'flood-of-number': signs.numberCalls >= rules.numberCalls,
    'many-numbers': signs.numbersOfCaller >= SPREAD_NUMBERS,
    'invalid-number': signs.isInvalid,
  });
}

const AT_ANSWER_MS = 2000;
const SHORT_MS = 6000;
const SHORT_TALKS = 3;

/** What a call has shown by its end. */
export function afterReasons({ call, earlier, isSilent }: AfterSigns): SpamReason[] {
  const talk = talkMs(call);
  const shortBefore = earlier.filter((past) => isShort(talkMs(past))).length;
  const longBefore = earlier.some((past) => (talkMs(past) ?? 0) > SHORT_MS);
  return held({
    silent: isSilent === true && talk !== null,
    'hung-up-at-answer': talk !== null && talk <= AT_ANSWER_MS && call.hungUpBy === 'caller',
    'short-again': isShort(talk) && !longBefore && shortBefore + 1 >= SHORT_TALKS,
    'regular-intervals': isRegular([...earlier, call].map(({ startedAt }) => startedAt.getTime())),
  });
}

/** The sum of the weights against the threshold. */
export function judgeSpam(reasons: readonly SpamReason[], { threshold, weights }: SpamRules): SpamVerdict {
  const score = reasons.reduce((sum, reason) => sum + (weights[reason] ?? SPAM_WEIGHTS[reason]), 0);
  return { score, reasons: [...reasons], isSpam: score >= threshold };
}

function held(signals: Partial<Record<SpamReason, boolean>>): SpamReason[] {
  return SPAM_REASONS.filter((reason) => signals[reason]);
}

function talkMs({ answeredAt, endedAt }: PastCall): number | null {
  return answeredAt && endedAt ? Math.max(0, endedAt.getTime() - answeredAt.getTime()) : null;
}

const isShort = (talk: number | null) => talk !== null && talk < SHORT_MS;

const REGULAR_CALLS = 5;
const SPREAD_OF_INTERVALS = 0.03;
const LEAST_INTERVAL_MS = 20_000; // people redial at once, as fast as their thumb: that is regular too

/** The last intervals are alike within 3 % of their mean: no person's hand. A day apart they may be a habit. */
function isRegular(starts: readonly number[]): boolean {
  const last = starts.slice(-REGULAR_CALLS);
  if (last.length < REGULAR_CALLS) return false;
  const intervals = last.slice(1).map((start, at) => start - (last[at] ?? start));
  const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
  if (mean < LEAST_INTERVAL_MS || mean > 43_200_000) return false;
  const variance = intervals.reduce((sum, interval) => sum + (interval - mean) ** 2, 0) / intervals.length;
  return Math.sqrt(variance) <= mean * SPREAD_OF_INTERVALS;
}

/** An entry of a site's list of callers. */
export type ListedCaller = {
  list: 'blocked' | 'safe';
  match: 'phone' | 'prefix' | 'hidden';
  /** E.164, or its beginning; null: hidden */
  phone: string | null;
};

/** Longest numbers have 15 digits: so many lookups at most. */
const LONGEST = 16;

/** A site's list, to be asked at once. */
export function openCallerList(entries: readonly ListedCaller[]) {
  const of = (list: ListedCaller['list'], match: ListedCaller['match']) =>
    new Set(entries.filter((entry) => entry.list === list && entry.match === match).map(({ phone }) => phone));
  const [phones, prefixes, safe] = [of('blocked', 'phone'), of('blocked', 'prefix'), of('safe', 'phone')];
  const hidden = of('blocked', 'hidden').size > 0;
  return {
    isSafe: (caller: string | null) => caller !== null && safe.has(caller),
    /** `isHidden`: shows no number at all */
    listed(caller: string | null, isHidden: boolean): RingSigns['listed'] {
      if (caller === null) return isHidden && hidden ? 'hidden' : null;
      if (phones.has(caller)) return 'phone';
      if (prefixes.size === 0) return null;
      for (let length = 2; length <= Math.min(caller.length, LONGEST); length++)
        if (prefixes.has(caller.slice(0, length))) return 'prefix';
      return null;
    },
  };
}
export type CallerList = ReturnType<typeof openCallerList>;
