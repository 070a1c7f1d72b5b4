// Schedules: when the business is open and agents are on shift; public holidays to fill them with.
import { z } from 'zod';
import { holidaysOf } from '../core/routing/holidays.ts';
import {
  agentsOfSchedule,
  deleteSchedule,
  findSchedule,
  listSchedules,
  type ScheduleRow,
  saveSchedule,
} from '../store/schedules.ts';
import { changed, refuseIfNamed } from './agents.ts';
import { type Api, type ApiDeps, siteOf } from './deps.ts';
import { known } from './known.ts';
import { notFound, Problem } from './problem.ts';
import * as wire from './wire.ts';

const SiteParams = z.object({ site: z.uuid() });
const ScheduleParams = z.object({ schedule: z.uuid() });

/** The routes about schedules, below /api/v1. */
export function scheduleRoutes(api: Api, deps: ApiDeps) {
  const { db } = deps;

  api.get(
    '/sites/:site/schedules',
    { schema: { params: SiteParams, response: { 200: z.array(wire.Schedule) }, tags: ['agents'] } },
    async ({ person, params }) =>
      (await listSchedules(db, (await siteOf(deps, person.accountId, params.site)).id)) as wire.Schedule[],
  );

  api.post(
    '/sites/:site/schedules',
    { schema: { params: SiteParams, body: wire.ScheduleCreate, response: { 201: wire.Schedule }, tags: ['agents'] } },
    async ({ person, params, body }, reply) => {
      const site = await siteOf(deps, person.accountId, params.site);
      return reply.code(201).send(await save(deps, { ...body, id: deps.newId(), siteId: site.id }));
    },
  );

  api.patch(
    '/schedules/:schedule',
    {
      schema: { params: ScheduleParams, body: wire.SchedulePatch, response: { 200: wire.Schedule }, tags: ['agents'] },
    },
    async ({ person, params, body }) =>
      save(deps, { ...(await scheduleOf(deps, person.accountId, params.schedule)), ...known(body) }),
  );

  api.delete(
    '/schedules/:schedule',
    { schema: { params: ScheduleParams, response: { 204: z.null() }, tags: ['agents'] } },
    async ({ person, params }, reply) => {
      const schedule = await scheduleOf(deps, person.accountId, params.schedule);
      await refuseIfNamed(deps, schedule, 'schedule');
      const agents = await agentsOfSchedule(db, schedule.id);
      if (agents.length > 0)
        throw new Problem(
          409,
          'schedule-in-use',
          `It is the shift of ${agents.join(', ')}. Give them another shift first.`,
        );
      await deleteSchedule(db, schedule.id);
      await changed(deps, schedule.siteId);
      return reply.code(204).send(null);
    },
  );

  api.get(
    '/holidays',
    { schema: { querystring: wire.HolidaysQuery, response: { 200: wire.Holidays }, tags: ['agents'] } },
    async ({ query }) =>
      holidaysOf(query.country, query.year).map(({ date, name }) => ({ date, name: name[query.language] })),
  );
}

async function scheduleOf(deps: ApiDeps, accountId: string, scheduleId: string): Promise<ScheduleRow> {
  const schedule = await findSchedule(deps.db, scheduleId);
  if (!schedule) throw notFound('schedule');
  await siteOf(deps, accountId, schedule.siteId, 'schedule');
  return schedule;
}

async function save(deps: ApiDeps, schedule: ScheduleRow): Promise<wire.Schedule> {
  if ((await saveSchedule(deps.db, schedule)) === 'name-taken')
    throw new Problem(
      409,
      'schedule-exists',
      `There is a schedule "${schedule.name}" already. Give this one another name.`,
    );
  await changed(deps, schedule.siteId);
  return schedule as wire.Schedule;
}
