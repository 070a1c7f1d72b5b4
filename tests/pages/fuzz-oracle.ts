// What a page must look like after the swap, told from the page as its author wrote it, by rules of its own and not by the
// page script's. Where a number stands among other digits it does not judge: there only what is no digit is held fast.

/** National digits of the number that is sought, and of the one to be shown, of the same length; all in Russia. */
export type Shown = { own: string; tracking: string };

/** The text wanted; null: not sure. */
export type Wanted = string | null;

const GAP = ' \u00a0()-.\n';
const isDigit = (char: string | undefined) => char !== undefined && char >= '0' && char <= '9';
const isGap = (char: string | undefined) => char !== undefined && GAP.includes(char);

/** What a line (or an attribute) shall say that its author wrote like this, or several of them who knew nothing of each other. */
export function wantedOf(text: string, { own, tracking }: Shown, isComposed = false): Wanted {
  const chars = text.split('');
  for (let start = 0; start < text.length; start++) {
    const places = placesOf(text, own, start);
    if (!places) continue;
    const verdict = judge(text, start, places.at(-1)!);
    if (verdict === 'unsure' || (verdict === 'none' && isComposed)) return null;
    if (verdict === 'number') for (const [i, place] of places.entries()) chars[place] = tracking[i]!;
  }
  return chars.join('');
}

/** Where the digits are, if they begin here and have only gaps between them. */
export function placesOf(text: string, digits: string, start: number): number[] | null {
  const places: number[] = [];
  let at = start;
  for (const digit of digits) {
    while (places.length > 0 && isGap(text[at])) at++;
    if (text[at] !== digit) return null;
    places.push(at++);
  }
  return places;
}

function judge(text: string, first: number, last: number): 'number' | 'none' | 'unsure' {
  const after = text.slice(last + 1);
  if (isDigit(after[0])) return 'none'; // it goes on
  if (!/^([,.;!)]?(\s|$)|[а-я ]*$)/i.test(after) || /^[^а-яa-z]*\d/i.test(after)) return 'unsure';
  let before = text.slice(0, first);
  if (/\d$/.test(before) && !/(^|[^\d+])(8|\+?7)$/.test(before)) return 'unsure';
  before = before.replace(/[ \u00a0(]*$/, '').replace(/[-.]$/, '');
  before = before.replace(/\+7$|(?<![+\d])[78]$/, '');
  return /^$|^\s+$|[а-я][:,.]?\s*$/i.test(before) && !/\+$/.test(before) ? 'number' : 'unsure';
}

/** Are both alike but for digits? */
export const isAlikeButDigits = (one: string, other: string): boolean =>
  one.replace(/\d/g, '0') === other.replace(/\d/g, '0');
