// How a call ended, in the words of UIS (`finish_reason`) and ours.
// Source: Data API v2.0 of UIS, get.calls_report; causes are the nearest of ITU-T Q.850.
import type { LegOutcome, Party } from '../../core/call.ts';

export type End = { outcome: LegOutcome; cause: number | null; by: Party };

const ENDS: readonly [RegExp, LegOutcome, number | null][] = [
  [/^(subscriber_busy|operator_busy|employee_busy|operator_channels_busy)/, 'busy', 17],
  [/^(subscriber_not_responsible|operator_not_responsible|timeout|no_operation)/, 'no-answer', 19],
  [/^numa_in_black_list/, 'rejected', 21],
  [/^another_operator_answer/, 'canceled', 26],
  [/^(sip_offline|employee_inactive|phone_group_inactive|not_enough_money)/, 'unavailable', 20],
];

/** What `finish_reason` says; `isAnswered`: there was talk. */
export function endOf(reason: string, isAnswered: boolean): End {
  const by: Party = reason.startsWith('subscriber_disconnects')
    ? 'caller'
    : reason.startsWith('operator_disconnects') || reason.startsWith('transfer_disconnects')
      ? 'agent'
      : 'system';
  if (isAnswered) return { outcome: 'answered', cause: 16, by };
  const [, outcome, cause] = ENDS.find(([pattern]) => pattern.test(reason)) ?? [];
  if (outcome) return { outcome, cause: cause ?? null, by };
  const isGivenUp = /disconnects|success_finish|operator_answer/.test(reason);
  return isGivenUp ? { outcome: 'canceled', cause: 16, by } : { outcome: 'failed', cause: null, by };
}
