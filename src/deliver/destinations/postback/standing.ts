// How a call's conversion stands at the tracker, as we last told it, and what is to be told next: one thing at a time, each
// kept before the next is begun, so that a delivery broken off goes on where it was.
import type { Money } from '../../../core/money.ts';
import type { Conversion, KnownDeal, Status, Wanted } from './conversion.ts';

/** Kept of the call between deliveries. */
export type Standing = {
  /** what the tracker was told last; absent: nothing */
  told?: Conversion;
  /** how many clicks it was told for */
  clicks: number;
  /** the delivery that waits for the hold to be over */
  holder?: string;
  deal?: KnownDeal;
};
/** What the tracker takes. */
export type Abilities = {
  /** beside approved */
  statuses: readonly Status[];
  /** a conversion told again takes the place of the first */
  updates: boolean;
  /** what was rejected can be approved after all */
  reopens: boolean;
};

export type Step =
  | { kind: 'tell'; conversion: Conversion }
  | { kind: 'hold'; until: Date }
  | { kind: 'over'; reason: string };

export const NOTHING_YET: Standing = { clicks: 0 };

/** `callId` names the conversion, `deliveryId` who asks. */
export function nextStep(
  { told, clicks, holder }: Standing,
  wanted: Wanted,
  can: Abilities,
  { callId, deliveryId }: { callId: string; deliveryId: string },
): Step {
  const isOpen = told !== undefined && told.status !== 'rejected';
  const rejects = can.statuses.includes('rejected');
  if (wanted.kind === 'nothing') {
    if (!isOpen) return { kind: 'over', reason: wanted.reason };
    if (wanted.reason === 'no-click-id') return { kind: 'over', reason: 'told-already' };
    return rejects ? rejection(told) : { kind: 'over', reason: 'can-not-take-back' };
  }
  const { click, payout, until } = wanted;
  if (isOpen && told.click !== click)
    return rejects ? rejection(told) : { kind: 'over', reason: 'told-of-another-click' };
  if (told && !isOpen && told.click === click && !can.reopens) return { kind: 'over', reason: 'taken-back' };
  const isHeld = wanted.status === 'pending';
  if (isHeld && !can.statuses.includes('pending')) return holdOr(holder, deliveryId, until);
  const anew = told === undefined || told.click !== click;
  const conversion: Conversion = {
    ...{ click, payout, txid: anew ? txidOf(callId, clicks + 1) : told.txid },
    status: isOpen && told.status === 'approved' ? 'approved' : wanted.status, // what is approved is held no more
  };
  const isSame = isOpen && told.status === conversion.status && sameMoney(told.payout, payout);
  if (!isSame && (!isOpen || told.status !== conversion.status || can.updates)) return { kind: 'tell', conversion };
  return conversion.status === 'pending' ? holdOr(holder, deliveryId, until) : { kind: 'over', reason: 'told-already' };
}

const rejection = (told: Conversion): Step => ({ kind: 'tell', conversion: { ...told, status: 'rejected' } });

const holdOr = (holder: string | undefined, deliveryId: string, until: Date): Step =>
  holder === undefined || holder === deliveryId ? { kind: 'hold', until } : { kind: 'over', reason: 'told-already' };

/** A conversion of another click is another transaction. */
const txidOf = (callId: string, n: number) => (n === 1 ? callId : `${callId}-${n}`);

const sameMoney = (a: Money | null, b: Money | null) => a?.minor === b?.minor && a?.currency === b?.currency;

/** After the tracker has taken it. */
export const afterTelling = (standing: Standing, conversion: Conversion): Standing => ({
  ...standing,
  told: conversion,
  clicks: standing.told?.txid === conversion.txid ? standing.clicks : standing.clicks + 1,
});
