// Facts of calls from operators that may not tell them twice: stored at once, or kept in a file until they can be. What
// waits in the file goes first, so that no fact of a call comes before the call itself.
import {
  appendFileSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import path from 'node:path';
import type { CallFact } from '../core/call.ts';

export type FactSpool = {
  /** Resolves when the facts are stored, or lie in the file; throws if neither could be done. */
  tell(provider: string, facts: readonly CallFact[]): Promise<void>;
  /** Stores what waits; does nothing while that goes on already. */
  drain(): Promise<void>;
  close(): Promise<void>;
};
export type FactSpoolOptions = {
  folder: string;
  store: (provider: string, facts: readonly CallFact[]) => Promise<void>;
  log: (message: string, error?: unknown) => void;
};
type Waiting = { provider: string; facts: readonly CallFact[] };

const RETRY_MS = 2000;

/** Opens the spool; what an earlier run has left in the file is stored first. */
export function openFactSpool({ folder, store, log }: FactSpoolOptions): FactSpool {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'facts.jsonl');
  const taken = path.join(folder, 'facts.taken.jsonl'); // what is being stored: new facts go to the other file meanwhile
  let draining: Promise<void> | undefined;
  const isWaiting = () => existsSync(file) || existsSync(taken);

  const drainOnce = async () => {
    while (isWaiting()) {
      if (!existsSync(taken)) renameSync(file, taken);
      for (const { provider, facts } of readWaiting(taken, log)) await store(provider, facts);
      rmSync(taken);
    }
  };
  const drain = () => {
    if (!isWaiting()) return Promise.resolve();
    draining ??= drainOnce().finally(() => {
      draining = undefined;
    });
    return draining;
  };
  const drainQuietly = () => drain().catch(() => undefined); // said when they were put there; tried again soon
  const timer = setInterval(drainQuietly, RETRY_MS);
  timer.unref();
  void drainQuietly();

  return {
    async tell(provider, facts) {
      if (facts.length === 0) return;
      if (!isWaiting()) {
        try {
          return await store(provider, facts);
        } catch (error) {
          log('facts of calls could not be stored; they wait in a file', error);
        }
      }
      append(file, { provider, facts });
    },
    drain,
    async close() {
      clearInterval(timer);
      await draining?.catch(() => undefined);
    },
  };
}

function append(file: string, waiting: Waiting) {
  const place = openSync(file, 'a');
  try {
    appendFileSync(place, `${JSON.stringify(waiting)}\n`);
    fsyncSync(place);
  } finally {
    closeSync(place);
  }
}

// A line that was cut short when the machine stopped was never answered for: the operator tells it again, or not at all.
function readWaiting(file: string, log: FactSpoolOptions['log']): Waiting[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line) => {
    try {
      const { provider, facts } = JSON.parse(line) as Waiting;
      return [{ provider, facts: facts.map((fact) => ({ ...fact, at: new Date(fact.at) })) }];
    } catch (error) {
      log('a line of waiting facts could not be read', error);
      return [];
    }
  });
}
