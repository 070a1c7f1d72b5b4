// What a call became in the CRM, as the CRM tells it.
import type { Money } from './money.ts';

export type DealStatus = 'open' | 'won' | 'lost';

/** A deal as it stands at the far side. */
export type FarDeal = {
  /** the CRM's own id */
  farId: string;
  /**
   * Of the client, E.164; the deal belongs to the latest call of any of them before it was made, else to the first after,
   * unless `callId` says which.
   */
  phones: readonly string[];
  /** the call that the deal was made of, where the CRM kept its id */
  callId?: string | undefined;
  title: string | null;
  /** in the CRM's words */
  stage: { id: string; name: string } | null;
  status: DealStatus;
  /** below zero: money given back */
  amount: Money | null;
  /** of its page in the CRM */
  url?: string | undefined;
  createdAt: Date;
  /** when it came to stand as it does */
  changedAt: Date;
};

type Standing = Pick<FarDeal, 'stage' | 'status' | 'amount'>;

/** Do two tellings of a deal differ in what anybody is told? */
export const sameDeal = (a: Standing, b: Standing): boolean =>
  a.stage?.id === b.stage?.id &&
  a.status === b.status &&
  a.amount?.minor === b.amount?.minor &&
  a.amount?.currency === b.amount?.currency;
