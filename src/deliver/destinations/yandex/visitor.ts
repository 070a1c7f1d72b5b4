// Who called, as Metrica knows visitors, and what the call is worth.
import { fill } from '../../../core/template.ts';
import { fieldsOf } from '../../fields.ts';
import type { DestinationField } from '../../port.ts';
import type { Told } from '../../told.ts';
import { WINDOW_MS } from './metrica.ts';

export type Visitor = { by: 'ClientId' | 'Yclid'; id: string };
export const VISITOR_REASONS = ['no-visitor', 'visit-too-old'] as const;

/** Whole numbers of up to twenty digits: more than a number of ours can hold, so they stay text. */
const ID = /^\d{1,20}$/;

/**
 * The id that Metrica has given the visitor, else that of the click in Direct. A click is one visit, so it is of no use when
 * that visit is past the window; a visitor may have come again since. `least`: of the visit's probability, 0 … 1.
 */
export function visitorOf(
  { call, visit }: Told,
  { least, now }: { least: number; now: Date },
): Visitor | VisitorReason {
  const probability = call?.attribution?.visit?.probability ?? 0;
  if (!visit || probability < least) return 'no-visitor';
  const { ym = '' } = visit.clientIds;
  const { yclid = '' } = visit.clickIds;
  if (ID.test(ym)) return { by: 'ClientId', id: ym };
  if (!ID.test(yclid)) return 'no-visitor';
  const isOld = now.getTime() - Date.parse(visit.startedAt) > WINDOW_MS;
  return isOld ? 'visit-too-old' : { by: 'Yclid', id: yclid };
}
export type VisitorReason = (typeof VISITOR_REASONS)[number];

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
export const PRICE_FIELDS: readonly DestinationField[] = [
  { name: 'price', kind: 'template', required: false, example: '500' },
  { name: 'weighted', kind: 'flag', required: false, example: 'yes' },
];

/**
 * What the call is worth, by the template of the form; with `weighted` as much of it as the visit is probable, so that the
 * sum over many calls is right. Nothing where the template makes no amount.
 */
export function priceOf(
  told: Told,
  { price = '', weighted }: Readonly<Record<string, string>>,
): Record<string, string> {
  const values = fieldsOf(told);
  const amount = Number(fill(price, values).replace(/\s/g, '').replace(',', '.') || Number.NaN);
  if (!Number.isFinite(amount) || amount < 0) return {};
  const weight = weighted ? (told.call?.attribution?.visit?.probability ?? 0) : 1;
  const currency = price.includes('{deal_') ? (values.deal_currency ?? told.site.currency) : told.site.currency;
  return { Price: (amount * weight).toFixed(2), Currency: currency };
}

export const HOLD: DestinationField = {
  ...{ name: 'holdHours', kind: 'number', required: false, byDefault: '0', pattern: '[0-9]{1,3}', example: '24' },
};

const HOUR_MS = 3_600_000;

/** When what happened `at` may be told; null: now. `span`: what becomes due within it goes together. */
export function heldUntil(at: Date, settings: Readonly<Record<string, string>>, now: Date, span: number): Date | null {
  const until = at.getTime() + Number(settings.holdHours ?? 0) * HOUR_MS;
  return until > now.getTime() ? new Date(Math.ceil(until / span) * span) : null;
}
