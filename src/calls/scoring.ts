// How well parameters explain calls that they were not learned from: the likelihood of the number that was dialled.
//
// That a call comes at all says how busy a site is; which of its numbers it comes on says whether the parameters know
// who calls. So each call is scored by log(weight of its number / weight of all numbers in the pool): a measure that no
// overall scale of the hazards can improve.
import { type AttributionParameters, attribute } from '../core/attribution.ts';
import type { Holder } from '../core/holder.ts';
import type { Pool } from '../core/pool.ts';

export type Score = {
  add(
    call: { at: number; numberId: string; caller: string | null; region: string | null },
    pool: Pool,
    numbers: readonly string[],
  ): void;
  /** mean log-likelihood of a call; null: there were none */
  mean(): number | null;
};

/** Credits are this score's own: other parameters credit other visits. */
export function createScore(parameters: AttributionParameters): Score {
  const credits = new Map<string, number>();
  let sum = 0;
  let calls = 0;
  return {
    add({ at, numberId, caller, region: from }, pool, numbers) {
      const region = from !== null && Object.hasOwn(parameters.regionShares, from) ? from : null;
      const weigh = (number: string) => {
        const holders = pool.holders(number, at).map((holder) => credited(holder, credits));
        return attribute({ holders, call: { at, caller, region }, parameters });
      };
      const own = weigh(numberId);
      const weight = ({ nobody }: { nobody: number }) => parameters.backgroundPerSecond / Math.max(nobody, 1e-12);
      const all = numbers.reduce((total, number) => total + weight(number === numberId ? own : weigh(number)), 0);
      sum += Math.log(weight(own) / all);
      calls++;
      for (const { visit, probability } of own.candidates.slice(0, 10))
        credits.set(visit, 1 - (1 - (credits.get(visit) ?? 0)) * (1 - probability));
    },
    mean: () => (calls === 0 ? null : sum / calls),
  };
}

function credited(holder: Holder, credits: ReadonlyMap<string, number>): Holder {
  return { ...holder, credited: credits.get(holder.visit) ?? 0 };
}
