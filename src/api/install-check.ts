// Is the script on a page, and what does it do there? Asks the room that looks at pages, for the numbers of the site.
import { z } from 'zod';
import type { Db } from '../store/database.ts';
import { type CollectSite, lastViewAt, type SiteRow, siteForCollect } from '../store/sites.ts';
import type { PageAsked } from '../web/check-report.ts';
import type { PageChecker } from '../web/page-check.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

/** The routes of the install check, below /api/v1. */
export function installCheckRoutes(api: Api, deps: ApiDeps) {
  api.post(
    '/sites/:site/install-check',
    {
      schema: {
        params: z.object({ site: z.uuid() }),
        body: wire.InstallCheckRequest,
        response: { 200: wire.InstallCheck },
        tags: ['sites'],
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const checked = await checkSitePage(deps.db, { site, url: new URL(body.url), checkPage: deps.checkPage });
      if (checked === 'busy')
        throw new Problem(503, 'check-busy', 'Other pages are being checked just now. Try again in a minute.');
      return checked;
    },
  );
}

/** Looks at a page for this site, whatever its numbers are now. */
export async function checkSitePage(
  db: Db,
  { site, url, checkPage }: { site: SiteRow; url: URL; checkPage: PageChecker['check'] },
): Promise<wire.InstallCheck | 'busy'> {
  const collected = await siteForCollect(db, site.publicKey);
  const checked = await checkPage({ url, site, numbers: collected ? numbersOf(collected) : [] });
  if (checked === 'busy') return checked;
  return { ...checked, lastViewAt: (await lastViewAt(db, site.id))?.toISOString() ?? null };
}

/** The business's own numbers that something replaces, and one that is shown in place of each. */
function numbersOf({ pools, placements }: CollectSite): PageAsked['numbers'] {
  const numbers = new Map<string, string>();
  const shown = [
    ...pools.map(({ targetNumber, numbers: [first] }) => [targetNumber, first?.e164] as const),
    ...placements.map(({ targetNumber, e164 }) => [targetNumber, e164] as const),
  ];
  for (const [number, like] of shown)
    if (like !== undefined || !numbers.has(number)) numbers.set(number, like ?? number);
  return [...numbers].map(([number, like]) => ({ number, like }));
}
