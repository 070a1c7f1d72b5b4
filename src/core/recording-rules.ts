// Whether a talk may be recorded and what the caller is told of it: by a site's own rules and by what is usual in the
// countries of both phones. Not legal advice: the table is a starting point that a lawyer of the country should look at.
import { countryOf } from './phone.ts';
import type { Plan, Sound, Step } from './routing/plan.ts';

/**
 * `off`: not recorded; `on`: recorded without a word; `notice`: the caller is told, who stays agrees by staying;
 * `consent`: recorded only after the caller has pressed a key.
 */
export const RECORDING_MODES = ['on', 'notice', 'consent', 'off'] as const; // from the least to the most careful
export type RecordingMode = (typeof RECORDING_MODES)[number];

export type CountryRule = { mode: RecordingMode; source: string };

/**
 * What is usual where a phone is. Sources: laws as named, news and pages of law firms of 2019–2026. A country that is not
 * here: `notice`, which informs as most laws on personal data ask.
 */
export const COUNTRY_RULES: Readonly<Record<string, CountryRule>> = {
  RU: { mode: 'notice', source: 'Federal Law 152-FZ, art. 6, 9: the caller is told, staying on the line is consent' },
  DE: { mode: 'consent', source: 'StGB § 201: recording the spoken word without consent of all is a crime' },
  AT: { mode: 'consent', source: 'StGB § 120; DSG' },
  CH: { mode: 'consent', source: 'StGB art. 179bis, 179ter' },
  FR: { mode: 'notice', source: 'GDPR art. 13; CNIL: notice and the right to object' },
  ES: { mode: 'notice', source: 'GDPR art. 13' },
  IT: { mode: 'notice', source: 'GDPR art. 13' },
  PL: { mode: 'notice', source: 'GDPR art. 13' },
  NL: { mode: 'notice', source: 'GDPR art. 13' },
  GB: { mode: 'notice', source: 'UK GDPR; Telecommunications (Lawful Business Practice) Regulations 2000' },
  US: { mode: 'notice', source: '18 U.S.C. § 2511(2)(d); all-party states such as California, Penal Code § 632' },
  CA: { mode: 'notice', source: 'PIPEDA: the purpose and the recording are told' },
  KZ: { mode: 'consent', source: 'Law 94-V on personal data: consent' },
  BY: { mode: 'consent', source: 'Law 99-Z on personal data: consent' },
};
const ELSEWHERE: CountryRule = { mode: 'notice', source: 'GDPR art. 13 and laws like it' };

/** What is usual in a country (ISO 3166-1 alpha-2); null: of a phone that does not tell its country. */
export function countryRule(country: string | null): CountryRule {
  return (country && COUNTRY_RULES[country]) || ELSEWHERE;
}

/** `region`: of the caller, as visits' regions are called; null: the whole country. */
export type RecordingException = { country: string; region: string | null; mode: RecordingMode };

export type RecordingRules = {
  record: boolean;
  /** 'by-country': the more careful of what is usual where the number and the caller are; else for every call */
  mode: 'by-country' | Exclude<RecordingMode, 'off'>;
  /** go before `mode`; of several that fit, one with a region goes before one without */
  exceptions: RecordingException[];
  /** the key that gives consent */
  digit: string;
  /** days; null: kept until a person deletes it. `wav`: of the engine's own file beside the encoded one, 0: none */
  keepDays: { talk: number | null; voicemail: number | null; wav: number };
  notKept: { spam: boolean; tags: string[] };
};

/** Of a site that has not said anything: what it was before there were rules. */
export const UNSAID_RULES: RecordingRules = {
  record: true,
  mode: 'on',
  exceptions: [],
  digit: '1',
  keepDays: { talk: 180, voicemail: 180, wav: 7 },
  notKept: { spam: true, tags: [] },
};

/** Of a new site. */
export const NEW_SITE_RULES: RecordingRules = { ...UNSAID_RULES, mode: 'by-country' };

export type RecordingRule = { mode: RecordingMode; digit: string };

/** What applies to one call. `number`: ours, E.164; `caller` null: withheld; `region`: of the caller's phone. */
export function recordingRuleOf(
  rules: RecordingRules,
  { number, caller, region }: { number: string; caller: string | null; region: string | null },
): RecordingRule {
  const { digit } = rules;
  if (!rules.record) return { mode: 'off', digit };
  const countries = [...new Set([countryOf(number), caller === null ? null : countryOf(caller)])].filter(
    (country) => country !== null,
  );
  const excepted = countries.flatMap((country) => exceptionOf(rules.exceptions, country, region) ?? []);
  if (excepted.length > 0) return { mode: mostCareful(excepted), digit };
  if (rules.mode !== 'by-country') return { mode: rules.mode, digit };
  const usual = countries.map((country) => countryRule(country).mode);
  return { mode: usual.length > 0 ? mostCareful(usual) : ELSEWHERE.mode, digit };
}

function exceptionOf(exceptions: readonly RecordingException[], country: string, region: string | null) {
  const fitting = exceptions.filter((one) => one.country === country && (one.region === null || one.region === region));
  return (fitting.find((one) => one.region !== null) ?? fitting[0])?.mode;
}

const mostCareful = (modes: readonly RecordingMode[]) =>
  modes.reduce((a, b) => (RECORDING_MODES.indexOf(b) > RECORDING_MODES.indexOf(a) ? b : a));

const CONSENT_SECONDS = 8;

/**
 * The plan with what the rule asks for: a notice or a question before the first phone rings, unless the route has its
 * own. `sound`: the words for it, spoken or uploaded; without them nobody could be told, so nothing is recorded.
 */
export function withNotice(plan: Plan, { mode, digit }: RecordingRule, sound: Sound | null): Plan {
  if (!plan.record || mode === 'on') return plan;
  if (mode === 'off') return { ...plan, record: false };
  const first = beforeRinging(plan);
  if (hasWords(plan, first.before, mode) || first.ringing.size === 0) return plan;
  if (sound === null) return { ...plan, record: false };
  const words: (next: number) => Step =
    mode === 'notice'
      ? (next) => ({ do: 'play', sound, what: 'notice', next })
      : (next) => ({ do: 'consent', sound, digit, seconds: CONSENT_SECONDS, next });
  return { ...plan, steps: withStepsBefore(plan.steps, first, words) };
}

type First = { before: ReadonlySet<number>; ringing: ReadonlySet<number> };

// Every way from the start to the steps where the caller first meets a person. Who speaks on a tape knows what it is.
function beforeRinging({ steps }: Plan): First {
  const [before, ringing] = [new Set<number>(), new Set<number>()];
  const open = [0];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const step = steps[at];
    if (!step || before.has(at) || ringing.has(at)) continue;
    if (isRinging(step)) ringing.add(at);
    else if (step.do !== 'voicemail') {
      before.add(at);
      open.push(...nextOf(step).filter((next) => next !== null));
    }
  }
  return { before, ringing };
}

const isRinging = (step: Step) => step.do === 'dial' || step.do === 'queue';

// A notice of the route's own is enough where one is asked for; where consent is, only a question is.
function hasWords({ steps }: Plan, before: ReadonlySet<number>, mode: RecordingMode): boolean {
  return [...before].some((at) => {
    const step = steps[at];
    return step?.do === 'consent' || (mode === 'notice' && step?.do === 'play' && step.what === 'notice');
  });
}

function withStepsBefore(steps: readonly Step[], { before, ringing }: First, words: (next: number) => Step): Step[] {
  const moved = new Map<number, { itself: number; entry: number }>();
  let place = 0;
  for (const at of steps.keys()) {
    const entry = place;
    if (ringing.has(at)) place++;
    moved.set(at, { itself: place, entry });
    place++;
  }
  // Who comes from before the ringing hears the words; who comes from a phone that did not answer has heard them.
  const to = (from: number) => (next: number | null) =>
    next === null ? null : (moved.get(next)?.[before.has(from) ? 'entry' : 'itself'] ?? null);
  return steps.flatMap((step, at) => {
    const itself = withNext(step, to(at));
    return ringing.has(at) ? [words(moved.get(at)?.itself ?? 0), itself] : [itself];
  });
}

function nextOf(step: Step): (number | null)[] {
  const seen: (number | null)[] = [];
  withNext(step, (next) => {
    seen.push(next);
    return next;
  });
  return seen;
}

function withNext(step: Step, to: (next: number | null) => number | null): Step {
  switch (step.do) {
    case 'play':
    case 'consent':
    case 'voicemail':
    case 'call-back':
      return { ...step, next: to(step.next) };
    case 'menu': {
      const on = Object.entries(step.on).map(([key, next]) => [key, to(next) ?? next] as const);
      return { ...step, on: Object.fromEntries(on), else: to(step.else) };
    }
    case 'dial':
      return { ...step, else: to(step.else) };
    case 'queue':
      return { ...step, leave: step.leave && { ...step.leave, next: to(step.leave.next) }, else: to(step.else) };
    case 'hangup':
    case 'check':
      return step;
    default:
      return step satisfies never;
  }
}
