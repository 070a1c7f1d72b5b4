// A call in our own words: what telephony offers, the plan it gets back, the facts it reports, and how facts make a call.

/** Causes we hang up with, by ITU-T Q.850. */
export type RejectCause = 'unallocated' | 'busy' | 'rejected' | 'unavailable' | 'congestion';
export const REJECT_CAUSES: Record<RejectCause, number> = {
  unallocated: 1,
  busy: 17,
  unavailable: 19,
  rejected: 21,
  congestion: 42,
};

export type PlanTarget = { id: string; name: string; sipUri: string };
/** `check`: a test call of ours that came back: answered with a tone, recorded under its id, and rung to nobody. */
export type Step =
  | { do: 'dial'; target: PlanTarget; ringSeconds: number }
  | { do: 'hangup'; cause: RejectCause }
  | { do: 'check'; id: string };
/** What telephony carries out by itself, step by step, until a target answers. */
export type Plan = { record: boolean; steps: Step[] };

export type Offer = { provider: string; providerCallId: string; did: string; callerRaw: string; at: Date };

export type LegOutcome = 'answered' | 'busy' | 'no-answer' | 'unavailable' | 'rejected' | 'canceled' | 'failed';
export type Party = 'caller' | 'agent' | 'system';

/** A fact as telephony reports it. Facts may come late, doubled, and after a gap; `key` names a fact for ever. */
export type CallFact = { providerCallId: string; key: string; at: Date } & (
  | { kind: 'offered'; did: string; callerRaw: string }
  | { kind: 'taken-while-down' }
  | { kind: 'recording-started' }
  | { kind: 'ringing'; step: number; targetId: string | null }
  | { kind: 'leg-started'; leg: string }
  | { kind: 'leg-answered'; leg: string }
  | { kind: 'leg-ended'; leg: string; cause: number | null }
  | { kind: 'step-ended'; step: number; outcome: LegOutcome; cause: number | null }
  | { kind: 'recorded'; file: string }
  | { kind: 'hung-up'; cause: number | null; by: Party }
  | { kind: 'ended' }
);

export type CallStatus = 'ringing' | 'talking' | 'answered' | 'missed' | 'cut-off';
export type MissedReason = 'caller-hung-up' | 'no-answer' | 'busy' | 'unavailable' | 'rejected';
export type RecordingState = 'none' | 'recording' | 'ready' | 'empty' | 'failed';

export type LegState = {
  providerLegId: string;
  step: number;
  targetId: string | null;
  startedAt: Date;
  answeredAt: Date | null;
  endedAt: Date | null;
  outcome: LegOutcome | null;
  hangupCause: number | null;
};

export type CallState = {
  status: CallStatus;
  missedReason: MissedReason | null;
  answeredAt: Date | null;
  endedAt: Date | null;
  hungUpBy: Party | null;
  hangupCause: number | null;
  answeredBy: string | null;
  whileDown: boolean;
  recordingState: RecordingState;
  /** the raw file the engine wrote, until it has been kept */
  recorded: string | null;
  step: number;
  targetId: string | null;
  lastAt: Date | null;
  legs: LegState[];
};

export const NEW_CALL: CallState = {
  status: 'ringing',
  missedReason: null,
  answeredAt: null,
  endedAt: null,
  hungUpBy: null,
  hangupCause: null,
  answeredBy: null,
  whileDown: false,
  recordingState: 'none',
  recorded: null,
  step: 0,
  targetId: null,
  lastAt: null,
  legs: [],
};

/** The call after all its facts, whatever order they were read in: a pure fold over the log. */
export function callFromFacts(facts: readonly CallFact[]): CallState {
  const once = [...new Map(facts.map((fact) => [fact.key, fact])).values()];
  return once.sort((a, b) => a.at.getTime() - b.at.getTime()).reduce(afterFact, NEW_CALL);
}

function afterFact(before: CallState, fact: CallFact): CallState {
  const call = { ...before, lastAt: fact.at };
  switch (fact.kind) {
    case 'offered':
      return call;
    case 'taken-while-down':
      return { ...call, whileDown: true };
    case 'recording-started':
      return { ...call, recordingState: 'recording' };
    case 'ringing':
      return { ...call, step: fact.step, targetId: fact.targetId };
    case 'leg-started':
      return { ...call, legs: [...call.legs, newLeg(call, fact)] };
    case 'leg-answered':
      return afterAnswer(call, fact);
    case 'leg-ended':
      return { ...call, legs: call.legs.map((leg) => (leg.providerLegId === fact.leg ? endedLeg(leg, fact) : leg)) };
    case 'step-ended':
      return {
        ...call,
        legs: call.legs.map((leg) =>
          leg.step === fact.step
            ? { ...leg, outcome: outcomeOf(leg, fact.outcome), hangupCause: fact.cause ?? leg.hangupCause }
            : leg,
        ),
      };
    case 'recorded':
      return { ...call, recorded: fact.file };
    case 'hung-up':
      return { ...call, hungUpBy: fact.by, hangupCause: fact.cause };
    case 'ended':
      return afterEnd(call, fact.at);
    default:
      return fact satisfies never;
  }
}

function newLeg(call: CallState, fact: CallFact & { kind: 'leg-started' }): LegState {
  return {
    providerLegId: fact.leg,
    step: call.step,
    targetId: call.targetId,
    startedAt: fact.at,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    hangupCause: null,
  };
}

// The call is answered when a target is: an announcement that Asterisk itself plays does not count.
function afterAnswer(call: CallState, fact: CallFact & { kind: 'leg-answered' }): CallState {
  const legs = call.legs.map((leg) =>
    leg.providerLegId === fact.leg ? { ...leg, answeredAt: fact.at, outcome: 'answered' as const } : leg,
  );
  const answeredBy = legs.find((leg) => leg.providerLegId === fact.leg)?.targetId ?? null;
  return {
    ...call,
    legs,
    status: 'talking',
    answeredAt: call.answeredAt ?? fact.at,
    answeredBy: call.answeredBy ?? answeredBy,
  };
}

function endedLeg(leg: LegState, fact: CallFact & { kind: 'leg-ended' }): LegState {
  return { ...leg, endedAt: fact.at, hangupCause: leg.hangupCause ?? fact.cause };
}

function outcomeOf(leg: LegState, outcome: LegOutcome): LegOutcome {
  return leg.answeredAt ? 'answered' : outcome;
}

function afterEnd(call: CallState, at: Date): CallState {
  const legs = call.legs.map((leg) => ({ ...leg, endedAt: leg.endedAt ?? at, outcome: leg.outcome ?? 'canceled' }));
  const ended = { ...call, legs, endedAt: at };
  if (call.answeredAt) return { ...ended, status: 'answered' };
  return { ...ended, status: 'missed', missedReason: missedReason(ended) };
}

function missedReason(call: CallState): MissedReason {
  if (call.hungUpBy === 'caller') return 'caller-hung-up';
  switch (call.legs.at(-1)?.outcome) {
    case 'busy':
      return 'busy';
    case 'rejected':
      return 'rejected';
    case 'no-answer':
    case 'canceled':
      return 'no-answer';
    default:
      return 'unavailable';
  }
}

/** The call when the engine died in the middle of it and will report nothing more. */
export function cutOff(call: CallState, at: Date): CallState {
  const ended = afterEnd(call, call.lastAt ?? at);
  return { ...ended, status: 'cut-off', missedReason: null };
}
