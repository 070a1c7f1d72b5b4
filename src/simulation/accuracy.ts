// How right the answers were, where the truth is known (number-pool.md § 5).

import type { Attribution } from '../core/attribution/attribution.ts';
import { sourceKey } from '../core/attribution/holder.ts';
import type { Truth } from './world.ts';

export type Level = 'channel' | 'campaign' | 'visit';
export const LEVELS: readonly Level[] = ['channel', 'campaign', 'visit'];

/** One of ten equal bins of confidence: how many calls, what was said of them on average and what was true. */
export type CalibrationBin = { from: number; calls: number; confidence: number; right: number };
type ByLevel<T> = Record<Level, T>;

/** Shares are 0..1, null where there was no call to judge. `unknown` and unattributed count as wrong. */
export type Accuracy = {
  /** Over first-time calls, as are all that follow but `repeat` and `noise`. */
  calls: number;
  right: ByLevel<number | null>;
  /** How far the confidence is from the truth: expected calibration error and mean squared error. */
  ece: ByLevel<number | null>;
  brier: ByLevel<number | null>;
  calibration: ByLevel<CalibrationBin[]>;
  /** Calls whose visit is answered as sure: their share, and the share of them that is right. */
  sure: { share: number | null; right: number | null };
  /** Half the sum over sources of |estimated share - true share|. */
  totalsError: number | null;
  repeat: { calls: number; right: ByLevel<number | null> };
  /** Calls of people who saw no number of ours; `sure` is the share that was given a sure answer all the same. */
  noise: { calls: number; sure: number | null };
};

export type Judge = { add(truth: Truth, attribution: Attribution): void; result(): Accuracy };

type Tally = { calls: number; right: ByLevel<number>; squares: ByLevel<number>; bins: ByLevel<CalibrationBin[]> };
const BINS = 10;

/** Counts calls one by one; nothing of a call is kept. `sureFrom` as in the attribution's parameters. */
export function createJudge(sureFrom: number): Judge {
  const first = newTally();
  const repeat = newTally();
  const sure = { calls: 0, right: 0 };
  const noise = { calls: 0, sure: 0 };
  const estimated = new Map<string, number>();
  const real = new Map<string, number>();

  function addFirst(truth: Truth, attribution: Attribution): void {
    tally(first, truth, attribution);
    if (isSure(attribution, sureFrom)) {
      sure.calls++;
      if (isRight(truth, attribution, 'visit')) sure.right++;
    }
    for (const source of attribution.sources) addTo(estimated, sourceKey(source), source.probability);
    addTo(real, sourceKey({ channel: truth.channel ?? '', campaign: truth.campaign ?? '' }), 1);
  }

  return {
    add(truth, attribution) {
      if (truth.kind === 'first') addFirst(truth, attribution);
      else if (truth.kind === 'repeat') tally(repeat, truth, attribution);
      else {
        noise.calls++;
        if (isSure(attribution, sureFrom)) noise.sure++;
      }
    },
    result: () => ({
      calls: first.calls,
      right: ofLevels((level) => part(first.right[level], first.calls)),
      ece: ofLevels((level) => (first.calls === 0 ? null : calibrationError(first.bins[level], first.calls))),
      brier: ofLevels((level) => part(first.squares[level], first.calls)),
      calibration: ofLevels((level) => first.bins[level].map(toMeans)),
      sure: { share: part(sure.calls, first.calls), right: part(sure.right, sure.calls) },
      totalsError: totalsError(estimated, real),
      repeat: { calls: repeat.calls, right: ofLevels((level) => part(repeat.right[level], repeat.calls)) },
      noise: { calls: noise.calls, sure: part(noise.sure, noise.calls) },
    }),
  };
}

function tally(counts: Tally, truth: Truth, attribution: Attribution): void {
  counts.calls++;
  for (const level of LEVELS) {
    const right = Number(isRight(truth, attribution, level));
    const confidence = attribution[level]?.probability ?? 0;
    counts.right[level] += right;
    counts.squares[level] += (confidence - right) ** 2;
    const bin = counts.bins[level][Math.min(BINS - 1, Math.floor(confidence * BINS))]!;
    bin.calls++;
    bin.confidence += confidence;
    bin.right += right;
  }
}

function isRight(truth: Truth, { visit, campaign, channel }: Attribution, level: Level): boolean {
  if (level === 'visit') return visit !== null && visit.id === truth.visit;
  if (level === 'channel') return channel !== null && channel.channel === truth.channel;
  return campaign !== null && campaign.channel === truth.channel && campaign.campaign === truth.campaign;
}

function isSure({ visit }: Attribution, sureFrom: number): boolean {
  return visit !== null && visit.probability >= sureFrom;
}

function calibrationError(bins: readonly CalibrationBin[], calls: number): number {
  return bins.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / calls;
}

function totalsError(estimated: ReadonlyMap<string, number>, real: ReadonlyMap<string, number>): number | null {
  const sum = (counts: ReadonlyMap<string, number>) => [...counts.values()].reduce((total, count) => total + count, 0);
  const [told, calls] = [sum(estimated), sum(real)];
  if (told === 0 || calls === 0) return null;
  const keys = [...new Set([...estimated.keys(), ...real.keys()])];
  const gap = (key: string) => Math.abs((estimated.get(key) ?? 0) / told - (real.get(key) ?? 0) / calls);
  return keys.reduce((total, key) => total + gap(key), 0) / 2;
}

function newTally(): Tally {
  const bins = () =>
    Array.from({ length: BINS }, (_, bin) => ({ from: bin / BINS, calls: 0, confidence: 0, right: 0 }));
  return { calls: 0, right: ofLevels(() => 0), squares: ofLevels(() => 0), bins: ofLevels(bins) };
}

function toMeans({ from, calls, confidence, right }: CalibrationBin): CalibrationBin {
  return { from, calls, confidence: part(confidence, calls) ?? 0, right: part(right, calls) ?? 0 };
}

function ofLevels<T>(make: (level: Level) => T): ByLevel<T> {
  return { channel: make('channel'), campaign: make('campaign'), visit: make('visit') };
}

function part(some: number, all: number): number | null {
  return all === 0 ? null : some / all;
}

function addTo(counts: Map<string, number>, key: string, count: number): void {
  counts.set(key, (counts.get(key) ?? 0) + count);
}
