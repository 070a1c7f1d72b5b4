// What a call means for missed callers: a missed one opens a task, or joins the open one of its caller; a talk with the
// client, in or out, closes it. All of it in the transaction that stores the call, and told twice it is done once.
import type { CallState } from '../../core/call.ts';
import { dueAt } from '../../core/call-back.ts';
import { isOpen } from '../../core/routing/schedule.ts';
import {
  agentsForCaller,
  announceCallBacks,
  closeTaskBy,
  firstTalkSince,
  joinTask,
  missedCallWithoutTask,
  openTask,
  reopenTaskOf,
  type TaskAgent,
  taskReachedBy,
} from '../../store/call-backs.ts';
import type { Tx } from '../../store/database.ts';

export type CallBacks = {
  /** the call is so now */
  follow(tx: Tx, call: { id: string; siteId: string }, state: CallState): Promise<void>;
  /** the call counts again, or counts no more */
  recount(tx: Tx, callId: string, siteId: string, counts: boolean): Promise<void>;
};

/** Keeps the tasks of missed callers. */
export function openCallBacks({ newId }: { newId: () => string }): CallBacks {
  const closeBy = async (tx: Tx, callId: string, siteId: string) => {
    if (await closeTaskBy(tx, callId)) await announceCallBacks(tx, siteId);
  };
  const openFor = async (tx: Tx, callId: string) => {
    const missed = await missedCallWithoutTask(tx, callId);
    if (!missed) return;
    const { siteId, caller, startedAt, endedAt, timeZone } = missed;
    const talk = caller === null ? undefined : await firstTalkSince(tx, { siteId, caller, at: startedAt });
    const known = talk && (await taskReachedBy(tx, talk.id));
    const agents = caller === null ? [] : await agentsForCaller(tx, siteId, caller);
    const task = known ?? {
      ...{ id: newId(), siteId, phone: caller, missedAt: startedAt, reached: talk ?? null },
      dueAt: dueAt(endedAt, { minutes: missed.limitMinutes, schedule: missed.schedule, timeZone }),
      agentId: agents.find((agent) => isThere(agent, endedAt, timeZone))?.id ?? null,
    };
    await joinTask(tx, callId, typeof task === 'string' ? task : await openTask(tx, task));
    await announceCallBacks(tx, siteId);
  };

  return {
    async follow(tx, call, state) {
      if (state.answeredAt) await closeBy(tx, call.id, call.siteId);
      else if (state.endedAt && state.direction === 'in') await openFor(tx, call.id);
    },
    async recount(tx, callId, siteId, counts) {
      if (counts) {
        await closeBy(tx, callId, siteId);
        await openFor(tx, callId);
      } else await reopenTaskOf(tx, callId);
      await announceCallBacks(tx, siteId);
    },
  };
}

function isThere({ isAway, schedule }: TaskAgent, at: Date, timeZone: string): boolean {
  return !isAway && (schedule === null || isOpen(schedule, at, timeZone));
}
