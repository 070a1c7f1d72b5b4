// Routes over HTTP: drafts with their faults, versions, what each serves, and what would happen.
import { z } from 'zod';
import { faultsOf, type KnownToRoutes, type RouteFault } from '../core/routing/route-faults.ts';
import { transaction } from '../store/database.ts';
import {
  assignRoute,
  connectionsServed,
  discardDraft,
  findRoute,
  findVersion,
  insertRoute,
  listRoutes,
  listVersions,
  namesForRoutes,
  type PublishedVersion,
  publishRoute,
  type RouteRow,
  removeRoute,
  renameRoute,
  saveDraft,
} from '../store/routes.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';
import { answerOf, questionOf } from './would-happen.ts';

const SiteParams = z.object({ site: z.uuid() });
const RouteParams = SiteParams.extend({ route: z.uuid() });
const VersionParams = RouteParams.extend({ version: z.coerce.number().int().min(1).max(2_147_483_647) });
const tags = ['routes'];
const EMPTY: wire.Route = { start: '', steps: {} };

/** The routes about routes of calls, below /api/v1. */
export function callRouteRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;
  const asked = async (accountId: string, params: { site: string; route: string }) => {
    const site = await siteOf(deps, accountId, params.site, 'route');
    const route = await findRoute(db, site.id, params.route);
    if (!route) throw notFound('route');
    return { site, route };
  };
  const cardOf = async (siteId: string, routeId: string) => {
    const route = await findRoute(db, siteId, routeId);
    if (!route) throw notFound('route');
    return routeCard(deps, siteId, route);
  };
  /** Puts a route in force, unless it has faults; then the drafts of others are left alone. */
  const publish = async (of: {
    siteId: string;
    route: RouteRow;
    userId: string;
    put: wire.Route;
    note: string;
    draftFollows: boolean;
  }) => {
    const { siteId, route, userId, put, note } = of;
    refuseFaults(faultsOf(put, await knownTo(deps, siteId, route.id)));
    await transaction(db, async (tx) => {
      await publishRoute(tx, { routeId: route.id, route: put, userId, note });
      if (of.draftFollows) await saveDraft(tx, { routeId: route.id, draft: put, userId, over: null });
    });
    await deps.onSettingsChange(siteId);
    return cardOf(siteId, route.id);
  };

  api.get(
    '/sites/:site/routes',
    { schema: { params: SiteParams, response: { 200: z.array(wire.RouteSummary) }, tags } },
    async ({ person, params }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const routes = await listRoutes(db, site.id);
      return Promise.all(
        routes.map(async (route) => {
          const { draft: _, faults, ...summary } = await routeCard(deps, site.id, route);
          return { ...summary, faults: faults.length };
        }),
      );
    },
  );

  api.post(
    '/sites/:site/routes',
    { schema: { params: SiteParams, body: wire.RouteCreate, response: { 201: wire.RouteCard }, tags } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const id = deps.newId();
      await insertRoute(db, { id, siteId: site.id, name: body.name, draft: body.draft ?? EMPTY });
      return reply.code(201).send(await cardOf(site.id, id));
    },
  );

  api.get(
    '/sites/:site/routes/:route',
    { schema: { params: RouteParams, response: { 200: wire.RouteCard }, tags } },
    async ({ person, params }) => {
      const { site, route } = await asked(person.accountId, params);
      return routeCard(deps, site.id, route);
    },
  );

  api.patch(
    '/sites/:site/routes/:route',
    { schema: { params: RouteParams, body: wire.RoutePatch, response: { 200: wire.RouteCard }, tags } },
    async ({ person, params, body }) => {
      const { site, route } = await asked(person.accountId, params);
      await renameRoute(db, route.id, body.name);
      await deps.onSettingsChange(site.id);
      return cardOf(site.id, route.id);
    },
  );

  api.delete(
    '/sites/:site/routes/:route',
    { schema: { params: RouteParams, response: { 204: z.null() }, tags } },
    async ({ person, params }, reply) => {
      const { site, route } = await asked(person.accountId, params);
      if ((await transaction(db, (tx) => removeRoute(tx, route.id))) === 'serves')
        throw new Problem(
          409,
          'route-serves',
          'Calls go by this route. Let another route serve its numbers, pools and site first, or none: then calls go to the line.',
        );
      await deps.onSettingsChange(site.id);
      return reply.code(204).send(null);
    },
  );

  api.put(
    '/sites/:site/routes/:route/draft',
    {
      schema: {
        ...{ params: RouteParams, querystring: wire.RouteDraftOver, body: wire.Route },
        ...{ response: { 200: wire.RouteCard }, tags },
        description: 'Saves a draft, whatever faults it has; the answer names them.',
      },
    },
    async ({ person, params, query, body }) => {
      const { site, route } = await asked(person.accountId, params);
      const over = query.draftAt ? new Date(query.draftAt) : null;
      if (!(await saveDraft(db, { routeId: route.id, draft: body, userId: person.userId, over })))
        throw draftChanged((await findRoute(db, site.id, route.id)) ?? route);
      return cardOf(site.id, route.id);
    },
  );

  api.delete(
    '/sites/:site/routes/:route/draft',
    { schema: { params: RouteParams, response: { 200: wire.RouteCard }, tags } },
    async ({ person, params }) => {
      const { site, route } = await asked(person.accountId, params);
      if (!(await discardDraft(db, route.id)))
        throw new Problem(409, 'not-published', 'This route was never published: there is nothing to go back to.');
      return cardOf(site.id, route.id);
    },
  );

  api.post(
    '/sites/:site/routes/:route/publish',
    {
      schema: {
        ...{ params: RouteParams, body: wire.RoutePublish, response: { 200: wire.RouteCard }, tags },
        description: 'Puts the draft in force. A draft with faults is refused with 409 and `faults`.',
      },
    },
    async ({ person, params, body }) => {
      const { site, route } = await asked(person.accountId, params);
      if (body.draftAt && new Date(body.draftAt).getTime() !== route.draftAt.getTime()) throw draftChanged(route);
      const put = route.draft as wire.Route;
      const { userId } = person;
      return publish({ siteId: site.id, route, userId, put, note: body.note, draftFollows: false });
    },
  );

  api.get(
    '/sites/:site/routes/:route/versions',
    { schema: { params: RouteParams, response: { 200: z.array(wire.RouteVersion) }, tags } },
    async ({ person, params }) => {
      const { route } = await asked(person.accountId, params);
      return (await listVersions(db, route.id)).map((version) => versionOf(version, route));
    },
  );

  api.get(
    '/sites/:site/routes/:route/versions/:version',
    { schema: { params: VersionParams, response: { 200: wire.RouteVersionCard }, tags } },
    async ({ person, params }) => {
      const { route } = await asked(person.accountId, params);
      const found = await findVersion(db, route.id, params.version);
      if (!found) throw notFound('version');
      return { ...versionOf(found, route), route: found.route as wire.Route };
    },
  );

  api.post(
    '/sites/:site/routes/:route/versions/:version/use',
    {
      schema: {
        ...{ params: VersionParams, body: wire.RoutePublish, response: { 200: wire.RouteCard }, tags },
        description: 'Puts an older version in force again, as a new one. A draft with changes stays as it is.',
      },
    },
    async ({ person, params, body }) => {
      const { site, route } = await asked(person.accountId, params);
      const found = await findVersion(db, route.id, params.version);
      if (!found) throw notFound('version');
      const put = found.route as wire.Route;
      const { userId } = person;
      return publish({ siteId: site.id, route, userId, put, note: body.note, draftFollows: !route.changed });
    },
  );

  api.put(
    '/sites/:site/routes/:route/serves',
    {
      schema: {
        ...{ params: RouteParams, body: wire.RouteAssign, response: { 200: wire.RouteCard }, tags },
        description:
          'Makes the route serve exactly these; what another route served goes over. A number goes by its own route, else by its pool’s, else by its site’s.',
      },
    },
    async ({ person, params, body }) => {
      const { site, route } = await asked(person.accountId, params);
      await transaction(db, async (tx) => {
        const outcome = await assignRoute(tx, { siteId: site.id, routeId: route.id, ...body });
        if (outcome === 'unknown') throw new Problem(400, 'invalid', 'A pool or a number is not of this site.');
        const inForce = route.published && (await findVersion(tx, route.id, route.published.version));
        if (inForce) refuseFaults(faultsOf(inForce.route, await knownTo({ ...deps, db: tx }, site.id, route.id)));
      });
      await deps.onSettingsChange(site.id);
      return cardOf(site.id, route.id);
    },
  );

  api.post(
    '/sites/:site/routes/what-would-happen',
    {
      schema: {
        ...{ params: SiteParams, body: wire.WouldHappenAsk, response: { 200: wire.WouldHappen }, tags },
        description: 'What a call would go through, step by step; nothing is rung and nothing is kept.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const answer = await deps.routes.wouldHappen(questionOf(site.id, body, new Date()));
      if (answer === 'no-such-number') throw notFound('number');
      if (answer === 'no-such-route') throw notFound('published route');
      const { route } = answer;
      const faults = route ? faultsOf(route.route, await knownTo(deps, site.id, route.id)) : [];
      return answerOf(answer, faults as wire.RouteFault[]);
    },
  );
}

const draftChanged = ({ draftBy, draftAt }: RouteRow) =>
  new Problem(
    409,
    'draft-changed',
    `${draftBy ?? 'Somebody'} saved another draft of this route at ${draftAt.toISOString()}. Read it first; to save yours over it, name its draftAt.`,
  );

async function routeCard(deps: KnownDeps, siteId: string, route: RouteRow): Promise<wire.RouteCard> {
  const faults = faultsOf(route.draft, await knownTo(deps, siteId, route.id));
  const { published, createdAt, draftAt, draftBy } = route;
  return {
    ...{ id: route.id, name: route.name, changed: route.changed, serves: route.serves },
    ...{ createdAt: createdAt.toISOString(), draftAt: draftAt.toISOString(), draftBy },
    published: published && { ...published, at: published.at.toISOString() },
    draft: route.draft as wire.Route,
    faults: faults as wire.RouteFault[],
  };
}

type KnownDeps = Pick<ApiDeps, 'routes'> & { db: Parameters<typeof namesForRoutes>[0] };

/** What the route's names are held against, and the connections whose calls it takes. */
async function knownTo({ db, routes }: KnownDeps, siteId: string, routeId: string | null): Promise<KnownToRoutes> {
  const names = (await namesForRoutes(db, siteId)).get(siteId);
  const served = routeId ? await connectionsServed(db, siteId, routeId) : [];
  return {
    agents: new Map(names?.agents.map((agent) => [agent.id, agent])),
    teams: new Map(
      names?.teams.map(({ id, name, members }) => [id, { name, members: members.map(({ agent }) => agent) }]),
    ),
    schedules: new Set(names?.schedules.map(({ id }) => id)),
    sounds: new Set(names?.sounds),
    connections: served.map(({ kind, ...connection }) => ({
      ...connection,
      capabilities: routes.capabilitiesOf(kind),
    })),
  };
}

function refuseFaults(faults: readonly RouteFault[]): void {
  if (faults.length === 0) return;
  const said = faults.map(({ step, reason }) => `${step ?? 'the route'}: ${reason}`).join('; ');
  throw new Problem(
    409,
    'route-has-faults',
    `This route can't work so, and nothing was changed (${said}).`,
    faults as wire.RouteFault[],
  );
}

const versionOf = ({ version, at, by, note }: PublishedVersion, route: RouteRow): wire.RouteVersion => ({
  ...{ version, by, note, at: at.toISOString() },
  inForce: version === route.published?.version,
});
