// Phone numbers on a page that nothing replaces: somebody may call them, and nobody will know where that call came from.
import { type CountryCode, findPhoneNumbersInText } from 'libphonenumber-js/min';
import { excerpt, plainDigits } from './number-search.ts';
import type { Piece } from './piece.ts';
import type { OtherNumber } from './report.ts';

const NUMBERS_LIMIT = 30;
/** Where people see or tap a number. */
const SEEN: readonly Piece['kind'][] = ['text', 'link'];

/**
 * Valid numbers (by libphonenumber) in texts and tel: links, most frequent first, except `known` ones. What is written
 * without a country code is read as in `country`.
 */
export function findOtherNumbers(
  pieces: readonly Piece[],
  { known, country }: { known: readonly string[]; country: string | null },
): OtherNumber[] {
  const found = new Map<string, OtherNumber>();
  for (const piece of pieces) {
    if (!SEEN.includes(piece.kind) || piece.within === 'foreign-frame') continue;
    if (piece.kind === 'link' && !/^\s*tel:/i.test(piece.text)) continue;
    for (const { number, startsAt, endsAt } of phonesIn(piece.text, country)) {
      if (known.includes(number.number)) continue;
      const at = { at: startsAt, length: endsAt - startsAt };
      const one = found.get(number.number) ?? { number: number.number, text: '', path: piece.path, places: 0 };
      if (one.text === '' || piece.kind === 'text') one.text = excerpt(piece.text, at);
      one.places++;
      found.set(number.number, one);
    }
  }
  return [...found.values()].sort((a, b) => b.places - a.places).slice(0, NUMBERS_LIMIT);
}

// Bare digits in text are an INN, an article, a price: with nothing between them they are taken only with a code before.
const BARE = /^\d{5,10}$/;

function phonesIn(text: string, country: string | null) {
  const isLink = /^\s*tel:/i.test(text);
  // The library reads over commas: '4951234999, 8 800…' would be one number.
  const plain = plainDigits(text)
    .replace(/^\s*tel:/i, (scheme) => ' '.repeat(scheme.length))
    .replace(/[,;|]/g, '§');
  const found = findPhoneNumbersInText(plain, country ? { defaultCountry: country as CountryCode } : {});
  return found.filter(({ startsAt, endsAt }) => isLink || !BARE.test(plain.slice(startsAt, endsAt)));
}
