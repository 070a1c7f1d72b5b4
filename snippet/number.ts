// Finds phone numbers in text however their author wrote them, and writes others in their place in the same form. Pure.

/**
 * A line of the answer of /collect: `find` and `show` are E.164, `text` is `show` written for people, the country code apart;
 * `own` the same of `find` where that is of another country or length.
 */
export type Swap = { find: string; show: string; text: string; own?: string };

/** Where a form of a number stands, the form (E.164), and its swap. */
export type Rule = [pattern: RegExp, from: string, swap: Omit<Swap, 'find'>];

// What may stand between two digits of one printed number: spaces of any kind, brackets, dots, slashes, dashes and the
// invisible characters that editors leave behind; last the full-width ones.
const GAP = `[\\s()[\\]./\\-\\xad\\xb7\\u200b-\\u2069\\u2212${FULL ? '\\uff08-\\uff0d' : ''}]*`;

/** '+7' of '+7 495 123-45-67'. */
const plusCode = (text: string): string => text.split(' ')[0]!;

/**
 * The same text, character for character, as far as numbers go: in links %20, %28, %29, %2B, %2D and their like are a gap; Arabic-Indic,
 * Persian, Devanagari and full-width digits are written 0-9 (dt-full.js).
 */
export function plain(text: unknown): string {
  const gapped = `${text}`.replace(/%2./g, '   ');
  return FULL ? gapped.replace(/[\u0660-\u0669\u06f0-\u06f9\u0966-\u096f\uff10-\uff19]/g, western) : gapped;
}

function western(digit: string): string {
  const code = digit.charCodeAt(0);
  return `${(code % 16) - (code & 512 ? 0 : 6)}`; // Devanagari's zero is U+0966
}

/**
 * The characters of the text after the swap, one string for each that was there. Each number is sought in the text as it
 * was, so that one's new form is never taken for another's old one. Digits are replaced one for one from the right, so the
 * author's prefix, punctuation and script stay. A number of another country or length can't be, and is written our way
 * (`text`).
 */
export function swapped(old: string, rules: Rule[]): string[] {
  const chars = old.split('');
  for (const [pattern, from, { show, text }] of rules) {
    plain(old).replace(pattern, (found, at: number) => {
      const isAlike = from.length === show.length && !from.indexOf(plusCode(text));
      for (let i = found.length, k = show.length; i--; ) {
        if (!isAlike) chars[at + i] = i ? '' : text;
        else if (/\d/.test(found[i]!) && show[--k] !== from[k])
          chars[at + i] = FULL ? String.fromCharCode(old.charCodeAt(at + i) - +from[k]! + +show[k]!) : show[k]!;
      }
      return '';
    });
  }
  return chars;
}

// What may not come after it. (dt.js: an extension in letters, `ext.12`, needs a space before it.)
const AFTER = FULL ? '(?![\\d@]|[-/]\\d|(?<!(?:\\+|tel:)[^a-z,]+)(?:\\w|[.,]\\d))' : '(?![\\w@]|[-./,]\\d)';

// dt-full.js: a number of another country does not leave the bracket behind.
const BRACKET = FULL ? '[([]?' : '';

/**
 * Finds the number in any form. It is no number of its own after a digit, a Latin letter, + (another country), `12-`, `3.`;
 * before a digit, @, `/68`, `-2`, nor, unless a + or `tel:` before it says what it is, before a letter, `.50`, `,5`. A
 * number without a prefix may not follow one: `+1 (`, `4276 `; but `24/7 (` is none. `text`: the number written for people.
 */
export function printed(e164: string, text: string): RegExp {
  const trunk = `[80]0?${GAP}`; // dialled before the area code: 8 495, 8 029, 020
  return new RegExp(
    `(?:\\+|(?<![\\w+]|\\d[-./,]))${BRACKET}(?:(?:00)?${plusCode(text).slice(1)}${GAP}(?:${trunk})?|${trunk}|(?<!\\+|(?:^|[^/\\d])\\d+${GAP}))${national(e164, text)}${AFTER}`,
    'gi',
  );
}

/** Source of a RegExp for the national digits alone. Throws where there are none, and so nothing is shown that is no number. */
export const national = (e164: string, text: string): string =>
  [.../\d{5,}$/.exec(e164.slice(plusCode(text).length))![0]].join(GAP);
