// What every plan gets by the site's rules about recording: a notice, a question, or no recording at all. The rules are in
// memory: a call that rings waits for nobody.
import { countryOf } from '../../core/phone.ts';
import { recordingRuleOf, UNSAID_RULES, withNotice } from '../../core/recording-rules.ts';
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
};
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
  const soundOf = (mode: 'notice' | 'consent', digit: string, number: string): Sound | null => {
    const language = languageOfNumber(number);
    return mode === 'notice'
      ? voice.builtIn('notice', language)
      : voice.speakSoon(consentWords(digit, language), language);
  };
  return {
    async reload() {
      rules = await allRecordingRules(db);
      // Spoken before the first call needs it.
      for (const { digit } of rules.values())
        for (const language of ['ru', 'en'] as const) voice.speakSoon(consentWords(digit, language), language);
    },
    finish(plan, { number, caller }) {
      const region = caller === null ? null : regionOfCaller(caller, number.siteId);
      const rule = recordingRuleOf(rules.get(number.siteId) ?? UNSAID_RULES, { number: number.e164, caller, region });
      const isSaid = rule.mode === 'notice' || rule.mode === 'consent';
      const sound = isSaid ? soundOf(rule.mode as 'notice' | 'consent', rule.digit, number.e164) : null;
      const finished = withNotice(plan, rule, sound);
      if (isSaid && sound === null && plan.record && !finished.record && !told.has(number.siteId)) {
        told.add(number.siteId);
        log(
          `calls to ${number.e164} (${countryOf(number.e164) ?? 'no country'}) are not recorded: callers must be told, and nothing here can speak (apt-get install espeak-ng)`,
        );
      }
      return finished;
    },
  };
}
