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
export const NOT_YET: ReadonlySet<string> = new Set<string>([]);
