// Phone numbers: from what people and operators write to E.164 (ITU-T E.164), and back to what people like to read.
import { type CountryCode, parsePhoneNumberFromString, validatePhoneNumberLength } from 'libphonenumber-js/min';

/** '+74951234567' */
export type E164 = string & { readonly e164: true };

export type PhoneRefusal = 'empty' | 'not-a-number' | 'too-short' | 'too-long' | 'wrong-length' | 'unknown-country';
export type Phone = { kind: 'phone'; e164: E164; country: string | null } | { kind: 'none'; reason: PhoneRefusal };

const TEXT_LIMIT = 64; // the longest honest way to write a number, with words for the extension

/**
 * The number that `raw` means when it is written or dialled in `defaultCountry` (ISO 3166-1 alpha-2): '8 (495) 123-45-67',
 * '4951234567' and '74951234567' are one number in 'RU'. Operators leave the '+' out of foreign numbers, so digits that
 * can't be a number of that country are tried as an international number. The length is checked, not whether the
 * number is in use. An extension is left out.
 */
export function toE164(raw: string, defaultCountry: string): Phone {
  const text = raw.trim();
  if (text === '') return { kind: 'none', reason: 'empty' };
  if (text.length > TEXT_LIMIT) return { kind: 'none', reason: 'too-long' };
  return parse(text, defaultCountry) ?? international(text) ?? { kind: 'none', reason: reasonOf(text, defaultCountry) };
}

/** Whether this is a phone number in E.164 form, as the tables check it. */
export function isE164(text: string): text is E164 {
  return /^\+[1-9][0-9]{5,14}$/.test(text);
}

/** Whether its country's numbering plan has such a number, as far as the plan's patterns tell. */
export function isValidPhone(e164: string): boolean {
  return parsePhoneNumberFromString(e164)?.isValid() ?? false;
}

/**
 * As people write it: '+7 495 123-45-67', '+44 20 7183 8750'; with 'national' as they write it at home:
 * '8 (495) 123-45-67', '020 7183 8750'. What can't be read is given back as it is.
 */
export function formatForPeople(e164: string, style: 'international' | 'national' = 'international'): string {
  const phone = parsePhoneNumberFromString(e164);
  if (!phone) return e164;
  if (style === 'national') return phone.formatNational();
  const written = phone.formatInternational();
  if (phone.countryCallingCode !== '7') return written;
  const [code, area, ...rest] = written.split(' ');
  return rest.length > 0 ? `${code} ${area} ${rest.join('-')}` : written; // Russian custom: hyphens inside the local part
}

/** '+7 (495) 123-45-67' → '74951234567' */
export function digitsOf(text: string): string {
  return text.replace(/\D/g, '');
}

/** The national significant number: '+74951234567' → '4951234567'. */
export function nationalDigits(e164: string): string {
  return parsePhoneNumberFromString(e164)?.nationalNumber ?? digitsOf(e164);
}

/** Country of the number (ISO 3166-1 alpha-2), null where the number does not tell. */
export function countryOf(e164: string): string | null {
  return parsePhoneNumberFromString(e164)?.country ?? null;
}

/**
 * The digit strings an operator may send as the number that was dialled, likeliest first: all digits, the national
 * number, and that with the country's trunk prefix. '+74951234567' → ['74951234567', '4951234567', '84951234567'].
 */
export function dialledForms(e164: string): string[] {
  const home = digitsOf(formatForPeople(e164, 'national'));
  return [...new Set([digitsOf(e164), nationalDigits(e164), home])];
}

/** Whether an operator (or a person) may mean the number `e164` by `raw`, in any of its dialled forms. */
export function isSamePhone(raw: string, e164: string): boolean {
  return dialledForms(e164).includes(digitsOf(raw));
}

function parse(text: string, country?: string): Phone | null {
  const options = country ? { defaultCountry: country as CountryCode, extract: false } : { extract: false };
  const phone = parsePhoneNumberFromString(text, options);
  if (!phone?.isPossible() || !isE164(phone.number)) return null;
  return { kind: 'phone', e164: phone.number, country: phone.country ?? null };
}

function international(text: string): Phone | null {
  const digits = digitsOf(text);
  if (text.startsWith('+') || digits.length < 11 || /[^\d\s().-]/.test(text)) return null;
  const phone = parsePhoneNumberFromString(`+${digits}`);
  return phone?.isValid() ? parse(phone.number) : null;
}

const REASONS = {
  TOO_SHORT: 'too-short',
  TOO_LONG: 'too-long',
  INVALID_LENGTH: 'wrong-length',
  INVALID_COUNTRY: 'unknown-country',
  NOT_A_NUMBER: 'not-a-number',
} as const;

function reasonOf(text: string, country: string): PhoneRefusal {
  if (!/^[+\d][\d\s().-]*$/.test(text)) return 'not-a-number';
  return REASONS[validatePhoneNumberLength(text, country as CountryCode) ?? 'INVALID_LENGTH'];
}
