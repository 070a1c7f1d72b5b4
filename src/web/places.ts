// Where the site's own numbers are on a page, and what becomes of each: swapped, left on purpose, or missed and why.
import { digitsOf, formatForPeople, nationalDigits } from '../core/phone.ts';
import { excerpt, type Found, findNumber, searchFor } from './number-search.ts';
import type { Piece } from './piece.ts';
import { LEFT_REASONS, type Place, type PlaceReason, type PlaceVerdict } from './report.ts';

/** A number of the business, and the one that the check has the script show in its place. */
export type Target = { number: string; sample: string };

/**
 * Samples to be shown for these numbers: of the country, area and length of a tracking number (`like`), so that the script
 * works as with that one, but with zeros that nobody takes for a number: +7 495 000-00-01.
 */
export function withSamples(numbers: readonly { number: string; like: string }[]): Target[] {
  return numbers.map(({ number, like }, i) => {
    const national = nationalDigits(like);
    const country = digitsOf(like).slice(0, -national.length);
    const area = national.slice(0, Math.min(3, national.length - 3));
    return { number, sample: `+${country}${area}${String(i + 1).padStart(national.length - area.length, '0')}` };
  });
}

export type Judging = {
  targets: readonly Target[];
  /** 'html': nothing was run, what the script would do is foretold */
  seenAs: 'swapped-page' | 'html';
  /** dt-full.js looks into shadow roots and frames and reads digits of other scripts; dt.js does not */
  isFull: boolean;
};

/** Every place where one of the numbers is, in the order of the page. */
export function judgePlaces(pieces: readonly Piece[], judging: Judging): Place[] {
  const searches = judging.targets.map((target) => ({
    target,
    own: searchFor(target.number),
    sample: searchFor(target.sample),
  }));
  return pieces.flatMap((piece, i) =>
    searches.flatMap(({ target, own, sample }) => [
      ...findNumber(piece.text, sample).flatMap((found) => [
        placeOf(piece, found, target, null),
        ...pictureOf(piece, found, target, pieces),
      ]),
      ...findNumber(piece.text, own).flatMap((found) => [
        placeOf(piece, found, target, reasonOf(piece, found, judging)),
        ...pictureOf(piece, found, target, pieces),
      ]),
      ...splitOver(pieces.slice(i, i + 3), own).map((joined) =>
        placeOf(joined, joined.found, target, whyNot(joined) ?? 'split'),
      ),
    ]),
  );
}

function placeOf(piece: Piece, found: Found, { number, sample }: Target, reason: PlaceReason | null): Place {
  const { kind, within, path, isVisible } = piece;
  const verdict: PlaceVerdict = reason === null ? 'swapped' : ON_PURPOSE.includes(reason) ? 'left' : 'missed';
  const said = piece.text.slice(found.at, found.at + found.length);
  const own = writtenAs(said, sample, number);
  const text = excerpt(piece.text.slice(0, found.at) + own + piece.text.slice(found.at + found.length), {
    at: found.at,
    length: own.length,
  });
  return { number, kind, within, text, path, isVisible, verdict, reason };
}

// The page as its author wrote it: of the sample only we know.
function writtenAs(said: string, sample: string, number: string): string {
  const [from, to] = [nationalDigits(sample), nationalDigits(number)];
  if (!digitsOf(said).endsWith(from)) return said;
  if (sample.slice(0, -from.length) !== number.slice(0, -to.length) || from.length !== to.length)
    return formatForPeople(number);
  let left = to.length;
  return [...said]
    .reverse()
    .map((char) => (/\d/.test(char) && left > 0 ? to[--left] : char))
    .reverse()
    .join('');
}

const ON_PURPOSE: readonly PlaceReason[] = LEFT_REASONS;

const DIALLED = /^\s*(tel|sms|callto):/i;
const MESSENGER = /^\s*(viber|whatsapp|tg):|\/\/(wa\.me|api\.whatsapp\.com|web\.whatsapp\.com|t\.me)\//i;

/** Why the script leaves or misses the number here; those it leaves on purpose first. */
function whyNot({ kind, within, text, isSkipped, isEditable }: Piece): PlaceReason | null {
  if (isSkipped) return 'marked-to-skip';
  if (isEditable) return 'editable';
  if (kind === 'input' || kind === 'structured-data' || kind === 'meta') return kind;
  if (within === 'closed-shadow') return 'closed-shadow';
  if (within === 'foreign-frame') return 'other-origin-frame';
  if (kind === 'image') return 'image';
  if (kind === 'css') return 'written-by-css';
  if (kind === 'link' && MESSENGER.test(text)) return 'messenger-link';
  if (kind === 'link' && !DIALLED.test(text)) return 'other-link';
  return null;
}

function reasonOf(piece: Piece, { at, length }: Found, { seenAs, isFull }: Judging): PlaceReason | null {
  const plain = whyNot(piece);
  if (plain || seenAs === 'html') return plain;
  const isInside = piece.within === 'shadow' || piece.within === 'frame';
  if (!isFull && (isInside || /[^\P{Nd}0-9]/u.test(piece.text.slice(at, at + length)))) return 'needs-dt-full';
  if (piece.within === 'shadow' || piece.within === 'frame') return piece.within;
  return piece.bounds.some((bound) => bound > at && bound < at + length) ? 'split' : 'unusual-form';
}

/** A picture whose description is little more than the number has it drawn inside, where no script can change it. */
function pictureOf(piece: Piece, found: Found, target: Target, all: readonly Piece[]): Place[] {
  const letters = piece.text.match(/\p{L}/gu)?.length ?? 0;
  if (piece.kind !== 'image-alt' || letters > 12 || whyNot(piece)) return [];
  if (all.some(({ kind, path, text }) => kind === 'image' && path === piece.path && isNamed(text, target))) return [];
  return [placeOf({ ...piece, kind: 'image' }, found, target, 'image')];
}

const isNamed = (text: string, { number, sample }: Target): boolean =>
  [number, sample].some((one) => findNumber(text, searchFor(one)).length > 0);

type Joined = Piece & { found: Found };

/** The number over two or three neighbouring lines, when none of them has it alone. */
function splitOver([first, ...next]: readonly Piece[], search: RegExp): Joined[] {
  if (first?.kind !== 'text') return [];
  let { text } = first;
  let last = first;
  for (const piece of next) {
    if (piece.kind !== 'text' || piece.within !== first.within || piece.line !== last.line + 1) return [];
    const begins = text.length + 1;
    text += ` ${piece.text.trimStart()}`;
    last = piece;
    const found = findNumber(text, search).find(
      ({ at, length }) => at < first.text.trimEnd().length && at + length > begins,
    );
    if (found) return [{ ...first, text, bounds: [], found }];
  }
  return [];
}
