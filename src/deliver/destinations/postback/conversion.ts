// A call as a conversion at a tracker: whose click it was, what it pays, and how it stands: pending while it is held, then
// approved, or rejected. Nothing here asks or keeps anything.
import { type Money, majorText } from '../../../core/money.ts';
import { type PayoutRule, payoutOf } from '../../../core/payout.ts';
import { fieldsOf } from '../../fields.ts';
import type { Item } from '../../port.ts';
import type { Told } from '../../told.ts';

export type Status = 'pending' | 'approved' | 'rejected';
/** What a tracker is told. `payout` null: nothing of it, the tracker pays what its offer says. */
export type Conversion = { click: string; txid: string; status: Status; payout: Money | null };

/** The last that is known of the call's deal. */
export type KnownDeal = { status: 'open' | 'won' | 'lost'; amount: Money | null };

/** How the conversion should stand now. */
export type Wanted =
  | { kind: 'conversion'; click: string; payout: Money | null; status: 'pending' | 'approved'; until: Date }
  | { kind: 'nothing'; reason: string };

export type Terms = {
  /** names of the address's parameters that the tracker's click id comes in; the first that is there counts */
  clickIn: readonly string[];
  /** for calls without one */
  fixedClick: string;
  rules: readonly PayoutRule[];
  wonAmount: boolean;
  holdDays: number;
  rejectsNotTarget: boolean;
  rejectsLost: boolean;
};
export type Asked = {
  terms: Terms;
  deal: KnownDeal | undefined;
  now: Date;
  regionOfCaller: (e164: string) => string | null;
};

const DAY_MS = 86_400_000;

export function wantedOf({ told, leftOut, trial }: Item, { terms, deal, now, regionOfCaller }: Asked): Wanted {
  const { call, visit } = told;
  if (!call) return { kind: 'nothing', reason: 'no-call' };
  if (call.endedAt === null) return { kind: 'nothing', reason: 'call-goes-on' };
  const spoilt = leftOut ?? spoiltBy(told, deal, terms);
  if (spoilt && !trial) return { kind: 'nothing', reason: spoilt };
  const click = clickOf(visit?.clickIds ?? {}, terms.clickIn) ?? terms.fixedClick;
  if (click === '') return { kind: 'nothing', reason: 'no-click-id' };
  const payout =
    terms.wonAmount && deal?.status === 'won' && deal.amount ? deal.amount : paidBy(told, terms, regionOfCaller);
  if (payout === undefined) return { kind: 'nothing', reason: 'no-rule-fits' };
  if (payout === 'nothing') return { kind: 'nothing', reason: 'pays-nothing' };
  const until = new Date(Date.parse(call.startedAt) + terms.holdDays * DAY_MS);
  return { kind: 'conversion', click, payout, status: until > now ? 'pending' : 'approved', until };
}

function spoiltBy({ call }: Told, deal: KnownDeal | undefined, terms: Terms): string | undefined {
  if (call?.spam) return 'spam';
  if (terms.rejectsNotTarget && call?.category === 'not-target') return 'not-target';
  if (terms.rejectsLost && deal?.status === 'lost') return 'deal-lost';
  return undefined;
}

function clickOf(ids: Readonly<Record<string, string>>, names: readonly string[]): string | undefined {
  const given = new Map(Object.entries(ids).map(([name, id]) => [name.toLowerCase(), id]));
  return names.map((name) => given.get(name.toLowerCase())).find((id) => id !== undefined && id !== '');
}

function paidBy(
  told: Told,
  { rules }: Terms,
  regionOfCaller: Asked['regionOfCaller'],
): Money | null | 'nothing' | undefined {
  if (rules.length === 0) return null;
  const pays = payoutOf(rules, factsOf(told, regionOfCaller));
  return pays === null ? 'nothing' : pays;
}

/** What is known of the call, by place. */
export function factsOf(told: Told, regionOfCaller: Asked['regionOfCaller']): Record<string, string> {
  const region = told.call?.caller && regionOfCaller(told.call.caller);
  return { ...fieldsOf(told), ...(region && { caller_region: region }) };
}

/** All that a template may have for this conversion; `word`: the tracker's own for its status. */
export function macrosOf(
  told: Told,
  { click, txid, payout }: Conversion,
  { word, token, regionOfCaller }: { word: string; token: string; regionOfCaller: Asked['regionOfCaller'] },
): Record<string, string> {
  return {
    ...factsOf(told, regionOfCaller),
    ...{ click_id: click, transaction_id: txid, conversion_status: word, token },
    ...(payout && { ...moneyOf(payout), currency: payout.currency }),
  };
}

const moneyOf = ({ minor, currency }: Money) => ({ payout: majorText(minor, currency), payout_currency: currency });
