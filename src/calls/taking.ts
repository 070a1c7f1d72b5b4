// A call comes in: which number, who called, where to. Answered from memory at once, stored right after. The same call
// reaches us twice (Asterisk asks, and its journal tells): both meet here and it is taken once.
import type { Offer, Plan } from '../core/call.ts';
import { countryOf, toE164 } from '../core/phone.ts';
import { insertAttributions } from '../store/attributions.ts';
import { announceCalls, insertCall } from '../store/calls.ts';
import { type Db, transaction } from '../store/database.ts';
import type { CallNumber } from '../store/numbers.ts';
import type { Attributing, Judged } from './attributing.ts';
import { type Directory, planFor, UNKNOWN_NUMBER } from './directory.ts';
import { untilDone } from './until-done.ts';

export type Taken =
  | {
      kind: 'taken';
      plan: Plan /** resolves when the call is stored; may be asked again after it failed */;
      stored(): Promise<string>;
    }
  | { kind: 'refused'; plan: Plan; reason: TakeRefusal };
export type TakeRefusal = 'unknown-number' | 'not-a-number';
export type Taking = {
  /** a call that is ringing now */
  now(offer: Offer): Taken;
  /** a call that is read from the journal after the fact: judged by the log as it was then */
  late(offer: Offer): Promise<Taken>;
  /** forgets the calls that ended */
  forget(providerCallIds: readonly string[]): void;
};
export type TakingOptions = { db: Db; directory: Directory; attributing: Attributing; newId: () => string };

/** Opens the door for calls. */
export function openTaking({ db, directory, attributing, newId }: TakingOptions): Taking {
  const taken = new Map<string, Taken>();

  const take = (offer: Offer, number: CallNumber, judged: Judged): Taken => {
    const caller = callerOf(offer, number);
    const store = () =>
      transaction(db, async (tx) => {
        const call = {
          id: newId(),
          siteId: number.siteId,
          numberId: number.id,
          provider: offer.provider,
          providerCallId: offer.providerCallId,
          caller,
          callerRaw: offer.callerRaw || null,
          startedAt: offer.at,
        };
        const { id } = await insertCall(tx, call);
        await insertAttributions(tx, [await judged.describe(tx, id)]);
        await judged.announce(tx);
        await announceCalls(tx, [{ siteId: number.siteId, id }]);
        return id;
      });
    const result: Taken = { kind: 'taken', plan: planFor(number), stored: untilDone(store) };
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
      return (
        taken.get(offer.providerCallId) ??
        take(offer, number, attributing.now({ number, caller: callerOf(offer, number), at: offer.at }))
      );
    },
    async late(offer) {
      const number = directory.find(offer.did);
      if (!number) return refused(offer.did);
      const known = taken.get(offer.providerCallId);
      if (known) return known;
      const judged = await attributing.asOf({ number, caller: callerOf(offer, number), at: offer.at });
      return taken.get(offer.providerCallId) ?? take(offer, number, judged);
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
