// What every destination that people read is asked beside its own: language, words of one's own, hours of quiet.
import type { DestinationField, SettingFault } from '../port.ts';
import type { Language } from './words.ts';

const TIME = '([01]\\d|2[0-3]):[0-5]\\d';
const time = (name: string, example: string): DestinationField => ({
  ...{ name, kind: 'text', required: false, pattern: `(${TIME})?`, example },
});

/** When `dayAt` is empty. */
export const DAY_AT = '09:00';

export const LANGUAGE_FIELD: DestinationField = {
  ...{ name: 'language', kind: 'choice', required: false, options: ['en', 'ru'], example: 'en' },
};

/** Words instead of ours: `missedTemplate` for missed calls, `template` for the other events of a call. */
export const TEMPLATE_FIELDS: readonly DestinationField[] = [
  { name: 'missedTemplate', kind: 'template', required: false, example: '{contact} {caller}: {source}, {campaign}' },
  { name: 'template', kind: 'template', required: false, example: '{caller} – {answered_by}, {talk_seconds} s' },
];

/** Nothing is told from `quietFrom` to `quietTo`, by the site's clock, but what `quietPasses` lets through. */
export const QUIET_FIELDS: readonly DestinationField[] = [
  time('quietFrom', '22:00'),
  time('quietTo', '08:00'),
  {
    ...{ name: 'quietPasses', kind: 'choice', required: false },
    ...{ options: ['nothing', 'vip-missed', 'missed'], example: 'vip-missed' },
  },
  { ...time('dayAt', DAY_AT), byDefault: DAY_AT },
];

type Settings = Readonly<Record<string, string>>;

export const languageOf = ({ language }: Settings): Language => (language === 'ru' ? 'ru' : 'en');

export function quietFaults({ quietFrom = '', quietTo = '' }: Settings): SettingFault[] {
  if (quietFrom && !quietTo) return [{ field: 'quietTo', fault: 'Say when the quiet hours end, as 08:00.' }];
  if (quietTo && !quietFrom) return [{ field: 'quietFrom', fault: 'Say when the quiet hours begin, as 22:00.' }];
  return [];
}
