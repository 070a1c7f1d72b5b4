// Learning in virtual time: gathers a replay's calls and its visits' time in each state, and learns when it is due.

import type { AttributionParameters } from '../core/attribution/attribution.ts';
import { createExposureCounter, type Exposure, sumExposures } from '../core/attribution/exposure.ts';
import type { Holder } from '../core/attribution/holder.ts';
import { type LearningCall, type Lesson, learn, prepareCall } from '../core/attribution/learning.ts';

export type ReplayLearningOptions = {
  prior: AttributionParameters;
  numbers: number;
  /** When to learn first, in the log's seconds. */
  learnUntil: number;
  /** How often to learn again; without it once. */
  relearnEverySeconds?: number | undefined;
  /** Everybody who holds a number in the window before `at`. */
  holdersAt: (at: number) => Iterable<Holder>;
};

export type ReplayLearning = {
  /** To be told of the time before the event at `at` is taken. Answers new parameters when it has learned. */
  moveTo(at: number): AttributionParameters | undefined;
  /** To be told of each first-time call, with the holders as they are known. */
  hear(call: LearningCall): void;
};

/** Calls that are learned from (number-pool.md § 8). */
const MOST_LESSONS = 1000;
/** Time in the states is gathered by periods, so that those before the oldest lesson can be left out. */
const PERIOD_SECONDS = 86_400;

type Period = { from: number; to: number; exposure: Exposure };

export function createReplayLearning(options: ReplayLearningOptions): ReplayLearning {
  const { prior, numbers, relearnEverySeconds, holdersAt } = options;
  let learnAt = options.learnUntil;
  let from = Number.NaN; // of the period in hand
  let done = false;
  let lessons: Lesson[] = [];
  let periods: Period[] = [];

  function endPeriod(to: number): void {
    const counter = createExposureCounter(prior, from);
    for (const { closedAt, tappedAt, ...holder } of holdersAt(to)) {
      counter.add({ ...holder, taps: tappedAt === null ? [] : [tappedAt], closed: closedAt !== null }, to);
    }
    periods.push({ from, to, exposure: counter.result() });
    from = to;
  }

  function learnNow(): AttributionParameters {
    const version = `${prior.version}+${lessons.length}@${Math.round(learnAt)}`;
    const seconds = periods.reduce((sum, period) => sum + period.to - period.from, 0);
    const exposure = sumExposures(periods.map((period) => period.exposure));
    const nothing = createExposureCounter(prior).result();
    const facts = { calls: lessons, exposure: exposure ?? nothing, numberSeconds: numbers * seconds };
    return learn({ ...facts, prior, version });
  }

  function forgetOld(): void {
    if (lessons.length <= MOST_LESSONS) return;
    lessons = lessons.slice(-MOST_LESSONS);
    periods = periods.filter(({ to }) => to > lessons[0]!.at);
  }

  return {
    moveTo(at) {
      if (done) return undefined;
      if (Number.isNaN(from)) from = at;
      let learned: AttributionParameters | undefined;
      while (!done && at >= Math.min(from + PERIOD_SECONDS, learnAt)) {
        const due = from + PERIOD_SECONDS >= learnAt;
        if (due && learnAt > from) endPeriod(learnAt);
        else if (!due) endPeriod(from + PERIOD_SECONDS);
        forgetOld();
        if (!due) continue;
        learned = learnNow();
        done = relearnEverySeconds === undefined;
        learnAt += relearnEverySeconds ?? 0;
      }
      if (done) [lessons, periods] = [[], []];
      return learned;
    },
    hear(call) {
      if (!done) lessons.push(prepareCall(call, prior));
      if (lessons.length > 2 * MOST_LESSONS) forgetOld();
    },
  };
}
