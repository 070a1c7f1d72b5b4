// A call that a PBX tells of when it is over (POST /api/v1/calls and the hook of a PBX), as facts.
import type { CallFact, LegOutcome } from '../../core/call.ts';
import { factsOfToldCall, recordingFact, WHOLE_CALL } from './told-call.ts';

export type CallRecord = {
  id: string;
  number: string;
  caller: string | null;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date;
  /** who answered or was rung last, if it is one of ours */
  agentId: string | null;
  /** null: answered if it has answeredAt, else nobody took it */
  status: LegOutcome | null;
  recordingUrl: string | null;
};

/** The same record again gives the same facts. Times that contradict each other are put in order: start, answer, end. */
export function factsOfRecord({ id, number, caller, startedAt, status, agentId, ...record }: CallRecord): CallFact[] {
  const endedAt = later(startedAt, record.endedAt);
  const answeredAt = record.answeredAt && earlier(endedAt, later(startedAt, record.answeredAt));
  const isAnswered = answeredAt !== null && (status === null || status === 'answered');
  const outcome = status === 'answered' ? 'failed' : (status ?? 'no-answer');
  const facts = factsOfToldCall({
    ...{ id, direction: 'in', did: number, caller: caller ?? '', startedAt, endedAt },
    ...{ answeredAt: isAnswered ? answeredAt : null, leg: { leg: WHOLE_CALL, targetId: agentId } },
    ...{ outcome, cause: null, by: 'caller' },
  });
  // Who hung up is known of a call only that its caller gave up.
  const known = facts.filter(({ kind }) => kind !== 'hung-up' || (!isAnswered && outcome === 'canceled'));
  const { recordingUrl } = record;
  const ref = recordingUrl ? [recordingFact(id, endedAt, { name: '', ref: { url: recordingUrl } })] : [];
  return [...known, ...ref];
}

const later = (one: Date, other: Date) => (other > one ? other : one);
const earlier = (one: Date, other: Date) => (other < one ? other : one);
