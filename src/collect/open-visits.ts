// Visits that may still go on, remembered so that a page's next message needs no question to the database.
import type { ClickIds, Source } from '../core/source/source.ts';
import { createRecent, type Recent } from './recent.ts';

export type OpenVisit = {
  siteId: string;
  visitorId: string;
  source: Source;
  clickIds: ClickIds;
  region: string | null;
  landingPage: string;
  lastActivityAt: number;
  /** what other systems call the browser, and is kept; undefined: the visit was found in the log, and has what it has */
  clientIds?: Readonly<Record<string, string>> | undefined;
};

export type OpenVisits = Recent<string, OpenVisit>;

/** A visit goes on for this long after its last activity, as in the other analytics systems it is compared with. */
export const VISIT_SECONDS = 1800;
const REMEMBERED = 50_000; // up to about 60 MB; older ones are found in the database

export function createOpenVisits(): OpenVisits {
  return createRecent(REMEMBERED);
}
