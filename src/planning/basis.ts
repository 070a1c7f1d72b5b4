// What a plan is made from: the site's own log where it is long enough, else a site of the size that is stated or assumed.
import type { AttributionParameters } from '../core/attribution/attribution.ts';
import { campaignKey } from '../core/source/source.ts';
import type { LoggedVisit } from '../simulation/logged-visits.ts';
import type { PlanBasis } from '../simulation/plan.ts';
import type { Db } from '../store/database.ts';
import { siteLives } from '../store/visit-log.ts';

/** What a person states of the site; what is left out is read from its log or assumed. */
export type SiteSize = {
  visitsPerDay?: number | undefined;
  sources?: number | undefined;
  opensAt?: number | undefined;
  closesAt?: number | undefined;
};

const DAY = 86_400;
const LOG_DAYS = 28;
const VISITS_MOST = 40_000;
/** With less of a log the size of the site is assumed. */
const VISITS_FEWEST = 1000;
const DAYS_FEWEST = 5;
const ASSUMED = { visitsPerDay: 300, sources: 30, opensAt: 8, closesAt: 22 };

/** The log of the site, unless a size is stated or the log is too short. `now` in seconds since the epoch. */
export async function basisOfSite(
  db: Db,
  siteId: string,
  { size, parameters, now }: { size: SiteSize; parameters: AttributionParameters; now: number },
): Promise<PlanBasis> {
  if (isStated(size)) return basisOfSize(size);
  const visits = await loggedVisits(db, siteId, now);
  return isEnough(visits) ? { kind: 'log', visits, parameters } : basisOfSize(size);
}

/** A site to come. */
export function basisOfSize({ visitsPerDay, sources, opensAt, closesAt }: SiteSize): PlanBasis {
  const stated = Object.entries({ visitsPerDay, sources, opensAt, closesAt }).filter(
    ([, value]) => value !== undefined,
  );
  return { kind: 'assumed', ...ASSUMED, ...Object.fromEntries(stated) };
}

function isStated({ visitsPerDay, sources, opensAt, closesAt }: SiteSize): boolean {
  return [visitsPerDay, sources, opensAt, closesAt].some((stated) => stated !== undefined);
}

/** The newest days of the log, as many as a plan can go through. */
async function loggedVisits(db: Db, siteId: string, now: number): Promise<LoggedVisit[]> {
  let visits: LoggedVisit[] = [];
  for (let day = 1; day <= LOG_DAYS && visits.length < VISITS_MOST; day++) {
    const lives = await siteLives(db, siteId, now - day * DAY, now - (day - 1) * DAY);
    const read = lives.map(({ source, medium, campaign, ...life }) => ({
      ...life,
      campaign: campaignKey({ source, medium, campaign }),
    }));
    visits = [...read, ...visits];
  }
  return visits;
}

function isEnough(visits: readonly LoggedVisit[]): boolean {
  const [first, last] = [visits[0], visits.at(-1)];
  if (!first || !last || visits.length < VISITS_FEWEST) return false;
  return last.startedAt - first.startedAt >= DAYS_FEWEST * DAY;
}
