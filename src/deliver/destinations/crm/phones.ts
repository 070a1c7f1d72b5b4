// Phones as people wrote them into a CRM.
import { toE164 } from '../../../core/phone.ts';

/** Each phone that can be read, once, in E.164. `country`: where numbers without a country code are of; default RU. */
export const e164sOf = (texts: readonly string[], country: string | undefined): string[] => [
  ...new Set(
    texts.flatMap((text) => {
      const phone = toE164(text, country || 'RU');
      return phone.kind === 'phone' ? [phone.e164 as string] : [];
    }),
  ),
];
