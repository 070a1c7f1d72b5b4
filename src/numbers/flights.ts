// Test calls that are under way, and how one is known again when it comes back: never by the number alone, so that a
// customer who calls meanwhile is never taken for one.
import type { Offer } from '../core/call.ts';
import { isSamePhone } from '../core/phone.ts';
import type { Plan } from '../core/routing/plan.ts';

export type Flight = {
  checkId: string;
  numberId: string;
  /** the caller id it was dialled with, E.164 */
  checkCaller: string;
  dialledAt: Date;
  /** what came back, once it did; `right`: as a call to the number that was dialled; `node`: at which node */
  reached?: { at: Date; did: string; caller: string; right: boolean; node: string };
  /** the caller of another call to the number, for whom we hung up */
  gaveWayTo?: string;
  /** tells the other nodes that it has come back here */
  onReached?: () => void;
  hangUp(): void;
};
export type Flights = {
  begin(flight: Flight): void;
  end(flight: Flight): void;
  /** the plan of a test call that has come back; undefined: a call like any other */
  recognise(offer: Offer, numberId: string | undefined): Plan | undefined;
  /** whether this call was recognised */
  isTestCall(providerCallId: string): boolean;
  /** the check that this call came of, if it was recognised */
  checkOf(providerCallId: string): string | undefined;
};

const REMEMBERED = 1000; // the engine's journal tells of each call once more, within seconds

/**
 * Those of this node and of the others are known again alike: the edge brings a test call to whichever node it likes.
 * A call is a test call if its caller is a check caller of ours and its number has a check under way that has not come
 * back yet; or if that caller's own check is under way to another number: then the operator brought it to the wrong one.
 * If a number with a check under way is called by anybody else, that is a customer (or the operator hides who calls): they
 * are put through, and the test call is given up so that it can't stand in their way or ring the business itself.
 */
export function openFlights(node: string, ownCallers: () => readonly string[]): Flights {
  const flights = new Set<Flight>();
  const said = new Map<string, { checkId: string; plan: Plan } | 'real-call'>();

  const come = (flight: Flight, offer: Offer, right: boolean) => {
    const { checkId } = flight;
    flight.reached = { at: offer.at, did: offer.did, caller: offer.callerRaw, right, node };
    flight.onReached?.();
    const plan: Plan = { record: false, steps: [{ do: 'check', id: checkId }] };
    return { checkId, plan };
  };

  const judge = (offer: Offer, numberId: string | undefined): { checkId: string; plan: Plan } | undefined => {
    const open = [...flights].filter((flight) => !flight.reached);
    if (open.length === 0) return undefined;
    const here = open.find((flight) => flight.numberId === numberId);
    const from = (e164: string) => isSamePhone(offer.callerRaw, e164);
    if (here && (from(here.checkCaller) || ownCallers().some(from))) return come(here, offer, true);
    const astray = open.find((flight) => from(flight.checkCaller));
    if (astray) return come(astray, offer, false);
    if (here && here.gaveWayTo === undefined) {
      here.gaveWayTo = offer.callerRaw;
      here.hangUp();
    }
    return undefined;
  };

  const checkOf = (providerCallId: string) => {
    const test = said.get(providerCallId) ?? 'real-call';
    return test === 'real-call' ? undefined : test.checkId;
  };

  return {
    begin: (flight) => void flights.add(flight),
    end: (flight) => void flights.delete(flight),
    recognise(offer, numberId) {
      const before = said.get(offer.providerCallId);
      if (before) return before === 'real-call' ? undefined : before.plan;
      const test = judge(offer, numberId);
      said.set(offer.providerCallId, test ?? 'real-call');
      for (const oldest of said.keys()) if (said.size > REMEMBERED) said.delete(oldest);
      return test?.plan;
    },
    isTestCall: (providerCallId) => checkOf(providerCallId) !== undefined,
    checkOf,
  };
}
