// Missed callers are called back without anybody's click, where a site wants that: as soon as an agent is free, in
// working hours, by day where the client is, a few times with growing pauses. And the owner is told of tasks that are
// late.
import { isDaytime, nextAttemptAt } from '../../core/call-back.ts';
import { countryOf } from '../../core/phone.ts';
import { timeZoneOf } from '../../core/region-time-zone.ts';
import type { AgentNow } from '../../core/routing/route.ts';
import { isOpen } from '../../core/routing/schedule.ts';
import { announceCallBacks } from '../../store/call-backs.ts';
import { type Db, transaction } from '../../store/database.ts';
import {
  claimAttempt,
  countLateTasks,
  type DueTask,
  type LateTask,
  noteLateTasks,
  postponeAttempt,
  tasksToCall,
} from '../../store/due-call-backs.ts';
import { type EventToTell, tellEvents } from '../../store/events.ts';
import { endNotices, openNotice } from '../../store/notices.ts';
import { findSchedule } from '../../store/schedules.ts';
import { findTeam } from '../../store/teams.ts';
import { longestIdleFirst, type PlaceRefusal, type Placing } from './placing.ts';

export type CallingBack = {
  /** makes the calls that may be made now; one run at a time */
  call(): Promise<void>;
  /** tells owners of tasks that have become late, and takes it back when none is */
  warn(): Promise<void>;
  /** resolves when the run that goes on is over; begins none */
  settled(): Promise<void>;
};
export type CallingBackOptions = {
  db: Db;
  placing: Placing;
  agentsOf: (siteId: string) => readonly AgentNow[];
  /** where a phone is from, as core/numbers/russian-regions.ts names it; null: not known */
  regionOf: (e164: string) => string | null;
  now: () => Date;
  newId: () => string;
};
/** Why no attempt is made just now. `nobody-free` is no reason to wait: it is tried again at once when somebody is. */
export type Postponed = 'night' | 'closed' | PlaceRefusal;

const LOOK_AGAIN_MS = 10 * 60_000; // night and closing time end on a whole hour or so
/** A phone that rings is not on the board as a talk. */
const RINGS_MS = 60_000;

/** Calls back by itself, and watches the limits. */
export function openCallingBack(options: CallingBackOptions): CallingBack {
  const { db, placing, agentsOf, now } = options;
  const rung = new Map<string, number>();
  let running: Promise<void> | undefined;

  const freeAgent = async (task: DueTask): Promise<AgentNow | undefined> => {
    const team = task.teamId ? await findTeam(db, task.teamId) : undefined;
    const members = team && new Set(team.members.map(({ agentId }) => agentId));
    const at = now().getTime();
    const free = longestIdleFirst(agentsOf(task.siteId)).filter(
      ({ id, state, isOnShift, isRung }) =>
        state === 'free' &&
        isOnShift &&
        !isRung &&
        (!members || members.has(id)) &&
        at - (rung.get(id) ?? 0) >= RINGS_MS,
    );
    return free.find(({ id }) => id === task.agentId) ?? free[0];
  };
  const whyNot = async ({ phone, timeZone, scheduleId }: DueTask): Promise<'night' | 'closed' | null> => {
    const at = now();
    const there = timeZoneOf(countryOf(phone), options.regionOf(phone)) ?? timeZone;
    if (!isDaytime(at, there)) return 'night';
    const schedule = scheduleId ? await findSchedule(db, scheduleId) : undefined;
    return schedule && !isOpen(schedule, at, timeZone) ? 'closed' : null;
  };
  const callOne = async (task: DueTask) => {
    const reason = await whyNot(task);
    if (reason) return postponeAttempt(db, task.id, { reason, until: new Date(now().getTime() + LOOK_AGAIN_MS) });
    const agent = await freeAgent(task);
    if (!agent) return;
    if (!(await claimAttempt(db, task, nextAttemptAt(task.attempts + 1, now(), task.pauseMinutes)))) return;
    rung.set(agent.id, now().getTime());
    const placed = await placing.place({ siteId: task.siteId, client: task.phone, agentId: agent.id, number: null });
    if (placed.kind === 'refused') {
      rung.delete(agent.id);
      await postponeAttempt(db, task.id, { reason: placed.detail || placed.reason, until: null });
    }
    await announceCallBacks(db, task.siteId);
  };
  const callAll = async () => {
    for (const task of await tasksToCall(db, now())) await callOne(task);
  };

  return {
    call() {
      running ??= callAll().finally(() => {
        running = undefined;
      });
      return running;
    },
    settled: async () => void (await running),
    async warn() {
      const kind = 'call-backs-late';
      const fresh = await transaction(db, async (tx) => {
        const late = await noteLateTasks(tx, now());
        await tellEvents(tx, late.map(lateEvent));
        return late;
      });
      const siteIds = [...new Set(fresh.map(({ siteId }) => siteId))];
      for (const siteId of siteIds) await announceCallBacks(db, siteId);
      for (const { siteId, accountId, late, phone, dueAt } of await countLateTasks(db, { now: now(), siteIds, kind })) {
        const data = { late, phone, dueAt: dueAt?.toISOString() ?? null };
        if (late === 0) await endNotices(db, { accountId, kinds: [kind], subject: siteId });
        else await openNotice(db, { id: options.newId(), accountId, siteId, kind, subject: siteId, data });
      }
    },
  };
}

const lateEvent = ({ id, siteId, callId, dueAt }: LateTask): EventToTell => ({
  ...{ type: 'call-back.late', key: id, at: dueAt, about: { taskId: id }, siteId, callId },
});
