// A call in our own words: what telephony offers, the facts it reports, and how facts make a call.

/** A call that rings, as telephony offers it. */
export type OfferedCall = { providerCallId: string; did: string; callerRaw: string; at: Date };
/** `provider`: the engine or the connection it came by, which telephony itself does not know by name. */
export type Offer = OfferedCall & { provider: string };

/** `declined`: the phone was answered, but its person did not take the call (no accept key). */
export type LegOutcome =
  | 'answered'
  | 'busy'
  | 'no-answer'
  | 'unavailable'
  | 'rejected'
  | 'declined'
  | 'canceled'
  | 'failed';
export type Party = 'caller' | 'agent' | 'system';

/** A fact as telephony reports it. Facts may come late, doubled, and after a gap; `key` names a fact for ever. */
export type CallFact = { providerCallId: string; key: string; at: Date } & (
  | { kind: 'offered'; did: string; callerRaw: string }
  /** a call of ours, from `number` (E.164, ours) to `callee` (E.164); it rings the agent first */
  | { kind: 'placed'; number: string; callee: string; agentId: string | null }
  | { kind: 'taken-while-down' }
  | { kind: 'recording-started' }
  | { kind: 'ringing'; step: number; targetId: string | null }
  /**
   * `targetId`, `step`: whom it rings and for which step, where the leg itself tells; `client`: of a call of ours, the
   * one who is called. A leg may be told to have started more than once (a lost event is made up for by the next one):
   * the earliest counts.
   */
  | { kind: 'leg-started'; leg: string; targetId?: string | null; client?: boolean; step?: number }
  | { kind: 'leg-answered'; leg: string }
  /** `outcome`: what became of this leg, where it itself tells; without it the step's outcome is the leg's */
  | { kind: 'leg-ended'; leg: string; cause: number | null; outcome?: LegOutcome | null }
  | { kind: 'step-ended'; step: number; outcome: LegOutcome; cause: number | null }
  | { kind: 'played'; step: number; what: 'announcement' | 'notice' }
  /** the caller was asked whether the talk may be recorded */
  | { kind: 'consented'; given: boolean }
  /** keys in a menu; '' : none in time */
  | { kind: 'pressed'; step: number; digits: string }
  | { kind: 'queued'; step: number }
  | { kind: 'left-queue'; step: number; reason: 'answered' | 'too-long' | 'key' | 'nobody' }
  | { kind: 'call-back-asked' }
  | { kind: 'voicemail'; file: string }
  | { kind: 'recording-paused' }
  | { kind: 'recording-resumed' }
  | { kind: 'recorded'; file: string }
  /** the operator has a recording; `ref` is its own word for it, kept until it is fetched */
  | { kind: 'recording-offered'; ref: Readonly<Record<string, string>> }
  | { kind: 'hung-up'; cause: number | null; by: Party }
  | { kind: 'ended' }
  /** the node whose call it is was lost, and with it whoever could tell the end; said by another one, `at` when it said so */
  | { kind: 'node-lost' }
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
  /** of a call of ours: it rings the client, not an agent */
  client: boolean;
};
/** A span of the talk that was not recorded; `to` null: until its end. */
export type Pause = { from: Date; to: Date | null };

export type CallState = {
  direction: 'in' | 'out';
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
  pauses: Pause[];
  /** the raw file of what the caller left */
  voicemail: string | null;
  noticeAt: Date | null;
  /** to the recording; null: was not asked */
  consent: boolean | null;
  callBackAsked: boolean;
  step: number;
  targetId: string | null;
  lastAt: Date | null;
  legs: LegState[];
};

export const NEW_CALL: CallState = {
  direction: 'in',
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
  pauses: [],
  voicemail: null,
  noticeAt: null,
  consent: null,
  callBackAsked: false,
  step: 0,
  targetId: null,
  lastAt: null,
  legs: [],
};

/** The call after all its facts, whatever order they were read in: a pure fold over the log. */
export function callFromFacts(facts: readonly CallFact[]): CallState {
  const once = [...new Map(facts.map((fact) => [fact.key, fact])).values()].sort(byTime);
  // A node that told more of the call after it was given up for lost was not.
  const told = once.filter((fact, at) => fact.kind !== 'node-lost' || at === once.length - 1);
  return told.reduce(afterFact, NEW_CALL);
}

// That we placed a call comes first and its end last, whatever clock they were read from: operators' clocks are not ours,
// some send a leg's answer after the call's end, and some say no time at all, so that it bears the time it reached us.
function byTime(a: CallFact, b: CallFact): number {
  return place(a) - place(b) || a.at.getTime() - b.at.getTime();
}

const place = ({ kind }: CallFact) => (kind === 'placed' ? -1 : kind === 'ended' ? 1 : 0);

function afterFact(before: CallState, fact: CallFact): CallState {
  const call = { ...before, lastAt: fact.at };
  switch (fact.kind) {
    case 'offered':
    case 'pressed':
    case 'queued':
    case 'left-queue':
    case 'recording-offered':
      return call;
    case 'placed':
      return { ...call, direction: 'out', targetId: fact.agentId };
    case 'taken-while-down':
      return { ...call, whileDown: true };
    case 'recording-started':
      return { ...call, recordingState: 'recording' };
    case 'ringing':
      return { ...call, step: fact.step, targetId: fact.targetId };
    case 'leg-started':
      if (call.legs.some((leg) => leg.providerLegId === fact.leg)) return call;
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
    case 'played':
      return fact.what === 'notice' ? { ...call, noticeAt: call.noticeAt ?? fact.at } : call;
    case 'consented':
      return { ...call, consent: fact.given, recordingState: fact.given ? call.recordingState : 'none' };
    case 'call-back-asked':
      return { ...call, callBackAsked: true };
    case 'voicemail':
      return { ...call, voicemail: fact.file };
    case 'recording-paused':
      return { ...call, pauses: [...call.pauses, { from: fact.at, to: null }] };
    case 'recording-resumed':
      return { ...call, pauses: call.pauses.map((pause) => (pause.to ? pause : { ...pause, to: fact.at })) };
    case 'recorded':
      return { ...call, recorded: fact.file };
    case 'hung-up':
      return { ...call, hungUpBy: fact.by, hangupCause: fact.cause };
    case 'ended':
      return afterEnd(call, fact.at);
    case 'node-lost':
      return cutOff(before, fact.at);
    default:
      return fact satisfies never;
  }
}

function newLeg(call: CallState, fact: CallFact & { kind: 'leg-started' }): LegState {
  return {
    providerLegId: fact.leg,
    step: fact.step ?? call.step,
    targetId: fact.client ? null : (fact.targetId ?? call.targetId),
    startedAt: fact.at,
    answeredAt: null,
    endedAt: null,
    outcome: null,
    hangupCause: null,
    client: fact.client ?? false,
  };
}

// The call is answered when an agent is, or the client of a call of ours: an announcement that the engine itself plays
// does not count, nor an agent who waits for the client.
function afterAnswer(call: CallState, fact: CallFact & { kind: 'leg-answered' }): CallState {
  const legs = call.legs.map((leg) =>
    leg.providerLegId === fact.leg
      ? { ...leg, answeredAt: leg.answeredAt ?? fact.at, outcome: 'answered' as const }
      : leg,
  );
  const answering = legs.find((leg) => leg.providerLegId === fact.leg);
  const answeredBy = call.direction === 'out' ? call.targetId : (answering?.targetId ?? null);
  if (call.direction === 'out' && !answering?.client) return { ...call, legs };
  return {
    ...call,
    legs,
    status: 'talking',
    answeredAt: call.answeredAt ?? fact.at,
    answeredBy: call.answeredBy ?? answeredBy,
  };
}

function endedLeg(leg: LegState, fact: CallFact & { kind: 'leg-ended' }): LegState {
  // The step's word may come first; who has declined then hangs up.
  const isSettled = leg.answeredAt !== null || leg.outcome === 'declined';
  const outcome = isSettled ? leg.outcome : (fact.outcome ?? leg.outcome);
  return { ...leg, endedAt: fact.at, hangupCause: leg.hangupCause ?? fact.cause, outcome };
}

// Of phones that rang together one took the call: the others were called off.
function outcomeOf(leg: LegState, outcome: LegOutcome): LegOutcome {
  if (leg.answeredAt) return 'answered';
  return leg.outcome ?? (outcome === 'answered' ? 'canceled' : outcome);
}

function afterEnd(call: CallState, at: Date): CallState {
  const legs = call.legs.map((leg) => ({
    ...leg,
    endedAt: leg.endedAt ?? at,
    outcome: leg.outcome ?? ('canceled' as const),
  }));
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
    case 'declined':
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
