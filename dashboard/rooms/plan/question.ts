// The planner's form ⇄ the question it asks. An empty field is not asked: the site's own log fills it.
import type { PlanQuestion } from '../../../src/api/wire.ts';
import { minorOf, unitsOf } from '../../words/money.ts';

/** As typed: a number, or '' for an empty field. Hours are the texts of a Select. */
export interface QuestionDraft {
  visitsPerDay: number | string;
  sources: number | string;
  opensAt: string | null;
  closesAt: string | null;
  cost: number | string;
}

export function draftOf(question: PlanQuestion | null): QuestionDraft {
  const hour = (value: number | undefined) => (value === undefined ? null : String(value));
  return {
    visitsPerDay: question?.visitsPerDay ?? '',
    sources: question?.sources ?? '',
    opensAt: hour(question?.opensAt),
    closesAt: hour(question?.closesAt),
    cost: question?.numberCost ? unitsOf(question.numberCost) : '',
  };
}

const numberOf = (typed: number | string): number | undefined => (typed === '' ? undefined : Number(typed));

/** Opening hours are asked only together. `currency` is the site's: the cost of a number is typed in it. */
export function questionOf(draft: QuestionDraft, currency: string): PlanQuestion {
  const visitsPerDay = numberOf(draft.visitsPerDay);
  const sources = numberOf(draft.sources);
  const cost = numberOf(draft.cost);
  const { opensAt, closesAt } = draft;
  return {
    ...(visitsPerDay === undefined ? {} : { visitsPerDay }),
    ...(sources === undefined ? {} : { sources }),
    ...(opensAt === null || closesAt === null ? {} : { opensAt: Number(opensAt), closesAt: Number(closesAt) }),
    ...(cost === undefined ? {} : { numberCost: { minor: minorOf(cost, currency), currency } }),
  };
}

/** What is wrong with the hours; null: nothing. */
export function hoursProblem({ opensAt, closesAt }: QuestionDraft): 'half' | 'order' | null {
  if ((opensAt === null) !== (closesAt === null)) return 'half';
  return opensAt !== null && Number(opensAt) >= Number(closesAt) ? 'order' : null;
}
