// What an agent is doing, told from what is known of them at a moment.
import type { AgentState } from './route.ts';

export type KnownOfAgent = {
  /** since when the talk that goes on does; null: none */
  talkingSince: Date | null;
  /** end of the last talk; null: none is known */
  talkedUntil: Date | null;
  wrapUpSeconds: number;
  /** when a person last said that the agent is free: what was wrapped up then is done */
  freedAt: Date | null;
  awaySince: Date | null;
  isOnShift: boolean;
};
/** `since` null: not known; `until`: when it ends by itself. */
export type Doing = { state: AgentState; since: Date | null; until: Date | null };

const LONGEST_TALK_MS = 4 * 3_600_000;

/**
 * Of a talk whose end was never told (an operator may lose it) a person's word that the agent is free is the end; only of
 * one longer than talks are, so that nobody is called in the middle of a talk by a slip.
 */
export function isTalkForgotten(since: Date, freedAt: Date | null, at: Date): boolean {
  return freedAt !== null && freedAt > since && at.getTime() - since.getTime() > LONGEST_TALK_MS;
}

/** A talk goes before everything, and who is not on shift is neither away nor wrapping up. */
export function doingOf(known: KnownOfAgent, at: Date): Doing {
  if (known.talkingSince) return { state: 'talking', since: known.talkingSince, until: null };
  if (!known.isOnShift) return { state: 'off-shift', since: null, until: null };
  if (known.awaySince) return { state: 'away', since: known.awaySince, until: null };
  const { talkedUntil, freedAt } = known;
  const until = wrappedUpAt(known);
  if (until && until > at) return { state: 'wrap-up', since: talkedUntil, until };
  return { state: 'free', since: later(until ?? talkedUntil, freedAt), until: null };
}

function wrappedUpAt({ talkedUntil, freedAt, wrapUpSeconds }: KnownOfAgent): Date | null {
  if (!talkedUntil || wrapUpSeconds === 0 || (freedAt && freedAt >= talkedUntil)) return null;
  return new Date(talkedUntil.getTime() + wrapUpSeconds * 1000);
}

function later(one: Date | null, other: Date | null): Date | null {
  if (!one || !other) return one ?? other;
  return one > other ? one : other;
}
