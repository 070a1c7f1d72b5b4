// Who called, as Metrica knows visitors, and what the call is worth.
import type { DestinationField } from '../../port.ts';
import type { Told } from '../../told.ts';
import { isSureEnough, worthOf } from '../goals/goal.ts';
import { WINDOW_MS } from './metrica.ts';

export type Visitor = { by: 'ClientId' | 'Yclid'; id: string };
export const VISITOR_REASONS = ['no-visitor', 'visit-too-old'] as const;

/** Whole numbers of up to twenty digits: more than a number of ours can hold, so they stay text. */
const ID = /^\d{1,20}$/;

/**
 * The id that Metrica has given the visitor, else that of the click in Direct. A click is one visit, so it is of no use when
 * that visit is past the window; a visitor may have come again since.
 */
export function visitorOf(told: Told, settings: Readonly<Record<string, string>>, now: Date): Visitor | VisitorReason {
  const { visit } = told;
  if (!visit || !isSureEnough(told, settings)) return 'no-visitor';
  const { ym = '' } = visit.clientIds;
  const { yclid = '' } = visit.clickIds;
  if (ID.test(ym)) return { by: 'ClientId', id: ym };
  if (!ID.test(yclid)) return 'no-visitor';
  const isOld = now.getTime() - Date.parse(visit.startedAt) > WINDOW_MS;
  return isOld ? 'visit-too-old' : { by: 'Yclid', id: yclid };
}
export type VisitorReason = (typeof VISITOR_REASONS)[number];

/** The columns of what it is worth. */
export function priceOf(told: Told, settings: Readonly<Record<string, string>>): Record<string, string> {
  const worth = worthOf(told, settings);
  return worth ? { Price: worth.amount.toFixed(2), Currency: worth.currency } : {};
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
