// Is a tracking number known outside the pages it was shown on? Printed in the site's own HTML, or called by people whom
// no visit explains.
import { digitsOf, nationalDigits } from '../phone.ts';

// Tags that a number may be written across; all others end a line or a cell, and a number with it.
const INLINE =
  /<\/?(?:a|abbr|b|bdi|big|em|font|i|mark|nobr|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?>|<!--.*?-->/gis;

/** What a reader sees of a page, as far as phone numbers go: no tags inside them, no named spaces and dashes. */
export function textOf(html: string): string {
  return html
    .replace(INLINE, '')
    .replace(/<[^<>]*>/g, '|')
    .replace(/&(#\w{1,6}|\w{1,8});/g, ' ');
}

export type NumberFinder = (html: string) => string[];

// Digits with nothing but separators between them, however many: two numbers may stand side by side.
const DIGITS = /\d(?:[\s()./+\u2010-\u2015-]{0,4}\d){5,}/g;
/** A shorter national number is found by chance in any page of figures: it must have its country code. */
const NATIONAL_DIGITS = 9;

/**
 * Finds these E.164 numbers in a page in one pass, in any usual writing: '+7 (495) 123-45-67', '84951234567',
 * 'tel:+74951234567'. Each is found by its national digits, so that the country's and the trunk code may be any.
 */
export function createNumberFinder(numbers: readonly string[]): NumberFinder {
  const byDigits = new Map<string, string>();
  for (const number of numbers) {
    const national = nationalDigits(number);
    byDigits.set(national.length >= NATIONAL_DIGITS ? national : digitsOf(number), number);
  }
  const lengths = [...new Set([...byDigits.keys()].map((digits) => digits.length))];
  return (html) => {
    const found = new Set<string>();
    for (const text of [html, textOf(html)])
      for (const [run] of text.matchAll(DIGITS)) {
        const digits = digitsOf(run);
        for (const length of lengths)
          for (let start = 0; start + length <= digits.length; start++) {
            const number = byDigits.get(digits.slice(start, start + length));
            if (number !== undefined) found.add(number);
          }
      }
    return [...found];
  };
}

/** First-time calls of a number in the period; `nobody`: those of them that no visit explains (P(nobody) > 0.5). */
export type NumberCalls = { id: string; calls: number; nobody: number };
export type LeakFound = NumberCalls & { expected: number; chance: number; leaked: boolean };
export type LeakReport = { threshold: number; numbers: LeakFound[] };

/** A site is alarmed in vain once in ten years… */
const FALSE_ALARMS_A_YEAR = 0.1;
/** …though every number is looked at in each of a year's periods of 30 days. */
const PERIODS_A_YEAR = 365 / 30;
/** Fewer calls are no evidence, whatever the figures say. */
const LEAST_CALLS = 3;
/** Of calls to any number 2 % come from nowhere (number-pool.md § 2), until so many such calls say otherwise. */
const BACKGROUND_SHARE = 0.02;
const BACKGROUND_CALLS = 2;

/**
 * Compares the unexplained calls of each number with what wrong numbers, blocked pages and long memories bring to the
 * site's *other* numbers (its own would excuse it): as many a number, or as large a share of its calls, whichever is
 * more. `chance` is the Poisson tail: that so many or more come by chance. A number is leaked when that is below
 * 0.1 / (12.2 · numbers): by Bonferroni one false alarm in ten years a site.
 */
export function findLeaks(numbers: readonly NumberCalls[]): LeakReport {
  const threshold = FALSE_ALARMS_A_YEAR / (PERIODS_A_YEAR * Math.max(1, numbers.length));
  const calls = sum(numbers, (number) => number.calls);
  const nobody = sum(numbers, (number) => number.nobody);
  const found = numbers.map((number) => {
    const others = { calls: calls - number.calls, nobody: nobody - number.nobody, numbers: numbers.length - 1 };
    const expected = expectedOf(number, others);
    const chance = poissonTail(number.nobody, expected);
    const leaked = number.nobody >= LEAST_CALLS && chance < threshold;
    return { ...number, expected, chance, leaked };
  });
  return { threshold, numbers: found };
}

type Others = { calls: number; nobody: number; numbers: number };

function expectedOf({ calls }: NumberCalls, others: Others): number {
  const share = (others.nobody + BACKGROUND_CALLS) / (others.calls + BACKGROUND_CALLS / BACKGROUND_SHARE);
  const perNumber = others.numbers === 0 ? 0 : others.nobody / others.numbers;
  return Math.max(share * calls, perNumber);
}

/** P(X ≥ count) of a Poisson variable with this mean. */
export function poissonTail(count: number, mean: number): number {
  if (count <= 0) return 1;
  if (mean <= 0) return 0;
  // Summed from the side that has no cancellation: above the mean upwards, below it downwards from 1.
  let term = Math.exp(count * Math.log(mean) - mean - logFactorial(count));
  if (count > mean) {
    let tail = 0;
    for (let at = count; term > tail * 1e-17 && term > 0; at++) {
      tail += term;
      term *= mean / (at + 1);
    }
    return Math.min(1, tail);
  }
  let below = 0;
  for (let at = count; at > 0; at--) {
    term *= at / mean;
    below += term;
  }
  return Math.max(0, 1 - below);
}

function logFactorial(count: number): number {
  let log = 0;
  for (let factor = 2; factor <= count; factor++) log += Math.log(factor);
  return log;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

const DAY_SECONDS = 86_400;
const QUIET_SECONDS = 30 * DAY_SECONDS;
/** So likely or likelier is the number's traffic of unexplained calls the usual one. */
const USUAL_CHANCE = 0.05;

/** What is known of a number at one look. Times are seconds since the epoch, null: never. */
export type LeakState = {
  leakedSince: number | null;
  /** when a page last had it */
  foundAt: number | null;
  isOnPages: boolean;
  calls: Pick<LeakFound, 'leaked' | 'chance'>;
};

/** Since when the number is leaked, judged at `at`; null: it is not, or it has been quiet for 30 days. */
export function leakedSince({ leakedSince: since, foundAt, isOnPages, calls }: LeakState, at: number): number | null {
  if (isOnPages || calls.leaked) return since ?? at;
  if (since === null) return null;
  const isQuiet = at - Math.max(since, foundAt ?? since) >= QUIET_SECONDS && calls.chance >= USUAL_CHANCE;
  return isQuiet ? null : since;
}
