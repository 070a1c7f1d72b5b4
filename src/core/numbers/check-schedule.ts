// When which number is checked: in the quiet hours of its connection, never more than its limits, one at a time.

export type CheckOrigin = 'person' | 'follow-up' | 'silence';
/** A check that somebody asked for. Times are seconds since the epoch. */
export type CheckWish = {
  id: string;
  origin: CheckOrigin;
  notBefore: number;
  /** at any hour */
  now: boolean;
  /** over the day's limit */
  force: boolean;
};
export type CheckHours = { timeZone: string; fromHour: number; toHour: number };
export type NumberDue = CheckHours & {
  numberId: string;
  connectionId: string;
  everyDays: number;
  /** shown to visitors or bound to a source: the schedule looks after it */
  inService: boolean;
  outOfOrder: boolean;
  /** the newest result that says something of the number, and the newest of all */
  conclusiveAt: number | null;
  checkedAt: number | null;
  wish: CheckWish | null;
};
/** A connection's line: how far it is in use. */
export type CheckLine = {
  connectionId: string;
  checking: boolean;
  checksOfDay: number;
  checksPerDay: number;
  /** real calls that go on now, and how many the engine takes at all */
  calls: number;
  maxCalls: number;
};

const DAY = 86_400;
/** What said nothing, and what is out of order, is looked at again the next day: a little less, so that hours don't drift. */
const AGAIN_SECONDS = 20 * 3600;
const BUSY_SHARE = 0.5;

/** What is to be dialled now: at most one number for each connection. Wishes of people come first, then by age. */
export function dueChecks(now: number, numbers: readonly NumberDue[], lines: readonly CheckLine[]): NumberDue[] {
  return lines.flatMap((line) => {
    if (line.checking || line.calls > line.maxCalls * BUSY_SHARE) return [];
    const due = numbers
      .filter((number) => number.connectionId === line.connectionId && isDue(now, number, line))
      .sort((a, b) => rank(a) - rank(b) || (a.checkedAt ?? 0) - (b.checkedAt ?? 0));
    return due.slice(0, 1);
  });
}

function isDue(now: number, number: NumberDue, line: CheckLine): boolean {
  const { wish } = number;
  if (line.checksOfDay >= line.checksPerDay && !wish?.force) return false;
  if (!wish?.now && !isQuiet(now, number)) return false;
  return wish ? wish.notBefore <= now : dueFrom(number) <= now;
}

const RANKS: Record<CheckOrigin, number> = { person: 0, 'follow-up': 1, silence: 2 };
const rank = ({ wish }: NumberDue) => (wish ? RANKS[wish.origin] : 3);

// Infinity: never by itself.
function dueFrom(number: NumberDue): number {
  if (!number.inService) return Number.POSITIVE_INFINITY;
  const again = (number.checkedAt ?? 0) + AGAIN_SECONDS;
  if (number.outOfOrder) return again;
  return Math.max(again, (number.conclusiveAt ?? 0) + number.everyDays * DAY - (DAY - AGAIN_SECONDS));
}

/** When the number's next check may begin, its connection's limits aside; null: nobody asks for one. */
export function nextCheckAt(now: number, number: NumberDue): number | null {
  const { wish } = number;
  const from = Math.max(now, wish ? wish.notBefore : dueFrom(number));
  if (!Number.isFinite(from)) return null;
  return wish?.now ? from : nextQuiet(from, number);
}

/** Whether the quiet hours hold; from 22 to 6 goes over midnight, equal hours mean the whole day. */
export function isQuiet(at: number, { timeZone, fromHour, toHour }: CheckHours): boolean {
  const hour = Number(hours(timeZone).format(at * 1000)) % 24;
  if (fromHour === toHour % 24) return true;
  return fromHour < toHour ? hour >= fromHour && hour < toHour : hour >= fromHour || hour < toHour;
}

const STEP = 900; // all time zones differ by whole quarters of an hour

function nextQuiet(from: number, place: CheckHours): number {
  if (isQuiet(from, place)) return from;
  let at = Math.ceil(from / STEP) * STEP;
  while (!isQuiet(at, place)) at += STEP;
  return at;
}

const formats = new Map<string, Intl.DateTimeFormat>(); // costs 50 µs to make

function hours(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ?? new Intl.DateTimeFormat('en-GB', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  formats.set(timeZone, format);
  return format;
}
