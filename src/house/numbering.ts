// The numbering register, in memory and up to date.
import { regionKey } from '../core/numbers/russian-regions.ts';
import type { Db } from '../store/database.ts';
import { fillCapacityOwners } from '../store/numbering.ts';
import { createNumberingInMemory } from '../store/numbering-in-memory.ts';
import type { House } from './house.ts';

/** Whose capacity numbers are and where they are from: read in the background, nothing waits for it. */
export function openNumbering({ say }: House, db: Db) {
  const { lookUp, reload } = createNumberingInMemory(db);
  const fill = () => fillCapacityOwners(db, lookUp);
  const failed = (error: unknown) => say('the numbering register could not be read', error);
  const follow = () => void reload().then(fill).catch(failed);
  follow();
  return {
    follow,
    fillIn: () => void fill().catch(failed),
    /** where a phone is from, as holders' regions are called; null: not known, or not of one region */
    regionOfCaller: (e164: string) => regionKey(lookUp(e164)?.region ?? null),
  };
}
