// Reports over HTTP: the questions of reports/, their parameters checked.
import { z } from 'zod';
import { reportSources } from '../reports/sources.ts';
import { reportTimeline } from '../reports/timeline.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { periodOf } from './period.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const DAY_MS = 86_400_000;
const TIMELINE_DAYS_LIMIT = 800;

/** The routes about reports, below /api/v1. */
export function reportRoutes(api: Api, deps: ApiDeps) {
  api.get(
    '/sites/:site/reports/sources',
    {
      schema: {
        params: SiteParams,
        querystring: wire.SourceReportQuery,
        response: { 200: wire.SourceReport },
        tags: ['reports'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { by, counting, channel, source, medium, campaign } = query;
      const period = periodOf(query);
      const report = await reportSources(deps.db, {
        siteId: site.id,
        ...period,
        by,
        counting,
        within: { channel, source, medium, campaign },
      });
      return { from: period.from.toISOString(), to: period.to.toISOString(), by, ...report };
    },
  );

  api.get(
    '/sites/:site/reports/timeline',
    { schema: { params: SiteParams, querystring: wire.Period, response: { 200: wire.Timeline }, tags: ['reports'] } },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const period = periodOf(query);
      if (period.to.getTime() - period.from.getTime() > TIMELINE_DAYS_LIMIT * DAY_MS)
        throw new Problem(400, 'period-too-long', `Ask for at most ${TIMELINE_DAYS_LIMIT} days at once.`);
      return { days: await reportTimeline(deps.db, { siteId: site.id, timeZone: site.timeZone, ...period }) };
    },
  );
}
