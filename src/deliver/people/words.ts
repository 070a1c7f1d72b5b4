// What people are told in messages, in each language: every word of ours that leaves the house stands in its files.
import { en } from './words-en.ts';
import { ru } from './words-ru.ts';

export type Language = 'en' | 'ru';
export type PeopleWords = typeof en;

export const WORDS: Record<Language, PeopleWords> = { en, ru };
