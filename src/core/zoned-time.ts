// Times as files write them, read in a site's time zone: '2026-11-21', '21.11.2026 10:30', '2026-11-21T10:30:00+03:00'.

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?$/;
const RUSSIAN = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?$/;
const WITH_OFFSET = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})$/;

type Wall = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** The day that is meant, as YYYY-MM-DD; null: it can't be read, or there is no such day. */
export function dayIn(text: string): string | null {
  const wall = wallOf(text.trim());
  return wall?.isDay ? new Date(utcOf(wall)).toISOString().slice(0, 10) : null;
}

/** The moment that is meant; a day without a time is its last second. Null: it can't be read, or there is no such time. */
export function instantIn(text: string, timeZone: string): Date | null {
  const trimmed = text.trim();
  if (WITH_OFFSET.test(trimmed)) {
    const at = new Date(trimmed.replace(' ', 'T'));
    return Number.isNaN(at.getTime()) ? null : at;
  }
  const wall = wallOf(trimmed);
  if (!wall) return null;
  return instantOf(wall.isDay ? { ...wall, hour: 23, minute: 59, second: 59 } : wall, timeZone);
}

function wallOf(text: string): (Wall & { isDay: boolean }) | null {
  const [iso, russian] = [ISO.exec(text), RUSSIAN.exec(text)];
  const [year, month, day] = iso ? [iso[1], iso[2], iso[3]] : russian ? [russian[3], russian[2], russian[1]] : [];
  const [hour, minute, second] = (iso ?? russian)?.slice(4) ?? [];
  if (year === undefined) return null;
  const wall: Wall = {
    ...{ year: Number(year), month: Number(month), day: Number(day) },
    ...{ hour: Number(hour ?? 0), minute: Number(minute ?? 0), second: Number(second ?? 0) },
  };
  const back = new Date(utcOf(wall));
  const isReal =
    back.getUTCMonth() + 1 === wall.month && back.getUTCDate() === wall.day && back.getUTCHours() === wall.hour;
  const isOfOurTime = wall.year >= 1990 && wall.year < 2100 && wall.minute < 60 && wall.second < 60;
  return isReal && isOfOurTime ? { ...wall, isDay: hour === undefined } : null;
}

const utcOf = ({ year, month, day, hour, minute, second }: Wall) =>
  Date.UTC(year, month - 1, day, hour, minute, second);

const formats = new Map<string, Intl.DateTimeFormat>();

// What clocks at the place show, minus UTC, in milliseconds.
function offsetAt(at: number, timeZone: string): number {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en-GB', {
      ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
    });
  formats.set(timeZone, format);
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
  return utcOf({ year, month, day, hour, minute, second }) - at;
}

// Of a time that clocks show twice, or never, one of the moments that may be meant.
function instantOf(wall: Wall, timeZone: string): Date {
  const asUtc = utcOf(wall);
  const near = asUtc - offsetAt(asUtc, timeZone);
  return new Date(asUtc - offsetAt(near, timeZone));
}
