// What is asked over HTTP while a destination's form is filled in.
import { z } from 'zod';
import { siteOfDestination } from '../store/destinations.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const Params = z.object({ destination: z.uuid() });
const tags = ['destinations'];

/** The routes about filling in a destination's form, below /api/v1. */
export function destinationFormRoutes(api: Api, deps: ApiDeps) {
  const { db, deliveries } = deps;
  const idOf = async (accountId: string, id: string): Promise<string> => {
    if (!(await siteOfDestination(db, accountId, id))) throw notFound('destination');
    return id;
  };

  api.post(
    '/sites/:site/destinations/fill',
    {
      schema: {
        ...{ params: SiteParams, body: wire.TemplateFill, response: { 200: wire.TemplateFilled }, tags },
        description: 'What templates come to for a call, and what may be written in them.',
      },
    },
    async ({ person, params, body: { templates, call } }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (call && (await callOf(deps, person.accountId, call)).siteId !== site.id) throw notFound('call');
      const filled = await deliveries.fill({ siteId: site.id, templates, callId: call });
      if (filled) return filled;
      throw new Problem(409, 'no-call-yet', 'There is no call to tell of yet. Call one of your numbers first.');
    },
  );

  api.get(
    '/destinations/:destination/far-fields',
    {
      schema: {
        ...{ params: Params, response: { 200: wire.FarFields }, tags },
        description: 'What its mapping may fill, asked at the destination itself.',
      },
    },
    async ({ person, params }) => {
      const asked = await deliveries.farFields(await idOf(person.accountId, params.destination));
      if (!asked) throw new Problem(409, 'can-not-be-asked', 'This destination can not say what fields it has.');
      return 'fields' in asked ? { fields: asked.fields, reason: null } : { fields: null, reason: asked.reason };
    },
  );

  api.post(
    '/destinations/:destination/check',
    {
      schema: {
        ...{ params: Params, response: { 200: wire.DestinationTried }, tags },
        description: 'Asks it whether the settings are right, and changes nothing there.',
      },
    },
    async ({ person, params }) => {
      const tried = await deliveries.check(await idOf(person.accountId, params.destination));
      if (tried) return tried;
      throw new Problem(409, 'can-not-be-asked', 'This destination can be tried only by telling it of a call.');
    },
  );
}
