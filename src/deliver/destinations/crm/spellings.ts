// How a phone may have been typed into a CRM.
import { dialledForms } from '../../../core/phone.ts';

/** '+79161234567' → '+79161234567', '79161234567', '9161234567', '89161234567'. */
export const spellingsOf = (e164: string): string[] => [e164, ...dialledForms(e164)];
