// What follows from checks: numbers go out of order and come back, their sites' pages follow, owners are told.

import { type Verdict, verdictOf } from '../core/numbers/number-check.ts';
import { listHealth, type NumberHealth, requestCheck, setOutOfOrder } from '../store/checks.ts';
import { type Db, transaction } from '../store/database.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { announceSiteChange } from '../store/sites.ts';

export type JudgeDeps = {
  db: Db;
  newId: () => string;
  /** seconds since the epoch */
  clock: () => number;
  log: (message: string) => void;
};

/** A disturbance of a moment is over by then, and it is well within the hour. */
const SECOND_LOOK_SECONDS = 15 * 60;
/** What said nothing, and a connection that fails, are looked at again the next day. */
const NEXT_DAY_SECONDS = 20 * 3600;

/**
 * Judges every number in service at a connection by what is known now. `atOnce`: a person waits for the answer, so that
 * second looks need not wait for quiet hours.
 */
export async function judgeConnection(deps: JudgeDeps, connectionId: string, atOnce: boolean): Promise<void> {
  const { db, clock } = deps;
  const numbers = await listHealth(db, connectionId);
  const verdicts = numbers.map((number) => {
    const others = numbers.filter((other) => other !== number && other.outOfOrderSince === null);
    return { number, verdict: verdictOf(number, others, clock()) };
  });
  for (const { number, verdict } of verdicts) await follow(deps, { connectionId, number, verdict, atOnce });
  const failing = verdicts.some(({ verdict }) => verdict.kind === 'connection-failing');
  const newest = numbers
    .flatMap(({ results }) => results)
    .filter(({ outcome }) => outcome !== 'inconclusive')
    .sort((a, b) => b.at - a.at)[0];
  for (const accountId of new Set(numbers.map((number) => number.accountId)))
    if (!failing && newest?.outcome === 'good')
      await endNotices(db, { accountId, kinds: ['connection-failing'], subject: connectionId });
}

type Case = { connectionId: string; number: NumberHealth; verdict: Verdict; atOnce: boolean };

async function follow(deps: JudgeDeps, { connectionId, number, verdict, atOnce }: Case): Promise<void> {
  switch (verdict.kind) {
    case 'stays':
      return;
    case 'check-again':
      return askAgain(deps, number.id, { atOnce, seconds: againAfter(number) });
    case 'ask-witness':
      return askAgain(deps, verdict.numberId, { atOnce, seconds: 0 });
    case 'connection-failing':
      await openNotice(deps.db, {
        id: deps.newId(),
        accountId: number.accountId,
        siteId: null,
        kind: 'connection-failing',
        subject: connectionId,
        data: { connectionId, number: number.e164, reason: number.results[0]?.reason ?? null },
      });
      return askAgain(deps, number.id, { atOnce: false, seconds: NEXT_DAY_SECONDS });
    case 'goes-out':
      return putOut(deps, number, verdict.reason);
    case 'comes-back':
      return bringBack(deps, number, verdict.by);
    default:
      return verdict satisfies never;
  }
}

const againAfter = (number: NumberHealth) =>
  number.results[0]?.outcome === 'inconclusive' ? NEXT_DAY_SECONDS : SECOND_LOOK_SECONDS;

async function askAgain(deps: JudgeDeps, numberId: string, when: { atOnce: boolean; seconds: number }): Promise<void> {
  const notBefore = new Date((deps.clock() + when.seconds) * 1000);
  await requestCheck(deps.db, {
    id: deps.newId(),
    numberId,
    origin: 'follow-up',
    notBefore,
    now: when.atOnce,
    force: false,
  });
}

async function putOut(deps: JudgeDeps, number: NumberHealth, reason: string): Promise<void> {
  const { db, newId, clock, log } = deps;
  const { accountId, siteId, id: subject, e164 } = number;
  await transaction(db, async (tx) => {
    await setOutOfOrder(tx, subject, new Date(clock() * 1000));
    await endNotices(tx, { accountId, kinds: ['number-back', 'number-silent'], subject });
    const data = { number: e164, reason };
    await openNotice(tx, { id: newId(), accountId, siteId, kind: 'number-out-of-order', subject, data });
  });
  await announceSiteChange(db, siteId);
  log(`${e164} is out of order (${reason}): it is not shown any more`);
}

async function bringBack(deps: JudgeDeps, number: NumberHealth, by: 'checks' | 'call'): Promise<void> {
  const { db, newId, log } = deps;
  const { accountId, siteId, id: subject, e164 } = number;
  await transaction(db, async (tx) => {
    await setOutOfOrder(tx, subject, null);
    await endNotices(tx, { accountId, kinds: ['number-out-of-order'], subject });
    const data = { number: e164, by };
    await openNotice(tx, { id: newId(), accountId, siteId, kind: 'number-back', subject, data });
  });
  await announceSiteChange(db, siteId);
  log(`${e164} works again (${by === 'call' ? 'a real call came through it' : 'two good checks'}): it is shown again`);
}
