// The policy of sub-pools: each channel has numbers of its own, as many as its traffic asks for (number-pool.md § 3).
//
// The shares of traffic are counted from the visits seen. The split is made anew each time their number has doubled and
// when a channel or a number is new; a number changes its channel only if the new split asks for it. It starts anew with
// the process: sub-pools are for comparison.

import type { Choice, PoolNumber } from './pool-policy.ts';

type Pick = (numbers: readonly PoolNumber[], choice: Choice) => PoolNumber | undefined;

/** `pick` chooses inside a channel's sub-pool. A channel without one (more channels than numbers) shares them all. */
export function createSubPools(pick: Pick): (choice: Choice) => PoolNumber | undefined {
  const visits = new Map<string, number>();
  let seen = 0;
  let splitAgainAt = 1;
  let splitNumbers = 0;
  let subPools = new Map<string, PoolNumber[]>();

  return (choice) => {
    const { channel } = choice.visit;
    visits.set(channel, (visits.get(channel) ?? 0) + 1);
    seen++;
    if (seen >= splitAgainAt || splitNumbers !== choice.numbers.length || visits.get(channel) === 1) {
      subPools = split(choice.numbers, visits, subPools);
      splitNumbers = choice.numbers.length;
      splitAgainAt = 2 * seen;
    }
    return pick(subPools.get(channel) ?? choice.numbers, choice);
  };
}

function split(
  numbers: readonly PoolNumber[],
  visits: ReadonlyMap<string, number>,
  before: ReadonlyMap<string, readonly PoolNumber[]>,
): Map<string, PoolNumber[]> {
  const sizes = sizesByQuotient(numbers.length, visits);
  const left = new Set(numbers);
  const after = new Map<string, PoolNumber[]>();
  for (const [channel, size] of sizes) {
    const own = (before.get(channel) ?? []).filter((number) => left.has(number)).sort(mostRecentFirst);
    after.set(channel, own.slice(0, size));
    for (const number of own.slice(0, size)) left.delete(number);
  }
  for (const [channel, size] of sizes) {
    const own = after.get(channel)!;
    for (const number of left) {
      if (own.length >= size) break;
      own.push(number);
      left.delete(number);
    }
  }
  return after;
}

/** One number each, those with most traffic first; each further one where traffic per number is largest. */
function sizesByQuotient(numbers: number, visits: ReadonlyMap<string, number>): Map<string, number> {
  const channels = [...visits].sort(([, one], [, other]) => other - one).slice(0, numbers);
  const sizes = new Map(channels.map(([channel]) => [channel, 1]));
  for (let given = channels.length; given < numbers; given++) {
    const quotient = ([channel, count]: [string, number]) => count / sizes.get(channel)!;
    const [needy] = channels.reduce((best, one) => (quotient(one) > quotient(best) ? one : best));
    sizes.set(needy, sizes.get(needy)! + 1);
  }
  return sizes;
}

function mostRecentFirst(one: PoolNumber, other: PoolNumber): number {
  return one.lastActivityAt === other.lastActivityAt ? 0 : other.lastActivityAt - one.lastActivityAt;
}
