// What happened to calls: facts from an engine's journal become calls and legs, in one transaction with the place the
// journal was read to, so that a fact counts once whatever crashes in between.
import { type CallFact, type CallState, callFromFacts, cutOff, type Offer } from '../core/call.ts';
import { eventsBetween } from '../core/event.ts';
import {
  announceCalls,
  factsOf,
  findCall,
  insertFacts,
  type JournalPlace,
  lockCall,
  lockOpenCall,
  openCalls,
  setJournalPlace,
  updateCall,
  upsertLegs,
} from '../store/calls.ts';
import { type Db, type Tx, transaction } from '../store/database.ts';
import { tellEvents } from '../store/events.ts';
import type { TakeRefusal, Taking } from './taking.ts';

export type Story = {
  /**
   * Stores facts in the order they were read; throws if they could not be stored: then they must be told again.
   * `place`: how far the journal they are from has been read, if they are from one.
   */
  tell(provider: string, facts: readonly CallFact[], place?: JournalPlace): Promise<void>;
  /** ends the calls that an engine which died can't tell the end of */
  cutOff(provider: string, alive: ReadonlySet<string>, now: Date): Promise<void>;
  /** ends the open calls of another node that was lost with its engine; answers how many. If it tells more of one, that counts */
  giveUp(provider: string, now: Date): Promise<number>;
};
export type StoryOptions = {
  db: Db;
  taking: Taking;
  onRefused: (reason: TakeRefusal, offer: Offer) => void;
  /** some calls have ended: there may be recordings to keep */
  onEnded: () => void;
  /** what follows from a call as it is now, in the transaction that stores it; default: nothing */
  follow?: Follow;
};
export type Follow = (
  tx: Tx,
  call: { id: string; siteId: string; provider: string; providerCallId: string },
  state: CallState,
) => Promise<void>;

const FRESH_MS = 5000; // an older call is judged by the log: memory may have learned more since it came in

/** Opens the story of all calls. */
export function openStory({ db, taking, onRefused, onEnded, follow = async () => {} }: StoryOptions): Story {
  return {
    async tell(provider, facts, place) {
      const byCall = Map.groupBy(facts, (fact) => fact.providerCallId);
      const refused = new Map<string, TakeRefusal>();
      for (const fact of facts) {
        if (fact.kind !== 'offered' && fact.kind !== 'placed') continue;
        const reason = await take(provider, fact);
        if (reason) refused.set(fact.providerCallId, reason);
      }
      await transaction(db, async (tx) => {
        const changed = [];
        // Told at once by several requests of an operator, a call's facts are folded one after the other; calls are
        // locked in one order.
        for (const [providerCallId, news] of [...byCall].sort(([a], [b]) => (a < b ? -1 : 1))) {
          const call = refused.has(providerCallId) ? undefined : await findCall(tx, provider, providerCallId);
          if (!call) continue; // refused, now or in an earlier batch
          await lockCall(tx, call.id);
          const added = await insertFacts(tx, call.id, news);
          if (added.size === 0) continue; // told before: a call that was cut off stays so
          const all = await factsOf(tx, call.id);
          const before = callFromFacts(all.filter(({ key }) => !added.has(key)));
          await store(tx, { ...call, provider, providerCallId }, callFromFacts(all), before);
          changed.push(call);
        }
        await announceCalls(tx, changed);
        if (place) await setJournalPlace(tx, provider, place);
      });
      for (const fact of facts)
        if ((fact.kind === 'offered' || fact.kind === 'placed') && refused.has(fact.providerCallId))
          onRefused(refused.get(fact.providerCallId) ?? 'unknown-number', offerFrom(provider, fact));
      const ended = facts.filter((fact) => fact.kind === 'ended').map((fact) => fact.providerCallId);
      taking.forget(ended);
      if (ended.length > 0) onEnded();
    },

    async cutOff(provider, alive, now) {
      for (const call of await openCalls(db, provider)) {
        if (alive.has(call.providerCallId)) continue;
        await transaction(db, async (tx) => {
          const before = callFromFacts(await factsOf(tx, call.id));
          await store(tx, { ...call, provider }, cutOff(before, now), before);
          await announceCalls(tx, [call]);
        });
        taking.forget([call.providerCallId]);
        onEnded();
      }
    },

    async giveUp(provider, now) {
      let given = 0;
      for (const call of await openCalls(db, provider))
        if (await transaction(db, (tx) => lose(tx, provider, call, now))) given++;
      return given;
    },
  };

  // What is not in the log was told by nobody: then the call is over when it began.
  async function lose(tx: Tx, provider: string, call: OpenCall, now: Date): Promise<boolean> {
    if (!(await lockOpenCall(tx, call.id))) return false;
    const known = await factsOf(tx, call.id);
    const at = known.length > 0 ? now : call.startedAt;
    const lost: CallFact = {
      ...{ providerCallId: call.providerCallId, key: `node-lost/${at.toISOString()}`, at, kind: 'node-lost' },
    };
    await insertFacts(tx, call.id, [lost]);
    await store(tx, { ...call, provider }, callFromFacts([...known, lost]), callFromFacts(known));
    await announceCalls(tx, [call]);
    return true;
  }

  // Takes the call if the engine could not ask us; answers why it is refused, if it is.
  async function take(provider: string, fact: BeginningFact): Promise<TakeRefusal | undefined> {
    const offer = offerFrom(provider, fact);
    if (fact.kind === 'placed') return taking.placed(offer);
    if ((await findCall(db, provider, offer.providerCallId))?.attributed) return undefined;
    const fresh = Date.now() - offer.at.getTime() < FRESH_MS;
    const result = fresh ? taking.now(offer) : await taking.late(offer);
    if (result.kind === 'refused') return result.reason;
    await result.stored();
    return undefined;
  }

  async function store(tx: Tx, call: Parameters<Follow>[1], state: CallState, before: CallState): Promise<void> {
    await updateCall(tx, call.id, state);
    await upsertLegs(tx, call.id, state.legs);
    await follow(tx, call, state);
    const events = eventsBetween(before, state);
    await tellEvents(
      tx,
      events.map((event) => ({ ...event, siteId: call.siteId, callId: call.id })),
    );
  }
}

type OpenCall = Awaited<ReturnType<typeof openCalls>>[number];
type BeginningFact = CallFact & { kind: 'offered' | 'placed' };

const offerFrom = (provider: string, fact: BeginningFact): Offer => ({
  provider,
  providerCallId: fact.providerCallId,
  did: fact.kind === 'placed' ? fact.number : fact.did,
  callerRaw: fact.kind === 'placed' ? fact.callee : fact.callerRaw,
  at: fact.at,
});
