// Learns from a site's own calls how its visits call, without anybody saying who called (number-pool.md § 4, "Learning").
//
// Expectation-maximisation: the posterior under the parameters so far says who may have called (E), and hazards, rates,
// region match and background that explain this best, held back by the prior, are the next parameters (M). A label, a
// person's correction or a form that named the visitor, takes the place of the posterior: it teaches.

import { type AttributionParameters, shareOfRegion } from './attribution-parameters.ts';
import type { Exposure } from './exposure.ts';
import { type LearningCall, type Lesson, NO_REGION, prepareCall, SAME_REGION } from './learning-lesson.ts';
import {
  type Estimate,
  firstEstimate,
  type Grounds,
  type Masses,
  nextEstimate,
  toParameters,
} from './learning-model.ts';

export { type LearningCall, type Lesson, prepareCall } from './learning-lesson.ts';

export type LearningQuestion = {
  /** First-time calls in time order. A caller's later calls are decided by memory and teach nothing of delays. */
  calls: readonly (LearningCall | Lesson)[];
  /** Of all visits that were shown a number in the time the calls come from, with the prior's bins. */
  exposure: Exposure;
  /** How many numbers there were, times the seconds of that time. */
  numberSeconds: number;
  prior: AttributionParameters;
  /** Name of the parameters that come out. */
  version: string;
  rounds?: number;
};

/**
 * More rounds explain the calls that were learned from ever better and those to come no better: background shrinks, and
 * confidence grows without reason. The reference takes 20, and a prior of 40 calls where ours weighs 120.
 */
const ROUNDS = 5;

/** The site's own parameters. Without calls they are the prior with the site's region shares. */
export function learn(question: LearningQuestion): AttributionParameters {
  const { exposure, prior, version, numberSeconds, rounds = ROUNDS } = question;
  const lessons = question.calls
    .map((call) => ('bins' in call ? call : prepareCall(call, prior)))
    .filter(({ label }) => label !== 'elsewhere'); // it says nothing about weights
  const course = setCourse(lessons, exposure);
  const grounds: Grounds = { calls: lessons.length, prior, exposure, numberSeconds, sources: course.sources };
  const shares = toParameters({ ...grounds, calls: 0 }, firstEstimate(grounds), version).regionShares;
  let estimate = firstEstimate(grounds);
  for (let round = 0; round < rounds && lessons.length > 0; round++) {
    estimate = nextEstimate(grounds, expect(course, estimate, shares));
  }
  return toParameters(grounds, estimate, version);
}

/** The lessons with their visits and sources numbered through, so that a round is arithmetic only. */
type Course = { lessons: readonly NumberedLesson[]; sources: readonly string[]; visits: number; most: number };
type NumberedLesson = { lesson: Lesson; visits: Int32Array; sources: Int32Array };

function setCourse(lessons: readonly Lesson[], exposure: Exposure): Course {
  const visits = numbering();
  const sources = numbering();
  const numbered = lessons.map((lesson) => {
    const own = lesson.sources.map(sources.of);
    return {
      lesson,
      visits: Int32Array.from(lesson.visits, visits.of),
      sources: Int32Array.from(lesson.sourceOf, (index) => own[index]!),
    };
  });
  for (const key of exposure.visits.keys()) sources.of(key);
  const most = lessons.reduce((sum, { bins }) => Math.max(sum, bins.length), 0);
  return { lessons: numbered, sources: sources.names(), visits: visits.names().length, most };
}

function numbering() {
  const numbers = new Map<string, number>();
  return {
    of(name: string): number {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, numbers.size);
      return numbers.size - 1;
    },
    names: () => [...numbers.keys()],
  };
}

/** The E step: who the calls are taken for. Credits are counted anew, in time order. */
function expect(course: Course, estimate: Estimate, shares: Readonly<Record<string, number>>): Masses {
  const { hazards, rates } = estimate;
  const zeros = { hazards: new Float64Array(hazards.length), rates: new Float64Array(rates.length) };
  const masses: Masses = { ...zeros, nobody: 0, regions: 0, regionMatches: 0 };
  const credited = new Float64Array(course.visits);
  const weights = new Float64Array(course.most);
  for (const numbered of course.lessons) {
    const factors = regionFactors(estimate.regionMatch, shareOfRegion(numbered.lesson.region, shares));
    const nobody = weigh(numbered, estimate, factors, credited, weights);
    masses.nobody += nobody;
    share(numbered, factors, credited, weights, masses);
  }
  return masses;
}

/** By region code: unknown, same, other; and how much of the same is by necessity. */
type Factors = { byCode: readonly number[]; byNecessity: number };

function regionFactors(match: number, share: number): Factors {
  const same = match / share + 1 - match;
  return { byCode: [1, same, 1 - match], byNecessity: same > 0 ? match / share / same : 0 };
}

/** Fills `weights` with the probability of each holder and answers that of nobody. */
function weigh(
  { lesson, visits, sources }: NumberedLesson,
  { hazards, rates, backgroundPerSecond }: Estimate,
  { byCode }: Factors,
  credited: Float64Array,
  weights: Float64Array,
): number {
  const { bins, regions, label } = lesson;
  if (label !== null) {
    weights.fill(0, 0, bins.length);
    if (typeof label === 'number') weights[label] = 1;
    return label === 'nobody' ? 1 : 0;
  }
  let sum = backgroundPerSecond;
  for (let index = 0; index < bins.length; index++) {
    const likelihood = hazards[bins[index]!]! * rates[sources[index]!]! * byCode[regions[index]!]!;
    const weight = likelihood * (1 - credited[visits[index]!]!);
    weights[index] = weight;
    sum += weight;
  }
  if (sum <= 0) return 1;
  for (let index = 0; index < bins.length; index++) weights[index]! /= sum;
  return backgroundPerSecond / sum;
}

/** Adds the probabilities to what they speak for. */
function share(
  { lesson: { bins, regions }, visits, sources }: NumberedLesson,
  { byNecessity }: Factors,
  credited: Float64Array,
  weights: Float64Array,
  masses: Masses,
): void {
  for (let index = 0; index < bins.length; index++) {
    const mass = weights[index]!;
    if (mass === 0) continue;
    masses.hazards[bins[index]!]! += mass;
    masses.rates[sources[index]!]! += mass;
    const visit = visits[index]!;
    credited[visit]! += (1 - credited[visit]!) * mass;
    if (regions[index] === NO_REGION) continue;
    masses.regions += mass;
    if (regions[index] === SAME_REGION) masses.regionMatches += mass * byNecessity;
  }
}
