// The words of a route that are the same for every call: they are spoken when it is published.
import type { Prompt, Route, RouteStep } from '../core/routing/route.ts';
import { agentWords, placesIn } from '../core/routing/whisper.ts';
import type { SpokenLanguage } from '../core/spoken-words.ts';

export type Words = { words: string; language: SpokenLanguage };

/** `language`: of the site, for what the house adds by itself. */
export function wordsOf(route: Route, language: SpokenLanguage): Words[] {
  return Object.values(route.steps).flatMap((step) => [...promptWords(step), ...answeringWords(step, language)]);
}

function promptWords(step: RouteStep): Words[] {
  return 'prompt' in step && step.prompt ? spokenPart(step.prompt) : [];
}

// A whisper with places is spoken when the call rings.
function answeringWords(step: RouteStep, language: SpokenLanguage): Words[] {
  if (step.do !== 'dial' && step.do !== 'queue') return [];
  const { acceptKey, whisper } = step;
  if (whisper && 'sound' in whisper) return [];
  if (whisper && placesIn(whisper.text).length > 0) return [];
  const said = whisper?.language ?? language;
  const words = agentWords(whisper?.text ?? null, { acceptKey, language: said });
  return words ? [{ words, language: said }] : [];
}

const spokenPart = (prompt: Prompt): Words[] =>
  'text' in prompt ? [{ words: prompt.text, language: prompt.language }] : [];
