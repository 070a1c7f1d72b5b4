// What destinations that count goals have in common: whether a call or a deal counts, what it is worth, and what forms ask.
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import type { DestinationField, Item } from '../../port.ts';
import type { Told } from '../../told.ts';

type Settings = Readonly<Record<string, string>>;

export const DEAL_STATUS: DestinationField = {
  ...{ name: 'dealStatus', kind: 'choice', required: false, options: ['won', 'open', 'lost', 'any'], example: 'won' },
};
export const PRICE_FIELDS: readonly DestinationField[] = [
  { name: 'price', kind: 'template', required: false, example: '500' },
  { name: 'weighted', kind: 'flag', required: false, example: 'yes' },
];
/** Of the visit's probability, 0 … 1. */
export const LEAST_VISIT: DestinationField = {
  ...{
    name: 'leastVisit',
    kind: 'number',
    required: false,
    byDefault: '0',
    pattern: '0|1|0?[.][0-9]{1,3}',
    example: '0.5',
  },
};

export const GOAL_REASONS = ['no-call', 'not-over', 'other-status'] as const;

/** Why it is no goal: of a deal only the status asked for counts, of calls those that came in and are over. */
export function noGoal({ told: { call, deal } }: Item, { dealStatus }: Settings): string | null {
  if (!call) return 'no-call';
  const wanted = dealStatus || 'won';
  if (deal) return wanted === 'any' || deal.status === wanted ? null : 'other-status';
  if (call.direction === 'out') return 'direction';
  return call.endedAt ? null : 'not-over';
}

/** A goal is reached once by each call, or by each deal: the key of its link. */
export const keyOf = ({ told: { call, deal } }: Item): [what: string, key: string] =>
  deal ? ['deal', deal.id] : ['call', call?.id ?? ''];

/** When it happened: a call when it began, a deal when it came to stand as it does. */
export const whenOf = ({ told: { event, call, deal } }: Item): Date =>
  deal || !call ? event.at : new Date(call.startedAt);

export const visitProbability = ({ call }: Told): number => call?.attribution?.visit?.probability ?? 0;

/** Is the visit as probable as the form asks? */
export const isSureEnough = (told: Told, { leastVisit }: Settings): boolean =>
  told.visit !== null && visitProbability(told) >= Number(leastVisit ?? 0);

/**
 * What it is worth, by the template of the form; with `weighted` as much of it as the visit is probable, so that the sum over
 * many calls is right. Null where the template makes no amount.
 */
export function worthOf(told: Told, { price = '', weighted }: Settings): { amount: number; currency: string } | null {
  const values = fieldsOf(told);
  const amount = Number(fill(price, values).replace(/\s/g, '').replace(',', '.') || Number.NaN);
  if (!Number.isFinite(amount) || amount < 0) return null;
  const currency = price.includes('{deal_') ? (values.deal_currency ?? told.site.currency) : told.site.currency;
  return { amount: weighted ? amount * visitProbability(told) : amount, currency };
}
