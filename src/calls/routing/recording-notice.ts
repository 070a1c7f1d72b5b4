// What every plan gets by the site's rules about recording: a notice, a question, or no recording at all. The rules are in
// memory: a call that rings waits for nobody.
import { countryOf } from '../../core/phone.ts';
import { type RecordingRule, recordingRuleOf, UNSAID_RULES, withNotice } from '../../core/recording-rules.ts';
import type { Plan, Sound } from '../../core/routing/plan.ts';
import { consentWords } from '../../core/spoken-words.ts';
import type { Db } from '../../store/database.ts';
import type { CallNumber } from '../../store/numbers.ts';
import { allRecordingRules } from '../../store/recording-rules.ts';
import { languageOfNumber, type Voice } from './route-sounds.ts';

export type RecordingNotice = {
  /** after any change of rules */
  reload(): Promise<void>;
  /** `caller` null: withheld, or not known yet */
  finish(plan: Plan, of: { number: CallNumber; caller: string | null }): Plan;
  /** of sites with these numbers: those whose calls are not recorded now because nobody can tell callers; each once */
  unsaid(numbers: readonly Pick<CallNumber, 'siteId' | 'e164'>[]): UnsaidRecording[];
};
/** `number`: one of ours, E.164, whose callers can't be told; `language`: in which they would be. */
export type UnsaidRecording = { siteId: string; number: string; language: 'ru' | 'en' };
export type RecordingNoticeOptions = {
  db: Db;
  voice: Voice;
  regionOfCaller: (e164: string, siteId: string) => string | null;
  log: (message: string) => void;
};

/** Reads the rules of all sites. */
export async function openRecordingNotice({
  db,
  voice,
  regionOfCaller,
  log,
}: RecordingNoticeOptions): Promise<RecordingNotice> {
  let rules = await allRecordingRules(db);
  const told = new Set<string>();
  // Numbers whose callers could not be told, by the caller it was found with: what must be said depends on their country, too.
  const missed = new Map<string, string | null>();
  const ruleOf = (siteId: string, number: string, caller: string | null) => {
    const region = caller === null ? null : regionOfCaller(caller, siteId);
    return recordingRuleOf(rules.get(siteId) ?? UNSAID_RULES, { number, caller, region });
  };
  const soundOf = ({ mode, digit }: RecordingRule, number: string): Sound | null => {
    const language = languageOfNumber(number);
    return mode === 'notice'
      ? voice.builtIn('notice', language)
      : voice.speakSoon(consentWords(digit, language), language);
  };
  const isUnsaid = (rule: RecordingRule, number: string) => isSaid(rule) && soundOf(rule, number) === null;
  return {
    async reload() {
      rules = await allRecordingRules(db);
      // Spoken before the first call needs it.
      for (const { digit } of rules.values())
        for (const language of ['ru', 'en'] as const) voice.speakSoon(consentWords(digit, language), language);
    },
    finish(plan, { number, caller }) {
      const { siteId, e164 } = number;
      const rule = ruleOf(siteId, e164, caller);
      const sound = isSaid(rule) ? soundOf(rule, e164) : null;
      const finished = withNotice(plan, rule, sound);
      const isMissed = isSaid(rule) && sound === null && plan.record && !finished.record;
      // Without a caller every number is asked for after each change, so that is where one is found to be well again.
      if (!isMissed && caller === null) missed.delete(e164);
      if (!isMissed) return finished;
      missed.set(e164, caller);
      if (!told.has(siteId))
        log(
          `calls to ${e164} (${countryOf(e164) ?? 'no country'}) are not recorded: callers must be told, and nothing here can speak (apt-get install espeak-ng)`,
        );
      told.add(siteId);
      return finished;
    },
    unsaid(numbers) {
      if (missed.size === 0) return [];
      const found = new Map<string, UnsaidRecording>();
      for (const { siteId, e164 } of numbers) {
        const caller = missed.get(e164);
        if (caller === undefined) continue;
        if (!isUnsaid(ruleOf(siteId, e164, caller), e164)) missed.delete(e164);
        else if (!found.has(siteId)) found.set(siteId, { siteId, number: e164, language: languageOfNumber(e164) });
      }
      return [...found.values()];
    },
  };
}

const isSaid = ({ mode }: RecordingRule) => mode === 'notice' || mode === 'consent';
