// The numbering register as this node holds it: nobody's numbers until it has been read, and read anew when told to.
import { EMPTY_NUMBERING, type Numbering } from '../core/numbers/numbering.ts';
import type { Db } from './database.ts';
import { readNumbering } from './numbering.ts';

export type NumberingInMemory = {
  lookUp: Numbering['lookUp'];
  /** Resolves when what was stored at the asking, or later, is held. Rejects when the database fails: the old one stays. */
  reload(): Promise<void>;
};

/** Empty at first: `reload` fills it. */
export function createNumberingInMemory(db: Db): NumberingInMemory {
  let held = EMPTY_NUMBERING;
  let last = Promise.resolve();
  const read = async () => {
    held = await readNumbering(db);
  };
  return {
    lookUp: (e164) => held.lookUp(e164),
    reload() {
      last = last.then(read, read);
      return last;
    },
  };
}
