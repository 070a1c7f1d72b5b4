// Leaked numbers over HTTP: the evidence, and a look right now.
import { z } from 'zod';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const tags = ['numbers'];

/** The routes about leaked numbers, below /api/v1. */
export function leakRoutes(api: Api, deps: ApiDeps) {
  api.get(
    '/sites/:site/numbers/leaks',
    { schema: { params: SiteParams, response: { 200: wire.Leaks }, tags } },
    async ({ person, params }) => leaksOf(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/numbers/leaks/scan',
    { schema: { params: SiteParams, response: { 200: wire.Leaks }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if ((await deps.leaks.scan(site)) === 'busy')
        throw new Problem(
          409,
          'scan-running',
          "The site's pages were looked through a moment ago. Try again in a minute.",
        );
      return leaksOf(deps, site.id);
    },
  );
}

async function leaksOf({ leaks }: ApiDeps, siteId: string): Promise<wire.Leaks> {
  const { scannedAt, numbers, ...report } = await leaks.report(siteId);
  return {
    ...report,
    scannedAt: scannedAt?.toISOString() ?? null,
    numbers: numbers.map(({ id, e164, leakedSince, foundAt: _, ...number }) => ({
      ...number,
      numberId: id,
      number: e164,
      leakedSince: leakedSince?.toISOString() ?? null,
    })),
  };
}
