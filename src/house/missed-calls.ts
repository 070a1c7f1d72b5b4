// Missed callers, spam and calls of ours, introduced to the calls, the board and whoever carries calls out.
import { randomUUIDv7 } from 'node:crypto';
import { openCallBacks } from '../calls/missed/call-backs.ts';
import { openCallingBack } from '../calls/missed/calling-back.ts';
import { openPlacing } from '../calls/missed/placing.ts';
import type { Board } from '../calls/routing/board.ts';
import { openScreening, type ScreeningOptions } from '../calls/spam/screening.ts';
import { openSpamDesk } from '../calls/spam/spam.ts';
import type { Follow } from '../calls/story.ts';
import type { RoutedOrder } from '../core/routing/place-order.ts';
import type { Sound } from '../core/routing/plan.ts';
import type { Db } from '../store/database.ts';
import { openNotice } from '../store/notices.ts';
import type { NumberToShow } from '../store/placing.ts';
import { endPastFloods, ownerOfNumber } from '../store/spam.ts';

type Log = (message: string, error?: unknown) => void;
const MINUTE_MS = 60_000;
const FLOOD_OVER_MS = 30 * MINUTE_MS;
const now = () => new Date();

/** Judges calls when they ring and when they are over, and keeps the tasks about missed callers. */
export async function openJudgement(db: Db, log: Log) {
  const onFlood: ScreeningOptions['onFlood'] = (flood) =>
    void tellOfFlood(db, flood).catch((error) => log('a flood of calls could not be told of', error));
  const screening = await openScreening({ db, now, log, onFlood });
  const callBacks = openCallBacks({ newId: randomUUIDv7 });
  const spam = openSpamDesk({ db, newId: randomUUIDv7, onMarked: callBacks.recount });
  const follow: Follow = async (tx, call, state) => {
    const { provider, providerCallId } = call;
    if (state.endedAt && state.direction === 'in')
      await spam.settle(tx, call.id, screening.reasonsOf(provider, providerCallId));
    await callBacks.follow(tx, call, state);
  };
  /** what the recording of a talk tells: whether its caller said anything */
  const onKept = (callId: string, flags: readonly string[]) =>
    void spam
      .heard(callId, flags.includes('caller-silent'))
      .catch((error) => log('what a recording tells could not be judged', error));
  return { screening, spam, follow, onKept };
}
export type Judgement = Awaited<ReturnType<typeof openJudgement>>;

async function tellOfFlood(db: Db, { numberId, calls, minutes }: Parameters<ScreeningOptions['onFlood']>[0]) {
  const owner = await ownerOfNumber(db, numberId);
  if (!owner) return;
  const { accountId, siteId, e164 } = owner;
  const data = { number: e164, calls, minutes, lastAt: now().toISOString() };
  await openNotice(db, { id: randomUUIDv7(), accountId, siteId, kind: 'number-flood', subject: numberId, data });
}

export type WayOut = {
  db: Db;
  board: Board;
  /** our own engine */
  engine: { place(order: RoutedOrder): Promise<{ providerCallId: string }> };
  operators: {
    find(connectionId: string): { operator: { place?: unknown } } | undefined;
    place(order: RoutedOrder): Promise<{ providerCallId: string }>;
  };
  regionOfCaller: (e164: string) => string | null;
  /** what an agent hears before the client is rung */
  whisper: (language: 'ru' | 'en') => Sound | null;
  judgement: Judgement;
  log: Log;
};

const CALL_MS = 10_000;
const WARN_MS = 30_000;
const REFRESH_MS = 15_000;

/** Places calls, by a click and by itself; `stop` ends the latter. */
export function openWayOut({ db, board, engine, operators, regionOfCaller, whisper, judgement, log }: WayOut) {
  const isEngines = ({ connectionKind }: NumberToShow) => connectionKind === 'sip-trunk';
  const agentsOf = (siteId: string) => board.lines(siteId);
  const placing = openPlacing({
    ...{ db, newId: randomUUIDv7, now, agentsOf, whisper },
    canPlace: (number) =>
      isEngines(number) ? number.hasWayOut : operators.find(number.connectionId)?.operator.place !== undefined,
    place: (order) => (operators.find(order.connectionId) ? operators.place(order) : engine.place(order)),
  });
  const callingBack = openCallingBack({ db, placing, agentsOf, regionOf: regionOfCaller, now, newId: randomUUIDv7 });
  const each = (ms: number, work: () => Promise<unknown>, failed: string) =>
    setInterval(() => void work().catch((error) => log(failed, error)), ms);
  const call = () => callingBack.call();
  const timers = [
    each(CALL_MS, call, 'missed callers could not be called back'),
    each(WARN_MS, callingBack.warn, 'tasks that are late could not be looked up'),
    each(REFRESH_MS, judgement.screening.refresh, 'known callers could not be read'),
    each(MINUTE_MS, () => endPastFloods(db, new Date(Date.now() - FLOOD_OVER_MS)), 'floods could not be looked up'),
  ];
  const off = board.onChange(() => void call().catch((error) => log('missed callers could not be called back', error)));
  return {
    placing,
    async stop() {
      off();
      for (const timer of timers) clearInterval(timer);
      await callingBack.settled().catch(() => undefined); // begins no call at the end
    },
  };
}
