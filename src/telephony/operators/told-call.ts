// What an operator tells of a call, as facts that make the same call in whatever order and however often they are told:
// a fact's key comes from what it says, and its time is moved by the milliseconds that put causes before effects, since
// operators tell times in whole seconds.
import type { CallFact, LegOutcome, Party } from '../../core/call.ts';
import type { PlaceOrder } from '../../core/routing/place-order.ts';

type Bare<T> = T extends unknown ? Omit<T, 'providerCallId' | 'key' | 'at'> : never;
/** A fact without its envelope. */
export type Telling = Bare<CallFact>;

const AFTER_MS: Partial<Record<CallFact['kind'], number>> = {
  'leg-started': 1,
  'leg-answered': 2,
  'recording-offered': 3,
  'leg-ended': 4,
  'step-ended': 5,
  'hung-up': 6,
  ended: 7,
};

/**
 * A fact whose key is its kind, its leg, and what else sets it apart (`apart`). Tellings that are not sure of when a leg
 * started are set apart by what told them: the earliest counts.
 */
export function factOf(providerCallId: string, at: Date, telling: Telling, apart = ''): CallFact {
  const key = [telling.kind, 'leg' in telling ? telling.leg : '', apart].filter(Boolean).join('/');
  return { providerCallId, key, at: new Date(at.getTime() + (AFTER_MS[telling.kind] ?? 0)), ...telling };
}

/** Somebody answered: two facts, since word of the ringing may have been lost. */
export function answeredFacts(
  providerCallId: string,
  at: Date,
  leg: { leg: string; targetId?: string | null; client?: boolean },
): CallFact[] {
  const { targetId = null, client = false } = leg;
  return [
    factOf(providerCallId, at, { kind: 'leg-started', leg: leg.leg, targetId, client }, 'answered'),
    factOf(providerCallId, at, { kind: 'leg-answered', leg: leg.leg }),
  ];
}

/** A recording that the operator has; `name` sets it apart from others of the same call. */
export function recordingFact(
  providerCallId: string,
  at: Date,
  { name, ref }: { name: string; ref: Readonly<Record<string, string>> },
): CallFact {
  return factOf(providerCallId, at, { kind: 'recording-offered', ref }, name);
}

/** A call of ours has been placed: with this it is in the store, and what its operator tells of it has a place. */
export function placedFact(providerCallId: string, { number, callee, agent }: PlaceOrder): CallFact {
  return factOf(providerCallId, new Date(), { kind: 'placed', number, callee, agentId: agent.id });
}

/** The leg of a call that its operator tells of only as a whole. */
export const WHOLE_CALL = 'call';
/** The leg of a call of ours that rings the client. */
export const CLIENT = 'client';

/** A call after its end, as a statistics line or a final event has it. */
export type ToldCall = {
  id: string;
  /** 'out': placed by us; calls that somebody else placed there have no place here */
  direction: 'in' | 'out';
  did: string;
  caller: string;
  startedAt: Date;
  /** null: missed */
  answeredAt: Date | null;
  endedAt: Date;
  /** whoever answered or was rung last, `since` when (else: since the call began); null: not told, or told before by their own events */
  leg: { leg: string; targetId?: string | null; since?: Date } | null;
  /** of the leg, where nobody answered */
  outcome: LegOutcome;
  /** ITU-T Q.850 */
  cause: number | null;
  by: Party;
};

/** The whole call at once. What was told of it before stays as it was. */
export function factsOfToldCall(call: ToldCall): CallFact[] {
  const { id, direction, did, caller, startedAt, endedAt, cause } = call;
  // Spans are counted back from the end, whose time may be another clock's than that of the start.
  const answeredAt = call.answeredAt && (call.answeredAt < startedAt ? startedAt : call.answeredAt);
  const told: CallFact[] = [];
  if (direction === 'in') told.push(factOf(id, startedAt, { kind: 'offered', did, callerRaw: caller }));
  const client = direction === 'out';
  const leg = client ? { leg: CLIENT } : call.leg;
  if (leg) {
    const started = { kind: 'leg-started', leg: leg.leg, targetId: call.leg?.targetId ?? null, client } as const;
    told.push(factOf(id, call.leg?.since ?? startedAt, started, 'told'));
    if (answeredAt) told.push(factOf(id, answeredAt, { kind: 'leg-answered', leg: leg.leg }));
    told.push(factOf(id, endedAt, { kind: 'leg-ended', leg: leg.leg, cause }));
  }
  if (!answeredAt) told.push(factOf(id, endedAt, { kind: 'step-ended', step: 0, outcome: call.outcome, cause }));
  told.push(factOf(id, endedAt, { kind: 'hung-up', cause, by: call.by }), factOf(id, endedAt, { kind: 'ended' }));
  return told;
}
