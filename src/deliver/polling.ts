// Destinations that are asked now and then for what they know: deals, spend. Of all nodes one asks at a time.
import { type Db, transaction } from '../store/database.ts';
import { insertAttempt } from '../store/deliveries.ts';
import {
  claimPoll,
  findDestination,
  notePoll,
  pauseDestination,
  type SpokenDestination,
} from '../store/destinations.ts';
import type { Exchange } from './exchanges.ts';
import { type Destination, type Outcome, Unanswered } from './port.ts';
import { rateFor } from './rate.ts';
import { openWay, type WayOptions } from './way.ts';

export type PollingOptions = WayOptions & {
  db: Db;
  kinds: ReadonlyMap<string, Destination>;
  newId: () => string;
  onPaused: (to: SpokenDestination, why: string) => void;
  log: (message: string, error: unknown) => void;
  /** how often it is looked whose time has come */
  everyMs?: number;
};
export type Polling = {
  /** asks all whose time has come; resolves when they have answered */
  look(): Promise<void>;
  close(): Promise<void>;
};

const EVERY_MS = 15_000;

/** Asks from now on. */
export function openPolling(options: PollingOptions): Polling {
  const { kinds, log, everyMs = EVERY_MS } = options;
  const asked = [...kinds.values()].filter(({ poll }) => poll);
  const running = new Map<string, Promise<void>>(); // by kind: a system that takes its time keeps no other waiting
  let closed = false;
  const round = async (kind: Destination) => {
    for (;;) {
      const id = closed ? undefined : await claim(kind, options);
      if (!id) return;
      await ask(id, kind, options);
    }
  };
  const begin = (kind: Destination): Promise<void> =>
    round(kind)
      .catch((error) => log(`${kind.kind} could not be asked`, error))
      .finally(() => running.delete(kind.kind));
  const look = async (): Promise<void> => {
    for (const kind of asked) if (!running.has(kind.kind)) running.set(kind.kind, begin(kind));
    await Promise.all(running.values());
  };
  const timer = setInterval(look, everyMs);
  timer.unref();
  return {
    look,
    async close() {
      closed = true;
      clearInterval(timer);
      await Promise.all(running.values());
    },
  };
}

const claim = ({ kind, poll }: Destination, { db, now }: PollingOptions): Promise<string | undefined> =>
  transaction(db, (tx) => claimPoll(tx, { kind, now: now(), every: poll?.every ?? 0 }));

async function ask(id: string, kind: Destination, options: PollingOptions): Promise<void> {
  const { db, newId, now, onPaused } = options;
  const to = await findDestination(db, id);
  if (!to || !kind.poll) return;
  const begun = now();
  const exchanges: Exchange[] = [];
  const outcome = await answerOf(
    () => kind.poll?.run(to, openWay(to, exchanges, { ...options, turn: rateFor(to.id, kind.limits).turn })),
    to,
    options,
  );
  if (outcome.kind === 'needs-owner') {
    await pauseDestination(db, id, { by: 'refusal', why: outcome.reason });
    onPaused(to, outcome.reason);
  }
  const trouble = outcome.kind === 'refused' || outcome.kind === 'later' ? outcome.reason : null;
  await notePoll(db, id, trouble);
  if (outcome.kind === 'done') return; // asked every few minutes: only what went wrong is worth keeping
  await insertAttempt(db, {
    ...{ id: newId(), destinationId: id, at: begun, milliseconds: now().getTime() - begun.getTime(), exchanges },
    ...{ deliveries: [], outcome: outcome.kind },
  });
}

async function answerOf(
  run: () => Promise<Outcome> | undefined,
  to: SpokenDestination,
  { log }: PollingOptions,
): Promise<Outcome> {
  try {
    return (await run()) ?? { kind: 'done' };
  } catch (error) {
    if (error instanceof Unanswered && error.reason === 'private-address')
      return { kind: 'needs-owner', reason: `private-address: ${error.message}` };
    if (error instanceof Unanswered) return { kind: 'later', reason: error.reason };
    log(`${to.name}: what came back was not understood`, error);
    return { kind: 'later', reason: 'not-understood' };
  }
}
