// How right attribution is, over HTTP: the accuracy page and the list of doubts.
import { z } from 'zod';
import { reportAccuracy } from '../reports/accuracy.ts';
import { BadCursor } from '../reports/calls.ts';
import { listDoubts } from '../reports/doubts.ts';
import { modelOf } from './attribution.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { periodOf } from './period.ts';
import { Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });

/** The routes about accuracy, below /api/v1. */
export function accuracyRoutes(api: Api, deps: ApiDeps) {
  api.get(
    '/sites/:site/accuracy',
    {
      schema: {
        params: SiteParams,
        querystring: wire.Period,
        response: { 200: wire.AccuracyReport },
        tags: ['attribution'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { from, to } = periodOf(query);
      const parameters = deps.attribution.parametersOf(site.id);
      const report = await reportAccuracy(deps.db, { siteId: site.id, from, to, sureFrom: parameters.sureFrom });
      const freshness = { ...report.freshness, parameters: modelOf(parameters) };
      return { from: from.toISOString(), to: to.toISOString(), ...report, freshness };
    },
  );

  api.get(
    '/sites/:site/doubts',
    {
      schema: {
        params: SiteParams,
        querystring: wire.Period.extend(wire.Page.shape),
        response: { 200: wire.DoubtList },
        tags: ['attribution'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { cursor, limit } = query;
      return listDoubts(deps.db, { siteId: site.id, ...periodOf(query), cursor, limit }).catch((error) => {
        throw error instanceof BadCursor ? new Problem(400, 'bad-cursor', error.message) : error;
      });
    },
  );
}
