// Looks for silent numbers of a site: owners are told, and such numbers are the first to be called for a check.
import { findSilence } from '../core/numbers/silence.ts';
import { findNumberToCheck, requestCheck } from '../store/checks.ts';
import type { Db } from '../store/database.ts';
import { endNotices, openNotice } from '../store/notices.ts';
import { silenceFacts } from '../store/silence.ts';

export type SilenceDeps = { db: Db; newId: () => string; now: Date };

/** Answers how many numbers of the site are suspiciously silent. A notice ends when its number is not any more. */
export async function lookForSilence(
  { db, newId, now }: SilenceDeps,
  site: { id: string; accountId: string },
): Promise<number> {
  const facts = await silenceFacts(db, site.id, now);
  const { numbers } = findSilence(facts.rates, facts.numbers, facts.days);
  const { accountId, id: siteId } = site;
  for (const { id: subject, suspicious, expected, visits, p } of numbers) {
    if (!suspicious) {
      await endNotices(db, { accountId, kinds: ['number-silent'], subject });
      continue;
    }
    const fact = facts.numbers.find((number) => number.id === subject);
    const data = {
      number: fact?.e164,
      since: fact?.since,
      visits,
      expected: round(expected),
      onceIn: Math.round(1 / p),
    };
    const isNew = await openNotice(db, { id: newId(), accountId, siteId, kind: 'number-silent', subject, data });
    // What was asked for once is looked after by the schedule from then on; what has no way out can't be called.
    if (!isNew || !(await findNumberToCheck(db, subject))) continue;
    const wish = { origin: 'silence', notBefore: now, now: false, force: false } as const;
    await requestCheck(db, { id: newId(), numberId: subject, ...wish });
  }
  return numbers.filter(({ suspicious }) => suspicious).length;
}

const round = (value: number) => Math.round(value * 10) / 10;
