// Times as Russian operators write them: often by the clock of the account's region, without saying so.
import type { SettingField } from './port.ts';

type Settings = Readonly<Record<string, string>>;

/** Russia's regions have had fixed offsets since 2014 (Federal Law 248-FZ of 2014), so an offset is enough. */
export const UTC_OFFSET: SettingField = {
  name: 'utcOffset',
  secret: false,
  required: false,
  pattern: String.raw`[+-]\d\d:\d\d`,
  example: '+03:00',
};
const MOSCOW = '+03:00';

/**
 * The moment meant by '2026-11-21 10:00:00' by the clock of the setting `utcOffset` (Moscow's unless set), or by a time
 * that says its own offset. Undefined: it is no time.
 */
export function timeOf(text: string, { utcOffset = MOSCOW }: Settings): Date | undefined {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s*(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim());
  if (!match) return undefined;
  const [, day, clock, offset] = match;
  return valid(new Date(`${day}T${clock}${(offset ?? (utcOffset || MOSCOW)).replace(/(\d\d)(\d\d)$/, '$1:$2')}`));
}

/** '2026-11-21 10:00:00' by the clock of the setting. */
export function writtenTime(at: Date, { utcOffset = MOSCOW }: Settings): string {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(utcOffset) ?? ['', '+', '03', '00'];
  const shift = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  return new Date(at.getTime() + shift).toISOString().slice(0, 19).replace('T', ' ');
}

const MS_FROM = 1e11; // in seconds that would be the year 5138

/** Seconds or milliseconds since 1970; undefined: neither, or 0, which operators write for "never". */
export function unixTime(value: string | number): Date | undefined {
  const number = Number(value);
  if (!Number.isFinite(number) || number <= 0) return undefined;
  return valid(new Date(number < MS_FROM ? number * 1000 : number));
}

/** So many seconds earlier. */
export const before = (at: Date, seconds: number) => new Date(at.getTime() - seconds * 1000);

/** Seconds as an operator writes them; 0 where it is no sensible span. */
export function secondsOf(text: string): number {
  const seconds = Number(text);
  return Number.isFinite(seconds) && seconds > 0 && seconds < 1e6 ? seconds : 0;
}

function valid(at: Date): Date | undefined {
  const year = at.getUTCFullYear();
  return year >= 2000 && year < 2200 ? at : undefined;
}
