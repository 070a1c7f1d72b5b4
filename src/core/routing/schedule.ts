// Whether a business is open or an agent on shift at a moment, and when that changes. Hours are of the wall clock of the
// site's time zone: an hour that the clock shows twice is open twice, one that it leaps over never was.
import type { Schedule } from './route.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;
/** A change later than that is not looked for. */
const HORIZON_DAYS = 400;

/** `timeZone`: IANA name. */
export function isOpen(schedule: Schedule, at: Date, timeZone: string): boolean {
  const { day, minute } = wallClock(at.getTime(), timeZone);
  const today = hoursOf(schedule, day).some(
    ({ from, to }) => minute >= from && (to <= from || minute < to), // over midnight: to the end of the day
  );
  // The night that began yesterday is yesterday's, whatever today is.
  return today || hoursOf(schedule, day - 1).some(({ from, to }) => to <= from && minute < to);
}

/** The next moment at which it opens (if it is closed) or closes (if it is open); null: never, as far as 400 days tell. */
export function nextChange(schedule: Schedule, at: Date, timeZone: string): Date | null {
  const now = isOpen(schedule, at, timeZone);
  const { day } = wallClock(at.getTime(), timeZone);
  for (let ahead = -1; ahead <= HORIZON_DAYS; ahead++) {
    const moments = momentsOf(schedule, day + ahead, timeZone).filter((moment) => moment > at.getTime());
    const change = moments
      .sort((one, other) => one - other)
      .find((one) => isOpen(schedule, new Date(one), timeZone) !== now);
    if (change !== undefined) return new Date(change);
  }
  return null;
}

type Hours = { from: number; to: number };

/** Days are counted since 1970-01-01, minutes since the day's midnight on the wall clock. */
function hoursOf(schedule: Schedule, day: number): Hours[] {
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  const exception = schedule.dates.find((one) => one.date === date);
  const weekday = ((((day + 3) % 7) + 7) % 7) + 1; // 1970-01-01 was a Thursday
  const hours = exception?.hours ?? schedule.weekly.filter(({ days }) => days.includes(weekday));
  return hours.map(({ from, to }) => ({ from: minuteOf(from), to: minuteOf(to) }));
}

function minuteOf(time: string): number {
  const [hour, minute] = time.split(':').map(Number);
  return (hour ?? 0) * 60 + (minute ?? 0);
}

// Moments of a day at which anything may change: its hours' beginnings and ends, and where the clock itself is changed.
function momentsOf(schedule: Schedule, day: number, timeZone: string): number[] {
  const [before, after] = [offsetAt((day - 1) * DAY_MS, timeZone), offsetAt((day + 2) * DAY_MS, timeZone)];
  const walls = [
    ...hoursOf(schedule, day).flatMap(({ from, to }) => [from, to <= from ? to + DAY_MINUTES : to]),
    0, // a day of other hours begins
    DAY_MINUTES,
  ].map((minute) => day * DAY_MS + minute * MINUTE_MS);
  const moments = walls.flatMap((wall) => (before === after ? [wall - before] : [wall - before, wall - after]));
  return before === after ? moments : [...moments, clockChange((day - 1) * DAY_MS, (day + 2) * DAY_MS, timeZone)];
}

/** When the clock is changed between two moments whose offsets differ, to the minute. */
function clockChange(from: number, to: number, timeZone: string): number {
  const old = offsetAt(from, timeZone);
  let [low, high] = [from, to];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetAt(middle, timeZone) === old) low = middle;
    else high = middle;
  }
  return high;
}

function wallClock(at: number, timeZone: string): { day: number; minute: number } {
  const wall = at + offsetAt(at, timeZone);
  const day = Math.floor(wall / DAY_MS);
  return { day, minute: Math.floor((wall - day * DAY_MS) / MINUTE_MS) };
}

/** What the wall clock of the zone is ahead of UTC, in milliseconds. */
function offsetAt(at: number, timeZone: string): number {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(timeZone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

const formats = new Map<string, Intl.DateTimeFormat>();

// Making a format takes a hundred times as long as using it.
function formatOf(timeZone: string): Intl.DateTimeFormat {
  let format = formats.get(timeZone);
  if (!format) {
    const date = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
    const time = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', ...date, ...time });
    formats.set(timeZone, format);
  }
  return format;
}
