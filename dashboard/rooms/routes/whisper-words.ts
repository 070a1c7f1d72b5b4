// The words of a whisper as people read and write them: where a route says '{source}', they see '[source]' in their own
// language, and an example of what the agent will hear.
import type { TFunction } from 'i18next';

/** What can be put into a whisper: core/routing/route.ts WHISPER_PLACES without `visits`, which is not known while it rings. */
export const PLACES = ['source', 'campaign', 'term', 'channel', 'caller', 'calls', 'number'] as const;
export type Place = (typeof PLACES)[number];

const shownPlace = (place: Place, t: TFunction) => `[${t(`routes.form.place.${place}`)}]`;

/** 'advert: {source}' → 'advert: [source]'. */
export const shownWords = (words: string, t: TFunction): string =>
  PLACES.reduce((text, place) => text.replaceAll(`{${place}}`, shownPlace(place, t)), words);

/** 'advert: [source]' → 'advert: {source}'. What is no whole place is words like others. */
export const keptWords = (shown: string, t: TFunction): string =>
  PLACES.reduce((text, place) => text.replaceAll(shownPlace(place, t), `{${place}}`), shown);

/** Where a place stands in the shown words, its end not included. */
export type Span = { from: number; to: number };

/** All places of the shown words, in order. */
export function placesOf(shown: string, t: TFunction): Span[] {
  const known = new Set(PLACES.map((place) => shownPlace(place, t)));
  return [...shown.matchAll(/\[[^[\]]*\]/g)]
    .filter(([text]) => known.has(text))
    .map(({ 0: text, index }) => ({ from: index, to: index + text.length }));
}

/** What is to be typed at `at` to have the place there: it does not stick to the words beside it. */
export function typedPlace(shown: string, at: number, place: Place, t: TFunction): string {
  const before = /[^\s([«“"]$/.test(shown.slice(0, at)) ? ' ' : '';
  const after = /^[\p{L}\p{N}[]/u.test(shown.slice(at)) ? ' ' : '';
  return before + shownPlace(place, t) + after;
}

/** Where the caret goes instead of into the midst of a place: through it, coming from one side, else to the nearer end. */
export function outOfPlaces(places: readonly Span[], at: number, cameFrom: number): number {
  const inside = places.find(({ from, to }) => from < at && at < to);
  if (!inside) return at;
  const { from, to } = inside;
  if (cameFrom === to) return from;
  if (cameFrom === from) return to;
  return at - from < to - at ? from : to;
}

/** What the agent might hear; what can't be known is left out as core/routing/whisper.ts does: up to the comma. */
export const exampleOf = (words: string, language: 'ru' | 'en'): string =>
  words
    .split(',')
    .map((part) => PLACES.reduce((text, place) => text.replaceAll(`{${place}}`, EXAMPLE[language][place]), part).trim())
    .filter((part) => part !== '' && !/\{[^{}]*\}/.test(part))
    .join(', ');

// In the language that is spoken, which need not be the reader's.
const EXAMPLE: Record<'ru' | 'en', Record<Place, string>> = {
  ru: {
    ...{ source: 'Яндекс', campaign: 'весна', term: 'доставка цветов', channel: 'реклама в поиске' },
    ...{ caller: 'Анна Смирнова', calls: '3', number: '495 123 45 67' },
  },
  en: {
    ...{ source: 'Google', campaign: 'spring', term: 'flower delivery', channel: 'paid search' },
    ...{ caller: 'Ann Smith', calls: '3', number: '207 946 00 00' },
  },
};
