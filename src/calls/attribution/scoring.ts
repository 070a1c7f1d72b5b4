// How well parameters explain calls that they were not learned from: the likelihood of the number that was dialled.
//
// That a call comes at all says how busy a site is; which of its numbers it comes on says whether the parameters know
// who calls. So each call is scored by log(weight of its number / weight of all numbers in the pool): a measure that no
// overall scale of the hazards can improve.
import { type AttributionParameters, attribute } from '../../core/attribution/attribution.ts';
import { weighHolders } from '../../core/attribution/attribution-weights.ts';
import type { Holder } from '../../core/attribution/holder.ts';
import type { Pool } from '../../core/pool/pool.ts';

export type Score = {
  add(
    call: { at: number; numberId: string; caller: string | null; region: string | null },
    pool: Pool,
    numbers: readonly string[],
  ): void;
  /** mean log-likelihood of a call; null: there were none */
  mean(): number | null;
};

/** Credits are this score's own: other parameters credit other visits. Nobody else may credit the pool's holders. */
export function createScore(parameters: AttributionParameters): Score {
  const credits = new Map<string, number>();
  let sum = 0;
  let calls = 0;
  return {
    add({ at, numberId, caller, region: from }, pool, numbers) {
      const region = from !== null && Object.hasOwn(parameters.regionShares, from) ? from : null;
      const call = { at, caller, region };
      const holdersOf = (number: string) => pool.holders(number, at).map((holder) => credited(holder, credits));
      const weightOf = (number: string) =>
        weighHolders(holdersOf(number), call, parameters).sum + parameters.backgroundPerSecond;
      const all = numbers.reduce((total, number) => total + weightOf(number), 0);
      const own = attribute({ holders: holdersOf(numberId), call, parameters });
      sum += Math.log(weightOf(numberId) / all);
      calls++;
      for (const { visit, probability } of own.candidates.slice(0, 10))
        credits.set(visit, 1 - (1 - (credits.get(visit) ?? 0)) * (1 - probability));
    },
    mean: () => (calls === 0 ? null : sum / calls),
  };
}

function credited(holder: Holder, credits: ReadonlyMap<string, number>): Holder {
  const share = credits.get(holder.visit);
  return share === undefined ? holder : { ...holder, credited: share };
}
