// The dashboard's own words without a page: for tests of sentences.
import i18next, { type TFunction } from 'i18next';
import { en } from '../i18n/en.ts';
import { ru } from '../i18n/ru.ts';

/** `t` of a language, from the same dictionaries the page uses. */
export async function speaker(language: 'en' | 'ru'): Promise<TFunction> {
  const instance = i18next.createInstance();
  return instance.init({
    lng: language,
    resources: { en: { translation: en }, ru: { translation: ru } },
    interpolation: { escapeValue: false },
  });
}
