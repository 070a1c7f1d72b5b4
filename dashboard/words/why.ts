// "Why do you think so?": each candidate of a call as a sentence, and what is left for nobody and for all others.
import type { TFunction } from 'i18next';
import type { CallCard, Candidate } from '../../src/api/wire.ts';
import { span } from './format.ts';

/** What the candidate was doing when the call came, in plain words. */
export function reason(candidate: Pick<Candidate, 'state' | 'stateSeconds'>, t: TFunction): string {
  const { state, stateSeconds } = candidate;
  if (state === 'remembered') return t('call.why.remembered');
  if (state === 'static') return t('call.why.static');
  if (stateSeconds === null) return t('call.why.unsaid');
  if (state === 'tapped' && stateSeconds < 2) return t('call.why.tappedNow');
  return t(`call.why.${state}`, { span: span(stateSeconds, t) });
}

/** The probability of candidates that are not shown, so that what is shown sums to one. Under half a percent: 0. */
export function othersShare(card: Pick<CallCard, 'candidates' | 'attribution'>): number {
  if (!card.attribution || card.candidates.length === 0) return 0;
  const shown = card.candidates.reduce((sum, candidate) => sum + candidate.probability, card.attribution.nobody);
  return 1 - shown >= 0.005 ? 1 - shown : 0;
}
