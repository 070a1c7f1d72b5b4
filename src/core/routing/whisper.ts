// What an agent is whispered before the talk: the words of the route with what is known of this call in their places.

import { acceptWords } from '../spoken-words.ts';
import type { RoutingFacts } from './route.ts';
import { WHISPER_PLACES } from './route.ts';

export type WhisperPlace = (typeof WHISPER_PLACES)[number];
export type WhisperValues = Partial<Record<WhisperPlace, string | null>>;
type Language = 'ru' | 'en';

/**
 * Fills places such as '{source}'. What stands between two commas and has a place that is not known is left out whole:
 * 'advert: {source}, call {calls}' of an unknown source is 'call 3'. Null: nothing is left to say.
 */
export function fillWhisper(words: string, values: WhisperValues): string | null {
  const filled = words
    .split(',')
    .map((part) => fillPart(part, values))
    .filter((part) => part !== null && part.trim() !== '')
    .map((part) => part?.trim());
  return filled.length > 0 ? filled.join(', ') : null;
}

/**
 * All that an agent hears before the talk: the filled whisper, and which key takes the call. Null: nothing. What is spoken
 * beforehand (sounds/route-words.ts) has to be the same to the letter.
 */
export function agentWords(
  whisper: string | null,
  { acceptKey, language }: { acceptKey: string | null; language: Language },
): string | null {
  if (acceptKey === null) return whisper;
  const accept = acceptWords(acceptKey, language);
  return whisper ? `${whisper.replace(/[\s.!?…]*$/, '.')} ${accept}` : accept;
}

/** The places that are named in the words, known ones and others. */
export const placesIn = (words: string): string[] => [...words.matchAll(PLACE)].map(([, name = '']) => name);

const PLACE = /\{([^{}]*)\}/g;

function fillPart(part: string, values: WhisperValues): string | null {
  let isKnown = true;
  const filled = part.replace(PLACE, (_, name: string) => {
    const value = isPlace(name) ? values[name]?.trim() : null;
    if (!value) isKnown = false;
    return value ?? '';
  });
  return isKnown ? filled : null;
}

const isPlace = (name: string): name is WhisperPlace => (WHISPER_PLACES as readonly string[]).includes(name);

// Below this an agent would be told more than we know.
const LIKELY = 0.5;

/**
 * What the places of a whisper are filled with at ring time. A level of the source is said if its likeliest value has at
 * least half of the probability; `visits` is not known at ring time; `calls`: which call of this caller it is.
 */
export function whisperValues(facts: Pick<RoutingFacts, 'visits' | 'caller' | 'number'>, language: Language) {
  const likely = (field: 'channel' | 'source' | 'campaign' | 'term') => likeliest(facts.visits, field);
  const channel = likely('channel');
  const source = likely('source');
  const { contact, e164, earlierCalls } = facts.caller;
  return {
    channel: channel && (CHANNEL_WORDS[language][channel] ?? channel),
    source: source && (SOURCE_WORDS[language][source] ?? source),
    campaign: likely('campaign'),
    term: likely('term'),
    caller: contact?.name || (e164 && spokenDigits(e164)),
    number: spokenDigits(facts.number),
    visits: null,
    calls: e164 ? String(earlierCalls + 1) : null,
  } satisfies WhisperValues;
}

function likeliest(visits: RoutingFacts['visits'], field: 'channel' | 'source' | 'campaign' | 'term'): string | null {
  const sums = new Map<string, number>();
  for (const visit of visits) {
    const value = visit[field];
    if (value) sums.set(value, (sums.get(value) ?? 0) + visit.probability);
  }
  const [best] = [...sums].sort(([, a], [, b]) => b - a);
  return best && best[1] >= LIKELY ? best[0] : null;
}

/** '+74951234567' → '495 123 45 67': the last ten digits in groups, so that they are not said as one number. */
export function spokenDigits(e164: string): string {
  const digits = e164.replace(/\D/g, '').slice(-10);
  return digits.replace(/^(\d{3})(\d{3})(\d\d)(\d\d)$/, '$1 $2 $3 $4');
}

// As the dashboard names them; proper names a voice would spell or stress wrongly.
const CHANNEL_WORDS: Record<Language, Record<string, string>> = {
  en: {
    'paid-search': 'paid search',
    'paid-social': 'paid social',
    'paid-other': 'other advertising',
    organic: 'organic search',
    social: 'social network',
    referral: 'link from another site',
    email: 'e-mail',
    messenger: 'messenger',
    maps: 'maps',
    ai: 'AI assistant',
    direct: 'direct visit',
    offline: 'offline advertising',
  },
  ru: {
    'paid-search': 'реклама в поиске',
    'paid-social': 'реклама в соцсетях',
    'paid-other': 'другая реклама',
    organic: 'поиск',
    social: 'соцсеть',
    referral: 'ссылка с другого сайта',
    email: 'рассылка',
    messenger: 'мессенджер',
    maps: 'карты',
    ai: 'ИИ-помощник',
    direct: 'прямой заход',
    offline: 'наружная реклама',
  },
};
const SOURCE_WORDS: Record<Language, Record<string, string>> = {
  en: { yandex: 'Yandex', google: 'Google', vk: 'V K', '2gis': '2 GIS', avito: 'Avito' },
  ru: {
    yandex: 'Яндекс',
    google: 'Гугл',
    vk: 'ВКонтакте',
    '2gis': 'Дубль-гис',
    avito: 'Авито',
    telegram: 'Телеграм',
    bing: 'Бинг',
    facebook: 'Фейсбук',
    instagram: 'Инстаграм',
    youtube: 'Ютуб',
  },
};
