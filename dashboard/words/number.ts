// A tracking number in words: its state, its health, how unlikely its silence is, and which numbers a filter keeps.
import type { TFunction } from 'i18next';
import type { SilentNumber, TrackingNumber } from '../../src/api/wire.ts';
import { dayAt } from './day.ts';
import { ago, type Writing } from './format.ts';

export type NumberState = TrackingNumber['state'];
export type Silences = ReadonlyMap<string, SilentNumber>;

export const STATES = [
  'pool',
  'static',
  'ready',
  'resting',
  'leaving',
  'ordered',
  'gone',
] as const satisfies readonly NumberState[];

export const TROUBLES = ['out-of-order', 'leaked', 'silent', 'doubtful', 'unchecked'] as const;
export type Trouble = (typeof TROUBLES)[number];

/** What is wrong with a number; not having been checked yet is said, but is no trouble by itself. */
export function troublesOf(number: TrackingNumber, silence: SilentNumber | undefined): Trouble[] {
  const { outOfOrderSince, leakedSince, health } = number;
  const doubtful = !outOfOrderSince && health !== null && health.outcome === 'bad';
  const marks: [Trouble, boolean][] = [
    ['out-of-order', outOfOrderSince !== null],
    ['leaked', leakedSince !== null],
    ['silent', silence?.suspicious ?? false],
    ['doubtful', doubtful],
    ['unchecked', health === null],
  ];
  return marks.flatMap(([trouble, is]) => (is ? [trouble] : []));
}

/** A probability as "once in so many", in two digits: 0.00026 → 3 800. */
export function onceIn(p: number, locale: string): string {
  if (p <= 0) return '∞';
  const many = Math.min(1 / p, 1e9);
  const rounded = Number(many.toPrecision(2));
  return new Intl.NumberFormat(locale).format(Math.max(1, Math.round(rounded)));
}

const REASONS = [
  'not-reached',
  'wrong-did',
  'no-audio-there',
  'no-audio-back',
  'slow',
  'busy',
  'rejected',
  'engine-unavailable',
  'operator-unavailable',
  'interrupted',
  'line-taken',
] as const;
type Reason = (typeof REASONS)[number];
const isReason = (word: string): word is Reason => (REASONS as readonly string[]).includes(word);

/** Why a check was not good; a reason we have no words for keeps its own. */
export const checkReason = (reason: string, t: TFunction) => (isReason(reason) ? t(`number.reason.${reason}`) : reason);

export interface Health {
  mark: 'good' | 'unchecked' | 'bad' | 'doubtful' | 'untold';
  text: string;
  /** The second line: why, or when it was checked. */
  reason: string | null;
}

/** The health of a number in a few words. `brokenReason`: why it was put out of order, where that is known. */
export function healthOf(
  number: TrackingNumber,
  { now, writing, brokenReason = null }: { now: Date; writing: Writing; brokenReason?: string | null },
  t: TFunction,
): Health {
  const { outOfOrderSince, health } = number;
  const reason = health?.reason ? checkReason(health.reason, t) : null;
  const checked = health ? t('numbers.health.checked', { ago: ago(health.at, now, t) }) : null;
  if (outOfOrderSince) {
    const text = t('numbers.health.outOfOrder', { date: dayAt(outOfOrderSince, writing, now) });
    // A later check that told nothing is no reason for it.
    const why = health?.outcome === 'bad' ? reason : brokenReason && checkReason(brokenReason, t);
    return { mark: 'bad', text, reason: why ?? checked };
  }
  if (!health) return { mark: 'unchecked', text: t('numbers.health.unchecked'), reason: null };
  if (health.outcome === 'good') return { mark: 'good', text: t('numbers.health.good'), reason: checked };
  const mark = health.outcome === 'bad' ? 'doubtful' : 'untold';
  return { mark, text: t(`numbers.health.${health.outcome}`), reason: reason ?? checked };
}

/** What the list of numbers is narrowed by. */
export interface NumberFilter {
  state?: string | undefined;
  /** id of a pool, or "static" */
  pool?: string | undefined;
  trouble?: string | undefined;
  q?: string | undefined;
}

/** The numbers that meet all of a filter. */
export function filtered(
  numbers: readonly TrackingNumber[],
  filter: NumberFilter,
  silences: Silences,
): TrackingNumber[] {
  return numbers.filter(
    (number) =>
      (!filter.state || number.state === filter.state) &&
      meetsPool(number, filter.pool) &&
      meetsTrouble(troublesOf(number, silences.get(number.id)), filter.trouble) &&
      meetsText(number, filter.q),
  );
}

function meetsPool(number: TrackingNumber, pool: string | undefined): boolean {
  if (!pool) return true;
  return pool === 'static' ? number.staticSource !== null : number.poolId === pool;
}

function meetsTrouble(troubles: readonly Trouble[], wanted: string | undefined): boolean {
  if (!wanted) return true;
  if (wanted === 'any') return troubles.some((trouble) => trouble !== 'unchecked');
  return (troubles as readonly string[]).includes(wanted);
}

// Digits find the number however it is written; words find everything that is said of it.
function meetsText(number: TrackingNumber, q: string | undefined): boolean {
  const words = q?.trim().toLowerCase();
  if (!words) return true;
  const digits = words.replace(/\D/g, '').replace(/^8(?=\d{4})/, '');
  if (digits.length > 2 && number.e164.includes(digits)) return true;
  const { connection, contract, region, note, staticSource: source, capacityOwner } = number;
  const said = [connection.name, contract?.operator, contract?.contractNumber, region, note, capacityOwner];
  const bound = [source?.channel, source?.source, source?.medium, source?.campaign];
  return [...said, ...bound].some((text) => text?.toLowerCase().includes(words));
}
