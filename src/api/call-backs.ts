// Missed callers over HTTP: the list, calling back, closing, what a site wants, the report.
import { z } from 'zod';
import { estimatedLoss } from '../core/call-back.ts';
import { listTasks, openFigures, reportMissed, taskLine, taskOfCall } from '../reports/call-backs.ts';
import { BadCursor } from '../reports/calls.ts';
import { findAgent } from '../store/agents.ts';
import {
  announceCallBacks,
  assignTask,
  callBackSettings,
  closeTask,
  findTask,
  reopenTask,
  saveCallBackSettings,
  type TaskRow,
} from '../store/call-backs.ts';
import { findSchedule } from '../store/schedules.ts';
import { findTeam } from '../store/teams.ts';
import { type Api, type ApiDeps, callOf, siteOf } from './deps.ts';
import { periodOf } from './period.ts';
import { placedOrProblem } from './placing.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const TaskParams = z.object({ task: z.uuid() });

/** The routes about missed callers, below /api/v1. */
export function callBackRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/call-backs',
    {
      schema: {
        ...{ params: SiteParams, querystring: wire.CallBacksQuery.extend(wire.Page.shape) },
        response: { 200: wire.CallBackList },
        tags: ['call-backs'],
        description: 'Open tasks as they are due; closed ones as they were closed, the last first.',
      },
    },
    async ({ person, params, query: { cursor, limit, ...query } }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const now = new Date();
      const [page, figures, settings] = await Promise.all([
        listTasks(db, { ...query, siteId: site.id, now }, { cursor, limit }).catch((error) => {
          throw error instanceof BadCursor ? new Problem(400, 'bad-cursor', error.message) : error;
        }),
        openFigures(db, site.id, now),
        callBackSettings(db, site.id),
      ]);
      const atStake = estimatedLoss(figures.newCallers, settings);
      return { ...page, now: { ...figures, atStake, currency: site.currency } };
    },
  );

  api.get(
    '/calls/:call/call-back',
    {
      schema: {
        ...{ params: z.object({ call: z.uuid() }), response: { 200: wire.CallBackOfCall } },
        tags: ['call-backs'],
        description: 'The task about a missed call, open or closed.',
      },
    },
    async ({ person, params }) => {
      const { id } = await callOf(deps, person.accountId, params.call);
      return { task: (await taskOfCall(db, id, new Date())) ?? null };
    },
  );

  api.patch(
    '/call-backs/:task',
    {
      schema: { params: TaskParams, body: wire.CallBackPatch, response: { 200: wire.CallBack }, tags: ['call-backs'] },
    },
    async ({ person, params, body }) => {
      const task = await taskOf(deps, person.accountId, params.task);
      if (body.agentId && (await findAgent(db, body.agentId))?.siteId !== task.siteId) throw notFound('agent');
      await assignTask(db, task.id, body.agentId);
      return told(deps, task);
    },
  );

  api.post(
    '/call-backs/:task/call',
    {
      schema: {
        ...{ params: TaskParams, body: wire.CallBackCall.default({}), response: { 201: wire.PlacedCall } },
        tags: ['call-backs'],
        description:
          'Rings the agent first, then the client, who sees the number they had dialled. The task closes by itself when they have talked.',
      },
    },
    async ({ person, params, body }, reply) => {
      const task = await taskOf(deps, person.accountId, params.task);
      if (task.phone === null)
        throw new Problem(409, 'nobody-to-call', 'These callers showed no number: there is nobody to call.');
      const asked = { siteId: task.siteId, client: task.phone, number: task.number, ownAgentId: task.agentId };
      const placed = await placedOrProblem(deps, { ...asked, agentId: body.agent ?? null });
      await announceCallBacks(db, task.siteId);
      return reply.code(201).send(placed);
    },
  );

  api.post(
    '/call-backs/:task/close',
    {
      schema: { params: TaskParams, body: wire.CallBackClose, response: { 200: wire.CallBack }, tags: ['call-backs'] },
    },
    async ({ person, params, body }) => {
      const task = await taskOf(deps, person.accountId, params.task);
      if (!(await closeTask(db, task.id, { ...body, at: new Date(), userId: person.userId })))
        throw new Problem(409, 'closed-already', 'This task is closed already.');
      return told(deps, task);
    },
  );

  api.post(
    '/call-backs/:task/reopen',
    { schema: { params: TaskParams, response: { 200: wire.CallBack }, tags: ['call-backs'] } },
    async ({ person, params }) => {
      const task = await taskOf(deps, person.accountId, params.task);
      const done = await reopenTask(db, task.id);
      if (done === 'newer')
        throw new Problem(409, 'newer-task', 'This caller was missed again since and has an open task.');
      if (done === 'not-closed')
        throw new Problem(409, 'not-closed', 'Only a task that a person has closed can be opened again.');
      return told(deps, task);
    },
  );

  api.get(
    '/sites/:site/call-back-settings',
    { schema: { params: SiteParams, response: { 200: wire.CallBackSettings }, tags: ['call-backs'] } },
    async ({ person, params }) => callBackSettings(db, (await siteOf(deps, person.accountId, params.site)).id),
  );

  api.put(
    '/sites/:site/call-back-settings',
    {
      schema: {
        ...{ params: SiteParams, body: wire.CallBackSettings, response: { 200: wire.CallBackSettings } },
        tags: ['call-backs'],
        description: 'Tasks that are open keep the time they are due.',
      },
    },
    async ({ person, params, body }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      if (body.scheduleId && (await findSchedule(db, body.scheduleId))?.siteId !== site.id) throw notFound('schedule');
      if (body.teamId && (await findTeam(db, body.teamId))?.siteId !== site.id) throw notFound('team');
      await saveCallBackSettings(db, site.id, body);
      await announceCallBacks(db, site.id);
      return callBackSettings(db, site.id);
    },
  );

  api.get(
    '/sites/:site/reports/missed',
    {
      schema: {
        params: SiteParams,
        querystring: wire.MissedQuery,
        response: { 200: wire.MissedReport },
        tags: ['reports'],
      },
    },
    async ({ person, params, query }) => {
      const site = await siteOf(deps, person.accountId, params.site);
      const { from, to } = periodOf(query);
      const { by } = query;
      const [report, settings] = await Promise.all([
        reportMissed(db, { siteId: site.id, from, to, by, timeZone: site.timeZone }),
        callBackSettings(db, site.id),
      ]);
      const withLoss = <T extends { newOpenOrLost: number }>(row: T) => ({
        ...row,
        estimatedLoss: estimatedLoss(row.newOpenOrLost, settings),
      });
      return {
        ...{ from: from.toISOString(), to: to.toISOString(), by, currency: site.currency },
        rows: report.rows.map(withLoss),
        totals: withLoss(report.totals),
      };
    },
  );
}

async function taskOf({ db, ...deps }: ApiDeps, accountId: string, taskId: string): Promise<TaskRow> {
  const task = await findTask(db, taskId);
  if (!task) throw notFound('task');
  await siteOf({ db, ...deps }, accountId, task.siteId, 'task');
  return task;
}

async function told({ db }: ApiDeps, { id, siteId }: TaskRow): Promise<wire.CallBack> {
  await announceCallBacks(db, siteId);
  const line = await taskLine(db, id, new Date());
  if (!line) throw notFound('task');
  return line;
}
