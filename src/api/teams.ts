// Teams: groups of agents that routes ring.
import { z } from 'zod';
import { transaction } from '../store/database.ts';
import { deleteTeam, findTeam, listTeams, saveTeam, type TeamRow } from '../store/teams.ts';
import { changed, refuseIfNamed } from './agents.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const TeamParams = z.object({ team: z.uuid() });

/** The routes about teams, below /api/v1. */
export function teamRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/teams',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Team) }, tags: ['agents'] } },
    async ({ person, params }) => listTeams(db, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.post(
    '/sites/:site/teams',
    { schema: { params: SiteParams, body: wire.TeamCreate, response: { 201: wire.Team }, tags: ['agents'] } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      return reply.code(201).send(await save(deps, { ...body, id: deps.newId(), siteId: site.id }));
    },
  );

  api.patch(
    '/teams/:team',
    { schema: { params: TeamParams, body: wire.TeamPatch, response: { 200: wire.Team }, tags: ['agents'] } },
    async ({ person, params, body }) =>
      save(deps, { ...(await teamOf(deps, person.accountId, params.team)), ...known(body) }),
  );

  api.delete(
    '/teams/:team',
    { schema: { params: TeamParams, response: { 204: z.null() }, tags: ['agents'] } },
    async ({ person, params }, reply) => {
      const team = await teamOf(deps, person.accountId, params.team);
      await refuseIfNamed(deps, team, 'team');
      await deleteTeam(db, team.id);
      await changed(deps, team.siteId);
      return reply.code(204).send(null);
    },
  );
}

async function teamOf(deps: ApiDeps, accountId: string, teamId: string): Promise<TeamRow> {
  const team = await findTeam(deps.db, teamId);
  if (!team) throw notFound('team');
  await siteOf(deps, accountId, team.siteId, 'team');
  return team;
}

async function save(deps: ApiDeps, team: TeamRow): Promise<wire.Team> {
  if ((await transaction(deps.db, (tx) => saveTeam(tx, team))) === 'name-taken')
    throw new Problem(409, 'team-exists', `There is a team "${team.name}" already. Give this one another name.`);
  await changed(deps, team.siteId);
  const written = await findTeam(deps.db, team.id);
  if (!written) throw notFound('team'); // deleted at this very moment
  return written;
}
