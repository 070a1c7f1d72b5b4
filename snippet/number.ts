// Finds phone numbers in text however their author wrote them, and writes others in their place in the same form. Pure.

/** A line of the answer of /collect: `find` and `show` are E.164, `text` is `show` written for people. */
export type Swap = { find: string; show: string; text: string };

/** Where a form of a number stands, the form (E.164), and its swap. */
export type Rule = [pattern: RegExp, from: string, swap: Swap];

// What may stand between two digits of one printed number: spaces of any kind, brackets, dots, slashes, dashes and the
// invisible characters that editors leave behind.
const GAP = '[\\s()./\\-\\xad\\u200b-\\u2060]*';

// Country codes of one and two digits, all others have three (ITU-T E.164, assigned country codes); then the national
// number. Throws on anything else, and so nothing is shown that is no number.
const PARTS = /^\+([17]|2[07]|3[0-469]|4[^2]|5[1-8]|6[0-6]|9[0-58]|8[1246]|...)(\d{5,})$/;

/**
 * The characters of the text after the swap, one string for each that was there. Each number is sought in the text as it
 * was, so that one's new form is never taken for another's old one. Digits are replaced one for one from the right, so the
 * author's prefix and punctuation stay. A number of another country or length can't be, and is written our way (`text`).
 */
export function swapped(old: string, rules: Rule[]): string[] {
  const chars = old.split('');
  for (const [pattern, from, { show, text }] of rules) {
    old.replace(pattern, (found, at: number) => {
      const [, country, digits] = PARTS.exec(show)!;
      let left = digits!.length;
      const isAlike = from.slice(0, -left) === `+${country}`; // the same country and length
      for (let i = found.length; i--; ) {
        if (!isAlike) chars[at + i] = i ? '' : text;
        else if (left && /\d/.test(found[i]!)) chars[at + i] = digits![--left]!;
      }
      return '';
    });
  }
  return chars;
}

// Finds the number in any form. It is no number of its own after a digit, a Latin letter, + (another country), `12-`, `3.`; before a digit, a letter, @, `/68`,
// `.50`, `-2`. A number without a prefix may not follow one: `+1 (`, `4276 `; but `24/7 (` is none.
export function printed(e164: string): RegExp {
  const [, country] = PARTS.exec(e164)!;
  const trunk = (country === '7' ? '8' : '8?0') + GAP; // dialled before the area code: 8 495, 8 029, 020
  return new RegExp(
    `(?<![\\w+]|\\d[-./,])(?:(?:\\+|00)?${country}${GAP}(?:${trunk})?|${trunk}|(?<!(?:^|[^/\\d])\\d+${GAP}))${national(e164)}(?![\\w@]|[-./,]\\d)`,
    'g',
  );
}

/** Source of a RegExp for the national digits alone. */
export const national = (e164: string): string => [...PARTS.exec(e164)![2]!].join(GAP);
