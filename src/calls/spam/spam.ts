// Calls that are marked as spam after all: by what they showed, or by a person's word, which stays. A marked call counts
// nowhere and teaches nothing; when it is said to be none, everything is as if it had never been marked.
import { afterReasons, judgeSpam, type SpamReason } from '../../core/spam.ts';
import { announceAttribution } from '../../store/attributions.ts';
import { categoryOf, qualified } from '../../store/call-words.ts';
import { announceCalls } from '../../store/calls.ts';
import { type Db, type Tx, transaction } from '../../store/database.ts';
import { tellEvents } from '../../store/events.ts';
import {
  announceSpam,
  type CallToJudge,
  callerLists,
  callsOfWeekBefore,
  callToJudge,
  isContact,
  keepReasons,
  listCaller,
  setSpam,
  spamRules,
  unlistCaller,
} from '../../store/spam.ts';

export type SpamDesk = {
  /** a call is over: what it showed, with what spoke for spam when it rang. In the transaction that ends it. */
  settle(tx: Tx, callId: string, atRing: readonly SpamReason[]): Promise<void>;
  /** its recording tells whether the caller said anything */
  heard(callId: string, isSilent: boolean): Promise<void>;
  /** a person says that it is spam; `block`: and the caller is held back from now on; `userId` null: they are no user of ours */
  mark(of: { callId: string; userId: string | null; block: boolean }): Promise<'marked' | 'no-such-call' | Unblockable>;
  /** a person says that it is none: its caller is safe from now on */
  unmark(of: { callId: string; userId: string }): Promise<'unmarked' | 'no-such-call' | 'not-marked'>;
};
/** Why a phone can't be put on the list. */
export type Unblockable = 'hidden-caller' | 'is-a-contact';
export type SpamDeskOptions = {
  db: Db;
  newId: () => string;
  /** what else follows when a call counts, or counts no more (calls/missed/call-backs.ts) */
  onMarked: (tx: Tx, callId: string, siteId: string, counts: boolean) => Promise<void>;
};

/** Judges calls and takes people's word on them. */
export function openSpamDesk({ db, newId, onMarked }: SpamDeskOptions): SpamDesk {
  const change = async (tx: Tx, call: CallToJudge, mark: Parameters<typeof setSpam>[2]) => {
    await setSpam(tx, call, mark);
    await onMarked(tx, call.id, call.siteId, !mark.spam);
    if (mark.spam !== call.spam) await tellSpam(tx, call, mark.spam);
    const { siteId, numberId, caller } = call;
    await announceAttribution(tx, { siteId, numberId, ...(caller === null ? {} : { caller }) });
    await announceCalls(tx, [call]);
  };
  const settle = async (tx: Tx, callId: string, atRing: readonly SpamReason[], isSilent: boolean | null) => {
    const call = await callToJudge(tx, callId);
    if (!call || call.spam || call.spamBy === 'person' || call.isKnown) return;
    const earlier = call.caller === null ? [] : await callsOfWeekBefore(tx, call);
    const shown = afterReasons({ call, earlier, isSilent });
    const reasons = [...new Set([...call.spamReasons, ...atRing, ...shown])];
    if (reasons.length === 0) return;
    const verdict = judgeSpam(reasons, await spamRules(tx, call.siteId));
    if (verdict.isSpam) await change(tx, call, { spam: true, by: 'rules', reasons });
    else if (reasons.length > call.spamReasons.length) await keepReasons(tx, callId, reasons);
  };

  return {
    settle: (tx, callId, atRing) => settle(tx, callId, atRing, null),
    heard: (callId, isSilent) => transaction(db, (tx) => settle(tx, callId, [], isSilent)),
    mark: ({ callId, userId, block }) =>
      transaction(db, async (tx) => {
        const call = await callToJudge(tx, callId);
        if (!call) return 'no-such-call';
        const { siteId, caller, spamReasons } = call;
        if (block && caller === null) return 'hidden-caller';
        if (block && caller !== null) {
          if (await isContact(tx, siteId, caller)) return 'is-a-contact';
          const entry = {
            id: newId(),
            siteId,
            list: 'blocked',
            match: 'phone',
            phone: caller,
            note: '',
            userId,
          } as const;
          await listCaller(tx, entry);
          await announceSpam(tx, siteId);
        } else if (caller !== null) await forgetSafe(tx, siteId, caller);
        await change(tx, call, { spam: true, by: 'person', reasons: spamReasons });
        return 'marked';
      }),
    unmark: ({ callId, userId }) =>
      transaction(db, async (tx) => {
        const call = await callToJudge(tx, callId);
        if (!call) return 'no-such-call';
        if (!call.spam) return 'not-marked';
        const { siteId, caller, spamReasons } = call;
        if (caller !== null) {
          await listCaller(tx, { id: newId(), siteId, list: 'safe', match: 'phone', phone: caller, note: '', userId });
          await announceSpam(tx, siteId);
        }
        await change(tx, call, { spam: false, by: 'person', reasons: spamReasons });
        return 'unmarked';
      }),
  };
}

// What it was said to be worth before is true again when it is no spam after all.
async function tellSpam(tx: Tx, { id, siteId }: CallToJudge, spam: boolean): Promise<void> {
  const category = spam ? 'spam' : await categoryOf(tx, id);
  await tellEvents(tx, [{ ...qualified(category, new Date()), siteId, callId: id }]);
}

// Somebody who was said to be safe has called as spam after all: a person's later word wins.
async function forgetSafe(tx: Tx, siteId: string, caller: string): Promise<void> {
  const entry = (await callerLists(tx, siteId)).find(({ list, phone }) => list === 'safe' && phone === caller);
  if (!entry) return;
  await unlistCaller(tx, siteId, entry.id);
  await announceSpam(tx, siteId);
}
