// The page cases: what pages do with a phone number, and what a person shall see after the swap. The page script is tested
// with them (tests/browser/page-cases.test.ts) and compared with others (bench/page-script.ts).
import type { PageCase } from './page-cases/case.ts';
import { FORMS } from './page-cases/forms.ts';
import { INSIDE } from './page-cases/inside.ts';
import { LATER } from './page-cases/later.ts';
import { NEVER } from './page-cases/never.ts';
import { PLACES } from './page-cases/places.ts';

export { type PageCase, SITES } from './page-cases/case.ts';

export const PAGE_CASES: readonly PageCase[] = [...FORMS, ...PLACES, ...INSIDE, ...LATER, ...NEVER];

/** Cases that are not kept yet, by group and name: this list shall be empty. */
export const NOT_YET: ReadonlySet<string> = new Set<string>([
  'a number keeps the form its author gave it: in square brackets',
  'a number keeps the form its author gave it: with minus signs',
  'a number keeps the form its author gave it: with middle dots',
  'a number keeps the form its author gave it: with a Latin word glued before it',
  'a number keeps the form its author gave it: with “ext.” glued to it',
  'a number is found though markup divides it: with the end of its last group in <font>',
  'a link dials the number that is shown: TEL: in capitals',
  'a link dials the number that is shown: tel: with a pause and an extension',
  'a link dials the number that is shown: tel: with a wait and an extension',
  'a link dials the number that is shown: tel: with an encoded plus',
  'a link dials the number that is shown: tel: with encoded spaces and brackets',
  'a link dials the number that is shown: callto:',
  'attributes that people see or hear: aria-description',
  'digits of other scripts: Arabic-Indic',
  'digits of other scripts: Persian',
  'digits of other scripts: Devanagari',
  'digits of other scripts: full-width',
  'text however it is painted: in a drawing (SVG)',
  'text however it is painted: where contenteditable is false',
  'open shadow roots: written in HTML',
  'open shadow roots: attached by a script while the page loads',
  'open shadow roots: of a custom element',
  'open shadow roots: one within the other',
  'open shadow roots: attached later',
  'open shadow roots: added later with their host',
  'open shadow roots: changed later',
  'open shadow roots: links in them',
  'frames of the same website: srcdoc',
  'frames of the same website: src',
  'frames of the same website: about:blank, written by a script',
  'frames of the same website: added later',
  'frames of the same website: sent to another page later',
  'frames of the same website: changed later',
  'the person’s place in the text is kept: a selection',
  'the person’s place in the text is kept: a selection of the number itself',
]);
