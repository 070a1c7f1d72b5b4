// The call log: list, card, and calls as they happen.
import { z } from 'zod';
import { openFigures } from '../reports/call-backs.ts';
import {
  BadCursor,
  callExtras,
  callLines,
  candidatesOf,
  earlierCalls,
  legsOf,
  listCalls,
  liveCalls,
  visitCard,
} from '../reports/calls.ts';
import { touchesOf } from '../reports/touches.ts';
import { callTags, sayOfCall } from '../store/call-words.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import { openStream } from './stream.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const CallParams = z.object({ call: z.uuid() });

/** The routes about calls, below /api/v1. */
export function callRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/calls',
    {
      schema: {
        params: SiteParams,
        querystring: wire.CallFilter.extend(wire.Page.shape),
        response: { 200: wire.CallList },
        tags: ['calls'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { cursor, limit, from, to, ...filter } = query;
      const question = {
        ...filter,
        siteId: site.id,
        from: from ? new Date(from) : undefined,
        to: to ? new Date(to) : undefined,
      };
      return listCalls(db, question, { cursor, limit }).catch((error) => {
        throw error instanceof BadCursor ? new Problem(400, 'bad-cursor', error.message) : error;
      });
    },
  );

  api.get(
    '/calls/:call',
    { schema: { params: CallParams, response: { 200: wire.CallCard }, tags: ['calls'] } },
    async ({ person, params }) => {
      const line = await callOf(deps, person.accountId, params.call);
      const [extras, legs, candidates, earlier] = await Promise.all([
        callExtras(db, line.id),
        legsOf(db, line.id),
        candidatesOf(db, line.id),
        earlierCalls(db, line.id),
      ]);
      const best = line.attribution?.visit;
      const visitorId = best && candidates.find(({ visitId }) => visitId === best.id)?.visitorId;
      const [visit, touches] = await Promise.all([
        best ? visitCard(db, line.siteId, best.id) : null,
        visitorId ? touchesOf(db, line.id, visitorId) : null,
      ]);
      const attribution = line.attribution && { ...line.attribution, touches };
      if (!extras) throw notFound('call'); // erased meanwhile
      const trail = extras.trail as wire.RouteTrail | null;
      return { ...line, ...extras, trail, attribution, legs, candidates, visit, earlierCalls: earlier };
    },
  );

  api.patch(
    '/calls/:call',
    {
      schema: {
        ...{ params: CallParams, body: wire.CallWords, response: { 200: wire.CallRow }, tags: ['calls'] },
        description: 'Says what a call was about, and what it is worth.',
      },
    },
    async ({ person, params, body: { tags, category } }) => {
      const line = await callOf(deps, person.accountId, params.call);
      const words = { ...(tags ? { tags: [...new Set(tags)] } : {}), ...(category === undefined ? {} : { category }) };
      await sayOfCall(db, line, words);
      return callOf(deps, person.accountId, line.id);
    },
  );

  api.get(
    '/sites/:site/call-tags',
    { schema: { params: SiteParams, response: { 200: z.array(z.string()) }, tags: ['calls'] } },
    async ({ person, params }) => callTags(db, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.get(
    '/sites/:site/live',
    {
      schema: {
        params: SiteParams,
        response: { 200: wire.Live },
        tags: ['calls'],
        description:
          '`snapshot` {"calls": [CallRow]}, then `call` CallRow for each change, and `call-backs` {"open", "late", "hidden", "newCallers"} when tasks about missed callers have changed',
      },
      exposeHeadRoute: false, // a stream without a body would never end
    },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const stream = openStream(reply);
      const off = deps.onCallChange({
        changed: (siteId, callId) => {
          if (siteId === site.id) stream.tell('call', async () => (await callLines(db, [callId]))[0]);
        },
        missed: () => stream.end(),
        callBacks: (siteId) => {
          if (siteId === site.id) stream.tell('call-backs', () => openFigures(db, site.id, new Date()));
        },
      });
      stream.onEnd(off);
      stream.tell('snapshot', async () => ({ calls: await liveCalls(db, site.id) }));
    },
  );
}
