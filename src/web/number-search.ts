// Finds one phone number in a piece of text in any usual writing. Written apart from the page script's own search, and a
// little more generous: what it finds and the script does not is worth telling.
import { digitsOf, nationalDigits } from '../core/phone.ts';

export type Found = { at: number; length: number };

// Between two digits: anything short that is no letter, no digit and no list mark.
const GAP = '[^\\p{L}\\p{N},;:<>=&?#%$€₽@\\n]{0,5}';

/** A RegExp for this number; use it on text in `plainDigits`. */
export function searchFor(e164: string): RegExp {
  const national = nationalDigits(e164);
  const country = digitsOf(e164).slice(0, -national.length);
  const trunk = `${country === '7' ? '8' : '0'}${GAP}`;
  const international = `(?:(?:\\+|00)${GAP})?${[...country].join(GAP)}${GAP}(?:\\(0\\)${GAP})?`;
  // Not a part of a longer number: 12-495…, 3.495…, …-2, and without a prefix not after any digits at all.
  const notAfter = '(?<!\\d)(?<!\\d[-.,/+])';
  return new RegExp(
    `${notAfter}(?:${international}|${trunk}|(?<!\\d${GAP}))${[...national].join(GAP)}(?!\\d)(?![-.,/]\\d)`,
    'gu',
  );
}

/** The text with digits of all scripts as ASCII ones, place for place (those beyond the BMP are left). */
export const plainDigits = (text: string): string =>
  text.replace(/[^\P{Nd}0-9]/gu, (digit) => (digit.length > 1 ? digit : String(digitValue(digit))));

// Unicode keeps the ten digits of a script together and in order, each block of ten beginning with its zero.
function digitValue(digit: string): number {
  let zero = digit.charCodeAt(0);
  while (/\p{Nd}/u.test(String.fromCharCode(zero - 1)) && digit.charCodeAt(0) - zero < 9) zero--;
  return digit.charCodeAt(0) - zero;
}

/** All places in the text where the number stands. `text` as it is. */
export function findNumber(text: string, search: RegExp): Found[] {
  return [...plainDigits(text).matchAll(search)].map((match) => ({ at: match.index, length: match[0].length }));
}

/** What stands in the text around a place: 60 characters at most, on one line. */
export function excerpt(text: string, { at, length }: Found): string {
  const around = Math.max(0, Math.floor((60 - length) / 2));
  const from = Math.max(0, at - around);
  const to = Math.min(text.length, at + length + around);
  const words = text.slice(from, to).replace(/\s+/gu, ' ').trim().toWellFormed();
  return `${from > 0 ? '…' : ''}${words}${to < text.length ? '…' : ''}`;
}
