// A call comes in: which number, who called, where to. Answered from memory at once, stored right after. The same call
// reaches us twice (Asterisk asks, and its journal tells): both meet here and it is taken once.
import type { Offer } from '../core/call.ts';
import type { NewEvent } from '../core/event.ts';
import { countryOf, toE164 } from '../core/phone.ts';
import type { Plan } from '../core/routing/plan.ts';
import type { Trail } from '../core/routing/route.ts';
import { insertAttributions } from '../store/attributions.ts';
import { announceCalls, insertCall } from '../store/calls.ts';
import { type Db, transaction } from '../store/database.ts';
import { tellEvents } from '../store/events.ts';
import type { CallNumber } from '../store/numbers.ts';
import type { Attributing, Judged } from './attribution/attributing.ts';
import { type Directory, UNKNOWN_NUMBER } from './directory.ts';
import type { Ringing, Screened } from './spam/screening.ts';
import { untilDone } from './until-done.ts';

export type Taken =
  | {
      kind: 'taken';
      /** where it goes; never rejects */
      routed: Promise<Routed>;
      /** resolves when the call is stored; may be asked again after it failed */
      stored(): Promise<string>;
    }
  | { kind: 'refused'; plan: Plan; reason: TakeRefusal };
/** Where a call goes and how that came about; a plan of the engine's own disk has neither route nor trail. */
export type Routed = {
  plan: Plan | null;
  route: { id: string; version: number } | null;
  trail: Trail | null;
  /** taken for spam: rejected before it cost anything, or let through and marked */
  spam: { reasons: readonly string[]; isRejected: boolean } | null;
};
export type CallToRoute = {
  offer: Offer;
  number: CallNumber;
  caller: string | null;
  judged: Judged;
  /** taken for spam, and let through */
  isBlocked: boolean;
};
/** Answers within its own time limit, whatever is down; never rejects. */
export type RouteCall = (call: CallToRoute) => Promise<Routed>;
export type TakeRefusal = 'unknown-number' | 'not-a-number';
export type Taking = {
  /** a call that is ringing now */
  now(offer: Offer): Taken;
  /** a call that is read from the journal after the fact: judged by the log as it was then */
  late(offer: Offer): Promise<Taken>;
  /** a call of ours, from `did` (E.164, ours) to `callerRaw` (E.164): rings nobody by a plan, and is nobody's visit */
  placed(call: Offer): Promise<TakeRefusal | undefined>;
  /** where a call would go whose operator has not named it yet: nothing is stored or learned; null: not our number */
  foresee(offer: Omit<Offer, 'providerCallId'>): Promise<Plan | null>;
  /** forgets the calls that ended */
  forget(providerCallIds: readonly string[]): void;
};
export type TakingOptions = {
  db: Db;
  directory: Directory;
  attributing: Attributing;
  route: RouteCall;
  newId: () => string;
  /** default: nothing is taken for spam */
  screen?: (call: Ringing) => Screened | null;
};

const BY_ITSELF: Routed = { plan: null, route: null, trail: null, spam: null };
const offered = (at: Date): NewEvent => ({ type: 'call.offered', key: '', at, about: {} });
/** Rejected before it is answered: it costs nothing and is rung to nobody. */
const REJECTED: Plan = { record: false, steps: [{ do: 'hangup', cause: 'rejected' }] };

/** Opens the door for calls. */
export function openTaking({ db, directory, attributing, route, newId, screen = () => null }: TakingOptions): Taking {
  const taken = new Map<string, Taken>();

  const take = ({ offer, number, caller, judged }: Omit<CallToRoute, 'isBlocked'>, routed: Promise<Routed>): Taken => {
    const store = async () => {
      const { plan, route: by, trail, spam } = await routed;
      return transaction(db, async (tx) => {
        const call = {
          id: newId(),
          siteId: number.siteId,
          numberId: number.id,
          provider: offer.provider,
          providerCallId: offer.providerCallId,
          caller,
          callerRaw: offer.callerRaw || null,
          startedAt: offer.at,
          ...{ plan, trail, routeId: by?.id ?? null, routeVersion: by?.version ?? null, spam },
        };
        const { id, added } = await insertCall(tx, call);
        await insertAttributions(tx, [await judged.describe(tx, id)]);
        await judged.announce(tx);
        if (added) await tellEvents(tx, [{ ...offered(offer.at), siteId: number.siteId, callId: id }]);
        await announceCalls(tx, [{ siteId: number.siteId, id }]);
        return id;
      });
    };
    const result: Taken = { kind: 'taken', routed, stored: untilDone(store) };
    taken.set(offer.providerCallId, result);
    return result;
  };
  const refused = (did: string): Taken => ({
    kind: 'refused',
    plan: UNKNOWN_NUMBER,
    reason: /^\+?\d+$/.test(did) ? 'unknown-number' : 'not-a-number',
  });

  return {
    now(offer) {
      const number = directory.find(offer.did);
      if (!number) return refused(offer.did);
      const known = taken.get(offer.providerCallId);
      if (known) return known;
      const caller = callerOf(offer, number);
      const spam = screen({ ...offer, caller, siteId: number.siteId, numberId: number.id });
      const judged = attributing.now({ number, caller, at: offer.at, teaches: spam === null });
      const call = { offer, number, caller, judged, isBlocked: spam !== null };
      if (spam?.isRejected) return take(call, Promise.resolve({ ...BY_ITSELF, plan: REJECTED, spam }));
      return take(call, spam ? route(call).then((routed) => ({ ...routed, spam })) : route(call));
    },
    async late(offer) {
      const number = directory.find(offer.did);
      if (!number) return refused(offer.did);
      const known = taken.get(offer.providerCallId);
      if (known) return known;
      const caller = callerOf(offer, number);
      const judged = await attributing.asOf({ number, caller, at: offer.at });
      return taken.get(offer.providerCallId) ?? take({ offer, number, caller, judged }, Promise.resolve(BY_ITSELF));
    },
    async placed({ provider, providerCallId, did, callerRaw, at }) {
      const number = directory.find(did);
      if (!number) return 'unknown-number';
      const client = { caller: callerRaw, callerRaw, startedAt: at, direction: 'out' as const };
      const plan = { plan: null, trail: null, routeId: null, routeVersion: null };
      const { siteId, id: numberId } = number;
      await transaction(db, async (tx) => {
        const { id } = await insertCall(tx, {
          id: newId(),
          siteId,
          numberId,
          provider,
          providerCallId,
          ...client,
          ...plan,
        });
        await announceCalls(tx, [{ siteId, id }]);
      });
      return undefined;
    },
    async foresee(unnamed) {
      const offer = { ...unnamed, providerCallId: '' };
      const number = directory.find(offer.did);
      if (!number) return null;
      const caller = callerOf(offer, number);
      const judged = attributing.now({ number, caller, at: offer.at, teaches: false });
      return (await route({ offer, number, caller, judged, isBlocked: false })).plan;
    },
    forget(providerCallIds) {
      for (const id of providerCallIds) taken.delete(id);
    },
  };
}

// Operators send callers as +7…, 7…, 8… or nothing; the called number's country says how to read them.
function callerOf(offer: Offer, number: CallNumber): string | null {
  const parsed = toE164(offer.callerRaw, countryOf(number.e164) ?? '');
  return parsed.kind === 'phone' ? parsed.e164 : null;
}
