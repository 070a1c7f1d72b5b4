// The answers to a careful buyer's questions, with their reasons in words.
import type { TFunction } from 'i18next';
import type { BuyerAnswer, NumbersInOrder } from '../../../src/api/wire.ts';
import { fullDay } from '../../words/day.ts';

export const QUESTIONS = ['inContract', 'licensed', 'ownCapacity'] as const;

/** Three times yes. */
export const isInOrder = (row: NumbersInOrder['rows'][number]) =>
  QUESTIONS.every((question) => row[question].answer === 'yes');

/** `owner`: whose range the number is of. */
export function answerReason(answer: BuyerAnswer, owner: string | null, locale: string, t: TFunction): string {
  const date = answer.on ? fullDay(answer.on, locale) : null;
  switch (answer.reason) {
    case 'in-force':
      return date ? t('inOrder.reason.in-force', { date }) : t('inOrder.reason.in-force-undated');
    case 'not-begun':
    case 'ended':
      return t(`inOrder.reason.${answer.reason}`, { date: date ?? '–' });
    case 'of-another':
      return t('inOrder.reason.of-another', { owner: owner ?? '–' });
    default:
      return t(`inOrder.reason.${answer.reason}`);
  }
}

export type EndState = 'open' | 'far' | 'soon' | 'ended';

// From so many days before an end it is coloured; the server warns 60, 30 and 7 days before.
const SOON_DAYS = 60;

/** How near the last day of a contract or licence is; null: no end is given. `day`: today at the site. */
export function endState(endsOn: string | null, day: string): EndState {
  if (!endsOn) return 'open';
  if (endsOn < day) return 'ended';
  return (Date.parse(endsOn) - Date.parse(day)) / 86_400_000 <= SOON_DAYS ? 'soon' : 'far';
}
