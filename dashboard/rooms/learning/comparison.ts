// How much better or worse a version explained new calls than the one before it, in words.
import type { TFunction } from 'i18next';
import type { ParametersVersion } from '../../../src/api/wire.ts';

// Less than this is the same: half a percent more likely or less.
const SAME = 0.005;

/** '' where it was not tested. Scores are mean log-likelihoods, so their difference is a ratio of probabilities. */
export function comparison(
  { score, scoreInForce, heldOutCalls }: Pick<ParametersVersion, 'score' | 'scoreInForce' | 'heldOutCalls'>,
  t: TFunction,
  locale: string,
): string {
  if (score === null || scoreInForce === null) return '';
  const ratio = Math.exp(score - scoreInForce) - 1;
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(Math.abs(ratio));
  const word = Math.abs(ratio) < SAME ? 'same' : ratio > 0 ? 'better' : 'worse';
  return t(`learning.score.${word}`, { percent, count: heldOutCalls });
}
