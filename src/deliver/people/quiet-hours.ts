// When people are told: not in their quiet hours unless it can't wait, and of a day when they want to read it.
import { isOpen, nextChange } from '../../core/routing/schedule.ts';
import type { Item, Outcome } from '../port.ts';
import type { Told } from '../told.ts';
import { DAY_AT } from './fields.ts';

type Settings = Readonly<Record<string, string>>;
const EVERY_DAY = [1, 2, 3, 4, 5, 6, 7];
const MINUTE_MS = 60_000;

/** Of no use to anybody in the morning. */
const OF_THE_MOMENT: readonly string[] = ['call.offered', 'call.ringing', 'call.answered'];

/** Reasons of `whenTold`. */
export const TIME_REASONS = ['quiet-hours', 'time-of-day'] as const;

/** Why an event is not told at this moment; null: it is. What a person tries is told at once. */
export function whenTold({ told, trial }: Item, settings: Settings, now: Date): Outcome | null {
  if (trial) return null;
  const ready = told.event.type === 'day.ended' ? timeOfDay(told, settings.dayAt || DAY_AT) : now;
  if (ready > now) return { kind: 'wait', reason: 'time-of-day', until: ready };
  const until = passes(told, settings.quietPasses) ? null : quietUntil(now, settings, told.site.timeZone);
  if (!until) return null;
  if (OF_THE_MOMENT.includes(told.event.type)) return { kind: 'skipped', reason: 'quiet-hours' };
  return { kind: 'wait', reason: 'quiet-hours', until };
}

/** When the quiet hours end that are now; null: it is not quiet. */
export function quietUntil(at: Date, { quietFrom, quietTo }: Settings, timeZone: string): Date | null {
  if (!quietFrom || !quietTo || quietFrom === quietTo) return null;
  const quiet = { weekly: [{ days: EVERY_DAY, from: quietFrom, to: quietTo }], dates: [] };
  return isOpen(quiet, at, timeZone) ? nextChange(quiet, at, timeZone) : null;
}

/** The first moment from the end of the day on at which the site's clock shows `time`. */
function timeOfDay({ event, site }: Told, time: string): Date {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  const next = new Date((hours * 60 + minutes + 1) * MINUTE_MS).toISOString().slice(11, 16);
  const minute = { weekly: [{ days: EVERY_DAY, from: time, to: next }], dates: [] };
  if (isOpen(minute, event.at, site.timeZone)) return event.at;
  return nextChange(minute, event.at, site.timeZone) ?? event.at;
}

function passes({ event, call }: Told, what: string | undefined): boolean {
  const isMissed = call?.status === 'missed' && ['call.finished', 'call-back.late'].includes(event.type);
  if (what === 'missed') return isMissed;
  return what === 'vip-missed' && isMissed && call?.contact?.vip === true;
}
