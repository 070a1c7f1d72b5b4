// When each site learns from its calls: once a night, spread over the small hours of its own time zone.

const NIGHT_FROM_HOUR = 1;
const NIGHT_HOURS = 4;
const DAY_MS = 86_400_000;

export type LearningSite = { id: string; timeZone: string; learnedAt: Date | null };

/** Whether it is the site's minute, or past it in the same night, and it has not learned in this night yet. */
export function isTimeToLearn({ id, timeZone, learnedAt }: LearningSite, now: Date): boolean {
  if (learnedAt && now.getTime() - learnedAt.getTime() < DAY_MS / 2) return false;
  const minutes = minuteOfDay(now, timeZone) - NIGHT_FROM_HOUR * 60;
  return minutes >= slotOf(id) && minutes < NIGHT_HOURS * 60;
}

const clocks = new Map<string, Intl.DateTimeFormat>(); // one is a millisecond's work to make

function minuteOfDay(now: Date, timeZone: string): number {
  const options = { timeZone, hour: 'numeric', minute: 'numeric', hourCycle: 'h23' } as const;
  const clock = clocks.get(timeZone) ?? new Intl.DateTimeFormat('en', options);
  clocks.set(timeZone, clock);
  const parts = clock.formatToParts(now);
  const read = (type: 'hour' | 'minute') => Number(parts.find((part) => part.type === type)?.value);
  return read('hour') * 60 + read('minute');
}

/** The last half hour is left for those that were behind others. */
function slotOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + letter.charCodeAt(0)) >>> 0;
  return hash % (NIGHT_HOURS * 60 - 30);
}
