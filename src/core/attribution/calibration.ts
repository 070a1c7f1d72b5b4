// Whether confidence is honest: of the calls that were answered with 80 %, eight in ten should be right.

/** One answer of which the truth became known. */
export type JudgedAnswer = { confidence: number; right: boolean };
export type CalibrationBin = {
  from: number;
  to: number;
  calls: number;
  /** null: no calls here */
  meanConfidence: number | null;
  right: number | null;
  /** Wilson 95 % interval of `right` */
  rightFrom: number | null;
  rightTo: number | null;
};
export type Calibration = {
  labels: number;
  right: number;
  bins: CalibrationBin[];
  /** null: there are no labels */
  ece: number | null;
  brier: number | null;
};

const BINS = 10;
const NORMAL_95 = 1.96;

/** Ten equal bins of confidence, expected calibration error and Brier score (number-pool.md § 5). */
export function calibrate(answers: readonly JudgedAnswer[]): Calibration {
  const groups = Array.from({ length: BINS }, (): JudgedAnswer[] => []);
  for (const answer of answers) groups[binOfConfidence(answer.confidence)]?.push(answer);
  const bins = groups.map((group, bin) => binOf(group, bin));
  const gap = (bin: CalibrationBin) => Math.abs((bin.meanConfidence ?? 0) - (bin.right ?? 0)) * bin.calls;
  const squares = answers.map(({ confidence, right }) => (confidence - Number(right)) ** 2);
  const labels = answers.length;
  return {
    ...{ labels, right: answers.filter(({ right }) => right).length, bins },
    ece: labels === 0 ? null : sum(bins.map(gap)) / labels,
    brier: labels === 0 ? null : sum(squares) / labels,
  };
}

/** 0…9; a confidence of 1 is in the last. */
export function binOfConfidence(confidence: number): number {
  return Math.min(BINS - 1, Math.max(0, Math.floor(confidence * BINS)));
}

function binOf(group: readonly JudgedAnswer[], bin: number): CalibrationBin {
  const calls = group.length;
  const edges = { from: bin / BINS, to: (bin + 1) / BINS, calls };
  if (calls === 0) return { ...edges, meanConfidence: null, right: null, rightFrom: null, rightTo: null };
  const rights = group.filter(({ right }) => right).length;
  const [rightFrom, rightTo] = wilson(rights, calls);
  const meanConfidence = sum(group.map(({ confidence }) => confidence)) / calls;
  return { ...edges, meanConfidence, right: rights / calls, rightFrom, rightTo };
}

/** The 95 % interval of a share. Source: Wilson (1927), Probable inference. */
export function wilson(successes: number, trials: number): [from: number, to: number] {
  const share = successes / trials;
  const z2 = NORMAL_95 ** 2 / trials;
  const middle = (share + z2 / 2) / (1 + z2);
  const half = (NORMAL_95 * Math.sqrt((share * (1 - share)) / trials + z2 / (4 * trials))) / (1 + z2);
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
