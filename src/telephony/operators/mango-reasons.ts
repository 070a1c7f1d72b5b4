// How a call or leg ended, by Mango Office's result codes, in our words.
// Source: Mango Office VPBX API 1.9, appendix of result codes; causes are the nearest of ITU-T Q.850.
import type { LegOutcome, Party } from '../../core/call.ts';

export type MangoEnd = { outcome: LegOutcome; cause: number | null; by: Party };

const BY_CODE = new Map<number, [LegOutcome, number | null]>([
  [1100, ['canceled', 16]],
  [1110, ['canceled', 16]],
  [1120, ['canceled', 16]],
  [1111, ['no-answer', 19]],
  [1121, ['busy', 17]],
  [1122, ['rejected', 21]],
  [1123, ['rejected', 21]], // do not disturb
  [1131, ['unavailable', 20]],
  [1133, ['unavailable', 1]],
  [1151, ['rejected', 21]], // black list
  [1152, ['rejected', 21]],
  [1163, ['no-answer', 19]], // waited too long in the queue
  [1164, ['no-answer', 19]],
  [1182, ['canceled', 26]], // picked up by another
  [1191, ['unavailable', 20]],
  [1192, ['unavailable', 20]],
  [4502, ['rejected', 21]],
]);

/** What `disconnect_reason` says; `isAnswered`: there was talk. */
export function mangoEnd(code: number, isAnswered: boolean): MangoEnd {
  const by: Party = code === 1110 ? 'caller' : code === 1120 || code === 1122 ? 'agent' : 'system';
  if (isAnswered) return { outcome: 'answered', cause: 16, by };
  const [outcome, cause] =
    BY_CODE.get(code) ?? (code >= 4200 && code < 4300 ? (['unavailable', 20] as const) : (['failed', null] as const));
  return { outcome, cause, by };
}
