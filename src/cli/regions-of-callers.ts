// Where phones are from, for commands that judge calls: the numbering register, read once.
import { regionKey } from '../core/numbers/russian-regions.ts';
import type { Db } from '../store/database.ts';
import { readNumbering } from '../store/numbering.ts';

/** Asked with an E.164 number; null: not known, or not of one region. */
export async function openRegionsOfCallers(db: Db): Promise<(e164: string) => string | null> {
  const numbering = await readNumbering(db);
  return (e164) => regionKey(numbering.lookUp(e164)?.region ?? null);
}
