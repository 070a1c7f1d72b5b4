// The plan of one call: what telephony carries out by itself, step by step. Routes become plans when the call rings
// (core/routing/routing.ts); a plan knows nobody's rules any more, only sounds, phones, seconds and where to go on.

/** Causes we hang up with, by ITU-T Q.850. */
export type RejectCause = 'unallocated' | 'busy' | 'rejected' | 'unavailable' | 'congestion' | 'normal';
export const REJECT_CAUSES: Record<RejectCause, number> = {
  unallocated: 1,
  normal: 16,
  busy: 17,
  unavailable: 19,
  rejected: 21,
  congestion: 42,
};

/** How an agent is rung: a SIP address, a phone number through one of the operators, or a phone registered with us. */
export type Phone =
  | { kind: 'sip'; uri: string }
  /** `connectionId` null: the connection of the number that was called */
  | { kind: 'number'; e164: string; connectionId: string | null }
  | { kind: 'registered'; login: string };

/** `id`: the agent's. */
export type PlanTarget = { id: string; name: string; phone: Phone };

/** A sound by its name: a WAV file (8 kHz, mono, 16 bit) of that name lies in the folder of sounds. */
export type Sound = string;

/** Index of the step to go on with; null: the call ends as its last attempt ended. */
export type Next = number | null;

/** What the agent hears before the talk, and the key that takes the call; without it the call is taken by answering. */
export type Answering = { whisper: Sound | null; acceptKey: string | null };

export type Step =
  | { do: 'play'; sound: Sound; what: 'announcement' | 'notice'; next: Next }
  /** asks for the digit; without it the call goes on unrecorded */
  | { do: 'consent'; sound: Sound; digit: string; seconds: number; next: Next }
  /** `seconds` to wait for a key, `tries` times; `on`: one digit each */
  | { do: 'menu'; sound: Sound; seconds: number; tries: number; on: Readonly<Record<string, number>>; else: Next }
  /** rings all targets at once for `seconds`; the first that takes the call has it */
  | ({ do: 'dial'; targets: readonly PlanTarget[]; ringSeconds: number; else: Next } & Answering)
  /**
   * Waits with music for `seconds` at most. Telephony asks at each turn whom to ring (QueueTurn); should we not answer,
   * it rings `targets`, all at once.
   */
  | ({
      do: 'queue';
      queue: string;
      targets: readonly PlanTarget[];
      seconds: number;
      ringSeconds: number;
      music: Sound | null;
      leave: { digit: string; next: Next } | null;
      else: Next;
    } & Answering)
  | { do: 'voicemail'; sound: Sound | null; seconds: number; next: Next }
  /** the caller wants to be called back: says so, and ends */
  | { do: 'call-back'; sound: Sound | null; next: Next }
  | { do: 'hangup'; cause: RejectCause }
  /** a test call of ours that came back: answered with a tone, recorded under its id, and rung to nobody */
  | { do: 'check'; id: string };

export type StepKind = Step['do'];

/** Begins at step 0. */
export type Plan = { record: boolean; steps: readonly Step[] };

/** What a waiting caller's next turn is. `say`: sounds that tell the position, played before anything else. */
export type QueueTurn =
  | { do: 'ring'; targets: readonly PlanTarget[]; seconds: number; say: readonly Sound[] }
  | { do: 'wait'; say: readonly Sound[] }
  | { do: 'leave' };

/** A caller who waits, as telephony asks about them. `waited`: seconds since they began to. */
export type QueueAsk = { providerCallId: string; queue: string; step: number; waited: number };

/** All who may be rung by the plan, whatever happens. */
export function targetsOf(plan: Plan): PlanTarget[] {
  return plan.steps.flatMap((step) => ('targets' in step ? step.targets : []));
}
