// Long work on the log (learning, judging a period anew) in a thread of its own, one errand at a time: calls must be
// answered and pages served meanwhile.
import { Worker } from 'node:worker_threads';
import type { Db } from '../../store/database.ts';
import type { Learned } from './learning.ts';
import type { VersionRef } from './parameters.ts';
import type { ReattributionRefusal, ReattributionResult } from './reattributing.ts';

/** `regions`: where phones are from, of those whose region is known. */
export type Errand =
  | { kind: 'learn'; siteId: string; now: Date; byPerson: boolean }
  | { kind: 'reattribute'; siteId: string; from: Date; to: Date; version: VersionRef; apply: boolean };
export type ErrandResult = {
  learn: Learned;
  reattribute: ReattributionResult | { kind: 'refused'; reason: ReattributionRefusal };
};
export type ErrandData = { url: string; errand: Errand; windowSeconds: number; regions: Record<string, string> };

export type Errands = {
  run<Kind extends Errand['kind']>(
    errand: Extract<Errand, { kind: Kind }>,
    regions: Record<string, string>,
  ): Promise<ErrandResult[Kind]>;
  /** ends the one that is under way */
  close(): Promise<void>;
};

/** Works on the same database, over a connection of its own. */
export function openErrands(db: Db, windowSeconds: number): Errands {
  const url = db.options.connectionString ?? '';
  let last: Promise<unknown> = Promise.resolve();
  let worker: Worker | undefined;
  let closed = false;

  const start = (data: ErrandData) =>
    new Promise((resolve, reject) => {
      if (closed) return reject(new Error('Dialtrace is stopping'));
      worker = new Worker(new URL('./errand-worker.ts', import.meta.url), { workerData: data });
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the work on the log was ended before it was done')));
    });
  return {
    run(errand, regions) {
      const next = () => start({ url, errand, windowSeconds, regions });
      const result = last.then(next, next);
      last = result.catch(() => {});
      return result as Promise<never>;
    },
    async close() {
      closed = true;
      await worker?.terminate();
    },
  };
}
