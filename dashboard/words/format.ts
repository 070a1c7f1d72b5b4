// Times, lengths and figures as people read them, in the reader's language and the site's time zone.
import type { TFunction } from 'i18next';

/** How to write: BCP 47 locale and IANA time zone. */
export interface Writing {
  locale: string;
  timeZone: string;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat({ locale, timeZone }: Writing, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = locale + timeZone + JSON.stringify(options);
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  formats.set(key, made);
  return made;
}

/** 14:05 */
export const clockTime = (at: string, w: Writing) =>
  dateFormat(w, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));

/** 14:05:09 */
export const clockSeconds = (at: string, w: Writing) =>
  dateFormat(w, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(at));

/** 12 June, 14:05; with the year when it is not this one. */
export function dateTime(at: string, w: Writing, now: Date): string {
  const date = new Date(at);
  const sameYear = dayOf(date, w.timeZone).slice(0, 4) === dayOf(now, w.timeZone).slice(0, 4);
  const day = dateFormat(w, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }) }).format(date);
  return `${day}, ${clockTime(at, w)}`;
}

/** The calendar day of a moment in a time zone: 2026-06-12. */
export function dayOf(at: Date, timeZone: string): string {
  return dateFormat({ locale: 'en-CA', timeZone }, { year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** Heading of a day in a list: Today, Yesterday, or Friday, 12 June. */
export function dayTitle(day: string, now: Date, w: Writing, t: TFunction): string {
  if (day === dayOf(now, w.timeZone)) return t('day.today');
  if (day === dayOf(new Date(now.getTime() - 86_400_000), w.timeZone)) return t('day.yesterday');
  const sameYear = day.slice(0, 4) === dayOf(now, w.timeZone).slice(0, 4);
  const text = dateFormat(
    { locale: w.locale, timeZone: 'UTC' },
    { weekday: 'long', day: 'numeric', month: 'long', ...(sameYear ? {} : { year: 'numeric' }) },
  ).format(new Date(`${day}T00:00:00Z`));
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A short date for axes and ranges: 12 Jun. `day` is a calendar day, 2026-06-12. */
export const shortDay = (day: string, locale: string) =>
  dateFormat({ locale, timeZone: 'UTC' }, { day: 'numeric', month: 'short' }).format(new Date(`${day}T00:00:00Z`));

/** A running or finished length on a clock face: 0:07, 12:05, 1:02:03. */
export function clockLength(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (n: number) => String(n).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}

// From half a minute below the hour it is an hour: 60 min is never said.
const ALMOST_AN_HOUR = 3570;

/** A length in words, as fine as it matters: 40 s, 3 min 20 s, 25 min, 2 h 10 min, 3 d. */
export function span(seconds: number, t: TFunction): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return t('span.s', { n: whole });
  if (whole < 600) return minutesAndSeconds(whole, t);
  if (whole < ALMOST_AN_HOUR) return t('span.min', { n: Math.round(whole / 60) });
  if (whole < 86_400) return hoursAndMinutes(whole, t);
  return t('span.d', { n: Math.round(whole / 86_400) });
}

function minutesAndSeconds(whole: number, t: TFunction): string {
  const [n, m] = [Math.floor(whole / 60), whole % 60];
  return m === 0 ? t('span.min', { n }) : t('span.minS', { n, m });
}

function hoursAndMinutes(whole: number, t: TFunction): string {
  const minutes = Math.round(whole / 60);
  const [n, m] = [Math.floor(minutes / 60), minutes % 60];
  return m === 0 || n >= 6 ? t('span.h', { n }) : t('span.hMin', { n, m });
}

/** How long ago: just now, 3 min ago. */
export function ago(at: string, now: Date, t: TFunction): string {
  const seconds = (now.getTime() - new Date(at).getTime()) / 1000;
  return seconds < 5 ? t('ago.now') : t('ago.past', { span: span(roughly(seconds), t) });
}

// "3 min ago", not "3 min 20 s ago": the seconds would be wrong a moment later.
const roughly = (seconds: number) => (seconds < 60 ? seconds : Math.round(seconds / 60) * 60);

/** A probability that never claims more certainty than there is: <1 %, 92 %, >99 %, and 100 % only for 1. */
export function percent(share: number, locale: string): string {
  const write = (value: number) => new Intl.NumberFormat(locale, { style: 'percent' }).format(value);
  if (share > 0 && share < 0.01) return `<${write(0.01)}`;
  if (share < 1 && share >= 0.995) return `>${write(0.99)}`;
  return write(share);
}

/** A share of visits with one decimal, or a dash where there were none: 4.2 %. */
export function conversion(share: number | null, locale: string): string {
  if (share === null) return '–';
  return new Intl.NumberFormat(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  }).format(share);
}

/** A count; fractional ones with one decimal, so that columns stay straight. A little is not written as nothing: <0.1 */
export function count(value: number, locale: string, fractional = false): string {
  const digits = fractional ? 1 : 0;
  const format = new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return fractional && value > 0 && value < 0.05 ? `<${format.format(0.1)}` : format.format(value);
}

/** A count that is not certain: 41 and 4 for 41 ± 4; null margin where there is no doubt worth a word. */
export function countWithin(value: number, margin: number, locale: string): { count: string; margin: string | null } {
  if (margin < MARGIN_WORTH_A_WORD) return { count: count(value, locale, true), margin: null };
  // Tenths beside a doubt of several calls would claim what nobody knows.
  const fractional = margin < 1;
  return { count: count(value, locale, fractional), margin: count(margin, locale, fractional) };
}

const MARGIN_WORTH_A_WORD = 0.05;
