// Days without hours, as they stand in sentences: of a moment at the site, and of a date in a contract.
import { dayOf, type Writing } from './format.ts';

/** The day of a moment in the site's time zone: 3 Nov; with the year when it is not this one. */
export function dayAt(at: string, { locale, timeZone }: Writing, now: Date): string {
  const day = dayOf(new Date(at), timeZone);
  return written(day, locale, day.slice(0, 4) !== dayOf(now, timeZone).slice(0, 4));
}

/** A date, 2027-11-03, with its year: 3 Nov 2027. */
export const fullDay = (date: string, locale: string) => written(date, locale, true);

function written(date: string, locale: string, withYear: boolean): string {
  const year = withYear ? ({ year: 'numeric' } as const) : {};
  const format = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', day: 'numeric', month: 'short', ...year });
  return format.format(new Date(`${date}T00:00:00Z`)).replace(/\s?г\.$/, '');
}

/** Whole days from one date to another; below 0: it is past. */
export const daysBetween = (from: string, to: string) => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
