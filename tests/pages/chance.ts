// Chance that can be had again from its seed.

export type Chance = { below(n: number): number; is(probability: number): boolean; one<T>(of: readonly T[]): T };

/** mulberry32. */
export function chanceOf(seed: number): Chance {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (n: number) => Math.floor(next() * n);
  return { below, is: (probability) => next() < probability, one: (of) => of[below(of.length)]! };
}
