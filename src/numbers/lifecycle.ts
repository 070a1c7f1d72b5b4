// What becomes of numbers by itself: those that have rested are ready.
import type { LifeChange } from '../core/numbers/number-life.ts';
import { type Db, transaction } from '../store/database.ts';
import { changeNumber, listResting } from '../store/number-life.ts';
import { announceSiteChange } from '../store/sites.ts';

/** Makes ready what has rested thirty days, and tells every node. Answers how many; asked twice, it does nothing more. */
export async function wakeRested(db: Db, at: Date): Promise<number> {
  const woken: string[] = [];
  for (const { id, siteId } of await listResting(db)) {
    const question = { siteId, numberId: id, wish: { to: 'ready' }, at, userId: null } as const;
    const changed: LifeChange | { kind: 'unknown' } = await transaction(db, (tx) => changeNumber(tx, question));
    if (changed.kind === 'changed') woken.push(siteId);
  }
  for (const siteId of new Set(woken)) await announceSiteChange(db, siteId);
  return woken.length;
}
