// A schedule while it is being edited, and as a person reads it: "Mon–Fri 09:00–18:00".
import type { Holidays, Schedule } from '../../../src/api/wire.ts';

export type Hours = { key: string; days: number[]; from: string; to: string };
export type Special = { key: string; date: string; name: string; open: { from: string; to: string } | null };
export interface ScheduleDraft {
  name: string;
  weekly: Hours[];
  dates: Special[];
}

const key = () => crypto.randomUUID();
const WORKING_DAYS = [1, 2, 3, 4, 5];
export const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const newHours = (days: number[] = WORKING_DAYS): Hours => ({ key: key(), days, from: '09:00', to: '18:00' });
export const newSpecial = (): Special => ({ key: key(), date: '', name: '', open: null });

export function scheduleDraft(schedule: Schedule | null): ScheduleDraft {
  if (!schedule) return { name: '', weekly: [newHours()], dates: [] };
  return {
    name: schedule.name,
    weekly: schedule.weekly.map((hours) => ({ key: key(), ...hours })),
    // Of several spans on one date the form shows the first; the API knows them all.
    dates: schedule.dates.map(({ date, name, hours }) => ({ key: key(), date, name, open: hours[0] ?? null })),
  };
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;
const END = /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/;
const isSpan = ({ from, to }: { from: string; to: string }) => TIME.test(from) && END.test(to);

/** Whether it can be saved: every line whole, no date twice. */
export function isWhole({ name, weekly, dates }: ScheduleDraft): boolean {
  const isSound = dates.every(({ date, open }) => date !== '' && (open === null || isSpan(open)));
  const isOnce = new Set(dates.map(({ date }) => date)).size === dates.length;
  return name.trim() !== '' && weekly.every((hours) => hours.days.length > 0 && isSpan(hours)) && isSound && isOnce;
}

/** What is sent; `before`: spans that the form does not show stay, as long as the first is untouched. */
export function askedSchedule({ name, weekly, dates }: ScheduleDraft, before: Schedule | null) {
  const known = new Map(before?.dates.map((one) => [one.date, one.hours]));
  const hoursOf = ({ date, open }: Special) => {
    const [first, ...others] = known.get(date) ?? [];
    return open && first?.from === open.from && first.to === open.to ? [open, ...others] : open ? [open] : [];
  };
  return {
    name: name.trim(),
    weekly: weekly.map(({ days, from, to }) => ({ days: days.toSorted(), from, to })),
    dates: dates
      .map((special) => ({ date: special.date, name: special.name.trim(), hours: hoursOf(special) }))
      .toSorted((a, b) => a.date.localeCompare(b.date)),
  };
}

/** Adds the holidays that are not there yet. */
export function withHolidays(dates: readonly Special[], holidays: Holidays): Special[] {
  const known = new Set(dates.map(({ date }) => date));
  const added = holidays.filter(({ date }) => !known.has(date));
  return [...dates, ...added.map(({ date, name }) => ({ key: key(), date, name, open: null }))].toSorted((a, b) =>
    a.date.localeCompare(b.date),
  );
}

/** [1,2,3,5] → 'Mon–Wed, Fri' */
export function daysText(days: readonly number[], name: (day: number) => string): string {
  const runs: [first: number, last: number][] = [];
  for (const day of days.toSorted()) {
    const run = runs.at(-1);
    if (run && run[1] === day - 1) run[1] = day;
    else runs.push([day, day]);
  }
  return runs
    .map(([first, last]) =>
      first === last ? name(first) : `${name(first)}${last - first > 1 ? '–' : ', '}${name(last)}`,
    )
    .join(', ');
}

/** 1 → 'Mon', in the reader's language. */
export function dayName(day: number, locale: string): string {
  const monday = Date.UTC(2024, 0, 1);
  const at = new Date(monday + (day - 1) * 86_400_000);
  return new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' }).format(at);
}

/** What a person types for a time, written whole: 9 → 09:00, 9.30 → 09:30, 930 → 09:30; anything else stays. */
export function timeOf(typed: string): string {
  const [, hours, minutes = '00'] = /^(\d{1,2})(?:[:.]?(\d{2}))?$/.exec(typed.trim()) ?? [];
  return hours === undefined ? typed : `${hours.padStart(2, '0')}:${minutes}`;
}
