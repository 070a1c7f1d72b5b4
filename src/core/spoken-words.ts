// The house's own words for callers and agents, in both languages: what is said where a route names no words of its own.
export type SpokenLanguage = 'ru' | 'en';

export const BUILT_IN_NAMES = ['notice', 'voicemail', 'queue', 'call-back', 'call-back-whisper'] as const;
export type BuiltInName = (typeof BUILT_IN_NAMES)[number];

/**
 * `notice`: that the talk is recorded; `voicemail`: before the tone; `queue`: all are busy; `call-back`: we will call you;
 * `call-back-whisper`: tells an agent that the call is one of ours to a client.
 */
const WORDS: Record<BuiltInName, Record<SpokenLanguage, string>> = {
  notice: {
    ru: 'Разговор записывается.',
    en: 'This call is being recorded.',
  },
  voicemail: {
    ru: 'Оставьте, пожалуйста, сообщение после сигнала.',
    en: 'Please leave a message after the tone.',
  },
  queue: {
    ru: 'Все менеджеры заняты. Пожалуйста, оставайтесь на линии.',
    en: 'All our managers are busy. Please hold.',
  },
  'call-back': {
    ru: 'Спасибо. Мы вам перезвоним.',
    en: 'Thank you. We will call you back.',
  },
  'call-back-whisper': {
    ru: 'Обратный звонок клиенту. Соединяем.',
    en: 'Call back to a client. Connecting.',
  },
};

export const builtInWords = (name: BuiltInName, language: SpokenLanguage): string => WORDS[name][language];

/** Places in a queue that are said; one who is further behind is told only that all are busy. */
export const LAST_SPOKEN_POSITION = 20;

/** Null: too far behind to be told. */
export function positionWords(n: number, language: SpokenLanguage): string | null {
  if (!Number.isInteger(n) || n < 1 || n > LAST_SPOKEN_POSITION) return null;
  return language === 'ru' ? `Ваш номер в очереди: ${n}.` : `You are number ${n} in the queue.`;
}

const KEYS: Record<SpokenLanguage, Record<string, string>> = {
  ru: { '*': 'звёздочку', '#': 'решётку' },
  en: { '*': 'star', '#': 'hash' },
};

/** What an agent hears after the whisper when the call has to be taken by a key. */
export function acceptWords(key: string, language: SpokenLanguage): string {
  const said = KEYS[language][key] ?? key;
  return language === 'ru' ? `Чтобы принять звонок, нажмите ${said}.` : `Press ${said} to take the call.`;
}

/** All words that are said without a route: spoken once, at the start. */
export function houseWords(language: SpokenLanguage): string[] {
  const positions = Array.from({ length: LAST_SPOKEN_POSITION }, (_, at) => positionWords(at + 1, language));
  return [
    ...BUILT_IN_NAMES.map((name) => builtInWords(name, language)),
    acceptWords('1', language),
    ...positions.filter((words) => words !== null),
  ];
}

/** Asks for a key that gives consent to the recording. */
export function consentWords(digit: string, language: SpokenLanguage): string {
  const key = { ru: KEY_NAMES_RU, en: KEY_NAMES_EN }[language][digit] ?? digit;
  return language === 'ru'
    ? `Мы хотели бы записать разговор. Если вы согласны, нажмите ${key}.`
    : `We would like to record this call. If you agree, press ${key}.`;
}

const KEY_NAMES_RU: Readonly<Record<string, string>> = { '*': 'звёздочку', '#': 'решётку' };
const KEY_NAMES_EN: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash' };
