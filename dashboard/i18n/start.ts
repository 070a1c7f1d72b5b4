// Speaks the reader's language: the kept choice, else the browser's; the other language is loaded only when chosen.
import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';

export type Language = 'en' | 'ru';

const KEPT = 'dialtrace-language';

const load: Record<Language, () => Promise<object>> = {
  en: () => import('./en.ts').then((file) => file.en),
  ru: () => import('./ru.ts').then((file) => file.ru),
};

/** The language to begin with: what was chosen here before, else the first of the browser's languages that we speak. */
export function firstLanguage(kept: string | null, wanted: readonly string[]): Language {
  if (kept === 'en' || kept === 'ru') return kept;
  for (const tag of wanted) {
    if (/^ru\b/i.test(tag)) return 'ru';
    if (/^en\b/i.test(tag)) return 'en';
  }
  return 'en';
}

/** Starts i18next for the whole page. */
export async function startLanguage(): Promise<i18n> {
  const language = firstLanguage(readKept(), navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: { translation: await load[language]() } },
    interpolation: { escapeValue: false }, // React escapes
    react: { useSuspense: false },
  });
  document.documentElement.lang = language;
  return i18next;
}

/** Switches to another language and keeps the choice in this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation')) {
    i18next.addResourceBundle(language, 'translation', await load[language]());
  }
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // Storage may be forbidden: then the choice lasts as long as the page.
  }
}

function readKept(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
