// Visits that may still go on, remembered so that a page's next message needs no question to the database.
import type { ClickIds, Source } from '../core/source.ts';

export type OpenVisit = {
  siteId: string;
  visitorId: string;
  source: Source;
  clickIds: ClickIds;
  region: string | null;
  lastActivityAt: number;
};

export type OpenVisits = {
  get(visitId: string): OpenVisit | undefined;
  put(visitId: string, visit: OpenVisit): void;
};

/** A visit goes on for this long after its last activity, as in the other analytics systems it is compared with. */
export const VISIT_SECONDS = 1800;
const REMEMBERED = 100_000; // about 60 MB; older ones are found in the database

export function createOpenVisits(): OpenVisits {
  const visits = new Map<string, OpenVisit>();
  return {
    get: (visitId) => visits.get(visitId),
    put(visitId, visit) {
      visits.delete(visitId); // so that the order is that of the last activity
      visits.set(visitId, visit);
      if (visits.size > REMEMBERED) visits.delete(visits.keys().next().value ?? '');
    },
  };
}
