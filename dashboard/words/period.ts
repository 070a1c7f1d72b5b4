// Periods a person picks, as moments the API understands: days begin at midnight in the site's time zone.
import { dayOf } from './format.ts';

export const PRESETS = ['today', 'yesterday', '7d', '30d', 'month', 'last-month'] as const;
export type Preset = (typeof PRESETS)[number];

/** First and last calendar day, both included: 2026-06-01 … 2026-06-30. */
export interface Days {
  first: string;
  last: string;
}

export const isPreset = (word: string | undefined): word is Preset => PRESETS.includes(word as Preset);

const DAY = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;
export const isDay = (word: string | undefined): word is string => word !== undefined && DAY.test(word);

/** The days a preset means now. */
export function daysOf(preset: Preset, now: Date, timeZone: string): Days {
  const today = dayOf(now, timeZone);
  const first = `${today.slice(0, 7)}-01`;
  switch (preset) {
    case 'today':
      return { first: today, last: today };
    case 'yesterday':
      return { first: addDays(today, -1), last: addDays(today, -1) };
    case '7d':
      return { first: addDays(today, -6), last: today };
    case '30d':
      return { first: addDays(today, -29), last: today };
    case 'month':
      return { first, last: today };
    case 'last-month': {
      const last = addDays(first, -1);
      return { first: `${last.slice(0, 7)}-01`, last };
    }
  }
}

/** Calendar arithmetic on 2026-06-12. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Days → half-open range of moments, RFC 3339 with the zone's offset: [first midnight, midnight after the last). */
export function rangeOf(days: Days, timeZone: string): { from: string; to: string } {
  return { from: midnight(days.first, timeZone), to: midnight(addDays(days.last, 1), timeZone) };
}

/** Midnight at the start of a day in a zone: 2026-06-12T00:00:00+03:00. */
export function midnight(day: string, timeZone: string): string {
  const wall = Date.parse(`${day}T00:00:00Z`);
  // The offset may change between the guess and the true moment, so it is asked twice.
  const guess = wall - offsetMinutes(new Date(wall), timeZone) * 60_000;
  const offset = offsetMinutes(new Date(guess), timeZone);
  const sign = offset < 0 ? '-' : '+';
  const pad = (n: number) => String(Math.floor(n)).padStart(2, '0');
  return `${day}T00:00:00${sign}${pad(Math.abs(offset) / 60)}:${pad(Math.abs(offset) % 60)}`;
}

function offsetMinutes(at: Date, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' }).formatToParts(at);
  const name = parts.find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === '-' ? -minutes : minutes;
}

/** What an address says about the period: a preset, or two days. */
export interface PeriodWords {
  period?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

/** The days an address asks for; null when it asks for none, or for nonsense. */
export function chosenDays(words: PeriodWords, now: Date, timeZone: string): Days | null {
  if (isPreset(words.period)) return daysOf(words.period, now, timeZone);
  if (!isDay(words.from) || !isDay(words.to)) return null;
  return words.from <= words.to ? { first: words.from, last: words.to } : { first: words.to, last: words.from };
}
