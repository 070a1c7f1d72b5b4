// What became of a call, in a few words, and how it is marked.
import type { TFunction } from 'i18next';
import type { CallRow } from '../../src/api/wire.ts';
import { clockLength } from './format.ts';
import { phone } from './phone.ts';

export type CallStatus = CallRow['status'];

/** Ringing or talking: the call is still going on. */
export const isLive = (call: Pick<CallRow, 'status'>) => call.status === 'ringing' || call.status === 'talking';

/** Who called: the number as written, what came instead of a number, or "withheld". */
export function callerName(call: Pick<CallRow, 'caller' | 'callerRaw'>, t: TFunction): string {
  if (call.caller) return phone(call.caller);
  return call.callerRaw && !/^(anonymous|unknown|unavailable|restricted)?$/i.test(call.callerRaw)
    ? call.callerRaw
    : t('caller.withheld');
}

type Course = Pick<CallRow, 'status' | 'missedReason' | 'waitSeconds' | 'talkSeconds'>;

/** The second line of a status: why nobody talked, how long was talked and waited. Empty while the call goes on. */
export function course(call: Course, t: TFunction): string {
  if (isLive(call)) return '';
  const why = call.missedReason ? t(`missed.${call.missedReason}`) : '';
  const talk = call.talkSeconds === null ? '' : t('calls.talk', { length: clockLength(Math.round(call.talkSeconds)) });
  const wait = call.waitSeconds === null ? '' : t('calls.wait', { length: clockLength(Math.round(call.waitSeconds)) });
  return [why, talk, wait].filter(Boolean).join(' · ');
}

/** Nobody answered, so there was nothing to record: an empty recording is no news. A message after the tone is one. */
export const hasNoTalk = ({ answeredAt, recording }: Pick<CallRow, 'answeredAt' | 'recording'>) =>
  answeredAt === null && recording.state !== 'ready' && recording.state !== 'failed';

/** Seconds since the call began to ring, or since it was answered: what a running timer shows. */
export function runningSeconds(call: Pick<CallRow, 'startedAt' | 'answeredAt'>, now: Date): number {
  return Math.max(0, (now.getTime() - new Date(call.answeredAt ?? call.startedAt).getTime()) / 1000);
}
