// What a route's prompts sound like in one call: uploaded, spoken before, or spoken while it rings.
import { countryOf } from '../../core/phone.ts';
import type { Sound } from '../../core/routing/plan.ts';
import type { Prompt, RoutingFacts } from '../../core/routing/route.ts';
import type { SoundOf } from '../../core/routing/routing.ts';
import { agentWords, fillWhisper, whisperValues } from '../../core/routing/whisper.ts';

type Language = 'ru' | 'en';
/** The house's voice (sounds/sounds.ts). */
export type Voice = {
  of(prompt: Prompt): Sound | null;
  builtIn(name: 'notice' | 'voicemail' | 'queue' | 'call-back', language: Language): Sound | null;
  /** the name words will have in a moment; null: nobody can speak */
  speakSoon(words: string, language: Language): Sound | null;
  position(n: number, language: Language): Sound | null;
};
/** Says nothing: for a house without a voice. */
export const SILENT: Voice = { of: () => null, builtIn: () => null, speakSoon: () => null, position: () => null };

/** `language`: of the site, for what the house says by itself. */
export function soundsOfCall(voice: Voice, facts: RoutingFacts, language: Language): SoundOf {
  return (prompt, kind, acceptKey) => {
    if (kind === 'whisper') return whisperOf(voice, facts, { prompt, acceptKey, language });
    if (prompt) return voice.of(prompt);
    if (kind === 'notice') return voice.builtIn('notice', languageOfNumber(facts.number));
    return kind === 'voicemail' || kind === 'call-back' ? voice.builtIn(kind, language) : null;
  };
}

type Whispered = { prompt: Prompt | null; acceptKey: string | null; language: Language };

function whisperOf(voice: Voice, facts: RoutingFacts, { prompt, acceptKey, language }: Whispered): Sound | null {
  if (prompt && 'sound' in prompt) return voice.of(prompt);
  const said = prompt?.language ?? language;
  const filled = prompt && fillWhisper(prompt.text, whisperValues(facts, said));
  const words = agentWords(filled, { acceptKey, language: said });
  return words ? voice.speakSoon(words, said) : null;
}

// Countries where Russian is what a caller may be told in by law or by habit.
const RUSSIAN: ReadonlySet<string> = new Set(['RU', 'BY', 'KZ', 'KG']);

/** In which language the house speaks to those who call a number by itself. */
export function languageOfNumber(number: string): Language {
  return RUSSIAN.has(countryOf(number) ?? '') ? 'ru' : 'en';
}
