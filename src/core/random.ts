// Draws from a seeded generator: moved to src/simulation/random.ts. Stays only until tests/database/calls.test.ts imports that.

/** Uniform in 0 <= x < 1. */
export type Random = () => number;

/** sfc32, a small generator that passes PractRand (C. Doty-Humphrey, https://pracrand.sourceforge.net). */
export function seededRandom(seed: number): Random {
  let a = 0;
  let b = seed | 0;
  let c = (seed / 2 ** 32) | 0;
  let counter = 1;
  const next = () => {
    const sum = (a + b + counter++) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** A lognormal law given by its median and the sigma of its logarithm. */
export type Lognormal = { median: number; sigma: number };

export function drawLognormal(random: Random, { median, sigma }: Lognormal): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}

/** The gap to the next event of a Poisson process. */
export function drawGap(random: Random, perSecond: number): number {
  return -Math.log(1 - random()) / perSecond;
}

/** An index, with probability proportional to its weight. */
export function drawIndex(random: Random, weights: readonly number[]): number {
  let left = random() * weights.reduce((sum, weight) => sum + weight, 0);
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return index === -1 ? weights.length - 1 : index;
}
