// How a number looks to people: what kind it is, and how alike two numbers are.
import { countryOf, digitsOf, formatForPeople, nationalDigits } from '../phone.ts';

/** 0: strange beside it. 1: of the same country. 2: and of the same region. 3: and with the same leading digits. */
export type Likeness = 0 | 1 | 2 | 3;
export const NUMBER_KINDS = ['geographic', 'mobile', 'toll-free', 'other'] as const;
export type NumberKind = (typeof NUMBER_KINDS)[number];

const LEADING_DIGITS = 3; // of the local part: "+7 495 123-…"; where local parts are short, as many as there are

/**
 * How alike a tracking number looks to the business's own (both E.164). A free number beside one that is not, and the
 * other way round, is strange (0) even in its own country: callers notice who pays. The region code is the first group
 * of digits as people write them, which is the area code in Russia, North America and most of Europe.
 */
export function likeness(number: string, own: string): Likeness {
  if (countryCodeOf(number) !== countryCodeOf(own) || countryOf(number) !== countryOf(own)) return 0;
  if (isTollFree(number) !== isTollFree(own)) return 0;
  const [mine, theirs] = [partsOf(number), partsOf(own)];
  if (!isSameRegion(mine.region, theirs.region, countryCodeOf(own))) return 1;
  const same =
    mine.region === theirs.region && mine.local.slice(0, LEADING_DIGITS) === theirs.local.slice(0, LEADING_DIGITS);
  return same ? 3 : 2;
}

/** The kind that a number's digits tell, as far as this knows: free numbers, and Russia's mobile ones. */
export function kindByLook(e164: string): NumberKind {
  if (isTollFree(e164)) return 'toll-free';
  return /^\+79/.test(e164) ? 'mobile' : 'geographic';
}

// By country calling code, of the national number; everywhere else 800 (ITU-T E.169.1 recommends it).
const FREE: Readonly<Record<string, RegExp>> = {
  '1': /^8(00|33|44|55|66|77|88)/,
  '7': /^80[04]/,
  '33': /^80[0-5]/,
  '44': /^80[08]/,
};

function isTollFree(e164: string): boolean {
  if (e164.startsWith('+800')) return true; // in every country
  return (FREE[countryCodeOf(e164)] ?? /^800/).test(nationalDigits(e164));
}

/** '+74951234567' → '7' */
function countryCodeOf(e164: string): string {
  const digits = digitsOf(e164);
  return digits.slice(0, digits.length - nationalDigits(e164).length);
}

function partsOf(e164: string): { region: string; local: string } {
  const [, region = '', ...local] = formatForPeople(e164).split(' ');
  return { region, local: digitsOf(local.join('')) };
}

// Codes that people take for one: Moscow has two.
const SIBLINGS: Readonly<Record<string, readonly (readonly string[])[]>> = { '7': [['495', '499']] };

function isSameRegion(one: string, other: string, countryCode: string): boolean {
  if (one === other) return one !== '';
  return (SIBLINGS[countryCode] ?? []).some((codes) => codes.includes(one) && codes.includes(other));
}
