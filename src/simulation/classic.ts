// How today's trackers name the caller: whoever holds the number now, or held it last. For comparison only.

import type { Attribution } from '../core/attribution/attribution.ts';
import { type Holder, isLeaseLive, isPageOpen } from '../core/attribution/holder.ts';

/** `posterior` is ours; the others are number-pool.md § 4, "Current holder" and "Last holder". */
export type Rule = 'posterior' | 'current-holder' | 'last-holder';
export const RULES: readonly Rule[] = ['posterior', 'current-holder', 'last-holder'];

/** The latest holder of the number is certain to have called. `holders` in the order in which they were shown it. */
export function attributeLastHolder(holders: readonly Holder[]): Attribution {
  return certain('last-holder', holders.at(-1));
}

/** The latest holder whose page is open or whose lease runs; without one nobody is named. */
export function attributeCurrentHolder(
  holders: readonly Holder[],
  at: number,
  { leaseSeconds, heartbeatSeconds }: { leaseSeconds: number; heartbeatSeconds: number },
): Attribution {
  const holds = (holder: Holder) => isPageOpen(holder, at, heartbeatSeconds) || isLeaseLive(holder, at, leaseSeconds);
  return certain('current-holder', holders.findLast(holds));
}

function certain(version: string, holder: Holder | undefined): Attribution {
  const nothing = { version, candidates: [], sources: [], repeat: false };
  if (holder === undefined) return { ...nothing, visit: null, campaign: null, channel: null, nobody: 1 };
  const { visit, visitor, channel, campaign } = holder;
  const source = { channel, campaign, probability: 1 };
  const candidate = { visit, visitor, ...source, state: 'open' as const, seconds: 0 };
  const answers = { visit: { id: visit, probability: 1 }, campaign: source, channel: { channel, probability: 1 } };
  return { ...nothing, ...answers, nobody: 0, candidates: [candidate], sources: [source] };
}
