// Agents: who answers calls and how each is rung.
import { randomInt } from 'node:crypto';
import { z } from 'zod';
import type { Phone } from '../core/routing/plan.ts';
import {
  type AgentRow,
  type AgentSettings,
  announceAgents,
  findAgent,
  insertAgentChange,
  listAgents,
  removeAgent,
  routesNaming,
  saveAgent,
  setAway,
} from '../store/agents.ts';
import { listConnections } from '../store/connections.ts';
import { type Tx, transaction } from '../store/database.ts';
import { findSchedule } from '../store/schedules.ts';
import { listTargets } from '../store/sites.ts';
import { setTeamsOf } from '../store/teams.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const AgentParams = z.object({ agent: z.uuid() });

/** The routes about agents, below /api/v1. */
export function agentRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/agents',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Agent) }, tags: ['agents'] } },
    async ({ person, params }) =>
      (await listAgents(db, (await siteOf(deps, person.accountId, params.site)).id)).map(agentCard),
  );

  api.post(
    '/sites/:site/agents',
    {
      schema: { params: SiteParams, body: wire.AgentCreate, response: { 201: wire.AgentSaved }, tags: ['agents'] },
    },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { phone, teamIds, ...settings } = body;
      const made = phoneOf(phone);
      const agent = { ...settings, phone: made.phone, id: deps.newId(), siteId: site.id };
      await save(deps, person.accountId, agent, { password: made.password, teamIds });
      return reply.code(201).send(await saved(deps, agent.id, made.password));
    },
  );

  api.patch(
    '/agents/:agent',
    { schema: { params: AgentParams, body: wire.AgentPatch, response: { 200: wire.AgentSaved }, tags: ['agents'] } },
    async ({ person, params, body }) => {
      const before = await agentOf(deps, person.accountId, params.agent);
      const { phone, teamIds, ...settings } = body;
      const made: { phone: Phone; password?: string } = phone ? phoneOf(phone, before.phone) : { phone: before.phone };
      const agent = { ...before, ...known(settings), phone: made.phone };
      await save(deps, person.accountId, agent, { password: made.password, teamIds });
      return saved(deps, before.id, made.password);
    },
  );

  api.post(
    '/agents/:agent/password',
    {
      schema: {
        params: AgentParams,
        response: { 200: wire.AgentSaved },
        tags: ['agents'],
        description: 'A new password for a phone registered with us; the old one ends at once.',
      },
    },
    async ({ person, params }) => {
      const agent = await agentOf(deps, person.accountId, params.agent);
      if (agent.phone.kind !== 'registered')
        throw new Problem(
          409,
          'not-registered',
          'Only a phone registered with us has a password. Change the phone first.',
        );
      const password = newPassword();
      await save(deps, person.accountId, agent, { password });
      return saved(deps, agent.id, password);
    },
  );

  api.put(
    '/agents/:agent/state',
    {
      schema: {
        params: AgentParams,
        body: wire.AgentStateWish,
        response: { 200: wire.Agent },
        tags: ['agents'],
        description: 'Away by hand, or free again; free ends wrap-up too. An agent who talks goes on talking.',
      },
    },
    async ({ person, params, body }) => {
      const agent = await agentOf(deps, person.accountId, params.agent);
      const at = new Date();
      const reason = body.state === 'away' ? body.reason : '';
      await transaction(db, async (tx) => {
        await setAway(tx, agent.id, body.state === 'away' ? { since: agent.awaySince ?? at, reason } : null);
        const change = { agentId: agent.id, at, state: body.state, reason, userId: person.userId, callId: null };
        await insertAgentChange(tx, change);
        await announceAgents(tx, agent.siteId);
      });
      return agentCard(await agentOf(deps, person.accountId, agent.id));
    },
  );

  api.delete(
    '/agents/:agent',
    { schema: { params: AgentParams, response: { 204: z.null() }, tags: ['agents'] } },
    async ({ person, params }, reply) => {
      const agent = await agentOf(deps, person.accountId, params.agent);
      await refuseIfNamed(deps, agent, 'agent');
      const line = await listTargets(db, agent.siteId);
      if (line.length === 1 && line[0]?.id === agent.id)
        throw new Problem(
          409,
          'only-one-in-line',
          `Calls of this site go to ${agent.name} alone. Put somebody else into the line first.`,
        );
      await transaction(db, (tx) => removeAgent(tx, agent.id));
      await changed(deps, agent.siteId);
      return reply.code(204).send(null);
    },
  );
}

/** Refuses to take away what a published route needs, with the routes' names. */
export async function refuseIfNamed(
  { db }: ApiDeps,
  { id, siteId, name }: { id: string; siteId: string; name: string },
  what: 'agent' | 'team' | 'schedule',
): Promise<void> {
  const routes = await routesNaming(db, siteId, id);
  if (routes.length === 0) return;
  const names = routes.map((route) => `"${route}"`).join(', ');
  throw new Problem(
    409,
    `${what}-in-route`,
    `${name} is needed by ${routes.length === 1 ? 'the route' : 'the routes'} ${names}. Change and publish ${routes.length === 1 ? 'it' : 'them'} first.`,
  );
}

/** Everyone who keeps agents in memory reads them anew. */
export async function changed(deps: ApiDeps, siteId: string): Promise<void> {
  await deps.onSettingsChange(siteId);
  await announceAgents(deps.db, siteId);
}

async function agentOf(deps: ApiDeps, accountId: string, agentId: string): Promise<AgentRow> {
  const agent = await findAgent(deps.db, agentId);
  if (!agent) throw notFound('agent');
  await siteOf(deps, accountId, agent.siteId, 'agent');
  return agent;
}

const UNIQUE = '23505';

async function save(
  deps: ApiDeps,
  accountId: string,
  agent: AgentSettings & { id: string; siteId: string },
  { password, teamIds }: { password?: string | undefined; teamIds?: readonly string[] | undefined },
): Promise<void> {
  const { db } = deps;
  const { phone, scheduleId } = agent;
  if (phone.kind === 'number' && phone.connectionId !== null) {
    const connections = await listConnections(db, accountId);
    if (!connections.some(({ id }) => id === phone.connectionId)) throw notFound('connection');
  }
  if (scheduleId !== null && (await findSchedule(db, scheduleId))?.siteId !== agent.siteId) throw notFound('schedule');
  const write = async (tx: Tx) => {
    await saveAgent(tx, agent, password);
    if (teamIds) await setTeamsOf(tx, agent.id, teamIds);
  };
  await transaction(db, write).catch((error: { code?: string; constraint?: string }) => {
    if (error.code !== UNIQUE || error.constraint !== 'agents_extension') throw error;
    throw new Problem(409, 'extension-taken', `Extension ${agent.extension} is another agent's. Choose another one.`);
  });
  await changed(deps, agent.siteId);
}

async function saved(deps: ApiDeps, agentId: string, password?: string): Promise<wire.AgentSaved> {
  const agent = await findAgent(deps.db, agentId);
  if (!agent) throw notFound('agent'); // removed at this very moment
  const { phone } = agent;
  const isNew = phone.kind === 'registered' && password !== undefined;
  return {
    ...agentCard(agent),
    account: isNew ? { server: deps.sipServer, login: phone.login, password } : null,
  };
}

function agentCard({ awaySince, awayReason, createdAt, ...agent }: AgentRow): wire.Agent {
  return {
    ...agent,
    away: awaySince && { since: awaySince.toISOString(), reason: awayReason },
    createdAt: createdAt.toISOString(),
  };
}

function phoneOf(wish: wire.AgentPhoneWish, before?: Phone): { phone: Phone; password?: string } {
  if (wish.kind !== 'registered') return { phone: wish };
  if (before?.kind === 'registered') return { phone: before };
  return { phone: { kind: 'registered', login: `tel-${letters(6)}` }, password: newPassword() };
}

const LETTERS = 'abcdefghijkmnpqrstuvwxyz23456789'; // nothing that people confuse

const letters = (count: number) => Array.from({ length: count }, () => LETTERS[randomInt(LETTERS.length)]).join('');

// 16 of 32 letters are 80 bits: more than anybody guesses at a SIP port, and few enough to type into a desk phone.
const newPassword = () => letters(16);
