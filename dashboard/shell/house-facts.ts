// Who is signed in, which site is on the screen, and how to write times for it: known to every room.
import { createContext, useContext, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from '../../src/api/wire.ts';
import type { Connection } from '../api/live.ts';
import type { Language } from '../i18n/start.ts';
import type { Writing } from '../words/format.ts';

export type SiteSummary = Me['sites'][number];

export interface HouseFacts {
  me: Me;
  site: SiteSummary;
  connection: Connection;
}

export const HouseContext = createContext<HouseFacts | null>(null);

/** The facts of the house; rooms are only ever shown inside it. */
export function useHouse(): HouseFacts {
  const facts = useContext(HouseContext);
  if (!facts) throw new Error('a room was shown outside of the house');
  return facts;
}

/** The reader's language. */
export const useLanguage = () => useTranslation().i18n.language as Language;

// English as the world writes it: 12 June, not June 12.
const LOCALES: Record<Language, string> = { en: 'en-GB', ru: 'ru-RU' };

/** The reader's locale with the site's time zone. */
export function useWriting(): Writing {
  const { timeZone } = useHouse().site;
  const language = useLanguage();
  return useMemo(() => ({ locale: LOCALES[language], timeZone }), [language, timeZone]);
}
