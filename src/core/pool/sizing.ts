// How many numbers a pool needs: the formulas, for a first word before anything is simulated (number-pool.md § 7).

/**
 * Erlang-B: the share of arrivals that find all `servers` taken. `load` is in erlangs (arrivals a second × seconds each
 * holds a server). Source: A. K. Erlang 1917, by the usual recursion, which never overflows.
 */
export function erlangB(servers: number, load: number): number {
  if (load <= 0) return 0;
  let blocked = 1;
  for (let taken = 1; taken <= servers; taken++) blocked = (load * blocked) / (taken + load * blocked);
  return blocked;
}

/**
 * The share of visits that would find every number leased, if leases were locks: an average over the hours of a day,
 * weighted by their traffic. `hourly` is a profile with mean 1.
 */
export function overflowShare(question: {
  numbers: number;
  visitsPerDay: number;
  /** share of visits that take a number anew, and don't come back to their own */
  newShare: number;
  /** mean stay and lease after it, together */
  heldSeconds: number;
  hourly: readonly number[];
}): number {
  const { numbers, visitsPerDay, newShare, heldSeconds, hourly } = question;
  const perSecond = (visitsPerDay * newShare) / 86_400;
  const traffic = hourly.reduce((sum, weight) => sum + weight, 0);
  const lost = hourly.reduce((sum, weight) => sum + weight * erlangB(numbers, perSecond * weight * heldSeconds), 0);
  return traffic > 0 ? lost / traffic : 0;
}

/**
 * The share of calls whose visit is found by taking the number's last holder. `visitsUntilCall`: for each call of a
 * sample, how many visits began between its visit and it. Good from 10 numbers on, and 1.5 × the open pages at peak.
 */
export function exactVisitShare(visitsUntilCall: readonly number[], numbers: number, newShare: number): number {
  if (visitsUntilCall.length === 0) return 0;
  return visitsUntilCall.filter((visits) => newShare * visits < numbers).length / visitsUntilCall.length;
}

const FEWEST = 6;
const CAMPAIGN_SHARE = 0.7;
/** A source that brings less than this share of the expected calls does not ask for a number of its own. */
const WORTH_A_NUMBER = 0.01;

/** How many numbers to begin with, before there is a log. `expectedCalls`: by source, in any unit. */
export function startValue(channels: number, expectedCalls: readonly number[]): number {
  const all = expectedCalls.reduce((sum, calls) => sum + calls, 0);
  const sources = expectedCalls.filter((calls) => all > 0 && calls / all >= WORTH_A_NUMBER).length;
  return Math.max(FEWEST, channels + 2, Math.ceil(CAMPAIGN_SHARE * sources));
}
