// The thread of one errand (errands.ts): does it, says the result, ends.
import { parentPort, workerData } from 'node:worker_threads';
import { openDatabase } from '../../store/database.ts';
import type { ErrandData } from './errands.ts';
import { learnSite } from './learning.ts';
import { reattribute } from './reattributing.ts';

const { url, errand, windowSeconds, regions } = workerData as ErrandData;
const db = openDatabase({ url, connections: 4 });
const regionOfCaller = (e164: string) => regions[e164] ?? null;
try {
  const result =
    errand.kind === 'learn'
      ? await learnSite({ ...errand, db, regionOfCaller })
      : await reattribute({ ...errand, db, windowSeconds, regionOfCaller });
  parentPort?.postMessage(result);
} finally {
  await db.end();
}
