// What the files of this node's engine have to do with the database: under which name its calls are kept there, and how a
// phone is taken out of them.
import path from 'node:path';
import { journalPlace } from '../store/calls.ts';
import type { Db } from '../store/database.ts';
import { blotOut } from '../telephony/asterisk/blotting.ts';

/** Each node's engine is a provider of its own: its journal, its open calls and its recordings are its own. */
export function engineProvider(nodeName: string): string {
  return nodeName === 'dialtrace' ? 'asterisk' : `asterisk:${nodeName}`;
}

/** Of this node's engine only. Answers with how often the phone stood there; throws if the files may not be written. */
export async function blotOutOfEngine(
  db: Db,
  { dataDir, nodeName }: { dataDir: string; nodeName: string },
  phone: string,
): Promise<number> {
  const read = await journalPlace(db, engineProvider(nodeName));
  return blotOut({ runDir: path.join(dataDir, 'asterisk'), phone, read });
}
