// Placements over HTTP: static numbers shown on the site, to whom, instead of which number, and in which order they are asked.
import { z } from 'zod';
import { type Tx, transaction } from '../store/database.ts';
import {
  deletePlacement,
  findRivalPlacement,
  listPlacements,
  lockPlaceable,
  orderPlacements,
  type PlacementSettings,
  savePlacement,
} from '../store/placements.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const PlacementParams = SiteParams.extend({ number: z.uuid() });
const tags = ['numbers'];

/** The routes about placements, below /api/v1. */
export function placementRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/placements',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Placement) }, tags } },
    async ({ person, params }) => placements(deps, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.put(
    '/sites/:site/placements/order',
    { schema: { params: SiteParams, body: wire.PlacementOrder, response: { 200: z.array(wire.Placement) }, tags } },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const own = new Set((await listPlacements(db, site.id)).map(({ numberId }) => numberId));
      const named = new Set(body.numbers);
      if (named.size !== body.numbers.length || own.size !== named.size || !own.isSubsetOf(named))
        throw new Problem(
          400,
          'invalid',
          'numbers: name each number that is placed on the site once, the first to be asked first.',
        );
      await transaction(db, (tx) => orderPlacements(tx, site.id, body.numbers));
      await deps.onSettingsChange(site.id);
      return placements(deps, site.id);
    },
  );

  api.put(
    '/sites/:site/placements/:number',
    {
      schema: {
        params: PlacementParams,
        body: wire.PlacementPut,
        response: { 200: wire.Placement },
        tags,
        description: 'Places a static number on the site, behind the placements there are, or changes its placement.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site, 'number');
      const placement = { ...body, audiences: [...new Set(body.audiences)], numberId: params.number };
      await transaction(db, (tx) => placeOr409(tx, site.id, placement));
      await deps.onSettingsChange(site.id);
      const placed = (await placements(deps, site.id)).find(({ numberId }) => numberId === params.number);
      if (!placed) throw notFound('placement'); // ended between the two
      return placed;
    },
  );

  api.delete(
    '/sites/:site/placements/:number',
    { schema: { params: PlacementParams, response: { 204: z.null() }, tags } },
    async ({ person, params }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site, 'placement');
      if (!(await deletePlacement(db, site.id, params.number))) throw notFound('placement');
      await deps.onSettingsChange(site.id);
      return reply.code(204).send(null);
    },
  );
}

const placements = ({ db }: ApiDeps, siteId: string) => listPlacements(db, siteId) as Promise<wire.Placement[]>;

async function placeOr409(tx: Tx, siteId: string, placement: PlacementSettings & { numberId: string }): Promise<void> {
  const number = await lockPlaceable(tx, siteId, placement.numberId);
  if (!number) throw notFound('number');
  if (number.state !== 'static')
    throw new Problem(
      409,
      'number-not-static',
      `${number.e164} is not bound to a source, so calls from such a place could be credited to nobody. Make it a static number first.`,
    );
  if (number.e164 === placement.targetNumber)
    throw new Problem(
      409,
      'number-replaces-itself',
      `${number.e164} would be shown instead of itself. Give the number that the page has as its target number.`,
    );
  const rival = await findRivalPlacement(tx, siteId, placement);
  if (rival)
    throw new Problem(
      409,
      'placement-exists',
      `${rival.number} is shown to the same views instead of ${placement.targetNumber} already: one of the two would never be. Change that one, or give this one another rule or audience.`,
    );
  await savePlacement(tx, siteId, placement);
}
