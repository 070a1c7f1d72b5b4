// What a connection's operator can do. A route that asks for more can't be published on its numbers.
import type { StepKind } from './plan.ts';

/**
 * How the operator asks us where a call goes: `answer`: in its own request; `push`: it is told by a command while the
 * caller waits; `code`: a scenario of ours at the operator's asks; `none`: we only hear of calls.
 */
export type Asking = 'answer' | 'push' | 'code' | 'none';

export type Capabilities = {
  asking: Asking;
  /** after so long the operator goes on without our answer; null: not known */
  deadlineSeconds: number | null;
  /** steps of a plan it can carry out */
  steps: readonly StepKind[];
  /** most phones it rings at once */
  together: number;
  /** rings the next when the first did not take the call; false: the first agent only, whoever comes after */
  inTurn: boolean;
  whisper: boolean;
  acceptKey: boolean;
  /** shows the agent the caller's own number */
  passesCaller: boolean;
  /** kinds of phones it can ring */
  phones: readonly ('sip' | 'number' | 'registered')[];
  /** calls are told of while they go on, not only afterwards */
  live: boolean;
  recordings: 'none' | 'mono' | 'stereo';
  /** places calls of ours: call-backs, checks */
  placesCalls: boolean;
  /** lists its numbers to us */
  listsNumbers: boolean;
  /** how its requests are known to be its own */
  proof: 'signature' | 'token' | 'address';
};

/** Asterisk of our own, on whatever trunk: it carries out every step by itself. */
export const ASTERISK_CAPABILITIES: Capabilities = {
  asking: 'answer',
  deadlineSeconds: 2,
  steps: ['play', 'consent', 'menu', 'dial', 'queue', 'voicemail', 'call-back', 'hangup', 'check'],
  together: 50,
  inTurn: true,
  whisper: true,
  acceptKey: true,
  passesCaller: true,
  phones: ['sip', 'number', 'registered'],
  live: true,
  recordings: 'stereo',
  placesCalls: true,
  listsNumbers: false,
  proof: 'address',
};
